import { useQuery } from "@tanstack/react-query";
import type { TFunction } from "i18next";
import { useTranslation } from "react-i18next";
import { answer, api, type Schemas } from "../../api/client.ts";
import { written } from "../../ui/dates.ts";
import { Moment } from "../../ui/moment.tsx";
import { Nothing, Shown } from "../../ui/states.tsx";
import type { Move } from "../moves/moves.ts";

type Entry = Schemas["TimelineEntry"];

/** Everything that happened to a case, the latest first (MC-10). */
export function Timeline({ id }: { id: string }) {
  const { t } = useTranslation("casework");
  const entries = useQuery({
    queryKey: ["case", id, "timeline"],
    queryFn: () => answer(api.GET("/api/v1/cases/{id}/timeline", { params: { path: { id } } })),
  });
  return (
    <Shown of={entries}>
      {(found) =>
        found.length === 0 ? (
          <Nothing>{t("noSteps")}</Nothing>
        ) : (
          <ol className="timeline sheet padded" reversed>
            {found.toReversed().map((entry) => (
              <li key={entry.number}>
                <Moment at={entry.at} as="dateTime" />
                <p>
                  <strong>{entry.by ?? t("bySystem")}</strong> {sentence(entry.step, t)}
                </p>
              </li>
            ))}
          </ol>
        )
      }
    </Shown>
  );
}

function sentence(step: Entry["step"], t: TFunction<"casework">): string {
  switch (step.type) {
    case "moved":
      return ofMove(step.move, t);
    case "session_set":
      return t("did_session_set", { at: written(step.at, "dateTime") });
    case "person_added":
    case "person_removed":
    case "material_added":
      return t(`did_${step.type}`, { name: step.name });
    default:
      return t(`did_${step.type}`);
  }
}

function ofMove(move: Move, t: TFunction<"casework">): string {
  switch (move.type) {
    case "decline":
    case "return":
      return t(`did_${move.type}`, { words: move.reason });
    case "end": {
      const outcome = t(`outcome_${move.reason}`);
      return move.note ? t("did_end_note", { outcome, words: move.note }) : t("did_end", { outcome });
    }
    case "decide":
      return move.note ? t("did_decide_note", { words: move.note }) : t("did_decide");
    default:
      return t(`did_${move.type}`);
  }
}
