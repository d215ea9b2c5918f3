// The strip under the top bar, the counts, and what is said about this copy of the page: honest words about what waits.
import { meta } from "../shared/db.js";
import { contents, listen } from "../shared/outbox.js";

const NEEDY = ["invalid", "stuck", "stuck-file", "refused", "honoured", "declined"];
const ICONS = { sent: "check", sending: "send", offline: "no-signal", "signed-out": "person", "needs-you": "warning" };
let owner = null;
let sending = false;
let scheduled = false;

const pad = (number) => String(number).padStart(2, "0");
export const clock = (when) => { const at = new Date(when); return `${pad(at.getHours())}:${pad(at.getMinutes())}`; };
const many = (number, word) => `${number} ${word}${number === 1 ? "" : "s"}`;

// What the strip says: [tone, words before, bold words, words after].
function message({ count, records, needy, contact }) {
  const photos = count - records;
  const waiting = `${count} saved on this phone`;
  const cut = navigator.onLine === false;
  const state = cut ? "offline" : contact?.state;
  if (needy) return ["needs-you", "", needy === 1 ? "1 needs you" : `${needy} need you`, count ? ` – ${waiting}` : ""];
  if (count && ["signed-out", "other-user"].includes(state)) return ["signed-out", "", `Sign in to send ${many(count, "item")}`, ""];
  if (count && sending && !cut) return ["sending", "", `Sending ${count}`, ` – ${[photos && many(photos, "photo"), records && many(records, "record")].filter(Boolean).join(", ")}`];
  if (state === "offline") {
    return count ? ["offline", "No signal – ", waiting, ""] : ["offline", "No signal – ", "nothing waiting", contact?.at ? `, last contact ${clock(contact.at)}` : ""];
  }
  if (count) return ["offline", state === "busy" ? "No answer yet – " : "", waiting, ""];
  return ["sent", "", "All sent", contact?.at ? ` ${clock(contact.at)}` : ""];
}

function write(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

// Words only change when they differ: the strip is announced.
function say(strip, [tone, before, bold, rest]) {
  const place = strip.querySelector("[data-strip-text]");
  strip.dataset.tone = tone;
  if (place.textContent !== before + bold + rest) {
    const strong = document.createElement("b");
    strong.textContent = bold;
    place.replaceChildren(before, strong, rest);
  }
  const icon = `i-${strip.getAttribute(`data-icon-${tone}`) ?? ICONS[tone]}`;
  if (document.getElementById(icon)) strip.querySelector("use")?.setAttribute("href", `#${icon}`);
  strip.href = tone === "signed-out" ? "/sign-in" : "/field/outbox";
}

async function show() {
  scheduled = false;
  const user = owner ?? (await meta("user"))?.id;
  const [{ count, records, outcomes }, contact] = await Promise.all([
    user ? contents(user) : { count: 0, records: 0, outcomes: [] },
    owner ? meta("contact") : { state: "signed-out" },
  ]);
  const needy = outcomes.filter((outcome) => NEEDY.includes(outcome.outcome)).length;
  document.querySelectorAll("[data-strip]").forEach((strip) => say(strip, message({ count, records, needy, contact })));
  document.querySelectorAll("[data-outbox-count]").forEach((element) => { element.dataset.outboxCount = count; });
  document.querySelectorAll("[data-outbox-badge]").forEach((badge) => { badge.hidden = !count; write(badge, String(count)); });
  document.querySelectorAll("[data-waiting-count]").forEach((place) => { place.hidden = !count; write(place, `${many(count, "item")} wait${count === 1 ? "s" : ""} on this phone`); });
  if (count) navigator.setAppBadge?.(count).catch(() => {});
  else navigator.clearAppBadge?.().catch(() => {});
}

function soon() {
  if (!scheduled) { scheduled = true; queueMicrotask(() => show().catch(console.error)); }
}

function hear({ type }) {
  if (type === "sending" || type === "progress") sending = true;
  if (type === "contact") sending = false;
  soon();
}

function savedCopy() {
  const { kept } = document.body.dataset;
  document.querySelectorAll("[data-saved-copy]").forEach((note) => {
    note.hidden = !kept;
    const place = note.querySelector("[data-saved-copy-words], b") ?? note;
    if (kept) write(place, `Saved copy, ${clock(kept)}.`);
  });
}

// How many visits can be opened without signal: counted by the worker, in its cache.
async function ready() {
  const places = document.querySelectorAll("[data-ready]");
  if (!places.length || !navigator.serviceWorker) return;
  const { active } = await navigator.serviceWorker.ready;
  const { port1, port2 } = new MessageChannel();
  port1.onmessage = ({ data }) => places.forEach((place) => {
    write(place, data.of ? `Ready without signal: ${data.ready} of ${many(data.of, "visit")}` : "");
  });
  active.postMessage({ type: "ready" }, [port2]);
}

let listening = false;
export async function start(user) {
  owner = user;
  if (!listening) {
    listening = true;
    listen(hear);
    addEventListener("online", soon);
    addEventListener("offline", soon);
    navigator.serviceWorker?.addEventListener("message", ({ data }) => { if (data.type === "kept") ready(); });
  }
  savedCopy();
  ready();
  await show();
}
