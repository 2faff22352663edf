import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { App, openPages } from "./app.tsx";
import { startTexts } from "./i18n/i18n.ts";
import { applyPalette } from "./ui/palette.ts";
import { applyTextSize } from "./ui/text-size.ts";
import "./ui/page.css";

applyPalette(document.documentElement.style);
applyTextSize();
await startTexts();

const root = document.getElementById("root");
if (!root) throw new Error("index.html has the element that everything is drawn in");
createRoot(root).render(
  <StrictMode>
    <App router={openPages()} />
  </StrictMode>,
);
