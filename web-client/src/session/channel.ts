/**
 * The client's end of the session channel, as a machine without socket, clock or random source.
 *
 * ```text
 *            ┌──────────── not final ─────────────┐
 *            ▼                                    │
 *   idle ─▶ entering ─▶ opening ─▶ greeting ─▶ live ─▶ ended
 *            ▲             │          │           │
 *            └── resting ◀─┴── lost ──┴───────────┘
 * ```
 *
 * `handle(now, input)` once, then take `drain()`; call again with `timeout` when `deadline()` has come.
 * Commands carry an id of their own, so that one sent again after a break runs once.
 */
import { VERSION } from "../protocol/channel.ts";
import type {
  Bye,
  ClientFrame,
  Command,
  Item,
  Resume,
  Sentence,
  ServerFrame,
  Slices,
  Welcome,
} from "../protocol/channel.ts";
import { restingTime } from "./backoff.ts";

/** Where the channel stands. */
export type ChannelState =
  | { at: "idle" }
  | { at: "entering" }
  | { at: "opening" }
  | { at: "greeting" }
  | { at: "live" }
  | { at: "resting"; until: number }
  | { at: "ended"; why: Ended };

/** Why the channel will not come back by itself. */
export type Ended =
  | { kind: "bye"; bye: Bye }
  /** The sign-in is over, this person may not enter (any more), or nobody may enter now. */
  | { kind: "entry"; reason: "signed_out" | "not_allowed" | "not_now" }
  | { kind: "left" };

export type Input =
  | { type: "start" }
  | { type: "ticket"; token: string }
  | { type: "no_ticket"; reason: "signed_out" | "not_allowed" | "not_now" | "unreachable" }
  | { type: "opened" }
  | { type: "frame"; frame: ServerFrame }
  | { type: "closed" }
  | { type: "command"; id: string; command: Command }
  /** The network may be back: do not rest any longer. */
  | { type: "wake" }
  | { type: "stop" }
  | { type: "timeout" };

export type Output =
  | { type: "fetch_ticket" }
  | { type: "open" }
  | { type: "send"; frame: ClientFrame }
  | { type: "close" }
  | { type: "welcome"; resumed: boolean }
  | { type: "view"; slices: Slices }
  | { type: "item"; item: Item }
  | { type: "answer"; id: string; outcome: Outcome }
  | { type: "state"; state: ChannelState };

/** How a command ended. */
export type Outcome = { ok: true } | { ok: false; code: string; sentence: Sentence | null };

interface Pending {
  command: Command;
  since: number;
}

/** An answer may be late after a break; a command older than this is not sent again (ms). */
const STALE_MS = 20_000;
/** The server expects an acknowledgement at least every second or every sixteen frames. */
const ACK_MS = 1_000;
const ACK_FRAMES = 16;
/** Patience for the ticket, the socket and the welcome together (ms). */
const GREETING_MS = 15_000;
/** A connection that lasted this long was a good one: the next rest is short again (ms). */
const GOOD_MS = 10_000;

export class Channel {
  private state: ChannelState = { at: "idle" };
  private outputs: Output[] = [];
  private token: string | null = null;
  private resume: Resume | null = null;
  private failures = 0;
  private pending = new Map<string, Pending>();
  private unacked = 0;
  private ackDue: number | null = null;
  private pingDue: number | null = null;
  private pingEvery = 5_000;
  private silence = 15_000;
  private heardAt = 0;
  private greetBy = 0;
  private liveSince = 0;
  private readonly random: () => number;
  private clock: { offset: number; roundTrip: number } = { offset: 0, roundTrip: Number.POSITIVE_INFINITY };

  /** `random` yields numbers from 0 to 1, so that not everybody comes back at the same moment. */
  constructor(random: () => number) {
    this.random = random;
  }

  /** Milliseconds that the server's clock is ahead of ours, by the quickest ping so far. */
  get clockOffset(): number {
    return this.clock.offset;
  }

