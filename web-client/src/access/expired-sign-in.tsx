import { useQuery } from "@tanstack/react-query";
import { lazy, Suspense } from "react";
import { meQuery } from "./account.ts";
import { useExpired } from "./expiry.ts";

const Dialog = lazy(() => import("./expired-dialog.tsx"));

/** Asks for the password again, over the page and without losing what was typed in it. */
export function ExpiredSignIn() {
  const expired = useExpired();
  const { data: me } = useQuery({ ...meQuery, enabled: false });
  if (!expired || !me) return null;
  return (
    <Suspense>
      <Dialog me={me} />
    </Suspense>
  );
}
