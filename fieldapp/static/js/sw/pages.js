// Pages that can be read without signal: what is kept, when it is shown, when it goes. Whose they are, `meta` says, not a cookie.
import { meta } from "../shared/db.js";
import { pagesOf } from "./caches.js";

const PATIENCE = 3_000;
const KEPT = "X-Fieldapp-Kept";
const LOOSE = { ignoreSearch: true, ignoreVary: true };

const signedIn = async () => (await meta("user"))?.id ?? null;

// A page is worth keeping if it is whole, not another page in its place, and of the user whose phone this is.
export async function keep(url, response, user, { etag, drop = "" }) {
  if (response.status !== 200 || response.redirected || response.headers.get("X-Fieldapp-User") !== String(user)) return false;
  const isPage = (response.headers.get("Content-Type") ?? "").startsWith("text/html");
  const body = await (isPage ? response.text() : response.arrayBuffer());
  const build = (isPage && /data-build="([^"]*)"/.exec(body)?.[1]) || "";
  // Without the files of its build it would be a page without its parts.
  if (build && !(await caches.has(`shell-${build}`))) return false;
  const headers = new Headers(response.headers);
  for (const name of ["Content-Encoding", "Content-Length", "Set-Cookie"]) headers.delete(name);
  const facts = { [KEPT]: new Date().toISOString(), "X-Fieldapp-Etag": etag, "X-Fieldapp-Build": build, "X-Fieldapp-Drop": drop ?? "" };
  Object.entries(facts).forEach(([name, value]) => headers.set(name, value));
  // Signed out meanwhile: nothing may come back.
  if ((await signedIn()) !== user) return false;
  const cache = await pagesOf(user);
  await cache.put(url, new Response(body, { status: 200, headers }));
  return true;
}

export const overdue = (response) => Date.parse(response.headers.get("X-Fieldapp-Drop")) < Date.now();

// The kept copy, marked with its time for the page's script; undefined if there is none of this user.
export async function kept(request) {
  const user = await signedIn();
  if (!user) return undefined;
  const cache = await pagesOf(user);
  const response = (await cache.match(request, { ignoreVary: true })) ?? (await cache.match(request, LOOSE));
  if (!response) return undefined;
  if (overdue(response)) { await cache.delete(request, LOOSE); return undefined; }
  if (!(response.headers.get("Content-Type") ?? "").startsWith("text/html")) return response;
  const text = (await response.text()).replace("<body", `<body data-kept="${response.headers.get(KEPT)}"`);
  return new Response(text, { status: 200, headers: response.headers });
}

// A file on a page: the kept copy, which never changes, else the network.
export const keptFile = async (request) => (await kept(request).catch(() => null)) ?? fetch(request);

const late = () => new Promise((resolve) => { setTimeout(resolve, PATIENCE); });

// The network for three seconds, then the kept copy; without one, the network for as long as it takes.
export async function page(request, offline) {
  const coming = fetch(request).then((response) => (response.status >= 500 ? Promise.reject(response) : response));
  const first = await Promise.race([coming.catch(() => null), late()]);
  if (first) return first;
  const copy = await kept(request).catch(() => null);
  if (copy) { coming.catch(() => {}); return copy; }
  return coming.catch((failure) => (failure instanceof Response ? failure : caches.match(offline, { ignoreVary: true }).then((shown) => shown ?? Response.error())));
}
