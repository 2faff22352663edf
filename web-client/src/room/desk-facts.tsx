import type { DeskView, PersonView } from "../protocol/channel.ts";
import { useRequest, useView } from "../session/context.tsx";
import { can } from "../session/roles.ts";
import { useTexts, worded } from "../session/texts.tsx";
import { Button } from "../ui/button.tsx";

/** What staff must know of somebody: what is missing, what was asked, what was ordered. */
export function DeskFacts({ person, desk }: { person: PersonView; desk: DeskView }) {
  const t = useTexts();
  const { session, me } = useView();
  const request = useRequest();
  const [given, shown] = desk.warnings as [number, number];
  const facts = [
    person.presence === "waiting" &&
      desk.missing !== null &&
      worded(t, "missing", desk.missing, "missing.other"),
    person.presence === "waiting" && desk.missing === null && t("desk.ready"),
    session.kind === "mediation" && desk.consents_to_recording === false && t("desk.refusesRecording"),
    desk.muted && t("desk.muted"),
    desk.absence && t(`absence.${desk.absence}`),
    given > 0 && t("desk.warnings", { given, shown }),
  ].filter((fact): fact is string => typeof fact === "string");
  return (
    <>
      {facts.length > 0 && <p className="person-facts">{facts.join(" · ")}</p>}
      {desk.help !== null && (
        <div className="person-help" role="alert">
          <p>
            {t("desk.help")} {desk.help}
          </p>
          {can(me, "settle_help") && (
            <Button size="small" onClick={() => void request({ type: "settle_help", who: person.id })}>
              {t("desk.settle")}
            </Button>
          )}
        </div>
      )}
    </>
  );
}
