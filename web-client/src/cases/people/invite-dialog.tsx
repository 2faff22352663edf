import { Copy } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { asProblem } from "../../api/problem.ts";
import { Button } from "../../ui/button.tsx";
import { written } from "../../ui/dates.ts";
import { Dialog } from "../../ui/dialog.tsx";
import { Field } from "../../ui/field.tsx";
import { ProblemNotice } from "../../ui/problem-notice.tsx";
import type { CaseDetail, Person } from "../cases.ts";
import { useInvite } from "./changes.ts";

interface Props {
  of: CaseDetail;
  person: Person;
  onClose: () => void;
}

/** Makes a link to join, and shows it once. */
export function InviteDialog({ of: detail, person: { id, name }, onClose }: Props) {
  const { t } = useTranslation(["casework", "common"]);
  const invite = useInvite(detail.id);
  if (invite.data)
    return (
      <Dialog title={t("inviteDone")} onClose={onClose}>
        <Link to={invite.data.link} until={invite.data.ends_at} name={name} />
      </Dialog>
    );
  return (
    <Dialog
      title={t("inviteNamed", { name })}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>{t("common:cancel")}</Button>
          <Button look="primary" busy={invite.isPending} onClick={() => invite.mutate(id)}>
            {t("inviteMake")}
          </Button>
        </>
      }
    >
      <p>{t("inviteMeans")}</p>
      {invite.isError && <ProblemNotice problem={asProblem(invite.error)} />}
    </Dialog>
  );
}

function Link({ to, until, name }: { to: string; until: number; name: string }) {
  const { t } = useTranslation("casework");
  const [isCopied, setCopied] = useState(false);
  // Not every browser lets a page copy: the link can be marked by hand.
  const copy = () =>
    navigator.clipboard.writeText(to).then(
      () => setCopied(true),
      () => setCopied(false),
    );
  return (
    <div className="form">
      <p>{t("inviteText", { name, until: written(until, "dateTime") })}</p>
      <Field
        name="link"
        label={t("inviteDone")}
        value={to}
        readOnly
        onFocus={({ currentTarget }) => currentTarget.select()}
      />
      <p role="status">{isCopied && t("copied")}</p>
      <div className="dialog-way">
        <Button look="primary" icon={<Copy aria-hidden />} onClick={() => void copy()}>
          {t("copy")}
        </Button>
      </div>
    </div>
  );
}
