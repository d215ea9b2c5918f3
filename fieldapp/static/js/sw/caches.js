// What is kept of the server's pages and files: shells by build, pages by user. Caches only; which of them, others decide.
const SHELL = "shell-";
const PAGES = "pages-";

export const pagesOf = (user) => caches.open(`${PAGES}${user}`);

// All files of a build or none: one that fails fails the installation, and the old release goes on.
export async function keepShell(build, urls) {
  const name = SHELL + build;
  try {
    await (await caches.open(name)).addAll(urls.map((url) => new Request(url, { cache: "reload" })));
  } catch (error) {
    await caches.delete(name);
    throw error;
  }
}

// A file's address carries its build, so whichever shell holds it holds the right one.
export async function shellFile(request) {
  return (await caches.match(request, { ignoreVary: true })) ?? fetch(request);
}

// An older shell stays while a kept page still needs its files; one that is newer than this worker is not its to drop.
export async function dropShells(build) {
  if (self.registration.installing || self.registration.waiting) return;
  const needed = new Set([build]);
  for (const name of (await caches.keys()).filter((each) => each.startsWith(PAGES))) {
    const cache = await caches.open(name);
    for (const request of await cache.keys()) needed.add((await cache.match(request)).headers.get("X-Fieldapp-Build"));
  }
  const names = (await caches.keys()).filter((name) => name.startsWith(SHELL) && !needed.has(name.slice(SHELL.length)));
  await Promise.all(names.map((name) => caches.delete(name)));
}

// Empties what is kept of everybody but `user`; null: of everybody.
export async function forgetOthers(user) {
  const names = (await caches.keys()).filter((name) => name.startsWith(PAGES) && name !== PAGES + user);
  await Promise.all(names.map((name) => caches.delete(name)));
}
