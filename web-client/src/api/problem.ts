/** What went wrong with a request, as the pages meet it (RFC 9457 on the wire). */

/** What is wrong with one field of a form. */
export interface FieldProblem {
  field: string;
  code: string;
  message: string;
}

/** A refusal or a fault. `code` is stable; `message` is for the reader, in their language. */
export class Problem extends Error {
  constructor(
    /** `unreachable` if no answer came at all. */
    readonly code: string,
    message: string,
    readonly status: number,
    readonly fields: readonly FieldProblem[] = [],
    /** Names the entry in the server's log. */
    readonly reference?: string,
    /** Seconds after which another attempt makes sense. */
    readonly retryAfter?: number,
  ) {
    super(message);
    this.name = "Problem";
  }

  /** Whether the same request may succeed later without anybody changing anything. */
  get passes(): boolean {
    return this.status === 0 || this.status >= 500;
  }
}

/** Whatever was thrown, as a problem. */
export function asProblem(thrown: unknown): Problem {
  return thrown instanceof Problem ? thrown : new Problem("fault", "", 500);
}

/** Reads the body of an answer that is not a success. Never throws: anything may have answered. */
export function problemOf(status: number, body: unknown, retryAfter: string | null): Problem {
  const given = isRecord(body) ? body : {};
  const text = (key: string) => (typeof given[key] === "string" ? given[key] : undefined);
  const seconds = Number(retryAfter);
  return new Problem(
    text("code") ?? "fault",
    text("title") ?? "",
    status,
    Array.isArray(given.fields) ? given.fields.filter(isFieldProblem) : [],
    text("id"),
    retryAfter !== null && Number.isFinite(seconds) ? seconds : undefined,
  );
}

function isFieldProblem(value: unknown): value is FieldProblem {
  return isRecord(value) && ["field", "code", "message"].every((key) => typeof value[key] === "string");
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}
