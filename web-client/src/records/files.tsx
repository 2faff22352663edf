import { Download } from "lucide-react";
import { useTranslation } from "react-i18next";
import { size } from "../ui/amounts.ts";
import { byKind, type FileKind, type RecordDetail, type RecordFile } from "./records.ts";
import { Verification } from "./verification.tsx";

/** The files of a recording, each with its hash, and all of them as one archive. */
export function Files({ detail }: { detail: RecordDetail }) {
  const { t } = useTranslation("records");
  return (
    <section className="part" aria-labelledby="files">
      <h2 id="files">{t("files")}</h2>
      <p className="hint">{detail.may_download ? t("filesHint") : t("viewOnly")}</p>
      {detail.archive && (
        <div>
          <a className="button primary" href={detail.archive} download>
            <Download aria-hidden /> {t("downloadAll", { size: size(detail.bytes) })}
          </a>
        </div>
      )}
      <div className="sheet file-groups">
        {byKind(detail.files).map(([kind, files]) => (
          <Group key={kind} kind={kind} files={files} mayDownload={detail.may_download} />
        ))}
      </div>
      {detail.may_download && <Verification name={detail.case_no} />}
    </section>
  );
}

function Group({ kind, files, mayDownload }: { kind: FileKind; files: RecordFile[]; mayDownload: boolean }) {
  const { t } = useTranslation("records");
  return (
    <details open={kind === "composite"}>
      <summary>
        {t(`kind_${kind}`)} <span className="hint">{files.length}</span>
      </summary>
      <ul>
        {files.map((file) => (
          <li key={file.name}>
            <div>
              <p>
                {file.name} <span className="hint">{size(file.bytes)}</span>
              </p>
              <p className="hint hash">SHA-256 {file.sha256}</p>
            </div>
            {mayDownload && (
              <a
                className="button plain"
                href={`${file.href}&save=true`}
                aria-label={t("downloadFile", { name: file.name })}
                download
              >
                <Download aria-hidden /> {t("download")}
              </a>
            )}
          </li>
        ))}
      </ul>
    </details>
  );
}
