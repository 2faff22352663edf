/** A value that can be watched. State knows nothing of the views that show it. */
export class Store<T> {
  private readonly watchers = new Set<() => void>();
  private value: T;

  constructor(value: T) {
    this.value = value;
  }

  readonly get = (): T => this.value;

  /** Calls back after every change; returns how to stop it. */
  readonly subscribe = (watcher: () => void): (() => void) => {
    this.watchers.add(watcher);
    return () => void this.watchers.delete(watcher);
  };

  set(next: T): void {
    if (Object.is(next, this.value)) return;
    this.value = next;
    for (const watcher of [...this.watchers]) watcher();
  }

  /** Replaces some fields. */
  patch(part: Partial<T>): void {
    this.set({ ...this.value, ...part });
  }
}
