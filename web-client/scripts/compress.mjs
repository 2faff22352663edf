// Puts a Brotli and a gzip copy beside each file of the build; the server sends those, and never
// compresses anything itself.
import { readFile, readdir, writeFile } from "node:fs/promises";
import { promisify } from "node:util";
import { brotliCompress, constants, gzip } from "node:zlib";

const FOLDER = new URL("../dist/", import.meta.url);
const TEXT = /\.(js|css|svg|json|wasm|webmanifest)$/;
/** Smaller files do not become fewer packets. */
const SMALLEST = 1024;

const files = await readdir(FOLDER, { recursive: true });
await Promise.all(files.filter((name) => TEXT.test(name) && !name.startsWith(".vite")).map(compress));

async function compress(name) {
  const plain = await readFile(new URL(name, FOLDER));
  if (plain.length < SMALLEST) return;
  const brotli = {
    params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: plain.length },
  };
  await writeFile(new URL(`${name}.br`, FOLDER), await promisify(brotliCompress)(plain, brotli));
  await writeFile(new URL(`${name}.gz`, FOLDER), await promisify(gzip)(plain, { level: 9 }));
}
