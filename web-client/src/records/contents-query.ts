/** Fetches the texts of a recording's bundle that the player shows. */
import { queryOptions } from "@tanstack/react-query";
import { Problem } from "../api/problem.ts";
import { type Happening, happenings, type Person, people, type Turn, turns } from "./contents.ts";
import { hrefOf, type RecordFile } from "./records.ts";

export interface Contents {
  people: Person[];
  happenings: Happening[];
  /** By id of the person. */
  turns: Map<string, Turn[]>;
}

export function contentsQuery(files: readonly RecordFile[]) {
  return queryOptions({
    queryKey: ["record-contents", hrefOf(files, "events.jsonl")],
    staleTime: Infinity,
    queryFn: async (): Promise<Contents> => {
      const text = (name: string) => textOf(hrefOf(files, name));
      const [participants, events, levels] = await Promise.all([
        text("participants.json"),
        text("events.jsonl"),
        text("audio/levels.json"),
      ]);
      const who = people(json(participants));
      return { people: who, happenings: happenings(events, who), turns: turns(json(levels)) };
    },
  });
}

/** The text at an address; none if the bundle has no such file. */
async function textOf(href: string | undefined): Promise<string> {
  if (href === undefined) return "";
  const response = await fetch(href).catch(() => {
    throw new Problem("unreachable", "", 0);
  });
  if (!response.ok) throw new Problem("fault", "", response.status);
  return response.text();
}

function json(text: string): unknown {
  return text === "" ? null : JSON.parse(text);
}
