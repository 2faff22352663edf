/** Recorded views of the server, by name. Written by its own tests; see `src/protocol/fixtures`. */
import type { ClientView, ServerFrame } from "../protocol/channel.ts";
import { EMPTY, reduce } from "../session/model.ts";
import type { SessionModel } from "../session/model.ts";

const files = import.meta.glob<ServerFrame[]>("../protocol/fixtures/*.json", {
  eager: true,
  import: "default",
});

const BY_NAME: ReadonlyMap<string, ServerFrame[]> = new Map(
  Object.entries(files).map(([path, frames]) => [path.replace(/^.*\/|\.json$/g, ""), frames]),
);

export const SCENES: readonly string[] = [...BY_NAME.keys()].sort();

export function framesOf(scene: string): ServerFrame[] {
  const frames = BY_NAME.get(scene);
  if (frames === undefined) throw new Error(`there is no scene "${scene}"`);
  return frames;
}

/** What a client knows after the scene's frames. */
export function modelOf(scene: string): SessionModel {
  return framesOf(scene).reduce<SessionModel>((model, frame) => {
    if (frame.type === "view") return reduce(model, { type: "view", slices: frame.slices });
    return frame.type === "item" ? reduce(model, { type: "item", item: frame.item }) : model;
  }, EMPTY);
}

export function viewOf(scene: string): ClientView {
  const { view } = modelOf(scene);
  if (view === null) throw new Error(`the scene "${scene}" does not bring a whole view`);
  return view;
}
