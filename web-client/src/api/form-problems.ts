/** A refusal shown where it belongs: beside the field, or above the form. */
import type { FormInstance } from "antd";
import { Problem } from "./problem.ts";

/**
 * Puts the server's remarks beside the fields of `form` and returns what is left to be said above
 * it: the problem itself if no field of the form is to blame.
 */
export function besideFields(form: FormInstance, thrown: unknown): Problem | null {
  const problem = asProblem(thrown);
  const known = Object.keys(form.getFieldsValue(true) as Record<string, unknown>);
  const remarks = problem.fields.filter((remark) => known.includes(remark.field));
  form.setFields(remarks.map(({ field, message }) => ({ name: field, errors: [message] })));
  const [first] = remarks;
  if (first) form.focusField(first.field);
  return remarks.length > 0 ? null : problem;
}

/** Whatever was thrown, as a problem. */
export function asProblem(thrown: unknown): Problem {
  return thrown instanceof Problem ? thrown : new Problem("fault", "", 500);
}
