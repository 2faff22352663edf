/** The longest rest between two attempts (ms): a person on a train should not wait longer. */
const LONGEST_MS = 10_000;

/**
 * How long to rest after `failures` attempts in a row, in milliseconds: at once after the first
 * break, then twice as long each time, spread by `random` (0 to 1) so that a room full of people
 * does not come back in one moment.
 */
export function restingTime(failures: number, random: number): number {
  if (failures === 0) return Math.round(random * 300);
  const middle = Math.min(LONGEST_MS, 500 * 2 ** (failures - 1));
  return Math.round(middle * (0.5 + random / 2));
}
