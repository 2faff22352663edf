import { defineConfig } from "vitest/config";

const inOrder = { root: import.meta.dirname, fileParallelism: false, hookTimeout: 120_000 };

/** One file after another: each starts browsers and a server, and they measure time. */
export default defineConfig({
  test: {
    fileParallelism: false,
    reporters: ["verbose"],
    disableConsoleIntercept: true,
    projects: [
      { test: { ...inOrder, name: "people", include: ["**/*.test.ts"], testTimeout: 180_000 } },
      { test: { ...inOrder, name: "newcomer", include: ["newcomer.ts"], testTimeout: 1_800_000 } },
      { test: { ...inOrder, name: "figures", include: ["figures.ts"], testTimeout: 900_000 } },
    ],
  },
});
