import type { DeviceFailure } from "../media/failure.ts";
import type { Captured } from "../media/preview.ts";
import { useTexts } from "../session/texts.tsx";
import { Button } from "../ui/button.tsx";

interface Props {
  failures: Readonly<Partial<Record<Captured, DeviceFailure>>>;
  onRetry: () => void;
}

/** What to do about a camera or microphone that cannot be used. */
export function FailureAdvice({ failures, onRetry }: Props) {
  const t = useTexts();
  const kinds = (["camera", "microphone"] as const).filter((kind) => failures[kind] !== undefined);
  if (kinds.length === 0) return null;
  return (
    <div className="session-notice" data-severity="warning" role="alert" data-testid="device-failure">
      <div>
        {kinds.map((kind) => (
          <p key={kind}>
            <strong>{t(`failure.${kind}`)}</strong> {t(`failure.${failures[kind] ?? "unknown"}`)}
          </p>
        ))}
      </div>
      <Button onClick={onRetry}>{t("failure.retry")}</Button>
    </div>
  );
}
