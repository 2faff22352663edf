/** How large text is on this device: people who see badly get everything a quarter larger. */
import { useSyncExternalStore } from "react";

export type TextSize = "normal" | "large";

const REMEMBERED = "concord.text-size";
const listeners = new Set<() => void>();

export function useTextSize(): TextSize {
  return useSyncExternalStore(subscribe, textSize);
}

export function chooseTextSize(size: TextSize): void {
  localStorage.setItem(REMEMBERED, size);
  applyTextSize();
  for (const listener of listeners) listener();
}

/** Call once, before anything is shown. */
export function applyTextSize(): void {
  document.documentElement.dataset.text = textSize();
}

function textSize(): TextSize {
  return localStorage.getItem(REMEMBERED) === "large" ? "large" : "normal";
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
