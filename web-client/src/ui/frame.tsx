import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import { Link, Outlet, ScrollRestoration, useLocation } from "react-router";
import { AccountMenu } from "../access/account-menu.tsx";
import { Bell } from "../home/bell.tsx";
import { DisplayChoices } from "./display-choices.tsx";
import { Mark } from "./mark.tsx";
import { Navigation } from "./navigation.tsx";
import "./frame.css";

/** The frame around every page of somebody who is signed in. */
export function Frame() {
  const { t } = useTranslation();
  return (
    <div className="frame">
      <a className="skip" href="#content">
        {t("skipToContent")}
      </a>
      <header className="frame-head">
        <div className="frame-row">
          <Link to="/" className="frame-name">
            <Mark size={30} />
            <span>{t("product")}</span>
          </Link>
          <Navigation />
          <div className="frame-tools">
            <DisplayChoices />
            <AccountMenu />
          </div>
        </div>
      </header>
      <Content />
      <Bell />
      <ScrollRestoration />
    </div>
  );
}

/** The page itself. After a change of page the keyboard starts at its top, as after a load. */
function Content() {
  const { pathname } = useLocation();
  const main = useRef<HTMLElement>(null);
  const shown = useRef(pathname);
  useEffect(() => {
    if (shown.current !== pathname) main.current?.focus({ preventScroll: true });
    shown.current = pathname;
  }, [pathname]);
  return (
    <main id="content" ref={main} tabIndex={-1}>
      <Outlet />
    </main>
  );
}
