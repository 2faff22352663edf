/**
 * What was typed and not sent yet. It is kept in this tab, over a reload and an expired sign-in,
 * until it is sent or its writer signs out.
 */
import { type SyntheticEvent, useState } from "react";

const PREFIX = "concord.draft.";

export type Typed = Readonly<Record<string, string>>;

export interface Draft {
  /** What the fields held when the form was last left. */
  given: Typed;
  /** To be called with every change of the form. */
  keep: (event: SyntheticEvent<HTMLFormElement>) => void;
  /** It was sent, or is no longer wanted. */
  forget: () => void;
}

/** The draft of the form called `name`. Fields show it as their default value. */
export function useDraft(name: string): Draft {
  const key = PREFIX + name;
  const [given] = useState(() => read(sessionStorage.getItem(key)));
  return {
    given,
    keep: ({ currentTarget }) => {
      // A part of the form that is not open just now keeps what it had.
      const typed = { ...read(sessionStorage.getItem(key)), ...typedIn(currentTarget) };
      sessionStorage.setItem(key, JSON.stringify(typed));
    },
    forget: () => sessionStorage.removeItem(key),
  };
}

/** Whoever sits down here next must not find them. */
export function forgetDrafts(): void {
  const keys = Array.from({ length: sessionStorage.length }, (_, at) => sessionStorage.key(at));
  for (const key of keys) if (key?.startsWith(PREFIX)) sessionStorage.removeItem(key);
}

/** Anything may have written there, or nothing: never throws. */
export function read(stored: string | null): Typed {
  try {
    const value: unknown = JSON.parse(stored ?? "{}");
    if (typeof value !== "object" || value === null) return {};
    return Object.fromEntries(Object.entries(value).filter(([, text]) => typeof text === "string"));
  } catch {
    return {};
  }
}

function typedIn(form: HTMLFormElement): Typed {
  const entries = [...new FormData(form)].filter((entry): entry is [string, string] => {
    return typeof entry[1] === "string";
  });
  return Object.fromEntries(entries);
}
