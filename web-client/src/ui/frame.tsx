import { ChartColumn, Clapperboard, FolderOpen, House, Radio, Users } from "lucide-react";
import type { ReactNode } from "react";
import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import { Link, NavLink, Outlet, ScrollRestoration, useLocation } from "react-router";
import { AccountMenu } from "../access/account-menu.tsx";
import { administers, useMe } from "../access/account.ts";
