/** Whether the sign-in of the person using this page has ended under their hands. */
import { useSyncExternalStore } from "react";

let expired = false;
const listeners = new Set<() => void>();

export function useExpired(): boolean {
  return useSyncExternalStore(subscribe, () => expired);
}

export function setExpired(value: boolean): void {
  expired = value;
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
