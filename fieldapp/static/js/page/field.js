// The phone pages' entry: whose page this is, what wakes the outbox, and which parts a page needs. The rest comes by import() when needed.
import { endSession } from "../shared/contact.js";
import { meta, remember } from "../shared/db.js";
import { contents, drain, listen, tell, undoLeft, useBytes } from "../shared/outbox.js";
import * as strip from "./strip.js";

const { body } = document;
const me = Number(body.dataset.user) || null;
const parts = {};
let stale = false;
// Whether this page is the first after a sign-in.
let arrived = false;

useBytes(async (user) => (await import("../shared/tus.js")).sendBytes(user));

// A person's tap may come before a part has loaded: it is taken here, with its time, and handed on.
document.addEventListener("submit", (event) => {
  const form = event.target;
  const part = form.matches('form[action="/sign-out"]') ? "./sign-out.js" : form.matches("form[data-command]") && me ? "./forms.js"
    : form.matches("form[data-signature]") && me ? "./signature.js" : null;
  if (!part || form.dataset.door === "web") return;
  event.preventDefault();
  const at = new Date();
  const { submitter } = event;
  import(part).then(async (module) => {
    await module.submit(form, submitter, at, { me, name: body.dataset.userName, build: body.dataset.build });
    // Saved, and then the phone's own messages: on my way.
    if (form.dataset.then && Number(form.dataset.savedAt) >= at.getTime()) location.assign(form.dataset.then);
  })
    // The part cannot be had: with signal the form goes the way of pages without script.
    .catch(() => { if (navigator.onLine) { form.dataset.door = "web"; form.requestSubmit(submitter); } });
});

// Writes down who is signed in, from a page that came from the server just now; a kept page proves nothing.
async function recognise() {
  const [known, ended] = await Promise.all([meta("user"), meta("end-session")]);
  if (!me) return known?.id ?? null;
  // Signed out without signal, and no worker was there to end the session first.
  if (ended) { await endSession(); return leave("/sign-in"); }
  if (body.dataset.kept) return known?.id === me ? me : leave();
  arrived = known?.id !== me;
  if (known && arrived) {
    const { forgetOthers } = await import("../sw/caches.js");
    await forgetOthers(me);
  }
  await remember("user", { id: me, name: body.dataset.userName });
  if (!(await meta("device"))) await remember("device", crypto.randomUUID());
  await remember("contact", { state: "ok", at: Date.now() });
  return me;
}

// Somebody else uses this phone now: nothing of the one before stays on the screen.
function leave(to = "/field/") {
  body.hidden = true;
  location.replace(to);
  return null;
}

// Which part of the page needs which file; called again after each exchange of <main>.
async function enhance() {
  const has = (selector) => document.querySelector(selector);
  const start = async (file) => { parts[file] = await import(`./${file}.js`); return parts[file].start(me); };
  const files = [];
  if (me && has("form[data-command]")) files.push("forms");
  if (me && has("[data-photo]")) files.push("photos");
  if (me && has("[data-landlord-documents]")) files.push("documents");
  if (has("[data-pages-missing]")) files.push("sheets");
  if (me && has("[data-signature]")) files.push("signature");
  if (has("[data-step]")) files.push("steps");
  if (has("[data-stepper], [data-extra-lines]")) files.push("lines");
  if (me && has("[data-finder]")) files.push("finder");
  if (me && has("[data-outbox-list]")) files.push("waiting");
  if ("standalone" in navigator && !navigator.standalone) files.push("install");
  const known = strip.start(me);
  await Promise.all(files.map(start));
  // After the drafts are back in their forms.
  if (me && has("[data-condition]")) await start("readiness");
  await Promise.all([known, overlay()]);
  performance.mark("usable");
}

async function overlay() {
  if (!me || !document.querySelector("[data-ticket]")) return;
  const { ops, outcomes } = await contents(me);
  if (!ops.length && !outcomes.length) return parts.overlay?.start(me);
  parts.overlay ??= await import("./overlay.js");
  await parts.overlay.start(me);
}

// What has not left yet can be taken back, on whatever page its writer is by now.
async function undoable() {
  if (me && (await contents(me)).ops.some(undoLeft)) await (await import("./undo.js")).start(me);
}

// The page of a visit that was answered for, once nobody is writing in it.
async function refresh() {
  if (!stale) return;
  const swap = await import("./swap.js");
  if (swap.writing()) return;
  stale = false;
  if (await swap.exchange(me)) await enhance();
  else stale = true;
}

const concerns = (ticket) => Boolean(document.querySelector(`[data-ticket="${ticket}"]`));

async function hear(news) {
  if (news.type === "answers") worker({ type: "day" });
  if (news.type === "changed") { insist(); await undoable(); }
  if (news.type === "changed" || news.type === "answers") { await overlay(); await parts.readiness?.start(me); }
  const tickets = news.tickets ?? (news.type === "received" ? [news.ticket] : []);
  if (tickets.some(concerns)) { stale = true; await refresh(); }
}

// The browser is asked to keep what is stored, and to wake the worker when signal returns with no page open.
function insist() {
  navigator.storage?.persist?.().catch(() => {});
  navigator.serviceWorker?.ready.then((registration) => registration.sync?.register("drain")).catch(() => {});
}

async function worker(message) {
  if (!navigator.serviceWorker) return;
  (await navigator.serviceWorker.ready).active?.postMessage(message);
}

async function wake() {
  const known = await meta("user");
  if (me && known && known.id !== me) return leave();
  await drain();
  return refresh();
}

// The list is looked at: what is kept for it should be today's.
async function bringDay() {
  if (me && document.querySelector("[data-ready]")) await worker({ type: "day" });
}

// Not at a desk's sign-in: a worker is for those who have used the phone's pages.
async function register() {
  if (!navigator.serviceWorker || (!me && !navigator.serviceWorker.controller)) return;
  // Not waited for: behind a look for a new release that hangs, it takes as long as that. The worker there is can begin.
  const registering = navigator.serviceWorker.register("/sw.js", { type: "module" });
  if (arrived) worker({ type: "day" });
  else bringDay();
  const registration = await registering;
  if (registration.waiting || document.querySelector("[data-update]")) (await import("./update.js")).start(registration);
}

addEventListener("beforeinstallprompt", async (event) => {
  event.preventDefault();
  (await import("./install.js")).offer(event);
});

function triggers() {
  const visible = () => document.visibilityState === "visible";
  addEventListener("pageshow", wake);
  addEventListener("focus", wake);
  addEventListener("online", () => { wake(); bringDay(); });
  addEventListener("offline", () => tell({ type: "contact", state: "offline" }));
  document.addEventListener("visibilitychange", () => { if (visible()) { wake(); bringDay(); } });
  const late = () => { if (stale) setTimeout(refresh); };
  document.addEventListener("focusout", late);
  addEventListener("hashchange", late);
  setInterval(async () => { if (visible() && me && (await contents(me)).count) wake(); }, 30_000);
  document.addEventListener("click", (event) => { if (event.target.closest("[data-send-now]")) drain({ now: true }); });
}

async function begin() {
  triggers();
  listen((news) => { hear(news).catch(console.error); });
  const user = await recognise();
  if (me && !user) return;
  await enhance();
  await undoable();
  drain();
  register().catch(console.error);
}

begin().catch(console.error);
