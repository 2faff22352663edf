// What each page costs somebody who opens it first: Brotli sizes of all it loads, against its
// budget (docs/adr/0003). Fails if one is over. Run after `npm run build`.
import { readFile, stat } from "node:fs/promises";

const DIST = new URL("../dist/", import.meta.url);
const KB = 1000;
/** Loaded whatever the page. */
const ENTRY = ["index.html", ...texts("common", "access", "problems")];
const FRAME = "src/ui/frame.tsx";
const SESSION = "src/session/page.tsx";
const OFFICE_TEXTS = texts(
  "home",
  "applications",
  "applying",
  "cases",
  "casework",
  "materials",
  "records",
  "admin",
);
const SESSION_TEXTS = texts("session", "room");
const MEDIA = /\/media-[^/]*\.js$/;
/** Pages of people who are not signed in yet: nothing else may stand between them and the door. */
const DOORS = ["src/access/sign-in-page.tsx", "src/access/invitation-page.tsx"];

const manifest = JSON.parse(await readFile(new URL(".vite/manifest.json", DIST), "utf8"));
const pages = Object.keys(manifest).filter((name) => /-page\.tsx$/.test(name));
const rows = [];
for (const page of pages) {
  const isDoor = DOORS.includes(page);
  const loaded = isDoor ? [...ENTRY, page] : [...ENTRY, FRAME, ...OFFICE_TEXTS, page];
  rows.push({ page, bytes: await sizeOf(files(loaded)), budget: (isDoor ? 160 : 200) * KB });
}
if (manifest[SESSION]) {
  const all = files([...ENTRY, ...SESSION_TEXTS, SESSION, ...lazily(SESSION)]);
  const shared = files([...ENTRY, FRAME]);
  const own = all.filter((file) => !shared.includes(file) && !MEDIA.test(file));
  rows.push({ page: SESSION, bytes: await sizeOf(all), budget: 320 * KB });
  // The media library comes while people read the notices of the waiting room.
  rows.push({ page: `${SESSION} alone`, bytes: await sizeOf(own), budget: 60 * KB });
}

rows.sort((a, b) => b.bytes / b.budget - a.bytes / a.budget);
for (const { page, bytes, budget } of rows) {
  const verdict = bytes > budget ? "OVER" : "ok";
  console.log(`${verdict.padEnd(5)}${(bytes / KB).toFixed(1).padStart(7)} of ${budget / KB} kB  ${page}`);
}
process.exitCode = rows.length === 0 || rows.some(({ bytes, budget }) => bytes > budget) ? 1 : 0;

function texts(...namespaces) {
  return namespaces.map((namespace) => `src/i18n/zh-CN/${namespace}.ts`);
}

/** All files that loading these modules loads: themselves, their imports and their styles. */
function files(modules) {
  const seen = new Set();
  const found = new Set();
  const follow = (name) => {
    const chunk = manifest[name];
    if (!chunk || seen.has(name)) return;
    seen.add(name);
    for (const file of [chunk.file, ...(chunk.css ?? [])]) found.add(file);
    for (const next of chunk.imports ?? []) follow(next);
  };
  modules.forEach(follow);
  return [...found];
}

/** What a page loads later by itself, at any depth, other than pages. */
function lazily(page, seen = new Set()) {
  const chunk = manifest[page];
  for (const next of [...(chunk?.dynamicImports ?? []), ...(chunk?.imports ?? [])]) {
    if (seen.has(next) || ENTRY.includes(next)) continue;
    seen.add(next);
    lazily(next, seen);
  }
  return [...seen];
}

async function sizeOf(names) {
  const sizes = await Promise.all(names.map(size));
  return sizes.reduce((sum, bytes) => sum + bytes, 0);
}

/** The Brotli copy, or the file itself if it is too small for one. */
async function size(name) {
  for (const candidate of [`${name}.br`, name]) {
    const found = await stat(new URL(candidate, DIST)).catch(() => null);
    if (found) return found.size;
  }
  throw new Error(`${name} is in the manifest, but not in the build`);
}
