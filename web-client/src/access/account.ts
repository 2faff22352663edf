/** Who is signed in on this page. */
import { queryOptions, useQuery } from "@tanstack/react-query";
import { answer, api, type Schemas } from "../api/client.ts";
import { Problem } from "../api/problem.ts";
import { preferAccountLanguage } from "../i18n/i18n.ts";

export type Me = Schemas["Me"];
export type Office = Me["offices"][number];

/** The person signed in; `null` if nobody is. */
export const meQuery = queryOptions({
  queryKey: ["me"],
  queryFn: async (): Promise<Me | null> => {
    try {
      const me = await answer(api.GET("/api/v1/me"));
      await preferAccountLanguage(me.language);
      return me;
    } catch (problem) {
      if (problem instanceof Problem && problem.code === "sign_in_needed") return null;
      throw problem;
    }
  },
  staleTime: 5 * 60_000,
});

/** The ways to sign in that this server offers. */
export const waysQuery = queryOptions({
  queryKey: ["sign-in-ways"],
  queryFn: () => answer(api.GET("/api/v1/sign-in/ways")),
  staleTime: "static",
});

/**
 * The person signed in.
 *
 * @throws outside of pages that are shown to people who are signed in.
 */
export function useMe(): Me {
  const { data } = useQuery(meQuery);
  if (!data) throw new Error("this page is shown only to people who are signed in");
  return data;
}

/** Whether somebody runs the administration of their institution. */
export function administers(me: Me): boolean {
  return me.offices.includes("org_admin");
}

/** Where to go after signing in: a page of ours, whatever the address says. */
export function pageAfterSignIn(asked: string | null): string {
  if (asked === null || !/^\/(?!\/)[^\\]*$/.test(asked)) return "/";
  return asked.startsWith("/sign-in") ? "/" : asked;
}
