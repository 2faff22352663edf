import { Copy } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "../ui/button.tsx";

/** How anybody can make sure, without us, that nothing was changed. */
export function Verification({ name }: { name: string }) {
  const { t } = useTranslation("records");
  const [isCopied, setCopied] = useState(false);
  const command = `concord record verify "${name}.zip"`;
  const copy = async () => {
    await navigator.clipboard.writeText(command);
    setCopied(true);
  };
  return (
    <section className="verification" aria-labelledby="verify">
      <h3 id="verify">{t("verify")}</h3>
      <p>{t("verifyText")}</p>
      <div className="command">
        <code>{command}</code>
        <Button icon={<Copy aria-hidden />} onClick={() => void copy()}>
          {t(isCopied ? "copied" : "copy")}
        </Button>
      </div>
    </section>
  );
}
