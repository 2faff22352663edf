import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { ConfigProvider } from "antd";
import { useTranslation } from "react-i18next";
import { createBrowserRouter, RouterProvider } from "react-router";
import { ExpiredSignIn } from "./access/expired-sign-in.tsx";
import { meQuery } from "./access/account.ts";
import { setExpired } from "./access/expiry.ts";
import { whenSignInIsNeeded } from "./api/client.ts";
import { Problem } from "./api/problem.ts";
import { componentTexts } from "./i18n/i18n.ts";
import { pages } from "./pages.tsx";
import { theme } from "./ui/theme.ts";
import { useTextSize } from "./ui/text-size.ts";

type Router = ReturnType<typeof createBrowserRouter>;

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

/** As `index.html` carries it: the style sheets that antd writes must too. */
const nonce = document.querySelector<HTMLMetaElement>('meta[property="csp-nonce"]')?.nonce;

/** Opens the page that the address names. Pages speak: their texts must have been started. */
export function openPages(): Router {
  return createBrowserRouter(pages(queries));
}

export function App({ router }: { router: Router }) {
  // Draws all again when the language changes.
  useTranslation();
  const size = useTextSize();
  return (
    <ConfigProvider
      theme={theme(size)}
      locale={componentTexts()}
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
