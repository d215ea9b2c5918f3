// A worker that removes itself. If a release's worker does harm, serve this file's text at /sw.js: each phone that opens the app then drops
// the worker and every kept page and file, and its pages load from the network again. The outbox (IndexedDB) is not touched: unsent work stays
// and is sent by the pages. Serve the repaired worker at /sw.js as soon as there is one.
self.addEventListener("install", () => self.skipWaiting());

self.addEventListener("activate", (event) => {
  event.waitUntil((async () => {
    await Promise.all((await caches.keys()).map((name) => caches.delete(name)));
    await self.registration.unregister();
  })());
});
