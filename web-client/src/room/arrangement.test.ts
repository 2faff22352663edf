import { describe, expect, it } from "vitest";

import { SHAPE, arrange } from "./arrangement.ts";

describe("tiles", () => {
  it("lie side by side on a desk and on top of each other on a telephone", () => {
    expect(arrange(2, { width: 900, height: 560 }, 12).columns).toBe(2);
    expect(arrange(2, { width: 390, height: 560 }, 12).columns).toBe(1);
  });

  it("always fit", () => {
    for (let count = 1; count <= 30; count++) {
      for (const area of [
        { width: 900, height: 560 },
        { width: 374, height: 500 },
        { width: 1_800, height: 300 },
      ]) {
        const { columns, width } = arrange(count, area, 8);
        const rows = Math.ceil(count / columns);
        expect(columns * width + (columns - 1) * 8).toBeLessThanOrEqual(area.width);
        expect((rows * width) / SHAPE + (rows - 1) * 8).toBeLessThanOrEqual(area.height);
        expect(width).toBeGreaterThan(0);
      }
    }
  });
});
