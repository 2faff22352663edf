import { dateOf, written } from "./dates.ts";

interface Props {
  at: number;
  as: Parameters<typeof written>[1];
}

/** A point in time, for people and for machines. */
export function Moment({ at, as }: Props) {
  return <time dateTime={dateOf(at).toISOString()}>{written(at, as)}</time>;
}
