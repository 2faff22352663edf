import { Search } from "lucide-react";
import { useId } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "../ui/button.tsx";
import { type CaseFilter, type CaseKind, type CaseState, KINDS, STATES, STEPS } from "./cases.ts";

interface Props {
  filter: CaseFilter;
  onChange: (filter: CaseFilter) => void;
}

/** Words, kind and progress to look for. */
export function CaseSearch({ filter, onChange }: Props) {
  const { t } = useTranslation("cases");
  const states = filter.kind ? STATES.filter((state) => belongs(state, filter.kind)) : STATES;
  const change = (part: Partial<CaseFilter> | { kind: undefined } | { state: undefined }) => {
    const { q, kind, state } = { ...filter, ...part };
    onChange({ q, ...(kind && { kind }), ...(state && belongs(state, kind) && { state }) });
  };
  return (
    <search className="case-search">
      <form
        key={filter.q}
        className="case-words"
        onSubmit={(event) => {
          event.preventDefault();
          const words = new FormData(event.currentTarget).get("q");
          change({ q: typeof words === "string" ? words.trim() : "" });
        }}
      >
        <input
          type="search"
          name="q"
          defaultValue={filter.q}
          aria-label={t("search")}
          placeholder={t("searchHint")}
          maxLength={200}
        />
        <Button look="primary" type="submit" icon={<Search aria-hidden />}>
          {t("search")}
        </Button>
      </form>
      <Choice
        label={t("kind")}
        value={filter.kind ?? ""}
        options={[["", t("kind_any")], ...KINDS.map((kind): [string, string] => [kind, t(`kind_${kind}`)])]}
        onChange={(kind) => change({ kind: KINDS.find((one) => one === kind) })}
      />
      <Choice
        label={t("state")}
        value={filter.state ?? ""}
        options={[
          ["", t("state_any")],
          ...states.map((state): [string, string] => [state, t(`state_${state}`)]),
        ]}
        onChange={(state) => change({ state: STATES.find((one) => one === state) })}
      />
    </search>
  );
}

function belongs(state: CaseState, kind: CaseKind | undefined): boolean {
  return kind === undefined || STEPS.litigation.includes(state) === (kind === "litigation");
}

interface ChoiceProps {
  label: string;
  value: string;
  options: [value: string, label: string][];
  onChange: (value: string) => void;
}

/** The browser's own list: every phone and screen reader knows it. */
function Choice({ label, value, options, onChange }: ChoiceProps) {
  const id = useId();
  return (
    <div className="choice">
      <label htmlFor={id}>{label}</label>
      <select id={id} value={value} onChange={(event) => onChange(event.target.value)}>
        {options.map(([key, text]) => (
          <option key={key} value={key}>
            {text}
          </option>
        ))}
      </select>
    </div>
  );
}
