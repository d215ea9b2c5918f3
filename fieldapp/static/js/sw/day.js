// The day's pages and files brought up to date from /api/day: what changed is fetched, what is no longer named is dropped, and what is there is counted.
import { ask, json } from "../shared/contact.js";
import { asked, drop, meta, remember, transact } from "../shared/db.js";
import { tell } from "../shared/outbox.js";
import { dropShells, forgetOthers, pagesOf } from "./caches.js";
import { keep, overdue } from "./pages.js";

const AT_ONCE = 3;
// For so long the landlord may decide about what the person has read: 90 days.
const UNDECIDED = 7_776_000_000;
// A report may take minutes on a slow line.
const FILE_PATIENCE = 180_000;
let files = { coming: Promise.resolve(false), whole: true };
let running = null;
let wanted = false;
let current = { user: null, stop: new AbortController() };

// One at a time; a wish while one runs is granted after it, and whoever wished hears of that one.
export function syncDay(build) {
  if (running) {
    wanted = true;
    stopForOthers();
  } else {
    running = bringUntilContent(build);
  }
  return running;
}

// Nobody waits for what is still coming, or hanging, for the person who had the phone before.
async function stopForOthers() {
  const { user, stop } = current;
  if ((await meta("user"))?.id !== user) stop.abort();
}

async function bringUntilContent(build) {
  let brought;
  do {
    wanted = false;
    brought = await bring(build).catch(() => false);
  } while (wanted);
  running = null;
  return brought;
}

const named = (day) => new Map([
  ...day.pages.map(({ url, etag }) => [url, { etag }]),
  ...day.tickets.flatMap(({ urls, etag, drop_after }) => urls.map((url) => [url, { etag, drop: drop_after }])),
  ...filesOf(day),
]);

const filesOf = (day) => (day.files ?? []).map(({ url, etag, drop_after }) => [url, { etag, drop: drop_after }]);

async function bring(build) {
  const user = (await meta("user"))?.id;
  // Files may still be coming for whoever had the phone before.
  if (current.user !== user) current.stop.abort();
  if (!user) return false;
  if (current.stop.signal.aborted) current = { user, stop: new AbortController() };
  const stop = current.stop.signal;
  const response = await ask("/api/day", { stop });
  const day = await json(response);
  // Somebody else's day, or nobody's of ours (a portal's page).
  if (!Array.isArray(day?.tickets) || ![null, String(user)].includes(response.headers.get("X-Fieldapp-User"))) return false;
  try {
    await take(user, day, stop);
  } finally {
    await forgetIfLeft(user);
  }
  await dropShells(build);
  bringFiles(user, filesOf(day), stop);
  return true;
}

// Files come after everything else, one at a time, so that they hold up neither pages nor what is sent; a newer list replaces this one.
function bringFiles(user, wanted, stop) {
  const [before, mine] = [files, { whole: false }];
  mine.coming = before.coming.then(async (came) => {
    // Whoever waits for a list that was replaced hears from this one what had come of it.
    let brought = came && !before.whole;
    for (const [url, facts] of wanted) {
      if (files !== mine || stop.aborted) return brought;
      brought = (await freshen(user, stop, url, facts, FILE_PATIENCE)) || brought;
      await forgetIfLeft(user);
    }
    mine.whole = true;
    return brought;
  }).catch(() => false);
  files = mine;
}

// Whether any has come, once they all have been tried.
export const filesBrought = () => files.coming;

// Signed out while the pages were coming in: none of them may stay.
async function forgetIfLeft(user) {
  const present = (await meta("user"))?.id ?? null;
  if (present === user) return;
  // The next person's day may be there already.
  if ((await meta("day"))?.user === user) await drop("meta", "day");
  await forgetOthers(present);
}

async function take(user, day, stop) {
  const pages = named(day);
  await dropUnnamed(user, pages);
  const names = filesOf(day).map(([url]) => url);
  await remember("day", { user, visits: day.tickets.map(({ id, urls }) => ({ id, urls })), files: names });
  const later = new Set(names);
  const left = [...pages].filter(([url]) => !later.has(url));
  await Promise.all(Array.from({ length: AT_ONCE }, async () => { while (left.length) await freshen(user, stop, ...left.shift()); }));
  await heed(user, day.decided ?? []);
}

async function freshen(user, stop, url, { etag, drop }, patience = 30_000) {
  const cache = await pagesOf(user);
  const copy = await cache.match(url, { ignoreVary: true });
  if (copy?.headers.get("X-Fieldapp-Etag") === etag && copy.headers.get("X-Fieldapp-Drop") === (drop ?? "")) return false;
  try {
    const response = await ask(url, { patience, stop, headers: { Accept: "text/html,*/*", "X-Fieldapp-Poll": "1" } });
    return await keep(url, response, user, { etag, drop });
  } catch { return false; /* What cannot be fetched now is fetched with the next exchange. */ }
}

async function dropUnnamed(user, pages) {
  const cache = await pagesOf(user);
  for (const request of await cache.keys()) {
    if (!pages.has(new URL(request.url).pathname) || overdue(await cache.match(request))) await cache.delete(request);
  }
}

// What the landlord decided later: about what had to wait, and about what came too late, read meanwhile or not.
async function heed(user, decided) {
  let changed = false;
  await transact(["outcomes"], "readwrite", async (outcomes) => {
    for (const { id, outcome, at } of await asked(outcomes.getAll())) {
      if (outcome === "read" && at < Date.now() - UNDECIDED) outcomes.delete(id);
    }
    for (const { id, outcome, reason, fields } of decided) {
      const known = await asked(outcomes.get(id));
      const late = ["refused", "read"].includes(known?.outcome);
      if (known?.op.user !== user || !(late || known.outcome === "waiting") || outcome === "waiting" || (late && reason === known.reason)) continue;
      // The state that was answered then is not the visit's any more.
      const decided = { outcome: outcome === "applied" ? "honoured" : "declined", ticket_state: "" };
      // What an earlier release kept without its words cannot be corrected in its form: it is said, and holds nothing up.
      const lost = outcome === "invalid" && !known.op.typed && { outcome: "refused" };
      outcomes.put({ ...known, outcome, reason, fields, at: Date.now(), ...lost, ...(late && decided) });
      changed = true;
    }
  });
  if (changed) tell({ type: "answers", tickets: [] });
}

// How many visits can be opened now without signal, each page read back from the cache.
export async function ready() {
  const day = await meta("day");
  const user = (await meta("user"))?.id;
  if (!day || day.user !== user) return { ready: 0, of: 0 };
  const cache = await pagesOf(user);
  const whole = async ({ urls }) => {
    const copies = await Promise.all(urls.map((url) => cache.match(url, { ignoreVary: true })));
    return copies.every((copy) => copy?.status === 200 && !overdue(copy));
  };
  const found = await Promise.all(day.visits.map(whole));
  return { ready: found.filter(Boolean).length, of: found.length };
}

// Which of a visit's addresses can be opened now without signal (`here`), read back from the cache; and which ones the day does not name though it has the visit (`left`): the phone's share is full.
export async function held(urls, visit) {
  const user = (await meta("user"))?.id;
  if (!user) return { here: [], left: [] };
  const cache = await pagesOf(user);
  const copies = await Promise.all(urls.map((url) => cache.match(url, { ignoreVary: true })));
  const here = urls.filter((_, number) => copies[number]?.status === 200 && !overdue(copies[number]));
  const day = await meta("day");
  const names = day?.user === user && day.visits.some(({ id }) => id === visit) ? day.files : null;
  return { here, left: names ? urls.filter((url) => !names.includes(url)) : [] };
}
