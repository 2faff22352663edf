import { Link } from "react-router";

import { Button } from "../ui/button.tsx";
import type { Ended } from "./channel.ts";
import { useOpened } from "./context.tsx";
import { useTexts } from "./texts.tsx";
import type { TextKey } from "./texts.tsx";

/** The session went on without this person, or is no longer open to them. */
export function EndedScreen({ why }: { why: Ended }) {
  const { session } = useOpened();
  const t = useTexts();
  const { key, again } = reason(why);
  return (
    <main className="session session-alone">
      <section className="session-ended" data-testid="ended">
        <h1>{t(`ended.${key}` as TextKey)}</h1>
        <p>{t(`ended.${key}Text` as TextKey)}</p>
        <div className="session-choices">
          {again && (
            <Button look="primary" size="large" onClick={() => session.start()}>
              {t("ended.again")}
            </Button>
          )}
          <Link className="session-link" to="/">
            {t("ended.home")}
          </Link>
        </div>
      </section>
    </main>
  );
}

interface Reason {
  key:
    "left" | "signedOut" | "notAllowed" | "notNow" | "replaced" | "removed" | "over" | "outdated" | "failed";
  /** Whether entering again makes sense. */
  again: boolean;
}

function reason(why: Ended): Reason {
  if (why.kind === "left") return { key: "left", again: true };
  if (why.kind === "entry") {
    const keys = { signed_out: "signedOut", not_allowed: "notAllowed", not_now: "notNow" } as const;
    return { key: keys[why.reason], again: why.reason !== "not_allowed" };
  }
  switch (why.bye.code) {
    case "replaced":
      return { key: "replaced", again: true };
    case "removed":
      return { key: "removed", again: false };
    case "session_over":
      return { key: "over", again: false };
    case "not_allowed":
      return { key: "notAllowed", again: false };
    case "unsupported_version":
      return { key: "outdated", again: false };
    default:
      return { key: "failed", again: true };
  }
}
