import { ALargeSmall, Languages } from "lucide-react";
import { useTranslation } from "react-i18next";
import { choose, currentLanguage } from "../i18n/i18n.ts";
import { Button } from "./button.tsx";
import { chooseTextSize, useTextSize } from "./text-size.ts";

/** Language and size of text, one press each. */
export function DisplayChoices() {
  const { t } = useTranslation();
  const size = useTextSize();
  const other = currentLanguage() === "zh-CN" ? "en" : "zh-CN";
  return (
    <div className="display-choices">
      <Button
        look="quiet"
        icon={<ALargeSmall aria-hidden />}
        onClick={() => chooseTextSize(size === "large" ? "normal" : "large")}
      >
        {t(size === "large" ? "textNormal" : "textLarge")}
      </Button>
      <Button look="quiet" lang={other} icon={<Languages aria-hidden />} onClick={() => void choose(other)}>
        {t("switchLanguage")}
      </Button>
    </div>
  );
}
