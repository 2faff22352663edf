/** Why a camera or microphone cannot be used, as far as a person can do something about it. */
export type DeviceFailure =
  /** The person or the browser said no. */
  | "denied"
  /** There is none, or the chosen one was unplugged. */
  | "no_device"
  /** Another program has it. */
  | "busy"
  /** The page was not opened over https. */
  | "insecure"
  | "unknown";

/** Names of the exceptions of `getUserMedia` (W3C Media Capture and Streams, 10.3), by what they mean. */
const MEANING: Readonly<Record<string, DeviceFailure>> = {
  NotAllowedError: "denied",
  PermissionDeniedError: "denied",
  SecurityError: "denied",
  NotFoundError: "no_device",
  DevicesNotFoundError: "no_device",
  OverconstrainedError: "no_device",
  NotReadableError: "busy",
  TrackStartError: "busy",
  AbortError: "busy",
};

export function deviceFailure(error: unknown): DeviceFailure {
  const name = typeof error === "object" && error !== null && "name" in error ? String(error.name) : "";
  return MEANING[name] ?? "unknown";
}
