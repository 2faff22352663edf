"use strict";
// Checks every file against the signed manifest, with the browser's own cryptography.
{
  const hex = (buffer) => Array.from(new Uint8Array(buffer), (byte) => byte.toString(16).padStart(2, "0")).join("");
  const sha256 = (bytes) => crypto.subtle.digest("SHA-256", bytes);
  const fromBase64Url = (text) => Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (c) => c.charCodeAt(0));
  const toBase64Url = (bytes) => {
    let text = "";
    for (let at = 0; at < bytes.length; at += 8192) text += String.fromCharCode(...bytes.subarray(at, at + 8192));
    return btoa(text).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
  };
  const CHUNK = 4 * 1024 * 1024;

  class Fault extends Error {
    constructor(file, what) { super(`${what}: ${file}`); }
  }

  // RFC 7515, appendix F: header..signature, the payload is the manifest. Gives the key, and
  // whether the signature holds; undefined where the browser cannot tell.
  const checkSignature = async (jws, manifest) => {
    const [header, payload, signature] = jws.split(".");
    const { alg, jwk } = JSON.parse(new TextDecoder().decode(fromBase64Url(header)));
    if (alg !== "EdDSA" || jwk?.crv !== "Ed25519" || payload !== "") throw new Fault("manifest.jws", words.badSignature);
    const signed = new TextEncoder().encode(`${header}.${toBase64Url(manifest)}`);
    let key;
    try {
      key = await crypto.subtle.importKey("jwk", { kty: "OKP", crv: "Ed25519", x: jwk.x }, "Ed25519", false, ["verify"]);
    } catch {
      return { key: jwk.x, holds: undefined };
    }
    return { key: jwk.x, holds: await crypto.subtle.verify("Ed25519", key, fromBase64Url(signature), signed) };
  };

  const checkFile = async (entry, blob, advance) => {
    if (blob.size !== entry.bytes) throw new Fault(entry.path, words.changed);
    for (let n = 0; n < entry.chunks.length; n++) {
      const bytes = await blob.slice(n * CHUNK, (n + 1) * CHUNK).arrayBuffer();
      if (hex(await sha256(bytes)) !== entry.chunks[n]) throw new Fault(entry.path, words.changed);
      advance(bytes.byteLength);
    }
  };

  // `open` gives a file's blob or throws; `names` are the files there, where that is known.
  const check = async (open, names) => {
    const verdict = byId("verdict");
    const progress = byId("check-progress");
    verdict.className = "";
    progress.hidden = false;
    try {
      const manifestBytes = new Uint8Array(await (await open("manifest.json")).arrayBuffer());
      const jws = await (await open("manifest.jws")).text();
      const { key, holds } = await checkSignature(jws, manifestBytes);
      if (holds === false) throw new Fault("manifest.json", words.badSignature);
      const manifest = JSON.parse(new TextDecoder().decode(manifestBytes));
      const total = manifest.files.reduce((sum, entry) => sum + entry.bytes, 0);
      const listed = new Set(["manifest.json", "manifest.jws", ...manifest.files.map((entry) => entry.path)]);
      const extra = names?.find((name) => !listed.has(name));
      if (extra) throw new Fault(extra, words.extra);
      let done = 0;
      for (const entry of manifest.files) {
        verdict.textContent = `${words.checking} ${entry.path}`;
        await checkFile(entry, await open(entry.path), (bytes) => { done += bytes; progress.value = done / total; });
      }
      const count = `${manifest.files.length} ${words.files}`;
      verdict.textContent = holds ? `✓ ${words.sound} (${count})` : `${words.noSignature} (${count})`;
      verdict.className = "good";
      const id = hex(await sha256(fromBase64Url(key))).slice(0, 16);
      const sealed = new Date(manifest.sealed / 1000).toISOString();
      const facts = [[words.signer, key], [words.keyId, id], [words.sealed, sealed]];
      byId("signer").replaceChildren(...facts.flatMap(([term, text]) => [element("dt", { textContent: term }), element("dd", { textContent: text })]));
    } catch (fault) {
      verdict.textContent = `✗ ${fault.message}`;
      verdict.className = "bad";
    }
    progress.hidden = true;
  };

  // From a server, and where the browser was told to allow it, the files are simply there.
  const beside = (path) => new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("GET", path.split("/").map(encodeURIComponent).join("/"));
    request.responseType = "blob";
    request.onload = () => (request.response?.size > 0 || request.status === 200 ? resolve(request.response) : reject(new Fault(path, words.missing)));
    request.onerror = () => reject(new Fault(path, words.unreadable));
    request.send();
  });
  byId("check-here").onclick = async () => {
    const readable = await beside("manifest.jws").then(() => true, () => false);
    if (readable) await check(beside);
    else byId("verdict").textContent = words.needFolder;
  };
  byId("choose").onchange = (event) => {
    const chosen = new Map(Array.from(event.target.files, (file) => [file.webkitRelativePath.split("/").slice(1).join("/"), file]));
    const open = async (path) => chosen.get(path) ?? Promise.reject(new Fault(path, words.missing));
    check(open, [...chosen.keys()]);
  };
  if (location.hash === "#check") byId("check-here").click();
}
