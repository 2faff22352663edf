import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { asProblem } from "../api/problem.ts";
import { Button } from "../ui/button.tsx";
import { Dialog } from "../ui/dialog.tsx";
import { ProblemNotice } from "../ui/problem-notice.tsx";
import { type NamedPlace, placesQuery, useTakePlaces } from "./linking.ts";

/** Cases that name whoever has just come, until they take note of them (ID-19). */
export function NamedPlaces() {
  const { data = [] } = useQuery(placesQuery);
  const [isPutOff, putOff] = useState(false);
  if (data.length === 0 || isPutOff) return null;
  return <Places places={data} onLater={() => putOff(true)} />;
}

function Places({ places, onLater }: { places: NamedPlace[]; onLater: () => void }) {
  const { t } = useTranslation(["linking", "cases"]);
  const take = useTakePlaces();
  return (
    <Dialog
      title={t("named", { count: places.length })}
      onClose={onLater}
      footer={
        <>
          <Button onClick={onLater}>{t("later")}</Button>
          <Button
            look="primary"
            data-testid="take-places"
            busy={take.isPending}
            onClick={() => take.mutate(places.map(({ id }) => id))}
          >
            {t("takeNote")}
          </Button>
        </>
      }
    >
      <p>{t("namedText")}</p>
      <ul className="named-places">
        {places.map((place) => (
          <li key={place.id}>
            <strong>{place.cause}</strong>
            <p className="hint">
              {[place.case_no, place.institution, t(`cases:role_${place.role}`)].join(" · ")}
            </p>
          </li>
        ))}
      </ul>
      {take.isError && <ProblemNotice problem={asProblem(take.error)} />}
    </Dialog>
  );
}
