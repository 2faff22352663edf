import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { ConfigProvider } from "antd";
import enUS from "antd/locale/en_US";
import zhCN from "antd/locale/zh_CN";
import { useTranslation } from "react-i18next";
import { createBrowserRouter, RouterProvider } from "react-router";
import { ExpiredSignIn } from "./access/expired-sign-in.tsx";
import { meQuery } from "./access/account.ts";
import { setExpired } from "./access/expiry.ts";
import { whenSignInIsNeeded } from "./api/client.ts";
import { Problem } from "./api/problem.ts";
import { pages } from "./pages.tsx";
import { theme } from "./ui/theme.ts";
import { useTextSize } from "./ui/text-size.ts";

const queries = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 15_000,
      // What was refused once will be refused again.
      retry: (failures, thrown) => thrown instanceof Problem && thrown.passes && failures < 2,
    },
  },
});

whenSignInIsNeeded(() => {
  // Somebody was signed in when this page was opened: let them go on from where they are.
  if (queries.getQueryData(meQuery.queryKey)) setExpired(true);
});

const router = createBrowserRouter(pages(queries));
/** As `index.html` carries it: the style sheets that antd writes must too. */
const nonce = document.querySelector<HTMLMetaElement>('meta[property="csp-nonce"]')?.nonce;

export function App() {
  const { i18n } = useTranslation();
  const size = useTextSize();
  return (
    <ConfigProvider
      theme={theme(size)}
      locale={i18n.language === "en" ? enUS : zhCN}
      csp={nonce ? { nonce } : {}}
      button={{ autoInsertSpace: false }}
      form={{ scrollToFirstError: { focus: true } }}
    >
      <QueryClientProvider client={queries}>
        <RouterProvider router={router} />
        <ExpiredSignIn />
      </QueryClientProvider>
    </ConfigProvider>
  );
}
