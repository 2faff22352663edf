/**
 * What happened in a recording, read from the texts of its bundle. Those are sealed and signed, but
 * made by other versions of the recorder too: what is not understood is left out.
 */

export interface Person {
  id: string;
  name: string;
  role_label: string;
}

/** Something that happened at a moment of the recording. */
export type Happening = { at: number; chat: boolean } & (
  | { type: "joined" | "left" | "floor" | "consent" | "connection_lost" | "connection_back"; who: string }
  | { type: "muted" | "unmuted"; who: string }
  | { type: "stage"; who: string; text: string }
  | { type: "chat"; who: string; text: string }
  | { type: "note" | "paused"; text: string }
  | { type: "resumed" }
);

/** A stretch of speech, in seconds. */
export interface Turn {
  from: number;
  to: number;
}

/** Decibels above -96 dBFS from which on somebody counts as speaking. */
const SPEECH = 50;
/** Pauses shorter than this belong to a turn; turns shorter than this are a cough. */
const PAUSE_SECONDS = 1;
const COUGH_SECONDS = 0.3;

/** The people of `participants.json`. */
export function people(json: unknown): Person[] {
  if (!Array.isArray(json)) return [];
  return json.flatMap((entry: unknown) => {
    const person = isObject(entry) ? entry.person : undefined;
    return isObject(person) && isText(person.id) && isText(person.name)
      ? [{ id: person.id, name: person.name, role_label: isText(person.role_label) ? person.role_label : "" }]
      : [];
  });
}

/** The happenings of `events.jsonl`, in order, with the names people had. */
export function happenings(lines: string, who: readonly Person[]): Happening[] {
  const nameOf = (id: unknown) => who.find((person) => person.id === id)?.name ?? (isText(id) ? id : "");
  return lines
    .split("\n")
    .flatMap((line) => {
      const entry = parsed(line);
      if (!isObject(entry) || typeof entry.time_us !== "number" || !isObject(entry.event)) return [];
      const found = happening(entry.event, nameOf);
      return found
        ? [{ at: entry.time_us / 1_000_000, chat: found.type === "chat", ...found } as Happening]
        : [];
    })
    .sort((a, b) => a.at - b.at);
}

function happening(event: Record<string, unknown>, nameOf: (id: unknown) => string) {
  const text = isText(event.text) ? event.text : "";
  const who = nameOf(isObject(event.person) ? event.person.id : event.person);
  switch (event.type) {
    case "joined":
    case "left":
    case "connection_lost":
    case "connection_back":
      return { type: event.type, who };
    case "floor":
      return event.person === null ? null : { type: event.type, who };
    case "consent":
      return event.given === true ? { type: event.type, who } : null;
    case "muted":
      return { type: event.muted === false ? "unmuted" : "muted", who };
    case "stage":
      return event.person === null
        ? null
        : { type: event.type, who, text: isText(event.caption) ? event.caption : "" };
    case "chat":
      return { type: event.type, who: nameOf(event.from), text };
    case "note":
      return { type: event.type, text };
    case "recorder.paused":
      return { type: "paused", text: isText(event.reason) ? event.reason : "" };
    case "recorder.resumed":
      return { type: "resumed" };
    default:
      return null;
  }
}

/** Who spoke when, from `audio/levels.json`: by id of the person. */
export function turns(json: unknown): Map<string, Turn[]> {
  const found = new Map<string, Turn[]>();
  if (!isObject(json) || typeof json.per_second !== "number" || !Array.isArray(json.people)) return found;
  for (const entry of json.people as unknown[]) {
    if (!isObject(entry) || !isText(entry.person) || !Array.isArray(entry.levels)) continue;
    found.set(entry.person, turnsOf(entry.levels as unknown[], json.per_second));
  }
  return found;
}

function turnsOf(levels: unknown[], perSecond: number): Turn[] {
  const found: Turn[] = [];
  levels.forEach((level, index) => {
    if (typeof level !== "number" || level < SPEECH) return;
    const [from, to] = [index / perSecond, (index + 1) / perSecond];
    const last = found.at(-1);
    if (last && from - last.to < PAUSE_SECONDS) last.to = to;
    else found.push({ from, to });
  });
  return found.filter((turn) => turn.to - turn.from >= COUGH_SECONDS);
}

/** The last of `moments` (in order) that has come at `second`; -1 before the first. */
export function lastAt(moments: readonly { at: number }[], second: number): number {
  return moments.findLastIndex((moment) => moment.at <= second);
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}

function isText(value: unknown): value is string {
  return typeof value === "string";
}
