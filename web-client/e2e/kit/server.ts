/** The real server, with example people and cases, in a folder that vanishes afterwards. */
import { type ChildProcess, spawn } from "node:child_process";
import { createSocket } from "node:dgram";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

const ROOT = resolve(import.meta.dirname, "../../..");
const BUILT = join(process.env.CARGO_TARGET_DIR ?? join(ROOT, "target"), "debug");
/** The programs under test; set E2E_BINARIES to a folder to try others. */
export const BINARIES = process.env.E2E_BINARIES ?? BUILT;
/** Longest time from start to the address, with a fresh database. */
const START_MS = 30_000;
const STOP_MS = 20_000;

export interface Login {
  /** As printed: 调解员, 申请人 … */
  role: string;
  identity: string;
  password: string;
}

export interface Server {
  url: string;
  logins: Login[];
  folder: string;
  /** Everything it printed so far. */
  said(): string;
  /** Ends it as an operator would. */
  stop(): Promise<void>;
}

export interface Wishes {
  folder?: string;
  settings?: Record<string, string>;
}

/** Starts `concord demo` on free ports and waits until it says where it is. */
export async function startServer({ folder, settings = {} }: Wishes = {}): Promise<Server> {
  const data = folder ?? (await mkdtemp(join(tmpdir(), "concord-data-")));
  const env = {
    ...process.env,
    CONCORD_MEDIA__UDP_PORT: String(await freePorts()),
    CONCORD_MEDIA__TCP_PORT: "0",
    ...settings,
  };
  const process_ = spawn(join(BINARIES, "concord"), ["demo", "--port", "0", "--data", data], { env });
  const said = collect(process_);
  try {
    const url = await addressIn(process_, said);
    return {
      url,
      logins: loginsIn(said()),
      folder: data,
      said,
      stop: () => end(process_, folder === undefined ? data : undefined),
    };
  } catch (error) {
    process_.kill("SIGKILL");
    throw error;
  }
}

function collect(program: ChildProcess): () => string {
  const pieces: string[] = [];
  program.stdout?.on("data", (piece: Buffer) => pieces.push(piece.toString()));
  program.stderr?.on("data", (piece: Buffer) => pieces.push(piece.toString()));
  return () => pieces.join("");
}

async function addressIn(program: ChildProcess, said: () => string): Promise<string> {
  return new Promise((found, failed) => {
    const fail = (why: string) => failed(new Error(`the server did not start (${why}). It said:\n${said()}`));
    const timer = setTimeout(() => fail(`no address after ${START_MS} ms`), START_MS);
    program.once("exit", (code) => fail(`it ended with ${code ?? "a signal"}`));
    program.once("error", (error) => fail(error.message));
    program.stdout?.on("data", () => {
      const address = ADDRESS.exec(said())?.[1];
      if (address === undefined || !said().includes(LAST_LINE)) return;
      clearTimeout(timer);
      found(address);
    });
  });
}

const ADDRESS = /(https?:\/\/localhost:\d+)/;
/** Printed after the address and the logins. */
export const LAST_LINE = "Ctrl-C";

/** Lines like `  调解员  13900000001  password`. */
export function loginsIn(said: string): Login[] {
  const lines = said.matchAll(/^\s+(\S.*?)\s{2,}(\S+@\S+|\d{11})\s+(\S+)\s*$/gm);
  return [...lines].map(([, role = "", identity = "", password = ""]) => ({ role, identity, password }));
}

async function end(program: ChildProcess, folder: string | undefined): Promise<void> {
  if (program.exitCode === null && program.signalCode === null) {
    const timer = setTimeout(() => program.kill("SIGKILL"), STOP_MS);
    program.kill("SIGTERM");
    await once(program, "exit");
    clearTimeout(timer);
  }
  if (folder !== undefined) await rm(folder, { recursive: true, force: true });
}

/** The first of a few UDP ports that nobody uses. */
async function freePorts(): Promise<number> {
  const socket = createSocket("udp4");
  socket.bind(0, "127.0.0.1");
  await once(socket, "listening");
  const { port } = socket.address();
  socket.close();
  return port;
}

/** A TCP port that nobody uses. */
export async function freeTcpPort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  if (address === null || typeof address === "string") throw new Error("a TCP server has a port");
  return address.port;
}
