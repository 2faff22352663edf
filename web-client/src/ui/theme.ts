/** Ant Design in our colours and sizes. */
import type { ThemeConfig } from "antd";
import type { TextSize } from "./text-size.ts";
import { palette, SANS } from "./palette.ts";

const BASE_PIXELS: Record<TextSize, number> = { normal: 16, large: 20 };

export function theme(size: TextSize): ThemeConfig {
  const fontSize = BASE_PIXELS[size];
  // Fingers that are not steady need targets well over the 24 pixels of WCAG 2.2, 2.5.8.
  const controlHeight = size === "large" ? 52 : 44;
  return {
    cssVar: { key: "concord" },
    hashed: false,
    token: {
      fontFamily: SANS,
      fontSize,
      controlHeight,
      controlHeightLG: controlHeight + 8,
      controlHeightSM: controlHeight - 10,
      borderRadius: 6,
      colorPrimary: palette.navy,
      colorLink: palette.navy,
      colorInfo: palette.navy,
      colorError: palette.seal,
      colorSuccess: palette.green,
      colorWarning: palette["gold-deep"],
      colorText: palette.ink,
      colorTextSecondary: palette["ink-soft"],
      colorTextTertiary: palette["ink-soft"],
      colorTextDescription: palette["ink-soft"],
      colorTextPlaceholder: "#6a7280",
      colorTextDisabled: "#6a7280",
      colorBorder: palette.edge,
      colorBorderSecondary: palette.line,
      colorBgLayout: palette.paper,
      colorBgContainer: palette.sheet,
      controlOutline: "rgba(23, 55, 94, 0.35)",
      controlOutlineWidth: 3,
      lineWidthFocus: 3,
      motionUnit: 0.07,
    },
    components: {
      Button: { primaryShadow: "none", dangerShadow: "none", defaultShadow: "none" },
    },
  };
}
