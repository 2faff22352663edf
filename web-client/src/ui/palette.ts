/**
 * The colours: ink on paper, navy for what can be done, seal red for what is happening now.
 * Every pair that carries text has a contrast of at least 4.5 : 1 (WCAG 2.2, 1.4.3).
 */
export const palette = {
  paper: "#f4f3ef",
  sheet: "#ffffff",
  ink: "#1b2430",
  "ink-soft": "#4a5463",
  line: "#dcd9d1",
  /** Borders of what can be filled in: 3 : 1 against the sheet (1.4.11). */
  edge: "#868d98",
  navy: "#17375e",
  "navy-deep": "#0f2747",
  "navy-wash": "#e9eef5",
  gold: "#e3c58a",
  "gold-deep": "#8a6116",
  seal: "#9e1b22",
  "seal-wash": "#fbecec",
  green: "#1e6b3f",
  "green-wash": "#e8f3ec",
  "amber-wash": "#fbf3e2",
} as const;

export const SANS =
  '"PingFang SC", "HarmonyOS Sans SC", "Microsoft YaHei", "Noto Sans SC", "Noto Sans CJK SC", "Source Han Sans SC", system-ui, sans-serif';
export const SERIF =
  '"Songti SC", "STSong", "Noto Serif SC", "Noto Serif CJK SC", "Source Han Serif SC", "SimSun", serif';

/** Makes the palette known to style sheets as `--navy` and so on. */
export function applyPalette(style: CSSStyleDeclaration): void {
  for (const [name, colour] of Object.entries(palette)) style.setProperty(`--${name}`, colour);
  style.setProperty("--sans", SANS);
  style.setProperty("--serif", SERIF);
}
