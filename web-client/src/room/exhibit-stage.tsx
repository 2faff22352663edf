import { ChevronLeft, ChevronRight, FileText } from "lucide-react";

import type { Exhibit } from "../protocol/channel.ts";
import { useRequest, useView } from "../session/context.tsx";
import { isStaff, personOf } from "../session/roles.ts";
import { useTexts } from "../session/texts.tsx";
import { Button } from "../ui/button.tsx";

/** How much of a hash people compare by eye. */
const SHOWN_DIGITS = 16;

/** What is on stage in this room: everybody is on the same page of the same bytes. */
export function ExhibitStage() {
  const t = useTexts();
  const view = useView();
  const { exhibit } = view;
  if (exhibit === null) return null;
  const by = personOf(view, exhibit.by)?.name ?? t("person.someone");
  return (
    <section className="exhibit" aria-label={t("exhibit.label")} data-testid="exhibit">
      <FileText aria-hidden size={34} />
      <div className="exhibit-facts">
        <h2>
          {exhibit.number && <span className="exhibit-number">{exhibit.number}</span>} {exhibit.title}
        </h2>
        <p>
          {t("exhibit.by", { name: by })} ·{" "}
          <code title={exhibit.sha256}>SHA-256 {exhibit.sha256.slice(0, SHOWN_DIGITS)}…</code>
        </p>
      </div>
      <Pages exhibit={exhibit} leads={isStaff(view.me) || exhibit.by === view.me.id} />
    </section>
  );
}

function Pages({ exhibit, leads }: { exhibit: Exhibit; leads: boolean }) {
  const t = useTexts();
  const request = useRequest();
  const turn = (page: number) => void request({ type: "turn_page", page });
  return (
    <div className="exhibit-pages">
      {leads && (
        <Button
          aria-label={t("exhibit.previous")}
          icon={<ChevronLeft aria-hidden />}
          disabled={exhibit.page <= 1}
          onClick={() => turn(exhibit.page - 1)}
        />
      )}
      <span aria-live="polite">{t("exhibit.page", { page: exhibit.page, pages: exhibit.pages })}</span>
      {leads && (
        <>
          <Button
            aria-label={t("exhibit.next")}
            icon={<ChevronRight aria-hidden />}
            disabled={exhibit.page >= exhibit.pages}
            onClick={() => turn(exhibit.page + 1)}
          />
          <Button onClick={() => void request({ type: "hide_exhibit" })}>{t("exhibit.hide")}</Button>
        </>
      )}
    </div>
  );
}
