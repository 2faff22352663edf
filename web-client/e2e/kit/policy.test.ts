/** The kit itself: a page that breaks its content policy must fail whatever test opened it. */
import { createServer, type Server } from "node:http";
import { once } from "node:events";
import type { AddressInfo } from "node:net";

import { afterAll, beforeAll, expect, test } from "vitest";

import { seat } from "./browser.ts";

const POLICY = "default-src 'self'; require-trusted-types-for 'script'; trusted-types 'none'";
const PAGES: Record<string, string> = {
  "/sound": "<p>nothing",
  "/style": "<style>p { color: red }</style>",
  "/markup": "<script src='/markup.js'></script>",
  "/markup.js": "try { document.documentElement.innerHTML = '<p>' } catch {}",
};

let server: Server;
let url: string;

beforeAll(async () => {
  server = createServer((request, response) => {
    const path = request.url ?? "/";
    const type = path.endsWith(".js") ? "text/javascript" : "text/html";
    response.setHeader("content-type", type).setHeader("content-security-policy", POLICY).end(PAGES[path]);
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

afterAll(() => server.close());

test("a page within its policy closes quietly", async () => {
  const person = await seat("applicant");
  await person.page.goto(`${url}/sound`);
  await expect(person.close()).resolves.toBeUndefined();
});

test.each([
  ["/style", /style-src-elem blocked inline/],
  ["/markup", /require-trusted-types-for blocked trusted-types-sink/],
])("a violation on %s is thrown at the close", async (path, expected) => {
  const person = await seat("applicant");
  await person.page.goto(url + path);
  await expect(person.close()).rejects.toThrow(expected);
});
