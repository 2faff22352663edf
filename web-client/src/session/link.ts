/**
 * Drives the {@link Channel} machine: a ticket, a socket and a timer. All three are given, so that
 * tests bring their own.
 */
import { decode, encode } from "../protocol/channel.ts";
import type { Command, Item, Slices } from "../protocol/channel.ts";
import { Channel } from "./channel.ts";
import type { ChannelState, Input, Outcome, Output } from "./channel.ts";

/** What the link needs of the world around it. */
export interface Surroundings {
  /** Milliseconds since 1970 by a clock that never jumps. */
  now: () => number;
  random: () => number;
  /** A name for a command that nobody else has used. */
  freshId: () => string;
  /** Asks for a ticket into the session: a token, or why there is none. */
  fetchTicket: () => Promise<Ticket>;
  openSocket: () => Socket;
  /** Calls back after some milliseconds; returns how to call it off. */
  after: (milliseconds: number, call: () => void) => () => void;
}

export type Ticket =
  { token: string } | { refused: "signed_out" | "not_allowed" | "not_now" | "unreachable" };

/** As much of a WebSocket as the link uses. */
export interface Socket {
  send: (text: string) => void;
  close: () => void;
  onopen: (() => void) | null;
  onmessage: ((event: { data: unknown }) => void) | null;
  onclose: (() => void) | null;
}

/** What the link tells. */
export interface Listener {
  state: (state: ChannelState) => void;
  welcome: (resumed: boolean) => void;
  view: (slices: Slices) => void;
  item: (item: Item) => void;
}

export class Link {
  private readonly channel: Channel;
  private socket: Socket | null = null;
  private cancelTimer: (() => void) | null = null;
  private readonly waiting = new Map<string, (outcome: Outcome) => void>();

  private readonly surroundings: Surroundings;
  private readonly listener: Listener;

  constructor(surroundings: Surroundings, listener: Listener) {
    this.surroundings = surroundings;
    this.listener = listener;
    this.channel = new Channel(surroundings.random);
  }

  start(): void {
    this.handle({ type: "start" });
  }

  /** Hangs up for good. */
  stop(): void {
    this.handle({ type: "stop" });
  }

  /** The network may be back. */
  wake(): void {
    this.handle({ type: "wake" });
  }

  /** Asks the server for something. Resolves when it is done, refused, or will never be known. */
  ask(command: Command): Promise<Outcome> {
    const id = this.surroundings.freshId();
    return new Promise((resolve) => {
      this.waiting.set(id, resolve);
      this.handle({ type: "command", id, command });
    });
  }

  /** The server's time in milliseconds since 1970, as well as we know it. */
  serverNow(): number {
    return this.surroundings.now() + this.channel.clockOffset;
  }

  /** The last round trip to the server in milliseconds, if measured. */
  get roundTrip(): number | null {
    return this.channel.roundTrip;
  }

  private handle(input: Input): void {
    this.channel.handle(this.surroundings.now(), input);
    for (const output of this.channel.drain()) this.carryOut(output);
    this.setTimer();
  }

  private carryOut(output: Output): void {
    switch (output.type) {
      case "fetch_ticket":
        void this.fetchTicket();
        break;
      case "open":
        this.open();
        break;
      case "send":
        this.socket?.send(encode(output.frame));
        break;
      case "close":
        this.hangUp();
        break;
      case "welcome":
        this.listener.welcome(output.resumed);
        break;
      case "view":
        this.listener.view(output.slices);
        break;
      case "item":
        this.listener.item(output.item);
        break;
      case "answer":
        this.waiting.get(output.id)?.(output.outcome);
        this.waiting.delete(output.id);
        break;
      case "state":
        this.listener.state(output.state);
        break;
    }
  }

  private async fetchTicket(): Promise<void> {
    const ticket = await this.surroundings.fetchTicket().catch((): Ticket => ({ refused: "unreachable" }));
    if ("token" in ticket) this.handle({ type: "ticket", token: ticket.token });
    else this.handle({ type: "no_ticket", reason: ticket.refused });
  }

  private open(): void {
    const socket = this.surroundings.openSocket();
    const isCurrent = () => this.socket === socket;
    socket.onopen = () => {
      if (isCurrent()) this.handle({ type: "opened" });
    };
    socket.onmessage = ({ data }) => {
      const frame = typeof data === "string" ? decode(data) : null;
      if (isCurrent() && frame !== null) this.handle({ type: "frame", frame });
    };
    socket.onclose = () => {
      if (isCurrent()) this.handle({ type: "closed" });
    };
    this.socket = socket;
  }

  private hangUp(): void {
    const socket = this.socket;
    this.socket = null;
    socket?.close();
  }

  private setTimer(): void {
    this.cancelTimer?.();
    const due = this.channel.deadline();
    const wait = due === null ? null : Math.max(0, due - this.surroundings.now());
    this.cancelTimer =
      wait === null ? null : this.surroundings.after(wait, () => this.handle({ type: "timeout" }));
  }
}
