import { useEffect, useState } from "react";
import { useParams } from "react-router";

import { mediaInBrowser } from "../media/in-browser.ts";
import { inBrowser } from "./browser.ts";
import { LiveSession } from "./live.ts";
import { start } from "./opened.ts";
import { SessionScreen } from "./screen.tsx";

/** The page of one session: everything between entering it and leaving it. */
export default function SessionPage() {
  const { id = "" } = useParams();
  return <OneSession key={id} id={id} />;
}

function OneSession({ id }: { id: string }) {
  const [opened] = useState(() => ({ session: new LiveSession(inBrowser(id)), ...mediaInBrowser() }));
  useEffect(() => start(opened), [opened]);
  useEffect(() => {
    const wake = () => opened.session.wake();
    window.addEventListener("online", wake);
    document.addEventListener("visibilitychange", wake);
    return () => {
      window.removeEventListener("online", wake);
      document.removeEventListener("visibilitychange", wake);
    };
  }, [opened]);
  return <SessionScreen opened={opened} />;
}
