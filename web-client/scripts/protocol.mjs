// Writes src/protocol/channel.gen.ts from the JSON schema that the server derives from its own
// types, so that a change of the protocol is a type error here.
import { readFile, writeFile } from "node:fs/promises";
import { compile } from "json-schema-to-typescript";

const FOLDER = new URL("../src/protocol/", import.meta.url);
const BANNER = "// Generated from channel.schema.json by `npm run protocol`. Do not edit.\n";

const { client, server } = JSON.parse(await readFile(new URL("channel.schema.json", FOLDER), "utf8"));
const schema = {
  title: "Channel",
  oneOf: [{ $ref: "#/$defs/ClientFrame" }, { $ref: "#/$defs/ServerFrame" }],
  $defs: { ...client.$defs, ...server.$defs, ClientFrame: named(client), ServerFrame: named(server) },
};

const code = await compile(withTags(schema), "Channel", {
  additionalProperties: false,
  bannerComment: BANNER,
  format: false,
  unreachableDefinitions: false,
});
await writeFile(new URL("channel.gen.ts", FOLDER), code);

/** A root schema without what only roots have. */
function named({ $defs: _defs, $schema: _schema, title: _title, ...rest }) {
  return rest;
}

/**
 * Types keep their names: nothing but a tag (of a variant) stands beside a reference, and a
 * variant of one word is one type with the others.
 */
function withTags(node) {
  if (Array.isArray(node)) return node.map(withTags);
  if (node === null || typeof node !== "object") return node;
  const inner = Object.fromEntries(Object.entries(node).map(([key, value]) => [key, withTags(value)]));
  if (!inner.$ref) return inner;
  const { $ref, description: _description, ...tag } = inner;
  return tag.properties ? { allOf: [{ $ref }, tag] } : { $ref };
}
