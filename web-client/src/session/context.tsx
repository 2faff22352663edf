/** How views reach the session they show. */
import { createContext, use, useEffect, useState, useSyncExternalStore } from "react";

import type { ClientView, Command } from "../protocol/channel.ts";
import type { SessionModel } from "./model.ts";
import type { Opened } from "./opened.ts";
import type { Store } from "./store.ts";

export const OpenedContext = createContext<Opened | null>(null);

export function useOpened(): Opened {
  const opened = use(OpenedContext);
  if (opened === null) throw new Error("a view of the session stands inside OpenedContext");
  return opened;
}

export function useStore<T>(store: Store<T>): T {
  return useSyncExternalStore(store.subscribe, store.get);
}

export function useModel(): SessionModel {
  return useStore(useOpened().session.store);
}

/** The newest view. Only inside what the session screen shows once a view has come. */
export function useView(): ClientView {
  const { view } = useModel();
  if (view === null) throw new Error("views are shown once there is a view");
  return view;
}

/** Asks the server for something; a refusal becomes news. */
export function useRequest(): (command: Command) => Promise<boolean> {
  const { session } = useOpened();
  return (command) => session.request(command);
}

/** The server's time in milliseconds, every second. */
export function useNow(): number {
  const { session } = useOpened();
  const [now, setNow] = useState(() => session.serverNow());
  useEffect(() => {
    const timer = setInterval(() => setNow(session.serverNow()), 1_000);
    return () => clearInterval(timer);
  }, [session]);
  return now;
}
