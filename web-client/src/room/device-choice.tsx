import type { DeviceKind } from "../media/devices.ts";
import { useOpened, useStore } from "../session/context.tsx";
import { useTexts } from "../session/texts.tsx";
import { Choice } from "./choice.tsx";

const KINDS: readonly DeviceKind[] = ["camera", "microphone", "speaker"];

/** Which camera, microphone and loudspeaker to use, where there is a choice. */
export function DeviceChoice({ onChosen, always = false }: { onChosen?: () => void; always?: boolean }) {
  const { conference, devices } = useOpened();
  const { available } = useStore(devices.store);
  const t = useTexts();
  const choose = async (kind: DeviceKind, id: string) => {
    await conference.chooseDevice(kind, id);
    onChosen?.();
  };
  const kinds = KINDS.filter((kind) => available[kind].length > (always ? 0 : 1));
  return (
    <div className="device-choice">
      {kinds.map((kind) => {
        const options = available[kind].map(({ id, label }, index) => ({
          value: id,
          label:
            label === "" ? t("devices.numbered", { kind: t(`devices.${kind}`), number: index + 1 }) : label,
        }));
        return (
          <Choice
            key={kind}
            label={t(`devices.${kind}`)}
            options={options}
            value={devices.preferred(kind) ?? options[0]?.value ?? null}
            onChoose={(id) => void choose(kind, id)}
          />
        );
      })}
    </div>
  );
}
