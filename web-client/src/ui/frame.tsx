import { ChartColumn, Clapperboard, FolderOpen, House, Mail, Radio, Users } from "lucide-react";
import type { ReactNode } from "react";
import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import { Link, NavLink, Outlet, ScrollRestoration, useLocation } from "react-router";
import { AccountMenu } from "../access/account-menu.tsx";
import { administers, useMe } from "../access/account.ts";
import { Bell } from "../home/bell.tsx";
import { DisplayChoices } from "./display-choices.tsx";
import { Mark } from "./mark.tsx";
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

function Navigation() {
  const { t } = useTranslation();
  return (
    <nav className="frame-nav" aria-label={t("mainNavigation")}>
      <Item to="/" icon={<House aria-hidden />} label={t("home")} />
      <Item to="/cases" icon={<FolderOpen aria-hidden />} label={t("cases")} />
      <Item to="/records" icon={<Clapperboard aria-hidden />} label={t("records")} />
      {administers(useMe()) && (
        <>
          <Item to="/desk" icon={<Radio aria-hidden />} label={t("desk")} />
          <Item to="/notices" icon={<Mail aria-hidden />} label={t("notices")} />
          <Item to="/colleagues" icon={<Users aria-hidden />} label={t("colleagues")} />
          <Item to="/statistics" icon={<ChartColumn aria-hidden />} label={t("statistics")} />
        </>
      )}
    </nav>
  );
}

function Item({ to, icon, label }: { to: string; icon: ReactNode; label: string }) {
  return (
    <NavLink to={to} end={to === "/"}>
      {icon}
      <span>{label}</span>
    </NavLink>
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
