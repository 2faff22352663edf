import { useMutation, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useLocation, useNavigate } from "react-router";
import { answer, api, type Schemas } from "../api/client.ts";
import { asProblem } from "../api/problem.ts";
import { Button } from "../ui/button.tsx";
import { written } from "../ui/dates.ts";
import { usePageTitle } from "../ui/page-title.ts";
import { ProblemNotice } from "../ui/problem-notice.tsx";
import { Opening } from "../ui/states.tsx";
import { meQuery } from "./account.ts";
import { NewAccountForm } from "./new-account-form.tsx";
import { SignInForm } from "./sign-in-form.tsx";
import { Welcome } from "./welcome.tsx";

/** `/invitation#SECRET`: what follows the `#` is never sent in an address, so no log keeps it. */
export default function InvitationPage() {
  const { t } = useTranslation("access");
  usePageTitle(t("invitationTitle"));
  const token = useLocation().hash.slice(1);
  const invitation = useQuery({
    queryKey: ["invitation", token],
    queryFn: () => answer(api.POST("/api/v1/invitations/look", { body: { token } })),
  });
  return (
    <Welcome title={t("invitationTitle")}>
      {invitation.isPending && <Opening />}
      {invitation.error && (
        <ProblemNotice problem={asProblem(invitation.error)} say={{ wrong_code: "wrong_link" }} />
      )}
      {invitation.data && <Invitation token={token} invitation={invitation.data} />}
    </Welcome>
  );
}

function Invitation({ token, invitation }: { token: string; invitation: Schemas["Invitation"] }) {
  const { t } = useTranslation("access");
  const navigate = useNavigate();
  const { name, institution, has_account, ends_at } = invitation;
  return (
    <>
      <p className="invitation-text">{t("invitationText", { name, institution })}</p>
      <p className="hint">{t("invitationUntil", { time: written(ends_at, "dateTime") })}</p>
      {has_account ? (
        <AcceptAsSomebodyKnown token={token} />
      ) : (
        <NewAccountForm token={token} onAccepted={() => void navigate("/", { replace: true })} />
      )}
    </>
  );
}

/** Signs in first if need be, then accepts. */
function AcceptAsSomebodyKnown({ token }: { token: string }) {
  const { t } = useTranslation("access");
  const navigate = useNavigate();
  const me = useQuery(meQuery);
  const [isIn, setIn] = useState(false);
  const accept = useMutation({
    mutationFn: () => answer(api.POST("/api/v1/invitations/accept", { body: { token } })),
    onSuccess: ({ case: joined }) => void navigate(`/cases/${joined}`, { replace: true }),
  });
  if (me.isPending) return <Opening />;
  if (!me.data && !isIn) {
    return (
      <>
        <p>{t("invitationKnownHint")}</p>
        <SignInForm onSignedIn={() => setIn(true)} />
      </>
    );
  }
  return (
    <>
      {accept.error && <ProblemNotice problem={asProblem(accept.error)} say={{ wrong_code: "wrong_link" }} />}
      <Button
        look="primary"
        size="large"
        wide

        busy={accept.isPending}
        onClick={() => accept.mutate()}
      >
        {t("accept")}
      </Button>
    </>
  );
}
