/** One Chromium of their own for each person, with their own camera and microphone. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { chromium, type BrowserContext, type Page } from "playwright-core";

import { fakeDevices } from "./devices.ts";
import { expectNone, watchPolicy } from "./policy.ts";
import { type Person, SIGNATURES } from "./signature.ts";
import { watch } from "./witness.ts";

/** Debian's; no browser is ever downloaded. */
const CHROMIUM = process.env.CHROMIUM ?? "/usr/bin/chromium";

export interface Seat {
  person: Person;
  page: Page;
  context: BrowserContext;
  /** What the page complained of. */
  complaints: readonly string[];
  /** Ends the browser and removes its profile. Throws if any page broke its content policy. */
  close(): Promise<void>;
}

/** What the network of somebody lets out. */
export type Network = "open" | "no UDP";

/** Opens a browser for `person`, with the monitor in every page of it. */
export async function seat(person: Person, network: Network = "open"): Promise<Seat> {
  const profile = await mkdtemp(join(tmpdir(), `concord-${person}-`));
  const devices = await fakeDevices(profile, person, SIGNATURES[person]);
  const context = await chromium.launchPersistentContext(join(profile, "chromium"), {
    executablePath: CHROMIUM,
    headless: true,
    locale: "zh-CN",
    viewport: { width: 1280, height: 800 },
    permissions: ["camera", "microphone"],
    args: [...flags(devices.camera, devices.microphone), ...restrictions(network)],
  });
  const violations = await watchPolicy(context);
  const page = context.pages()[0] ?? (await context.newPage());
  const complaints: string[] = [];
  page.on("console", (message) => {
    if (["warning", "error"].includes(message.type()))
      complaints.push(`${message.text()} (${message.location().url})`);
  });
  page.on("pageerror", (error) => complaints.push(String(error)));
  await watch(page);
  const close = async () => {
    try {
      await expectNone(context, violations);
    } finally {
      await context.close();
      await rm(profile, { recursive: true, force: true });
    }
  };
  return { person, page, context, complaints, close };
}

function flags(camera: string, microphone: string): string[] {
  return [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--use-fake-device-for-media-stream",
    "--use-fake-ui-for-media-stream",
    `--use-file-for-fake-video-capture=${camera}`,
    `--use-file-for-fake-audio-capture=${microphone}`,
    "--autoplay-policy=no-user-gesture-required",
    // The server of a test is on 127.0.0.1, which browsers leave out of their candidates otherwise.
    "--allow-loopback-in-peer-connection",
    "--disable-features=WebRtcHideLocalIpsWithMdns,MediaRouter,OptimizationHints,Translate",
    // Windows that nobody looks at must not slow down.
    "--disable-background-timer-throttling",
    "--disable-backgrounding-occluded-windows",
    "--disable-renderer-backgrounding",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
  ];
}

/** Chromium's own policy for networks where UDP must pass a proxy, and there is none. */
function restrictions(network: Network): string[] {
  return network === "open" ? [] : ["--webrtc-ip-handling-policy=disable_non_proxied_udp"];
}
