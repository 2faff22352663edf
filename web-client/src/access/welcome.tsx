import { EyeOff, FileCheck2, UserCheck } from "lucide-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Mark } from "../ui/mark.tsx";
import { DisplayChoices } from "../ui/display-choices.tsx";
import "./welcome.css";

interface Props {
  title: string;
  hint?: string;
  children: ReactNode;
}

/** The page of somebody who is not signed in yet: who we are beside what they came to do. */
export function Welcome({ title, hint, children }: Props) {
  const { t } = useTranslation(["access", "common"]);
  return (
    <div className="welcome">
      <header className="welcome-side">
        <p className="welcome-name">
          <Mark size={44} />
          <span>{t("common:product")}</span>
        </p>
        <p className="welcome-tagline">{t("common:tagline")}</p>
        <ul className="welcome-promises">
          <Promise icon={<UserCheck />} title={t("promise1")} text={t("promise1Text")} />
          <Promise icon={<EyeOff />} title={t("promise2")} text={t("promise2Text")} />
          <Promise icon={<FileCheck2 />} title={t("promise3")} text={t("promise3Text")} />
        </ul>
      </header>
      <main className="welcome-main" id="content">
        <div className="welcome-choices">
          <DisplayChoices />
        </div>
        <div className="welcome-task">
          <h1>{title}</h1>
          {hint && <p className="hint">{hint}</p>}
          {children}
        </div>
      </main>
    </div>
  );
}

function Promise({ icon, title, text }: { icon: ReactNode; title: string; text: string }) {
  return (
    <li>
      <span aria-hidden>{icon}</span>
      <div>
        <strong>{title}</strong>
        <p>{text}</p>
      </div>
    </li>
  );
}
