/**
 * What a newcomer does: `git clone`, `make run`, sign in with what was printed. The clone is of this
 * checkout, the build is from nothing, and the second start must be quick and keep what was there.
 */
import { type ChildProcess, execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { promisify } from "node:util";

import { afterAll, beforeAll, expect, test } from "vitest";

import { signIn } from "./acts/entry.ts";
import { seat } from "./kit/browser.ts";
import { print } from "./kit/figures.ts";
import { LAST_LINE, type Login, loginsIn } from "./kit/server.ts";

const ROOT = resolve(import.meta.dirname, "../..");

let folder: string;
let first: Run;
/** Every `make` that was started, so that none outlives a test that failed. */
const started: ChildProcess[] = [];

interface Run {
  url: string;
  logins: Login[];
  seconds: number;
  stop: () => Promise<void>;
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "concord-newcomer-"));
});

afterAll(async () => {
  await Promise.all(started.map(interrupt));
  await rm(folder, { recursive: true, force: true });
});

test("a clean clone builds, starts and prints where it is and who may sign in", async () => {
  await promisify(execFile)("git", ["clone", "--quiet", ROOT, join(folder, "concord")]);
  first = await makeRun(await freePort());
  print(`make run from a clean clone: ${first.seconds.toFixed(0)} s`);
  expect(first.logins.length).toBeGreaterThanOrEqual(6);
});

test("every printed login works over the API", async () => {
  for (const { identity, password } of first.logins) {
    const response = await fetch(`${first.url}/api/v1/sign-in`, {
      method: "POST",
      headers: { "content-type": "application/json", origin: first.url },
      body: JSON.stringify({ identity, password, bearer: true }),
    });
    expect(response.status, identity).toBe(200);
  }
});

test("a printed login works in a browser and leads to a session", async () => {
  const person = await seat("mediator");
  try {
    const login = first.logins.find(({ role }) => role === "调解员");
    if (login === undefined) throw new Error("no login of a mediator was printed");
    await signIn(person, first.url, login);
    await person.page.locator('a[href^="/sessions/"]').first().waitFor();
  } finally {
    await person.close();
    await first.stop();
  }
});

test("a second make run is quick and keeps the data", async () => {
  const second = await makeRun(await freePort());
  print(`make run again: ${second.seconds.toFixed(0)} s`);
  expect(second.logins).toEqual(first.logins);
  expect(second.seconds).toBeLessThan(first.seconds);
  await second.stop();
});

test("a port that is taken gets one sentence that says what to do", async () => {
  const holder = createServer().listen(0, "127.0.0.1");
  await once(holder, "listening");
  const { port } = holder.address() as { port: number };
  try {
    await expect(makeRun(port)).rejects.toThrow(/concord: .*port.*--port/);
  } finally {
    holder.close();
  }
});

async function makeRun(port: number): Promise<Run> {
  const began = Date.now();
  // The clone builds into its own folder, whatever this run was told.
  const { CARGO_TARGET_DIR: _elsewhere, ...env } = process.env;
  const make = spawn("make", ["run", `PORT=${port}`], { cwd: join(folder, "concord"), env, detached: true });
  started.push(make);
  const said: string[] = [];
  const listen = (piece: Buffer) => said.push(piece.toString());
  make.stdout.on("data", listen);
  make.stderr.on("data", listen);
  const url = `http://localhost:${port}`;
  await new Promise<void>((up, failed) => {
    // Not at its exit: what it said last may still be on the way.
    make.once("close", (code) =>
      failed(new Error(`make run ended with ${code ?? "a signal"}:\n${said.join("")}`)),
    );
    make.stdout.on("data", () => said.join("").includes(LAST_LINE) && up());
  });
  expect(said.join("")).toContain(url);
  const seconds = (Date.now() - began) / 1_000;
  return { url, logins: loginsIn(said.join("")), seconds, stop: () => interrupt(make) };
}

/** As Ctrl-C does: to make and to everything it started. */
async function interrupt(make: ChildProcess): Promise<void> {
  if (make.pid === undefined || make.exitCode !== null || make.signalCode !== null) return;
  process.kill(-make.pid, "SIGINT");
  await once(make, "exit");
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, "127.0.0.1");
  await once(probe, "listening");
  const { port } = probe.address() as { port: number };
  probe.close();
  return port;
}
