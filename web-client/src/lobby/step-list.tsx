import { Check, Circle, Dot, Hourglass } from "lucide-react";

import { useTexts } from "../session/texts.tsx";
import type { Step } from "./steps.ts";

const ICON = { done: Check, mine: Dot, theirs: Hourglass, later: Circle } as const;

export function Steps({ steps }: { steps: readonly Step[] }) {
  const t = useTexts();
  return (
    <ol className="lobby-steps" aria-label={t("lobby.steps")}>
      {steps.map(({ name, state }) => {
        const Icon = ICON[state];
        return (
          <li key={name} data-state={state} aria-current={state === "mine" ? "step" : undefined}>
            <Icon aria-hidden size={22} strokeWidth={state === "mine" ? 5 : 2.5} />
            <span>{t(`lobby.step.${name}`)}</span>
            <span className="lobby-step-state">{t(`lobby.state.${state}`)}</span>
          </li>
        );
      })}
    </ol>
  );
}
