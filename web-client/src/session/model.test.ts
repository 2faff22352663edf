import { describe, expect, it } from "vitest";

import { SCENES, framesOf, modelOf, viewOf } from "../storyboard/scenes.ts";
import { EMPTY, reduce } from "./model.ts";

describe("what a client knows", () => {
  it.each(SCENES)("the recorded scene %s brings a whole view", (scene) => {
    const chats = framesOf(scene).filter((frame) => frame.type === "item");
    expect(modelOf(scene).view).not.toBeNull();
    expect(modelOf(scene).chat.messages).toHaveLength(chats.length);
  });

  it("shows nothing before all slices have come, and then replaces them one by one", () => {
    const { me, ...rest } = viewOf("mediation-joint-party");
    const part = reduce(EMPTY, { type: "view", slices: rest });
    expect(part.view).toBeNull();
    const whole = reduce(part, { type: "view", slices: { ...rest, me } });
    const renamed = reduce(whole, { type: "view", slices: { me: { ...me, name: "new" } } });
    expect(renamed.view?.me.name).toBe("new");
    expect(renamed.view?.people).toBe(whole.view?.people);
  });

  it("keeps the view while the connection is away, and the chat after a resumed one", () => {
    const before = modelOf("mediation-joint-party");
    const away = reduce(before, { type: "state", state: { at: "resting", until: 1 } });
    expect(away.view).toBe(before.view);
    expect(reduce(away, { type: "welcome", resumed: true }).chat).toBe(before.chat);
    expect(reduce(away, { type: "welcome", resumed: false }).chat.messages).toEqual([]);
  });

  it("tells news once and forgets the oldest when there are too many", () => {
    const moved = { type: "item", item: { item: "moved", to: 1, why: "admitted" } } as const;
    const many = Array.from({ length: 8 }, () => moved).reduce(reduce, EMPTY);
    expect(many.news.map(({ id }) => id)).toEqual([4, 5, 6, 7, 8]);
    expect(reduce(many, { type: "dismiss", news: 6 }).news.map(({ id }) => id)).toEqual([4, 5, 7, 8]);
  });

  it("makes a refusal news", () => {
    const { news } = reduce(EMPTY, {
      type: "refused",
      code: "room_locked",
      sentence: { zh: "锁", en: "locked" },
    });
    expect(news[0]?.item).toMatchObject({ item: "refused", code: "room_locked" });
  });
});
