/** What a person does before they are let in, and how far they are. */
import type { ClientView } from "../protocol/channel.ts";
import { isStaff, isTestifying, takesPart } from "../session/roles.ts";

export type StepName = "notices" | "devices" | "identity" | "admission";

export interface Step {
  name: StepName;
  /** `theirs`: somebody else acts; this person waits. */
  state: "done" | "mine" | "theirs" | "later";
}

export function stepsOf({ session, me }: ClientView): Step[] {
  const steps: Step[] = [];
  if (session.notices.length > 0) {
    const ticked = session.notices.every(({ id }) => me.notices.includes(id));
    steps.push({ name: "notices", state: ticked ? "done" : "mine" });
  }
  if (takesPart(me)) steps.push({ name: "devices", state: me.device_tested ? "done" : "mine" });
  if (session.identity_required && !isStaff(me)) {
    steps.push({ name: "identity", state: me.identity_confirmed ? "done" : "theirs" });
  }
  const last = isStaff(me) ? "mine" : "theirs";
  return inOrder([...steps, { name: "admission", state: last }]);
}

/** One thing at a time: what is one's own comes after one's own. Identity is checked meanwhile. */
function inOrder(steps: readonly Step[]): Step[] {
  const current = steps.findIndex(({ state }) => state === "mine");
  return steps.map((step, index) => {
    const waits = current >= 0 && index > current && step.state !== "done" && step.name !== "identity";
    return waits ? { ...step, state: "later" } : step;
  });
}

/** What the person should know now, as the last part of a text's key. */
export function adviceOf(view: ClientView): StepName | "witness" | "enter" {
  const mine = stepsOf(view).find(({ state }) => state === "mine");
  if (mine !== undefined && mine.name !== "admission") return mine.name;
  if (isStaff(view.me)) return "enter";
  if (isTestifying(view.me)) return "witness";
  const identity = view.session.identity_required && !view.me.identity_confirmed;
  return identity ? "identity" : "admission";
}
