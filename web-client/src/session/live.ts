/** One person's live session: the link and what came over it, in one place that can be watched. */
import type { Command, Thread } from "../protocol/channel.ts";
import type { Outcome } from "./channel.ts";
import { audienceOf, keyOf, messagesIn } from "./correspondence.ts";
import { Link } from "./link.ts";
import type { Surroundings } from "./link.ts";
import { EMPTY, reduce } from "./model.ts";
import type { Action, SessionModel } from "./model.ts";
import { Store } from "./store.ts";

export class LiveSession {
  readonly store = new Store<SessionModel>(EMPTY);
  private readonly link: Link;
  private outgoing = 0;

  constructor(surroundings: Surroundings) {
    this.link = new Link(surroundings, {
      state: (state) => this.take({ type: "state", state }),
      welcome: (resumed) => this.take({ type: "welcome", resumed }),
      view: (slices) => this.take({ type: "view", slices }),
      item: (item) => this.take({ type: "item", item }),
    });
  }

  start(): void {
    this.link.start();
  }

  stop(): void {
    this.link.stop();
  }

  /** The network may be back. */
  wake(): void {
    this.link.wake();
  }

  /** Asks the server for something. Resolves when it is done, refused, or will never be known. */
  ask(command: Command): Promise<Outcome> {
    return this.link.ask(command);
  }

  /** The same, and a refusal becomes news. Resolves with whether it was done. */
  async request(command: Command): Promise<boolean> {
    const outcome = await this.ask(command);
    if (!outcome.ok) this.take({ type: "refused", code: outcome.code, sentence: outcome.sentence });
    return outcome.ok;
  }

  /** Writes a message; it shows as on its way until the server shows it back. */
  async say(thread: Thread, text: string): Promise<void> {
    const key = (this.outgoing += 1);
    this.take({ type: "sending", message: { key, thread, text } });
    const outcome = await this.ask({ type: "say", to: audienceOf(thread), text });
    if (!outcome.ok) {
      const { code, sentence } = outcome;
      this.take({ type: "not_sent", key, failure: { code, sentence } });
    }
  }

  /** Writes a message again that did not arrive. */
  sayAgain(key: number): void {
    const message = this.store.get().chat.outgoing.find((sent) => sent.key === key);
    if (message === undefined) return;
    this.discard(key);
    void this.say(message.thread, message.text);
  }

  discard(key: number): void {
    this.take({ type: "discard", key });
  }

  /** Everything in the thread was seen. Others are told once. */
  readThrough(thread: Thread): void {
    const { chat } = this.store.get();
    const last = messagesIn(chat, keyOf(thread)).at(-1);
    if (last === undefined || chat.readByMe[keyOf(thread)] === last.id) return;
    this.take({ type: "read", message: last.id });
    if (last.from !== this.store.get().view?.me.id) void this.ask({ type: "read", message: last.id });
  }

  dismiss(news: number): void {
    this.take({ type: "dismiss", news });
  }

  /** The server's time in milliseconds since 1970, as well as we know it. */
  serverNow(): number {
    return this.link.serverNow();
  }

  /** The last round trip to the server in milliseconds, if measured. */
  get roundTrip(): number | null {
    return this.link.roundTrip;
  }

  private take(action: Action): void {
    this.store.set(reduce(this.store.get(), action));
  }
}