  /** The last measured round trip in milliseconds, if there was one. */
  get roundTrip(): number | null {
    return Number.isFinite(this.clock.roundTrip) ? this.clock.roundTrip : null;
  }

  drain(): Output[] {
    const outputs = this.outputs;
    this.outputs = [];
    return outputs;
  }

  /** When `timeout` is due next. */
  deadline(): number | null {
    switch (this.state.at) {
      case "resting":
        return this.state.until;
      case "entering":
      case "opening":
      case "greeting":
        return this.greetBy;
      case "live":
        return Math.min(this.heardAt + this.silence, this.pingDue ?? Infinity, this.ackDue ?? Infinity);
      case "idle":
      case "ended":
        return null;
    }
  }

  handle(now: number, input: Input): void {
    switch (input.type) {
      case "start":
        if (this.state.at === "idle" || this.state.at === "ended") this.enter(now);
        break;
      case "ticket":
        this.useTicket(input.token);
        break;
      case "no_ticket":
        this.noTicket(now, input.reason);
        break;
      case "opened":
        this.greet();
        break;
      case "frame":
        this.hear(now, input.frame);
        break;
      case "closed":
        if (this.isConnecting() || this.state.at === "live") this.rest(now);
        break;
      case "command":
        this.command(now, input.id, input.command);
        break;
      case "wake":
        if (this.state.at === "resting") this.enter(now);
        break;
      case "stop":
        this.end({ kind: "left" });
        break;
      case "timeout":
        this.timeout(now);
        break;
    }
  }

  private isConnecting(): boolean {
    return ["entering", "opening", "greeting"].includes(this.state.at);
  }

  private become(state: ChannelState): void {
    this.state = state;
    this.outputs.push({ type: "state", state });
  }

  private enter(now: number): void {
    this.greetBy = now + GREETING_MS;
    this.become({ at: "entering" });
    this.outputs.push({ type: "fetch_ticket" });
  }

  private useTicket(token: string): void {
    if (this.state.at !== "entering") return;
    this.token = token;
    this.become({ at: "opening" });
    this.outputs.push({ type: "open" });
  }

  private noTicket(now: number, reason: "signed_out" | "not_allowed" | "not_now" | "unreachable"): void {
    if (this.state.at !== "entering") return;
    if (reason === "unreachable") this.rest(now);
    else this.end({ kind: "entry", reason });
  }

  private greet(): void {
    if (this.state.at !== "opening" || this.token === null) return;
    this.become({ at: "greeting" });
    const hello = { type: "hello" as const, version: VERSION, token: this.token };
    this.send(this.resume === null ? hello : { ...hello, resume: this.resume });
    this.token = null;
  }

  private hear(now: number, frame: ServerFrame): void {
    this.heardAt = now;
    switch (frame.type) {
      case "welcome":
        this.welcome(now, frame);
        break;
      case "view":
        if (this.isNews(now, frame.seq)) this.outputs.push({ type: "view", slices: frame.slices });
        break;
      case "item":
        if (this.isNews(now, frame.seq)) this.outputs.push({ type: "item", item: frame.item });
        break;
      case "done":
        this.answer(frame.id, { ok: true });
        break;
      case "refused":
        this.answer(frame.id, { ok: false, code: frame.code, sentence: { zh: frame.zh, en: frame.en } });
        break;
      case "pong":
        this.setClock(frame.now, Math.max(0, now - frame.at), now);
        break;
      case "bye":
        this.goodbye(now, frame);
        break;
    }
  }

  private welcome(now: number, welcome: Welcome): void {
    if (this.state.at !== "greeting") return;
    if (!welcome.resumed) this.resume = { epoch: welcome.epoch, seq: 0 };
    this.pingEvery = welcome.ping_seconds * 1_000;
    this.silence = welcome.silence_seconds * 1_000;
    if (!Number.isFinite(this.clock.roundTrip)) this.clock.offset = welcome.now - now;
    this.liveSince = now;
    this.pingDue = now;
    this.become({ at: "live" });
    this.outputs.push({ type: "welcome", resumed: welcome.resumed });
    this.repeatCommands(now);
    this.timeout(now);
  }

