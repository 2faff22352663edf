import { Upload } from "lucide-react";
import { useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { useMe } from "../../access/account.ts";
import { size } from "../../ui/amounts.ts";
import { Button } from "../../ui/button.tsx";
import { useDraft } from "../../ui/draft.ts";
import { ChoiceField, Field } from "../../ui/field.tsx";
import { useForm } from "../../ui/form.ts";
import { ProblemNotice } from "../../ui/problem-notice.tsx";
import type { CaseDetail } from "../cases.ts";
import { ACCEPTED, CLASSES } from "./materials.ts";
import { useUploading } from "./uploads.ts";

const FIELDS = ["class", "bytes", "name", "audience"] as const;

/** Chooses a file and says what it is. What is too long is said before anything is sent. */
export function UploadForm({ of: detail }: { of: CaseDetail }) {
  const { t } = useTranslation("materials");
  const draft = useDraft(`${useMe().id}.${detail.id}.material`);
  const chooser = useRef<HTMLInputElement>(null);
  const name = useRef<HTMLInputElement>(null);
  const [file, setFile] = useState<File>();
  const { begin } = useUploading(detail.id);
  const limit = size(detail.upload_bytes);
  const wrongWith = (chosen: File | undefined) => {
    if (!chosen) return t("fileNeeded");
    if (chosen.size === 0) return t("fileEmpty");
    const isTooLarge = chosen.size > detail.upload_bytes;
    return isTooLarge ? t("fileTooLarge", { size: size(chosen.size), limit }) : undefined;
  };
  const form = useForm({
    fields: FIELDS,
    check: () => {
      const wrong = wrongWith(file);
      return wrong ? { bytes: wrong } : {};
    },
    send: async (given) => {
      if (!file) return;
      const chosen = CLASSES.find((one) => one === given.class) ?? "other";
      const about = {
        class: chosen,
        name: given.name.trim() || file.name,
        private: given.audience === "own",
      };
      await begin(file, about);
    },
    onDone: () => {
      draft.forget();
      setFile(undefined);
      for (const field of [chooser, name]) if (field.current) field.current.value = "";
    },
  });
  return (
    <form className="form sheet padded" noValidate onSubmit={form.submit} onChange={draft.keep}>
      <ChoiceField
        name="class"
        label={t("class")}
        defaultValue={draft.given.class ?? "evidence"}
        options={CLASSES.map((value) => ({ value, label: t(`class_${value}`) }))}
      />
      <Field
        ref={chooser}
        type="file"
        name="bytes"
        label={t("file")}
        hint={t("fileHint", { limit })}
        remark={form.remarks.bytes}
        accept={ACCEPTED}
        onChange={({ currentTarget }) => setFile(currentTarget.files?.[0])}
      />
      <Field
        ref={name}
        name="name"
        label={t("name")}
        hint={t("nameHint")}
        remark={form.remarks.name}
        defaultValue={draft.given.name}
        maxLength={200}
      />
      <AudienceChoice of={detail} given={draft.given.audience} />
      {form.problem && <ProblemNotice problem={form.problem} />}
      <div className="form-way">
        <Button look="primary" type="submit" busy={form.isSending} icon={<Upload aria-hidden />}>
          {t("send")}
        </Button>
      </div>
    </form>
  );
}

/** Those in charge bring what is for everybody; a side may keep something from the other. */
function AudienceChoice({ of: { people, me }, given }: { of: CaseDetail; given: string | undefined }) {
  const { t } = useTranslation("materials");
  const hasSide = people.some((person) => person.id === me && person.side);
  if (!hasSide) return <input type="hidden" name="audience" value="all" />;
  return (
    <ChoiceField
      name="audience"
      label={t("audience")}
      defaultValue={given ?? "all"}
      options={[
        { value: "all", label: t("audience_all") },
        { value: "own", label: t("audience_own") },
      ]}
    />
  );
}
