import { Form } from "antd";
import Password from "antd/es/input/Password";
import { useTranslation } from "react-i18next";

/** A new password, typed twice. The server decides whether it is good enough. */
export function NewPassword() {
  const { t } = useTranslation("access");
  return (
    <>
      <Form.Item
        name="password"
        label={t("newPassword")}
        extra={t("newPasswordHint")}
        rules={[{ required: true, message: t("newPasswordNeeded") }]}
      >
        <Password autoComplete="new-password" maxLength={200} />
      </Form.Item>
      <Form.Item
        name="repeat"
        label={t("repeatPassword")}
        dependencies={["password"]}
        validateTrigger="onBlur"
        rules={[
          ({ getFieldValue }) => ({
            validator: (_, repeated) =>
              repeated === getFieldValue("password")
                ? Promise.resolve()
                : Promise.reject(new Error(t("repeatPasswordWrong"))),
          }),
        ]}
      >
        <Password autoComplete="new-password" maxLength={200} />
      </Form.Item>
    </>
  );
}
