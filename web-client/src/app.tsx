import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { createBrowserRouter, RouterProvider } from "react-router";
import { ExpiredSignIn } from "./access/expired-sign-in.tsx";
import { meQuery } from "./access/account.ts";
import { setExpired } from "./access/expiry.ts";
import { whenSignInIsNeeded } from "./api/client.ts";
import { Problem } from "./api/problem.ts";
import { pages } from "./pages.tsx";

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

/** Opens the page that the address names. Pages speak: their texts must have been started. */
export function openPages(): Router {
  return createBrowserRouter(pages(queries));
}

export function App({ router }: { router: Router }) {
  return (
    <QueryClientProvider client={queries}>
      <RouterProvider router={router} />
      <ExpiredSignIn />
    </QueryClientProvider>
  );
}
