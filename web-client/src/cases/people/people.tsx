import { UserPlus } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "../../ui/button.tsx";
import type { CaseDetail, Person } from "../cases.ts";
import { Part } from "../part.tsx";
import { AddPersonDialog } from "./add-person-dialog.tsx";
import { AssociationDialog } from "./association-dialog.tsx";
import { InviteDialog } from "./invite-dialog.tsx";
import { PersonFacts } from "./person-facts.tsx";
import { RemoveDialog } from "./remove-dialog.tsx";

type Asked = { what: "add" } | { what: "agent" | "association" | "invite" | "remove"; person: Person };

/** Who takes part, and what whoever manages the case can do about it (MC-18, ID-24). */
export function People({ of: detail }: { of: CaseDetail }) {
  const { t } = useTranslation("casework");
  const [asked, setAsked] = useState<Asked>();
  const manages = detail.may.includes("manage_people");
  const close = () => setAsked(undefined);
  return (
    <Part
      title={t("part_people")}
      action={
        manages && (
          <Button
            data-testid="add-person"
            look="primary"
            icon={<UserPlus aria-hidden />}
            onClick={() => setAsked({ what: "add" })}
          >
            {t("addPerson")}
          </Button>
        )
      }
    >
      <ul className="people sheet">
        {detail.people.map((person) => (
          <li key={person.id}>
            <PersonFacts of={detail} person={person} />
            {manages && <Ways of={detail} person={person} onAsk={(what) => setAsked({ what, person })} />}
          </li>
        ))}
      </ul>
      {asked?.what === "add" && <AddPersonDialog of={detail} onClose={close} />}
      {asked?.what === "agent" && <AddPersonDialog of={detail} agentFor={asked.person} onClose={close} />}
      {asked?.what === "association" && (
        <AssociationDialog of={detail} person={asked.person} onClose={close} />
      )}
      {asked?.what === "invite" && <InviteDialog of={detail} person={asked.person} onClose={close} />}
      {asked?.what === "remove" && <RemoveDialog of={detail} person={asked.person} onClose={close} />}
    </Part>
  );
}

interface WaysProps {
  of: CaseDetail;
  person: Person;
  onAsk: (what: "agent" | "association" | "invite" | "remove") => void;
}

/** People who come with an account of the institution are not invited by a link. */
const OFFICIALS = ["judge", "presiding_judge", "panel_member", "clerk", "mediator", "technician"];

function Ways({ of: detail, person, onAsk }: WaysProps) {
  const { t } = useTranslation("casework");
  const { name, role } = person;
  const isInvited = !person.has_account && !OFFICIALS.includes(role);
  return (
    <div className="person-way">
      {isInvited && (
        <Button size="small" aria-label={t("inviteNamed", { name })} onClick={() => onAsk("invite")}>
          {t("invite")}
        </Button>
      )}
      {role === "party" && (
        <Button
          size="small"
          look="quiet"
          data-testid="association"
          aria-label={t("associationNamed", { name })}
          onClick={() => onAsk("association")}
        >
          {t("association")}
        </Button>
      )}
      {role === "party" && (
        <Button
          size="small"
          look="quiet"
          aria-label={t("addAgentFor", { name })}
          onClick={() => onAsk("agent")}
        >
          {t("addAgent")}
        </Button>
      )}
      {person.id !== detail.me && (
        <Button
          size="small"
          look="quiet"
          danger
          aria-label={t("removePersonNamed", { name })}
          onClick={() => onAsk("remove")}
        >
          {t("removePerson")}
        </Button>
      )}
    </div>
  );
}
