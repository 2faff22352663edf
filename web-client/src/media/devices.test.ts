import { expect, it } from "vitest";

import { Devices } from "./devices.ts";
import type { MediaDevicesPort } from "./devices.ts";
import { deviceFailure } from "./failure.ts";

function portWith(devices: { kind: string; deviceId: string; label: string }[]): MediaDevicesPort {
  return { enumerateDevices: () => Promise.resolve(devices) } as unknown as MediaDevicesPort;
}

function keeping(text: string | null) {
  const kept = { text };
  return {
    kept,
    getItem: () => kept.text,
    setItem: (_key: string, value: string) => void (kept.text = value),
  };
}

it("a chosen device is remembered and used while it is plugged in", async () => {
  const keep = keeping(null);
  new Devices(portWith([]), keep).choose("camera", "usb");
  const back = new Devices(portWith([{ kind: "videoinput", deviceId: "usb", label: "USB" }]), keep);
  expect(back.preferred("camera")).toBeUndefined();
  await back.refresh();
  expect(back.preferred("camera")).toBe("usb");
});

it("what was kept in a shape we do not know is forgotten", () => {
  for (const text of ["not json", "null", "[1]", '{"camera":7}']) {
    expect(new Devices(undefined, keeping(text)).store.get().chosen).toEqual({});
  }
});

it("failures are told apart by what a person can do about them", () => {
  expect(deviceFailure(new DOMException("", "NotAllowedError"))).toBe("denied");
  expect(deviceFailure(new DOMException("", "NotFoundError"))).toBe("no_device");
  expect(deviceFailure(new DOMException("", "NotReadableError"))).toBe("busy");
  expect(deviceFailure("what?")).toBe("unknown");
});
