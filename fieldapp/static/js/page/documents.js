// The landlord's documents of a visit: which of them are on this phone, read back by the worker from its cache, never assumed.
let listening = false;
let asked = false;

const WORDS = {
  here: "Downloaded",
  coming: "Not yet on this phone",
  left: "Too large for this phone: read it with signal",
};
const rows = () => [...document.querySelectorAll("[data-landlord-documents] [data-file-urls]")];
const urlsOf = (row) => row.dataset.fileUrls.split(" ");

function stateOf(urls, { here, left }) {
  if (urls.every((url) => here.has(url))) return "here";
  return left.has(urls[0]) ? "left" : "coming";
}

// What the worker holds of these addresses, and what it leaves out; a worker of before gives a list of the first alone.
function held(worker, urls) {
  const visit = Number(document.querySelector("main[data-ticket]").dataset.ticket);
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = ({ data }) => {
      const { here = data, left = [] } = data;
      resolve({ here: new Set(here), left: new Set(left) });
    };
    worker.postMessage({ type: "held", urls, visit }, [port2]);
  });
}

function say(row, state) {
  const place = row.querySelector("[data-file-state]");
  if (place.textContent !== WORDS[state]) place.textContent = WORDS[state];
}

// `data-documents-met` is `yes` once every document that a phone keeps is here; it is missing while nobody knows.
function count(box, states) {
  const of = (state) => states.filter((one) => one === state).length;
  const all = of("here") === states.length;
  Object.assign(box.dataset, { documentsMet: all ? "yes" : "no", documentsHeld: of("here"), documentsLeft: of("left") });
  document.dispatchEvent(new Event("fieldapp:documents"));
  return all;
}

async function look() {
  const box = document.querySelector("[data-landlord-documents]");
  if (!box || !navigator.serviceWorker) return;
  const { active } = await navigator.serviceWorker.ready;
  const found = await held(active, rows().flatMap(urlsOf));
  const states = rows().map((row) => stateOf(urlsOf(row), found));
  rows().forEach((row, number) => say(row, states[number]));
  // Once a page: what is missing is asked for, whatever brought the person here.
  if (count(box, states) || asked) return;
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
