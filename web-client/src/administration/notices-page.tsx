import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { written } from "../ui/dates.ts";
import { Moment } from "../ui/moment.tsx";
import { usePageTitle } from "../ui/page-title.ts";
import { Nothing, Shown } from "../ui/states.tsx";
import { type Notice, noticesQuery } from "./institution.ts";
import "./administration.css";

/** `/notices`: what was to be sent to people, for whoever passes it on where no service does. */
export default function NoticesPage() {
  const { t } = useTranslation("administration");
  usePageTitle(t("notices"));
  const notices = useQuery(noticesQuery);
  return (
    <div className="page administration">
      <header>
        <h1>{t("notices")}</h1>
        <p className="hint">{t("noticesText")}</p>
      </header>
      <Shown of={notices}>
        {(found) =>
          found.length === 0 ? (
            <Nothing>{t("noNotices")}</Nothing>
          ) : (
            <ul className="administration-rows sheet">
              {found.map((notice) => (
                <li key={notice.id}>
                  <Row of={notice} />
                </li>
              ))}
            </ul>
          )
        }
      </Shown>
    </div>
  );
}

const LOOKS: Record<Notice["state"], string> = {
  for_the_desk: "red",
  not_delivered: "red",
  on_its_way: "",
  delivered: "green",
};

function Row({ of: notice }: { of: Notice }) {
  const { t } = useTranslation("administration");
  return (
    <>
      <div>
        <p className="administration-name">{notice.address}</p>
        <p>{useWords(notice)}</p>
        {"link" in notice.content && <p className="hint administration-link">{notice.content.link}</p>}
      </div>
      <p className="tags">
        <span className={`tag ${LOOKS[notice.state]}`}>{t(`notice_${notice.state}`)}</span>
      </p>
      <p className="hint">
        <Moment at={notice.created_at} as="dateTime" />
      </p>
    </>
  );
}

/** What a notice says, as the desk reads it out. */
function useWords({ content }: Notice): string {
  const { t } = useTranslation("administration");
  switch (content.type) {
    case "invitation":
      return t("notice_invitation", { time: written(content.ends, "dateTime") });
    case "session_set":
      return t("notice_session_set", { time: written(content.at, "dateTime") });
    case "session_cancelled":
      return t("notice_session_cancelled", { time: written(content.at, "dateTime") });
    case "come_now":
      return t("notice_come_now");
    case "code":
      return "";
  }
}
