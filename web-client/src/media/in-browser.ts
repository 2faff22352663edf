/** Media in a browser: its devices, this server's media wire, livekit-client when it is needed. */
import { after, socketOrigin } from "../session/browser.ts";
import { Conference } from "./conference.ts";
import { Devices } from "./devices.ts";
import { meter } from "./level.ts";
import { Preview } from "./preview.ts";

export function mediaInBrowser(): { conference: Conference; devices: Devices; preview: Preview } {
  // Absent where the page was not opened over https, whatever the types say.
  const port = navigator.mediaDevices as MediaDevices | undefined;
  const devices = new Devices(port, localStorage);
  const conference = new Conference({
    url: socketOrigin(),
    devices,
    load: () => import("./livekit.ts"),
    after,
    random: () => Math.random(),
  });
  return { conference, devices, preview: new Preview(port, devices, meter) };
}
