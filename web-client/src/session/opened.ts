/** Everything a session page lives on, put together. */
import type { Conference } from "../media/conference.ts";
import type { Devices } from "../media/devices.ts";
import type { Preview } from "../media/preview.ts";
import type { LiveSession } from "./live.ts";
import { wire } from "./wiring.ts";

export interface Opened {
  session: LiveSession;
  conference: Conference;
  devices: Devices;
  preview: Preview;
}

/** Starts all of it; returns how to end it. It can be started again after that. */
export function start({ session, conference, devices, preview }: Opened): () => void {
  const unwatch = devices.watch();
  const unwire = wire(session, conference);
  // They come to be seen, saw their own picture while waiting, and can switch it off at any time.
  conference.camera.want(true);
  session.start();
  return () => {
    session.stop();
    unwire();
    unwatch();
    preview.stop();
  };
}
