import { describe, expect, it } from "vitest";
import { palette } from "./palette.ts";

type Colour = keyof typeof palette;

const TEXT: [Colour, Colour][] = [
  ["ink", "paper"],
  ["ink-soft", "paper"],
  ["ink-soft", "navy-wash"],
  ["sheet", "navy"],
  ["gold", "navy"],
  ["gold", "navy-deep"],
  ["navy", "navy-wash"],
  ["gold-deep", "amber-wash"],
  ["seal", "seal-wash"],
  ["seal", "paper"],
  ["sheet", "seal"],
  ["green", "green-wash"],
  ["sheet", "green"],
];

describe("the palette", () => {
  it.each(TEXT)("%s on %s can be read by weak eyes", (text, ground) => {
    expect(contrast(palette[text], palette[ground])).toBeGreaterThanOrEqual(4.5);
  });

  it("shows where something can be filled in", () => {
    expect(contrast(palette.edge, palette.sheet)).toBeGreaterThanOrEqual(3);
  });
});

/** WCAG 2.2, "contrast ratio". */
function contrast(one: string, other: string): number {
  const [dark, light] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return ((light ?? 0) + 0.05) / ((dark ?? 0) + 0.05);
}

/** WCAG 2.2, "relative luminance". */
function luminance(colour: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const part = parseInt(colour.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
