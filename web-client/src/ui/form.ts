/** Forms: what is wrong is said beside the field, and nothing typed is lost by it. */
import { type SyntheticEvent, useState } from "react";
import { asProblem, type Problem } from "../api/problem.ts";

/** What is wrong with single fields, in the reader's language. */
export type Remarks<F extends string> = Partial<Record<F, string>>;

interface Settings<F extends string, R> {
  fields: readonly F[];
  /** What can be seen to be wrong without asking the server. */
  check: (given: Record<F, string>) => Remarks<F>;
  send: (given: Record<F, string>) => Promise<R>;
  onDone: (answer: R) => void;
}

export interface Form<F extends string> {
  remarks: Remarks<F>;
  /** What the server refused that no field is to blame for. */
  problem: Problem | null;
  isSending: boolean;
  submit: (event: SyntheticEvent<HTMLFormElement>) => void;
  /** Forgets what was wrong. */
  clear: () => void;
}

/** The state of a form whose fields keep what is typed themselves. */
export function useForm<F extends string, R>({ fields, check, send, onDone }: Settings<F, R>): Form<F> {
  const [remarks, setRemarks] = useState<Remarks<F>>({});
  const [problem, setProblem] = useState<Problem | null>(null);
  const [isSending, setSending] = useState(false);
  const refuse = (form: HTMLFormElement, found: Remarks<F>) => {
    setRemarks(found);
    const first = fields.find((field) => found[field] !== undefined);
    if (first) field(form, first)?.focus();
  };
  const post = async (form: HTMLFormElement) => {
    const given = valuesOf(form, fields);
    const wrong = check(given);
    setProblem(null);
    refuse(form, wrong);
    if (Object.keys(wrong).length > 0) return;
    setSending(true);
    try {
      onDone(await send(given));
    } catch (thrown) {
      const refused = asProblem(thrown);
      const beside = remarksOf(refused, fields);
      refuse(form, beside);
      setProblem(Object.keys(beside).length > 0 ? null : refused);
    } finally {
      setSending(false);
    }
  };
  return {
    remarks,
    problem,
    isSending,
    submit: (event) => {
      event.preventDefault();
      if (!isSending) void post(event.currentTarget);
    },
    clear: () => {
      setRemarks({});
      setProblem(null);
    },
  };
}

/** The server's remarks on fields that the form has. */
export function remarksOf<F extends string>(problem: Problem, fields: readonly F[]): Remarks<F> {
  const known = problem.fields.flatMap(({ field, message }) => {
    const name = fields.find((one) => one === field);
    return name ? [[name, message] as const] : [];
  });
  return Object.fromEntries(known) as Remarks<F>;
}

function valuesOf<F extends string>(form: HTMLFormElement, fields: readonly F[]): Record<F, string> {
  const values = fields.map((name) => [name, field(form, name)?.value ?? ""] as const);
  return Object.fromEntries(values) as Record<F, string>;
}

function field(form: HTMLFormElement, name: string): HTMLInputElement | null {
  const found = form.elements.namedItem(name);
  return found instanceof HTMLElement && "value" in found ? (found as HTMLInputElement) : null;
}
