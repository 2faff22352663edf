import { Ear } from "lucide-react";

import type { ClientView, PersonView } from "../protocol/channel.ts";
import { useView } from "../session/context.tsx";
import { isCaucus, personOf, takesPart } from "../session/roles.ts";
import { useTexts } from "../session/texts.tsx";

/** More names than this are a number. */
const NAMES_MAX = 4;

/** Who hears one now, from the server's forwarding table and never from what the page believes. */
export function HeardBy() {
  const t = useTexts();
  const view = useView();
  if (!takesPart(view.me)) return null;
  const listeners = listenersOf(view);
  const names = listeners.map(({ name }) => name);
  const shown = names.slice(0, NAMES_MAX).join(t("list.comma"));
  const sealed =
    isCaucus(view.me.room) && names.length > 0 && !listeners.some((listener) => opposes(view, listener));
  return (
    <p
      className="heard-by"
      data-sealed={sealed}
      data-nobody={names.length === 0}
      role="status"
      data-testid="heard-by"
    >
      <Ear aria-hidden size={22} />
      <span>
        {names.length === 0 && t("heard.nobody")}
        {names.length > 0 && names.length <= NAMES_MAX && t("heard.by", { names: shown })}
        {names.length > NAMES_MAX && t("heard.byMany", { names: shown, count: names.length })}
        {sealed && <strong> {t("heard.sealed")}</strong>}
      </span>
    </p>
  );
}

function listenersOf(view: ClientView): PersonView[] {
  const others = view.me.heard_by.filter((id) => id !== view.me.id);
  return others.flatMap((id) => personOf(view, id) ?? []);
}

/** On another side than the viewer; for a neutral, nobody is. */
function opposes({ me }: ClientView, { side }: PersonView): boolean {
  return me.side !== null && side !== null && side !== me.side;
}
