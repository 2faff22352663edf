/**
 * Every recorded scene as the person in it would see it: `?scene=…&lang=en`; without a scene, a list.
 * For development alone; nothing of the product imports it.
 */
import { createRoot } from "react-dom/client";
import { useEffect, useState } from "react";
import { MemoryRouter } from "react-router";

import { choose, loadTexts, startTexts } from "../i18n/i18n.ts";
import { Conference } from "../media/conference.ts";
import { Devices } from "../media/devices.ts";
import { meter } from "../media/level.ts";
import { Preview } from "../media/preview.ts";
import { after } from "../session/browser.ts";
import { LiveSession } from "../session/live.ts";
import { start } from "../session/opened.ts";
import { SessionScreen } from "../session/screen.tsx";
import { applyPalette } from "../ui/palette.ts";
import "../ui/page.css";
import { SCENES, viewOf } from "./scenes.ts";
import { painted, playing } from "./stand-ins.ts";

const asked = new URLSearchParams(location.search);
const language = asked.get("lang") === "en" ? "en" : "zh-CN";

applyPalette(document.documentElement.style);
await startTexts();
await choose(language);
await loadTexts(["session", "room"]);

function Scene({ name }: { name: string }) {
  const [opened] = useState(() => {
    const devices = new Devices(navigator.mediaDevices, localStorage);
    const conference = new Conference({
      url: "",
      devices,
      load: painted(viewOf(name)),
      after,
      random: () => 0.5,
    });
    const preview = new Preview(navigator.mediaDevices, devices, meter);
    return { session: new LiveSession(playing(name)), conference, devices, preview };
  });
  useEffect(() => start(opened), [opened]);
  return <SessionScreen opened={opened} />;
}

function Contents() {
  return (
    <ul>
      {SCENES.map((scene) => (
        <li key={scene}>
          <a href={`?scene=${scene}&lang=${language}`}>{scene}</a>
        </li>
      ))}
    </ul>
  );
}

const scene = asked.get("scene");
const root = document.getElementById("root");
if (root !== null) {
  createRoot(root).render(
    <MemoryRouter>{scene === null ? <Contents /> : <Scene name={scene} />}</MemoryRouter>,
  );
}
