import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Nothing, Shown } from "../../ui/states.tsx";
import type { CaseDetail } from "../cases.ts";
import { Part } from "../part.tsx";
import { MaterialRow } from "./material-row.tsx";
import { CLASSES, materialsQuery } from "./materials.ts";
import { UploadForm } from "./upload-form.tsx";
import { UploadRows } from "./upload-rows.tsx";

/** The materials of a case: brought, looked at, kept (MC-06). */
export function Materials({ of: detail }: { of: CaseDetail }) {
  const { t } = useTranslation("materials");
  const materials = useQuery(materialsQuery(detail.id));
  const [removed, setRemoved] = useState<string>();
  return (
    <div className="case-columns materials-view">
      {detail.may.includes("add_material") && (
        <div className="case-side">
          <Part title={t("upload")}>
            <UploadForm of={detail} />
          </Part>
        </div>
      )}
      <div className="case-main">
        <p role="status" className={removed ? "notice-green" : "hint"} hidden={!removed}>
          {removed && t("removed", { name: removed })}
        </p>
        <Shown of={materials}>
          {(found) => (
            <>
              <UploadRows caseId={detail.id} materials={found.filter((one) => one.mine)} />
              {CLASSES.map((kind) => {
                const ready = found.filter((one) => one.class === kind && one.state === "ready");
                return (
                  <Part key={kind} title={t(`class_${kind}`)}>
                    {ready.length === 0 && <Nothing>{t(`none_${kind}`)}</Nothing>}
                    {ready.length > 0 && (
                      <ul className="materials sheet">
                        {ready.map((one) => (
                          <MaterialRow
                            key={one.id}
                            of={detail}
                            material={one}
                            onRemoved={() => setRemoved(one.name)}
                          />
                        ))}
                      </ul>
                    )}
                  </Part>
                );
              })}
            </>
          )}
        </Shown>
      </div>
    </div>
  );
}
