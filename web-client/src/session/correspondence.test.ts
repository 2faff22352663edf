import { describe, expect, it } from "vitest";

import type { ChatMessage, Thread } from "../protocol/channel.ts";
import {
  SILENCE,
  audienceOf,
  failed,
  readBy,
  readByMe,
  readers,
  received,
  sending,
  threads,
  unread,
} from "./correspondence.ts";
import type { Correspondence } from "./correspondence.ts";

const ROOM: Thread = { room: 1 };

function message(id: string, from: string, thread: Thread = ROOM): ChatMessage {
  return { item: "chat", id, from, thread, text: `text of ${id}`, at: 0 };
}

function having(...messages: ChatMessage[]): Correspondence {
  return messages.reduce(received, SILENCE);
}

describe("the chat", () => {
  it("keeps a message once, however often a resumed channel brings it", () => {
    const chat = having(message("a", "anna"), message("a", "anna"));
    expect(chat.messages).toHaveLength(1);
  });

  it("counts what others wrote since one last read, by thread", () => {
    const pair: Thread = { with: "anna" };
    let chat = having(
      message("a", "anna"),
      message("b", "me"),
      message("c", "bert"),
      message("d", "anna", pair),
    );
    expect(unread(chat, "room:1", "me")).toBe(2);
    expect(unread(chat, "with:anna", "me")).toBe(1);
    chat = readByMe(chat, "a");
    expect(unread(chat, "room:1", "me")).toBe(1);
    expect(unread(chat, "with:anna", "me")).toBe(1);
  });

  it("knows who has read a message: whoever read it or a later one of that thread", () => {
    const [first, second] = [message("a", "me"), message("b", "me")];
    const chat = readBy(readBy(having(first, second), "anna", "b"), "bert", "a");
    expect(readers(chat, first)).toEqual(["anna", "bert"]);
    expect(readers(chat, second)).toEqual(["anna"]);
  });

  it("never lets reading go backwards, nor one thread count for another", () => {
    const pair = message("p", "me", { with: "anna" });
    const chat = having(message("a", "me"), pair, message("b", "me"));
    const read = readBy(readBy(chat, "anna", "b"), "anna", "a");
    expect(readers(read, message("b", "me"))).toEqual(["anna"]);
    expect(readers(read, pair)).toEqual([]);
  });

  it("shows one's own message as on its way until the server shows it back", () => {
    const said = message("a", "me");
    const sent = sending(SILENCE, { key: 1, thread: ROOM, text: said.text });
    expect(sent.outgoing).toHaveLength(1);
    expect(received(sent, said).outgoing).toEqual([]);
  });

  it("keeps what did not arrive, with the reason", () => {
    const sent = sending(SILENCE, { key: 1, thread: ROOM, text: "hello" });
    const refused = failed(sent, 1, { code: "offline", sentence: null });
    expect(refused.outgoing[0]?.failure?.code).toBe("offline");
  });

  it("offers the room first, then those one may write to, then those who wrote", () => {
    const chat = having(message("a", "bert", { with: "bert" }));
    expect(threads(chat, 1, ["anna"])).toEqual([{ room: 1 }, { with: "anna" }, { with: "bert" }]);
  });

  it("addresses a thread as the server knows it", () => {
    expect(audienceOf(ROOM)).toBe("room");
    expect(audienceOf({ with: "anna" })).toEqual({ participant: "anna" });
  });
});