  /** Numbers rise; whatever we have seen is not news. */
  private isNews(now: number, seq: number): boolean {
    if (this.state.at !== "live" || this.resume === null || seq <= this.resume.seq) return false;
    this.resume = { ...this.resume, seq };
    this.unacked += 1;
    this.ackDue ??= now + ACK_MS;
    if (this.unacked >= ACK_FRAMES) this.acknowledge();
    return true;
  }

  private acknowledge(): void {
    if (this.resume !== null) this.send({ type: "ack", seq: this.resume.seq });
    this.unacked = 0;
    this.ackDue = null;
  }

  private setClock(serverNow: number, roundTrip: number, now: number): void {
    // A quick answer tells the time best; slowly forget it, so that a drifting clock is followed.
    const best = this.clock.roundTrip * 1.05;
    const offset = roundTrip <= best ? serverNow + roundTrip / 2 - now : this.clock.offset;
    this.clock = { offset, roundTrip: Math.min(roundTrip, best) };
  }

  private command(now: number, id: string, command: Command): void {
    if (this.state.at !== "live") {
      this.outputs.push({ type: "answer", id, outcome: { ok: false, code: "offline", sentence: null } });
      return;
    }
    this.pending.set(id, { command, since: now });
    this.send({ type: "command", id, command });
  }

  /** After a break: what may still be wanted is sent again; the rest is owned up to. */
  private repeatCommands(now: number): void {
    for (const [id, { command, since }] of [...this.pending]) {
      if (now - since <= STALE_MS) this.send({ type: "command", id, command });
      else this.answer(id, { ok: false, code: "unanswered", sentence: null });
    }
  }

  private answer(id: string, outcome: Outcome): void {
    if (this.pending.delete(id)) this.outputs.push({ type: "answer", id, outcome });
  }

  private goodbye(now: number, bye: Bye): void {
    if (bye.final) {
      this.end({ kind: "bye", bye });
    } else {
      if (bye.code === "too_many" || bye.code === "too_fast") this.failures += 3;
      this.rest(now);
    }
  }

  private rest(now: number): void {
    if (this.state.at === "live" && now - this.liveSince >= GOOD_MS) this.failures = 0;
    const until = now + restingTime(this.failures, this.random());
    this.failures += 1;
    this.hangUp();
    this.become({ at: "resting", until });
  }

  private end(why: Ended): void {
    if (this.state.at === "ended") return;
    for (const id of [...this.pending.keys()]) {
      this.answer(id, { ok: false, code: "unanswered", sentence: null });
    }
    this.hangUp();
    this.failures = 0;
    this.become({ at: "ended", why });
  }

  private hangUp(): void {
    this.outputs.push({ type: "close" });
    this.ackDue = null;
    this.pingDue = null;
    this.unacked = 0;
  }

  private timeout(now: number): void {
    if (this.state.at === "resting") {
      if (this.state.until <= now) this.enter(now);
    } else if (this.isConnecting()) {
      if (this.greetBy <= now) this.rest(now);
    } else if (this.state.at === "live") {
      this.keepAlive(now);
    }
  }

  private keepAlive(now: number): void {
    if (this.heardAt + this.silence <= now) {
      this.rest(now);
      return;
    }
    if (this.ackDue !== null && this.ackDue <= now) this.acknowledge();
    if (this.pingDue !== null && this.pingDue <= now) {
      this.send({ type: "ping", at: Math.round(now) });
      this.pingDue = now + this.pingEvery;
    }
  }

  private send(frame: ClientFrame): void {
    this.outputs.push({ type: "send", frame });
  }
}
