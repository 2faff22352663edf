import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { answer, api, type Schemas } from "../api/client.ts";
import { asProblem } from "../api/problem.ts";
import { Button } from "../ui/button.tsx";
import { written } from "../ui/dates.ts";
import { ProblemNotice } from "../ui/problem-notice.tsx";
import { Shown } from "../ui/states.tsx";
import { deviceName } from "./device-name.ts";

type SignIn = Schemas["SignIn"];

/** Where the person is signed in, and the way to end it there. */
export function SignIns() {
  const { t } = useTranslation("access");
  const queries = useQueryClient();
  const signIns = useQuery({ queryKey: ["sign-ins"], queryFn: () => answer(api.GET("/api/v1/me/sign-ins")) });
  const end = useMutation({
    mutationFn: (id: string | null) =>
      id === null
        ? answer(api.DELETE("/api/v1/me/sign-ins"))
        : answer(api.DELETE("/api/v1/me/sign-ins/{id}", { params: { path: { id } } })),
    onSettled: () => queries.invalidateQueries({ queryKey: ["sign-ins"] }),
  });
  return (
    <Shown of={signIns}>
      {(found) => (
        <>
          {end.error && <ProblemNotice problem={asProblem(end.error)} />}
          <ul className="sheet sign-ins">
            {found.map((one) => (
              <SignInRow key={one.id} of={one} onEnd={() => end.mutate(one.id)} />
            ))}
          </ul>
          {found.length > 1 && <Button onClick={() => end.mutate(null)}>{t("endOthers")}</Button>}
        </>
      )}
    </Shown>
  );
}

function SignInRow({ of, onEnd }: { of: SignIn; onEnd: () => void }) {
  const { t } = useTranslation("access");
  const device = deviceName(of.device);
  return (
    <li>
      <div>
        <strong>{device}</strong>
        <p className="hint">{t("signInSeen", { time: written(of.seen_at, "dateTime") })}</p>
      </div>
      {of.here ? (
        <span className="hint">{t("signInHere")}</span>
      ) : (
        <Button aria-label={`${t("endSignIn")}: ${device}`} onClick={onEnd}>
          {t("endSignIn")}
        </Button>
      )}
    </li>
  );
}
