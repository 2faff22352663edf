import { useInfiniteQuery } from "@tanstack/react-query";
import { Search, UserPlus } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useSearchParams } from "react-router";
import { useMe } from "../access/account.ts";
import { Button } from "../ui/button.tsx";
import { Moment } from "../ui/moment.tsx";
import { usePageTitle } from "../ui/page-title.ts";
import { Nothing, Shown } from "../ui/states.tsx";
import { ColleagueDialog } from "./colleague-dialog.tsx";
import { type Colleague, colleaguesQuery } from "./institution.ts";
import { NewColleagueDialog } from "./new-colleague-dialog.tsx";
import "./administration.css";

/** `/colleagues?q=…`: who works for the institution, and as what (MC-11, MC-17, ID-05). */
export default function ColleaguesPage() {
  const { t } = useTranslation(["administration", "common"]);
  usePageTitle(t("colleagues"));
  const [query, setQuery] = useSearchParams();
  const [asked, setAsked] = useState<Colleague | "new">();
  const q = query.get("q") ?? "";
  const colleagues = useInfiniteQuery(colleaguesQuery(q));
  const close = () => setAsked(undefined);
  return (
    <div className="page administration">
      <header className="administration-head">
        <h1>{t("colleagues")}</h1>
        <Button look="primary" icon={<UserPlus aria-hidden />} onClick={() => setAsked("new")}>
          {t("newColleague")}
        </Button>
      </header>
      <ColleagueSearch q={q} onSearch={(words) => setQuery(words ? { q: words } : {}, { replace: true })} />
      <Shown of={colleagues}>
        {({ pages }) => (
          <Rows of={pages.flatMap((page) => page.items)} isNarrowed={q !== ""} onAsk={setAsked} />
        )}
      </Shown>
      {colleagues.hasNextPage && (
        <Button busy={colleagues.isFetchingNextPage} onClick={() => void colleagues.fetchNextPage()}>
          {t("common:more")}
        </Button>
      )}
      {asked === "new" && <NewColleagueDialog onClose={close} />}
      {asked && asked !== "new" && <ColleagueDialog of={asked} onClose={close} />}
    </div>
  );
}

function ColleagueSearch({ q, onSearch }: { q: string; onSearch: (words: string) => void }) {
  const { t } = useTranslation("administration");
  return (
    <search>
      <form
        key={q}
        className="administration-words"
        onSubmit={(event) => {
          event.preventDefault();
          const words = new FormData(event.currentTarget).get("q");
          onSearch(typeof words === "string" ? words.trim() : "");
        }}
      >
        <input
          type="search"
          name="q"
          defaultValue={q}
          aria-label={t("search")}
          placeholder={t("searchHint")}
          maxLength={100}
        />
        <Button type="submit" icon={<Search aria-hidden />}>
          {t("search")}
        </Button>
      </form>
    </search>
  );
}

interface RowsProps {
  of: Colleague[];
  isNarrowed: boolean;
  onAsk: (colleague: Colleague) => void;
}

function Rows({ of: colleagues, isNarrowed, onAsk }: RowsProps) {
  const { t } = useTranslation("administration");
  if (colleagues.length === 0) return <Nothing>{t(isNarrowed ? "noneFound" : "noColleagues")}</Nothing>;
  return (
    <>
      <p className="hint" role="status">
        {t("found", { count: colleagues.length })}
      </p>
      <ul className="administration-rows sheet">
        {colleagues.map((colleague) => (
          <li key={colleague.id}>
            <Row of={colleague} onAsk={onAsk} />
          </li>
        ))}
      </ul>
    </>
  );
}

function Row({ of: colleague, onAsk }: { of: Colleague; onAsk: (colleague: Colleague) => void }) {
  const { t } = useTranslation(["administration", "access"]);
  const { name, offices, mobile, email, disabled_since } = colleague;
  const isOneself = colleague.id === useMe().id;
  return (
    <>
      <div>
        <p className="administration-name">
          {name}{" "}
          {typeof disabled_since === "number" && (
            <span className="tag grey">
              {t("disabled")} <Moment at={disabled_since} as="date" />
            </span>
          )}
        </p>
        <p className="hint">{[mobile, email].filter(Boolean).join(" · ")}</p>
      </div>
      <p className="tags">
        {offices.map((office) => (
          <span key={office} className="tag">
            {t(`access:office_${office}`)}
          </span>
        ))}
      </p>
      {isOneself ? (
        <span className="hint">{t("oneself")}</span>
      ) : (
        <Button size="small" aria-label={t("changeNamed", { name })} onClick={() => onAsk(colleague)}>
          {t("change")}
        </Button>
      )}
    </>
  );
}
