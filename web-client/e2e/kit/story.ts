/** Steps of one story: each is a test of its own, and after one that failed the rest says nothing. */
import { test } from "vitest";

import { Stage } from "./stage.ts";

export type Step = (sentence: string, act: () => Promise<void>) => void;

export function story(): Step {
  let broken: string | undefined;
  return (sentence, act) => {
    test(sentence, async (context) => {
      if (broken !== undefined) context.skip(`the story broke at: ${broken}`);
      context.onTestFailed(() => {
        broken = sentence;
        return Stage.showAll(sentence);
      });
      await act();
    });
  };
}
