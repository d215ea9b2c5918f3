// The worker's routing table. BUILD and SHELL are put before it by /sw.js. GET only: a form is never answered or sent again from here.
import { dropShells, keepShell, shellFile } from "./js/sw/caches.js";
import { inform } from "./js/sw/clients.js";
import { filesBrought, held, ready, syncDay } from "./js/sw/day.js";
import { keptFile, page } from "./js/sw/pages.js";
import { endSession, Pause } from "./js/shared/contact.js";
import { meta } from "./js/shared/db.js";
import { contents, drain, useBytes } from "./js/shared/outbox.js";
import { sendBytes } from "./js/shared/tus.js";

const OFFLINE = "/offline";

useBytes(sendBytes);

self.addEventListener("install", (event) => event.waitUntil(keepShell(BUILD, SHELL)));

self.addEventListener("activate", (event) => event.waitUntil((async () => {
  await self.clients.claim();
  await dropShells(BUILD);
})()));

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== "GET" || origin !== self.location.origin) return;
  if (request.mode === "navigate") event.respondWith(navigate(request));
  else if (pathname.startsWith("/static/")) event.respondWith(shellFile(request));
  else if (pathname.startsWith("/files/") || pathname.startsWith("/field/rates/")) event.respondWith(keptFile(request));
});

self.addEventListener("message", (event) => {
  const { type, urls, visit } = event.data;
  if (type === "day") event.waitUntil(bringDay());
  if (type === "ready") event.waitUntil(ready().then((counted) => event.ports[0].postMessage(counted)));
  if (type === "held") event.waitUntil(held(urls, visit).then((found) => event.ports[0].postMessage(found)));
  // A new release otherwise takes over by itself once no page of the old one is open: at the next launch, never under a form.
  if (type === "tap") self.skipWaiting();
});

self.addEventListener("sync", (event) => event.waitUntil(sendAll()));

// Who signed out without signal is signed out before anything of theirs could be shown again.
async function navigate(request) {
  try {
    await endSession();
  } catch (error) {
    if (error instanceof Pause) return caches.match(OFFLINE, { ignoreVary: true });
  }
  return page(request, OFFLINE);
}

async function bringDay() {
  if (await syncDay(BUILD)) await inform({ type: "kept" });
  if (await filesBrought()) await inform({ type: "kept" });
}

// Signal returned with no page open. A failure makes the browser call again later.
async function sendAll() {
  const sent = await drain();
  const user = (await meta("user"))?.id;
  const left = user ? (await contents(user)).count : 0;
  await (left ? navigator.setAppBadge?.(left) : navigator.clearAppBadge?.());
  if (sent) await bringDay();
  if (left) throw new Error("not everything is sent yet");
}
