import { useId, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { size } from "../../ui/amounts.ts";
import { Button } from "../../ui/button.tsx";
import { ProblemNotice } from "../../ui/problem-notice.tsx";
import { ACCEPTED, type Material } from "./materials.ts";
import { isSameFile } from "./upload.ts";
import { type Upload, useUploading, useUploads } from "./uploads.ts";

/** Files on their way, and files of which only a part has arrived. */
export function UploadRows({ caseId, materials }: { caseId: string; materials: readonly Material[] }) {
  const uploads = useUploads(caseId);
  const underWay = new Set(uploads.map(({ id }) => id));
  const unfinished = materials.filter(({ id, state }) => state === "receiving" && !underWay.has(id));
  if (uploads.length + unfinished.length === 0) return null;
  return (
    <ul className="uploads sheet">
      {uploads.map((upload) => (
        <Row key={upload.id} upload={upload} />
      ))}
      {unfinished.map((material) => (
        <Unfinished key={material.id} caseId={caseId} material={material} />
      ))}
    </ul>
  );
}

function Row({ upload }: { upload: Upload }) {
  const { t } = useTranslation("materials");
  const { goOn, giveUp } = useUploading(upload.caseId);
  const label = useId();
  const { name, file, sent, problem } = upload;
  // What the server took and then refused is gone there: it cannot go on.
  const isRefused = problem?.fields.some(({ field }) => field === "content") ?? false;
  return (
    <li>
      <p id={label}>
        <strong>{name}</strong> <span className="hint">{size(file.size)}</span>
      </p>
      <progress aria-labelledby={label} max={file.size} value={sent} />
      <p className="hint" role="status">
        {problem && !isRefused ? t("broken") : t("sent", { percent: Math.floor((100 * sent) / file.size) })}
      </p>
      {problem && <Refusal problem={problem} />}
      <div className="form-way">
        {problem && !isRefused && <Button onClick={() => goOn(upload)}>{t("goOn")}</Button>}
        <Button look="quiet" onClick={() => void giveUp(upload).catch(() => undefined)}>
          {t("giveUp")}
        </Button>
      </div>
    </li>
  );
}

/** What is wrong with the content is said in its own words, not as a fault of a form. */
function Refusal({ problem }: { problem: NonNullable<Upload["problem"]> }) {
  const said = problem.fields[0]?.message;
  if (!said) return <ProblemNotice problem={problem} />;
  return (
    <p className="remark" role="alert">
      {said}
    </p>
  );
}

/** Begun before a reload: the same file is chosen again, and only what is missing is sent. */
function Unfinished({ caseId, material }: { caseId: string; material: Material }) {
  const { t } = useTranslation("materials");
  const { goOn, giveUp } = useUploading(caseId);
  const chooser = useRef<HTMLInputElement>(null);
  const [isOther, setOther] = useState(false);
  const { id, name, bytes, received } = material;
  const choose = (file: File | undefined) => {
    if (!file) return;
    setOther(!isSameFile(file, material));
    if (isSameFile(file, material)) goOn({ id, caseId, name, file, sent: received, problem: null });
  };
  return (
    <li>
      <p>
        <strong>{name}</strong> <span className="hint">{t("unfinished")}</span>
      </p>
      {isOther && (
        <p className="remark" role="alert">
          {t("otherFile", { name, size: size(bytes) })}
        </p>
      )}
      <input
        ref={chooser}
        type="file"
        accept={ACCEPTED}
        hidden
        aria-label={t("goOn")}
        onChange={({ currentTarget }) => choose(currentTarget.files?.[0])}
      />
      <div className="form-way">
        <Button onClick={() => chooser.current?.click()}>{t("goOn")}</Button>
        <Button look="quiet" onClick={() => void giveUp(material).catch(() => undefined)}>
          {t("giveUp")}
        </Button>
      </div>
    </li>
  );
}
