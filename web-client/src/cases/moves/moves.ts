/**
 * What moves a case on, and who may do it. The server's table decides (src/cases/workflow.rs);
 * this one only spares people buttons that would be refused.
 */
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { answer, api, type Schemas } from "../../api/client.ts";
import type { CaseAction, CaseDetail, CaseState } from "../cases.ts";

export type Move = Schemas["Move"];
export type MoveName = Move["type"];
export type Outcome = Schemas["MediationOutcome"];

/** The eight reasons for which a mediation ends; there is no other. */
export const OUTCOMES: readonly Outcome[] = [
  "settled",
  "private_settlement_withdrawn",
  "unreachable",
  "party_declined",
  "differences_too_large",
  "period_expired",
  "refused_to_sign",
  "other",
];

/** The usual way on comes first. */
const TABLE: readonly { move: MoveName; from: readonly CaseState[]; needs: CaseAction }[] = [
  { move: "accept", from: ["applied"], needs: "assign" },
  { move: "assign", from: ["accepted", "assigned"], needs: "assign" },
  { move: "confirm", from: ["assigned"], needs: "mediate" },
  { move: "decide", from: ["hearing_set", "heard"], needs: "decide_application" },
  { move: "convert_to_filing", from: ["ended", "declined"], needs: "apply" },
  { move: "end", from: ["in_mediation"], needs: "mediate" },
  { move: "return", from: ["assigned", "in_mediation"], needs: "mediate" },
  { move: "decline", from: ["applied"], needs: "assign" },
];

/** States in which the move is what everybody waits for. */
const AWAITED: Partial<Record<CaseState, MoveName>> = {
  applied: "accept",
  accepted: "assign",
  assigned: "confirm",
  heard: "decide",
};

type Standing = Pick<CaseDetail, "state" | "may">;

/** The moves that whoever looks at the case can make now. */
export function movesOf({ state, may }: Standing): MoveName[] {
  return TABLE.filter(({ from, needs }) => from.includes(state) && may.includes(needs)).map(
    ({ move }) => move,
  );
}

/** The one of them that the case waits for, if it does. */
export function awaitedMove(standing: Standing): MoveName | undefined {
  const awaited = AWAITED[standing.state];
  return movesOf(standing).find((move) => move === awaited);
}

/** Moves that cannot be undone and close something for others. */
export function isFinal(move: MoveName): boolean {
  return ["decline", "end", "return", "convert_to_filing", "decide"].includes(move);
}

export function useMove(id: string) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (move: Move) =>
      answer(api.POST("/api/v1/cases/{id}/moves", { params: { path: { id } }, body: move })),
    onSuccess: () => queries.invalidateQueries({ queryKey: ["case", id] }),
  });
}
