// Writes src/api/schema.gen.ts from the document the server makes of its own endpoints, so that a
// change of the API is a type error here. Reads the file given, or asks `concord openapi`. With
// `--check` it writes nothing and fails if the file is not what it would write.
import { execFileSync } from "node:child_process";
import { readFile, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import openapiTS, { astToString } from "openapi-typescript";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const TARGET = new URL("../src/api/schema.gen.ts", import.meta.url);
const BANNER = "// Generated from the server's OpenAPI document by `npm run generate`. Do not edit.\n";

const given = process.argv.slice(2).find((argument) => !argument.startsWith("--"));
const document = given ? await readFile(given, "utf8") : askServer();
const text = BANNER + astToString(await openapiTS(JSON.parse(document), { alphabetize: true }));
if (!process.argv.includes("--check")) await writeFile(TARGET, text);
else if (text !== (await readFile(TARGET, "utf8"))) {
  console.error("src/api/schema.gen.ts is not what the server's document makes of it: npm run generate");
  process.exitCode = 1;
}

function askServer() {
  return execFileSync("cargo", ["run", "--quiet", "--package", "concord", "--", "openapi"], {
    cwd: ROOT,
    encoding: "utf8",
    maxBuffer: 1 << 26,
  });
}
