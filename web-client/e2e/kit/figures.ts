/** Figures of a run: printed as one line each, so that two runs can be compared. */

/** The value below which `share` of them lie (nearest rank). */
export function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN;
}

export function report(what: string, milliseconds: readonly number[]): void {
  const [middle, high] = [percentile(milliseconds, 0.5), percentile(milliseconds, 0.95)];
  print(`${what}: p50 ${middle.toFixed(0)} ms, p95 ${high.toFixed(0)} ms (${milliseconds.length} times)`);
}

export function print(line: string): void {
  process.stdout.write(`  figure  ${line}\n`);
}
