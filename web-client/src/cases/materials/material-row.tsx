import { Download, Eye, Lock, Trash2 } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { asProblem } from "../../api/problem.ts";
import { size } from "../../ui/amounts.ts";
import { Button } from "../../ui/button.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { Moment } from "../../ui/moment.tsx";
import { ProblemNotice } from "../../ui/problem-notice.tsx";
import type { CaseDetail } from "../cases.ts";
import { contentOf, type Material, shownAs, useRemove } from "./materials.ts";

interface Props {
  of: CaseDetail;
  material: Material;
  onRemoved: () => void;
}

/** A file: who brought it, and what can be done with it. */
export function MaterialRow({ of: detail, material, onRemoved }: Props) {
  const { t } = useTranslation("materials");
  const { name, bytes, by, created_at, side, mine } = material;
  return (
    <li>
      <div>
        <p>
          <strong>{name}</strong>
          {side && (
            <span className="tag amber">
              <Lock aria-hidden /> {t("private")}
            </span>
          )}
        </p>
        <p className="hint">
          {t("by", { name: by })} · <Moment at={created_at} as="dateTime" /> · {size(bytes)}
        </p>
      </div>
      <div className="material-way">
        <Look material={material} />
        <a
          className="button quiet"
          href={contentOf(material, true)}
          download={name}
          aria-label={t("keepNamed", { name })}
        >
          <Download aria-hidden /> <span>{t("keep")}</span>
        </a>
        {(mine || detail.may.includes("manage_people")) && (
          <Remove of={detail} material={material} onRemoved={onRemoved} />
        )}
      </div>
    </li>
  );
}

function Look({ material }: { material: Material }) {
  const { t } = useTranslation("materials");
  const [isOpen, setOpen] = useState(false);
  const { name } = material;
  const way = shownAs(material);
  if (way === null) return null;
  if (way === "beside")
    return (
      <a
        className="button quiet"
        href={contentOf(material)}
        target="_blank"
        rel="noreferrer"
        aria-label={`${t("showNamed", { name })} (${t("opensBeside")})`}
      >
        <Eye aria-hidden /> <span>{t("show")}</span>
      </a>
    );
  return (
    <>
      <Button
        look="quiet"
        icon={<Eye aria-hidden />}
        aria-label={t("showNamed", { name })}
        onClick={() => setOpen(true)}
      >
        {t("show")}
      </Button>
      {isOpen && (
        <Dialog title={name} onClose={() => setOpen(false)}>
          <div className="preview">
            {way === "image" && <img src={contentOf(material)} alt={t("picture")} />}
            {/* What parties bring has no captions. */}
            {/* eslint-disable-next-line jsx-a11y/media-has-caption */}
            {way === "video" && <video src={contentOf(material)} controls aria-label={name} />}
            {/* eslint-disable-next-line jsx-a11y/media-has-caption */}
            {way === "audio" && <audio src={contentOf(material)} controls aria-label={name} />}
          </div>
        </Dialog>
      )}
    </>
  );
}

function Remove({ of: detail, material: { id, name }, onRemoved }: Props) {
  const { t } = useTranslation(["materials", "common"]);
  const [asks, setAsks] = useState(false);
  const remove = useRemove(detail.id);
  return (
    <>
      <Button
        look="quiet"
        danger
        icon={<Trash2 aria-hidden />}
        aria-label={t("removeNamed", { name })}
        onClick={() => setAsks(true)}
      >
        {t("remove")}
      </Button>
      {asks && (
        <Dialog
          title={t("removeTitle")}
          onClose={() => setAsks(false)}
          footer={
            <>
              <Button onClick={() => setAsks(false)}>{t("common:cancel")}</Button>
              <Button
                look="primary"
                danger
                busy={remove.isPending}
                onClick={() => remove.mutate(id, { onSuccess: onRemoved })}
              >
                {t("remove")}
              </Button>
            </>
          }
        >
          <p>{t("removeMeans", { name })}</p>
          {remove.isError && <ProblemNotice problem={asProblem(remove.error)} />}
        </Dialog>
      )}
    </>
  );
}
