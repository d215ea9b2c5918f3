// The board asks every 15 seconds whether something changed, and only then exchanges <main>; it rests while nobody looks.
const PERIOD = 15_000;
let etag = null;
let asking = false;

const main = () => document.querySelector("main[data-poll]");
const key = (fold, index) => fold.id || `fold-${index}`;
const folds = () => [...main().querySelectorAll("details")];

function busy() {
  const focused = document.activeElement;
  return focused?.matches("main input, main textarea, main select") || main().querySelector("dialog[open]");
}

// What was unfolded stays so, and the focus stays where it was.
function exchange(text) {
  const fresh = new DOMParser().parseFromString(text, "text/html");
  const next = fresh.querySelector("main[data-poll]");
  if (!next) return false;
  const opened = new Set(folds().filter((fold) => fold.open).map(key));
  const focused = document.activeElement?.id;
  main().replaceWith(document.adoptNode(next));
  folds().forEach((fold, index) => { fold.open ||= opened.has(key(fold, index)); });
  if (focused) document.getElementById(focused)?.focus({ preventScroll: true });
  return true;
}

async function poll() {
  if (document.hidden || asking || !main() || busy()) return;
  asking = true;
  try {
    const headers = { Accept: "text/html", "X-Fieldapp-Poll": "1", ...(etag && { "If-None-Match": etag }) };
    const response = await fetch(main().dataset.poll, { headers, cache: "no-store", credentials: "same-origin", redirect: "manual", signal: AbortSignal.timeout(10_000) });
    if (response.status === 200 && !busy() && exchange(await response.text())) etag = response.headers.get("ETag");
    if (response.type === "opaqueredirect" || response.status === 401) location.reload();
  } catch { /* The board shows what it has until the office answers again. */ } finally {
    asking = false;
  }
}

setInterval(poll, PERIOD);
document.addEventListener("visibilitychange", poll);
