/**
 * One thing a person may send: camera, microphone or screen. It is on when the person wants it and
 * the server lets them; the server enforces its half whatever this class believes.
 */
import { deviceFailure } from "./failure.ts";
import type { DeviceFailure } from "./failure.ts";
import { Store } from "../session/store.ts";

export interface OwnSourceState {
  /** The person switched it on. */
  wanted: boolean;
  /** The view of the session says they may. */
  allowed: boolean;
  /** It is being sent. */
  on: boolean;
  /** It is being switched. */
  switching: boolean;
  /** Why it could not be switched on; cleared by the next attempt. */
  failure: DeviceFailure | null;
}

/** Switches the source on the media connection; resolves with whether it is on now. */
export type Switch = (on: boolean) => Promise<boolean>;

export class OwnSource {
  readonly store = new Store<OwnSourceState>({
    wanted: false,
    allowed: false,
    on: false,
    switching: false,
    failure: null,
  });
  private turn: Switch | null = null;

  /**
   * `pressed`: it goes on by the person's own press only. Once the server has muted it or taken the
   * right away, it stays off when the right comes back: by then they may be in another company.
   */
  constructor(private readonly rule: "comes back" | "pressed" = "comes back") {}

  want(wanted: boolean): void {
    this.store.patch({ wanted, failure: null });
    void this.settle();
  }

  allow(allowed: boolean): void {
    if (allowed === this.store.get().allowed) return;
    this.store.patch({ allowed });
    if (!allowed) this.silenced();
    void this.settle();
  }

  /** The media connection is there (a switch) or gone (`null`). */
  connect(turn: Switch | null): void {
    this.turn = turn;
    if (turn === null) this.store.patch({ on: false });
    else void this.settle();
  }

  /** Something outside switched it: the server muted it, or the person ended sharing in the browser. */
  became(on: boolean): void {
    const { on: before, switching } = this.store.get();
    this.store.patch({ on });
    if (before && !on && !switching) this.silenced();
  }

  /** Tries again what could not be done before, for instance because a permission came late. */
  async settle(): Promise<void> {
    if (this.store.get().switching) return;
    while (this.turn !== null && this.isOff()) {
      if (!(await this.attempt(this.turn))) return;
    }
  }

  private silenced(): void {
    if (this.rule === "pressed") this.store.patch({ wanted: false });
  }

  /** Whether it is not what it should be. */
  private isOff(): boolean {
    const { wanted, allowed, on } = this.store.get();
    return (wanted && allowed) !== on;
  }

  /** One switch. `false` if it did not bring us closer. */
  private async attempt(turn: Switch): Promise<boolean> {
    const target = !this.store.get().on;
    this.store.patch({ switching: true });
    try {
      const on = await turn(target);
      this.store.patch({ switching: false, on });
      return on === target;
    } catch (error) {
      this.failed(error);
      return false;
    }
  }

  /** A device that fails is the person's to solve; anything else waits for the next chance. */
  private failed(error: unknown): void {
    const failure = deviceFailure(error);
    if (failure === "unknown") this.store.patch({ switching: false });
    else this.store.patch({ switching: false, wanted: false, failure });
  }
}
