import type { ComponentProps } from "react";

/** The server's limit for reasons, names and other short texts, in characters. */
export const SHORT_MAX = 500;

interface Props extends Omit<ComponentProps<"textarea">, "onChange" | "value"> {
  value: string;
  onWords: (words: string) => void;
}

/** A field for words that grows with them. */
export function Words({ value, onWords, ...rest }: Props) {
  return (
    <textarea
      className="words"
      rows={2}
      value={value}
      onChange={({ target }) => onWords(target.value)}
      {...rest}
    />
  );
}
