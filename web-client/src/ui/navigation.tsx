import {
  ChartColumn,
  ChevronDown,
  Clapperboard,
  FolderOpen,
  House,
  Landmark,
  Mail,
  Radio,
  Users,
} from "lucide-react";
import { type ReactNode, useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { NavLink, useLocation } from "react-router";

import { administers, useMe } from "../access/account.ts";

const OF_THE_ADMINISTRATION = ["/desk", "/notices", "/colleagues", "/statistics"];

/** The ways to the main pages: a row on a desk, the bottom edge on a phone. */
export function Navigation() {
  const { t } = useTranslation();
  return (
    <nav className="frame-nav" aria-label={t("mainNavigation")}>
      <Item to="/" icon={<House aria-hidden />} label={t("home")} />
      <Item to="/cases" icon={<FolderOpen aria-hidden />} label={t("cases")} />
      <Item to="/records" icon={<Clapperboard aria-hidden />} label={t("records")} />
      {administers(useMe()) && <Administration />}
    </nav>
  );
}

/** The pages of the administration, behind one button: seven items fit on no phone. */
function Administration() {
  const { t } = useTranslation();
  const { pathname } = useLocation();
  const { open, toggle, within } = useDisclosure();
  const here = OF_THE_ADMINISTRATION.some((page) => pathname.startsWith(page));
  return (
    <div className="frame-more" ref={within}>
      <button
        type="button"
        className={here ? "active" : undefined}
        aria-expanded={open}
        aria-controls="administration-pages"
        data-testid="administration"
        onClick={toggle}
      >
        <Landmark aria-hidden />
        <span>{t("administration")}</span>
        <ChevronDown className="chevron" aria-hidden />
      </button>
      <div id="administration-pages" className="frame-more-pages" hidden={!open}>
        <Item to="/desk" icon={<Radio aria-hidden />} label={t("desk")} />
        <Item to="/notices" icon={<Mail aria-hidden />} label={t("notices")} />
        <Item to="/colleagues" icon={<Users aria-hidden />} label={t("colleagues")} />
        <Item to="/statistics" icon={<ChartColumn aria-hidden />} label={t("statistics")} />
      </div>
    </div>
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

/** Open until the page changes, Escape is pressed, or somebody goes elsewhere by key or hand. */
function useDisclosure() {
  const { key } = useLocation();
  const within = useRef<HTMLDivElement>(null);
  const [openAt, setOpenAt] = useState<string | null>(null);
  const open = openAt === key;
  useEffect(() => {
    if (!open) return;
    const elsewhere = ({ target }: Event) => {
      if (!within.current?.contains(target as Node)) setOpenAt(null);
    };
    const escape = ({ key: pressed }: KeyboardEvent) => {
      if (pressed !== "Escape") return;
      setOpenAt(null);
      within.current?.querySelector("button")?.focus();
    };
    const ended = new AbortController();
    document.addEventListener("pointerdown", elsewhere, ended);
    document.addEventListener("focusin", elsewhere, ended);
    document.addEventListener("keydown", escape, ended);
    return () => ended.abort();
  }, [open]);
  return { open, toggle: () => setOpenAt(open ? null : key), within };
}
