// An edge worker: a `fetch` handler whose routing, CORS and error answers come from the module. As a
// program it checks them against a list of regular expressions: `node worker.mjs worker.wasm`.

import { readFile } from "node:fs/promises";

/** What a host of edge workers calls, over a module without imports. */
export async function worker(bytes) {
  const module = await WebAssembly.compile(bytes);
  const { exports: wasm } = await WebAssembly.instantiate(module, {});
  const room = new Uint8Array(wasm.memory.buffer, wasm.request(), wasm.request_room());
  return {
    imports: WebAssembly.Module.imports(module),
    fetch(request) {
      const { pathname } = new URL(request.url);
      const lines = [`${request.method} ${pathname} HTTP/1.1`];
      request.headers.forEach((value, name) => lines.push(`${name}: ${value}`));
      const { read, written } = new TextEncoder().encodeInto(lines.join("\r\n"), room);
      if (read < lines.join("\r\n").length) return new Response(null, { status: 431 });
      const length = wasm.answer(written);
      return response(new Uint8Array(wasm.memory.buffer, wasm.response(), length));
    },
  };
}

/** The response whose text stands in those bytes. */
function response(bytes) {
  const text = new TextDecoder().decode(bytes);
  const end = text.indexOf("\r\n\r\n");
  if (end < 0) return new Response(null, { status: 500 });
  const [status, ...lines] = text.slice(0, end).split("\r\n");
  const headers = new Headers(lines.map((line) => line.split(/: (.*)/).slice(0, 2)));
  const body = text.slice(end + 4);
  return new Response(body === "" ? null : body, { status: Number(status.split(" ")[1]), headers });
}

// ---- the check

/** The patterns of the table, as the Rust source has them. */
async function patterns() {
  const source = await readFile(new URL("../../benches/routing/github.rs", import.meta.url), "utf8");
  return [...source.matchAll(/^ {4}"(.+)",$/gm)].map(([, pattern]) => pattern);
}

function check(what, actual, expected) {
  if (actual !== expected) throw new Error(`${what}: ${actual} and not ${expected}`);
}

async function main(file) {
  const { fetch, imports } = await worker(await readFile(file));
  check("imports", imports.length, 0);
  const all = await patterns();
  check("routes", all.length, 130);
  // A literal comes before a parameter: the pattern with the fewest, and those furthest right.
  const routes = all
    .map((pattern, id) => ({ id, pattern, regex: new RegExp(`^${pattern.replace(/<(\w+)>/g, "(?<$1>[^/]+)")}$`) }))
    .sort((a, b) => key(a.pattern).localeCompare(key(b.pattern)));
  const ask = (method, path, headers = {}) =>
    fetch(new Request(`https://api.example${path}`, { method, headers }));
  let asked = 0;
  for (const pattern of all) {
    for (const value of ["ada", "user", "caf%C3%A9", "a%2Fb"]) {
      const path = pattern.replace(/<\w+>/g, value);
      const { id, regex } = routes.find(({ regex }) => regex.test(path));
      const params = Object.entries(path.match(regex).groups ?? {});
      const expected = [id, ...params.map(([name, value]) => `${name}=${decodeURIComponent(value)}`)].join(" ");
      const response = ask("GET", path);
      check(path, response.status, 200);
      check(path, await response.text(), expected);
      asked++;
    }
  }
  check("a path without a route", ask("GET", "/nowhere").status, 404);
  const refused = ask("POST", "/events");
  check("a method without a route", refused.status, 405);
  check("its Allow", refused.headers.get("allow"), "GET, HEAD, OPTIONS");
  const origin = { Origin: "https://app.example" };
  const preflight = ask("OPTIONS", "/events", { ...origin, "Access-Control-Request-Method": "GET" });
  check("a preflight", preflight.status, 204);
  check("its methods", preflight.headers.get("access-control-allow-methods"), "GET,OPTIONS");
  check("its origin", preflight.headers.get("access-control-allow-origin"), origin.Origin);
  const other = ask("GET", "/events", { Origin: "https://evil.example" });
  check("another origin", other.headers.get("access-control-allow-origin"), null);
  console.log(`${asked} requests are answered as the regular expressions answer them; no imports`);
}

/** Sorts as precedence does: segment by segment, a parameter after all literals. */
function key(pattern) {
  return pattern.replace(/<\w+>/g, "\u{10FFFF}");
}

if (process.argv[2]) await main(process.argv[2]);
