// Requests of ours, and what it means when they are not answered: signed out, no contact, busy. No DOM, no caches.
import { drop, meta, remember } from "./db.js";

let token = null;

// Why sending stops for now: `signed-out`, `other-user`, `offline` (nobody of ours answered) or `busy` (the office did, not with an answer).
export class Pause extends Error {
  constructor(state, after = 0) { super(state); this.state = state; this.after = after; }
}

export const forgetToken = () => { token = null; };

// A request of ours, given up after `patience` or when `stop` says so. Gives the response, or throws the Pause that it means.
export async function ask(url, { patience = 30_000, stop, ...init } = {}) {
  let response;
  try {
    const signal = endOf(patience, stop);
    response = await fetch(url, { redirect: "manual", credentials: "same-origin", cache: "no-store", signal, ...init });
  } catch { throw new Pause("offline"); }
  if (response.type === "opaqueredirect" || response.status === 401) throw new Pause("signed-out");
  if (response.status === 429 || response.status >= 500) throw new Pause("busy", after(response.headers.get("Retry-After")));
  return response;
}

// AbortSignal.any is too new for phones that are in use.
function endOf(patience, stop) {
  if (!stop) return AbortSignal.timeout(patience);
  const end = new AbortController();
  const abort = () => end.abort();
  if (stop.aborted) abort();
  else stop.addEventListener("abort", abort, { once: true });
  setTimeout(abort, patience);
  return end.signal;
}

const after = (value) => (value ? Math.max(0, (Number(value) * 1000 || Date.parse(value) - Date.now()) || 0) : 0);

export async function json(response) {
  try { return await response.json(); } catch { return null; }
}

async function whoami() {
  const who = await json(await ask("/api/whoami"));
  if (!who?.csrf) throw new Pause("offline");
  await remember("clock", Date.parse(who.server_time) - Date.now());
  return { ...who, id: Number(who.user?.id ?? who.user ?? 0) };
}

// The same, with the CSRF token of `user`; a token that has aged is fetched anew, once.
export async function askAs(user, url, init) {
  for (let again = true; ; again = false) {
    if (!token) {
      const who = await whoami();
      if (who.id !== user) throw new Pause(who.id ? "other-user" : "signed-out");
      token = who.csrf;
    }
    const response = await ask(url, { ...init, headers: { ...init.headers, "X-CSRFToken": token } });
    if (response.status !== 403) return response;
    token = null;
    if (!again || (await json(response.clone()))?.code !== "csrf") return response;
  }
}

// A sign-out that was made without signal, carried out at the next contact.
export async function endSession() {
  if (!(await meta("end-session"))) return;
  try {
    const { csrf } = await whoami();
    await ask("/sign-out", { method: "POST", headers: { "X-CSRFToken": csrf } });
  } catch (pause) {
    if (pause.state !== "signed-out") throw pause;
  }
  token = null;
  await drop("meta", "end-session");
}
