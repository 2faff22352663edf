/** Which page is at which address, and who may open it. */
import type { QueryClient } from "@tanstack/react-query";
import type { ComponentType } from "react";
import { type LoaderFunctionArgs, redirect, type RouteObject } from "react-router";
import { meQuery } from "./access/account.ts";
import { loadTexts, type Namespace } from "./i18n/i18n.ts";
import { BrokenPage, MissingPage } from "./ui/dead-ends.tsx";
import { Opening } from "./ui/states.tsx";

type Page = () => Promise<{ default: ComponentType }>;

export function pages(queries: QueryClient): RouteObject[] {
  const signedIn = (from: LoaderFunctionArgs) => requireSignIn(queries, from);
  return [
    {
      ErrorBoundary: BrokenPage,
      HydrateFallback: Opening,
      children: [
        page("/sign-in", () => import("./access/sign-in-page.tsx")),
        page("/invitation", () => import("./access/invitation-page.tsx")),
        {
          loader: signedIn,
          children: [page("/password", () => import("./access/password-page.tsx"))],
        },
        {
          loader: signedIn,
          shouldRevalidate: () => false,
          children: [page("/sessions/:id", () => import("./session/page.tsx"), ["session", "room"])],
        },
        {
          loader: signedIn,
          shouldRevalidate: () => false,
          lazy: async () => ({ Component: (await import("./ui/frame.tsx")).Frame }),
          children: [
            page("/", () => import("./home/home-page.tsx"), ["home", "linking", "cases"]),
            page("/apply", () => import("./applying/apply-page.tsx"), ["applying", "cases", "casework"]),
            page("/link", () => import("./linking/linking-page.tsx"), ["linking"]),
            page("/cases", () => import("./cases/cases-page.tsx"), ["cases", "applying"]),
            page("/cases/:id/:part?", () => import("./cases/case-page.tsx"), [
              "cases",
              "casework",
              "applications",
              "devicetest",
              "materials",
              "home",
              "records",
            ]),
            page("/sessions/:id/devices", () => import("./device-test/device-test-page.tsx"), [
              "devicetest",
              "session",
              "room",
            ]),
            page("/records", () => import("./records/records-page.tsx"), ["records", "home"]),
            page("/records/:id", () => import("./records/record-page.tsx"), ["records", "cases"]),
            page("/desk", () => import("./administration/desk-page.tsx"), ["administration", "home"]),
            page("/notices", () => import("./administration/notices-page.tsx"), ["administration"]),
            page("/colleagues", () => import("./administration/colleagues-page.tsx"), ["administration"]),
            page("/statistics", () => import("./administration/statistics-page.tsx"), ["administration"]),
            page("/account", () => import("./access/account-page.tsx")),
            { path: "*", Component: MissingPage },
          ],
        },
      ],
    },
  ];
}

/** A page that is fetched when it is first opened, with the texts it uses. */
function page(path: string, load: Page, texts: Namespace[] = []): RouteObject {
  return {
    path,
    lazy: async () => {
      const [loaded] = await Promise.all([load(), loadTexts(texts)]);
      return { Component: loaded.default };
    },
  };
}

/** Whoever is not signed in signs in first and then comes back. */
async function requireSignIn(queries: QueryClient, { request }: LoaderFunctionArgs) {
  const { pathname, search } = new URL(request.url);
  const me = await queries.query({ ...meQuery, staleTime: "static" });
  if (me && (!me.must_change_password || pathname === "/password")) return null;
  const asked = pathname === "/" ? "" : `?next=${encodeURIComponent(pathname + search)}`;
  // eslint-disable-next-line @typescript-eslint/only-throw-error -- the router's way of turning away
  throw redirect(`${me ? "/password" : "/sign-in"}${asked}`);
}
