import { useQueryClient } from "@tanstack/react-query";
import { DoorOpen } from "lucide-react";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router";
import type { Schemas } from "../api/client.ts";
import { Button } from "../ui/button.tsx";
import { Dialog } from "../ui/dialog.tsx";
import { comeNowIn } from "./come-now.ts";

type ComeNow = Schemas["ComeNow"];

/** Rings when somebody starts a session on the spot, on whatever page its people are (MV-02). */
export function Bell() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const [call, setCall] = useState<ComeNow>();
  useBell(setCall);
  if (!call) return null;
  const close = () => setCall(undefined);
  const enter = () => {
    close();
    void navigate(`/sessions/${call.session}`);
  };
  return (
    <Dialog
      title={t("comeNow")}
      onClose={close}
      footer={
        <>
          <Button onClick={close}>{t("comeLater")}</Button>
          <Button
            data-testid="come-in"
            look="primary"
            size="large"
            icon={<DoorOpen aria-hidden />}
            onClick={enter}
          >
            {t("comeIn")}
          </Button>
        </>
      }
    >
      <p role="alert">{t("comeNowText", { title: call.title })}</p>
    </Dialog>
  );
}

/** The browser itself connects again when the line breaks. */
function useBell(onCall: (call: ComeNow) => void): void {
  const queries = useQueryClient();
  useEffect(() => {
    const bell = new EventSource("/api/v1/me/bell");
    bell.addEventListener("come_now", ({ data }: MessageEvent<unknown>) => {
      const call = comeNowIn(data);
      if (call) onCall(call);
      void queries.invalidateQueries({ queryKey: ["sessions"] });
      void queries.invalidateQueries({ queryKey: ["case"] });
    });
    return () => bell.close();
  }, [queries, onCall]);
}
