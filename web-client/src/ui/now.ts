/** The time as pages show it: moves on by itself, so that what depends on it appears in time. */
import { useSyncExternalStore } from "react";

/** Milliseconds. */
const EVERY = 10_000;
const listeners = new Set<() => void>();
let now = Date.now() * 1000;
let timer: ReturnType<typeof setInterval> | undefined;

/** Microseconds since 1970, at most {@link EVERY} old. */
export function useNow(): number {
  return useSyncExternalStore(subscribe, () => now);
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  if (timer === undefined) {
    tick();
    timer = setInterval(tick, EVERY);
  }
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0) return;
    clearInterval(timer);
    timer = undefined;
  };
}

function tick(): void {
  now = Date.now() * 1000;
  for (const listener of listeners) listener();
}
