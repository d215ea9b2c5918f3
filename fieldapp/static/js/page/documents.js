// The landlord's documents of a visit: which of them are on this phone, read back by the worker from its cache, never assumed.
let listening = false;
let asked = false;

const rows = () => [...document.querySelectorAll("[data-landlord-documents] [data-file-urls]")];
const urlsOf = (row) => row.dataset.fileUrls.split(" ");

// What the worker holds of these addresses.
function held(worker, urls) {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = ({ data }) => resolve(new Set(data));
    worker.postMessage({ type: "held", urls }, [port2]);
  });
}

function say(row, here) {
  const place = row.querySelector("[data-file-state]");
  const words = here ? "Downloaded" : "Not yet on this phone";
  if (place.textContent !== words) place.textContent = words;
  row.dataset.held = here ? "yes" : "no";
}

// `data-documents-met` is `yes` once every document that a phone keeps is here; it is missing while nobody knows.
function count(box, here) {
  const all = here.every(Boolean);
  Object.assign(box.dataset, { documentsMet: all ? "yes" : "no", documentsHeld: here.filter(Boolean).length, documentsOf: here.length });
  document.dispatchEvent(new CustomEvent("fieldapp:documents", { detail: { met: all } }));
  return all;
}

async function look() {
  const box = document.querySelector("[data-landlord-documents]");
  if (!box || !navigator.serviceWorker) return;
  const { active } = await navigator.serviceWorker.ready;
  const found = await held(active, rows().flatMap(urlsOf));
  const here = rows().map((row) => urlsOf(row).every((url) => found.has(url)));
  rows().forEach((row, number) => say(row, here[number]));
  // Once a page: what is missing is asked for, whatever brought the person here.
  if (count(box, here) || asked) return;
  asked = true;
  active.postMessage({ type: "day" });
}

export async function start() {
  if (!listening) {
    listening = true;
    navigator.serviceWorker?.addEventListener("message", ({ data }) => { if (data.type === "kept") look(); });
  }
  // Not waited for: the first visit of all has no worker yet.
  look().catch(console.error);
}
