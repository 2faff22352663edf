import { defineConfig } from "vitest/config";

/** One file after another: each starts browsers and a server, and they measure time. */
export default defineConfig({
  test: {
    root: import.meta.dirname,
    include: ["**/*.test.ts"],
    fileParallelism: false,
    testTimeout: 180_000,
    hookTimeout: 120_000,
    // A journey is one story: what follows a broken step says nothing.
    bail: 0,
    reporters: [["default", { summary: false }]],
    disableConsoleIntercept: true,
  },
});
