// What waits on this phone: what needs its writer first, then by order with where each item is; and the last resort, a file of it.
import { all, meta } from "../shared/db.js";
import { contents, listen, needsCorrection } from "../shared/outbox.js";
import { discard, mayBeDecided } from "../shared/taking-back.js";
import { clock } from "./strip.js";

const parts = new Map();
const WORDS = { refused: "Not accepted", invalid: "Not accepted – needs you", stuck: "Not accepted – needs you", "stuck-file": "Not accepted – needs you", honoured: "Accepted later by the landlord", declined: "Declined by the landlord" };
const DECIDED = ["honoured", "declined"];
let owner = null;

const one = (selector, within = document) => within.querySelector(selector);
const copy = (name) => one(`template[${name}]`)?.content.firstElementChild.cloneNode(true);
const many = (number, word) => `${number} ${word}${number === 1 ? "" : "s"}`;

function put(within, selector, text) {
  const place = one(selector, within);
  if (place) { place.textContent = text ?? ""; place.hidden = !text; }
}

function age(since) {
  const minutes = Math.max(0, Math.round((Date.now() - since) / 60_000));
  if (!minutes) return "just now";
  return minutes < 60 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

// What to do is in the reason where the rule knows it; here only what the phone knows.
function remedy(answer) {
  const { outcome, op } = answer;
  if (outcome === "invalid") return "correct it and send it again. Everything else you wrote is kept.";
  if (outcome === "stuck") return op.typed && op.command !== "add-photo" ? "open it and send it again, or call the office. What you wrote is kept." : "call the office. What you recorded is kept.";
  if (outcome === "stuck-file") return "take it again, or call the office.";
  const decided = mayBeDecided(answer) ? " If the landlord decides about it, you read that here." : "";
  return `the office has what you wrote.${decided} Call if you are in doubt.`;
}

function refused(outcome) {
  const made = copy("data-outbox-refused");
  if (!made) return null;
  const { op } = outcome;
  const decided = DECIDED.includes(outcome.outcome);
  // What was decided is said as the landlord put it: "Declined: …", "Kept as evidence: …".
  put(made, "[data-heading]", (decided && outcome.reason) || WORDS[outcome.outcome]);
  made.querySelectorAll("p:has([data-why], [data-remedy])").forEach((line) => { line.hidden = decided; });
  if (outcome.outcome === "honoured") {
    made.dataset.tone = "good";
    one("use", made)?.setAttribute("href", "#i-check");
  }
  put(made, "[data-about]", [op.title, op.reference, op.place].filter(Boolean).join(" · "));
  const faults = outcome.outcome === "invalid" ? Object.values(outcome.fields ?? {}).flat() : [];
  put(made, "[data-why]", faults.length ? [...new Set(faults)].join(" ") : outcome.reason);
  put(made, "[data-remedy]", remedy(outcome));
  const correct = one("[data-correct]", made);
  if (correct) {
    correct.hidden = !(needsCorrection(outcome) && op.typed && op.command !== "add-photo");
    correct.href = op.page;
  }
  const away = one("[data-discard]", made);
  if (away) {
    const read = decided || outcome.outcome === "refused";
    away.textContent = read ? "I’ve read this" : "Remove it";
    away.onclick = async () => { if (read || confirm("Remove this from the phone? The office will not get it.")) await discard(outcome.id); };
  }
  return made;
}

function itemState(item, after) {
  if (item.part !== undefined) return ["sending", `Sending – ${Math.round(item.part * 100)}%`];
  return ["wait", after ? "Saved on this phone – goes next" : "Saved on this phone"];
}

function item(entry, after) {
  const made = copy("data-outbox-item");
  put(made, "[data-title]", entry.title);
  put(made, "[data-time]", clock(entry.at));
  const [tone, words] = entry.words ? ["wait", entry.words] : itemState(entry, after);
  put(made, "[data-item-state]", words);
  const place = one("[data-item-state]", made);
  if (place) place.dataset.tone = tone;
  return made;
}

function orders({ ops, uploads, outcomes }) {
  const stuck = new Set(outcomes.filter((outcome) => outcome.outcome.startsWith("stuck")).flatMap((outcome) => [outcome.id, outcome.op.id]));
  const carried = new Set(uploads.map((upload) => upload.op));
  const entries = [
    ...ops.filter((op) => !carried.has(op.id) && !stuck.has(op.id)).map((op) => ({ ...op, at: op.done_at })),
    ...uploads.filter((upload) => !stuck.has(upload.id)).map((upload) => ({ ...upload, part: parts.get(upload.id) })),
    ...outcomes.filter(({ outcome }) => outcome === "waiting").map(({ op }) => ({ ...op, at: op.done_at, words: "Received by the office. It waits for the landlord." })),
  ].sort((a, b) => a.seq - b.seq);
  return Map.groupBy ? Map.groupBy(entries, (entry) => entry.reference || "") : entries.reduce((groups, entry) => groups.set(entry.reference || "", [...(groups.get(entry.reference || "") ?? []), entry]), new Map());
}

function order(reference, entries) {
  const made = copy("data-outbox-order");
  put(made, "[data-reference]", reference);
  put(made, "[data-place]", entries[0].place);
  const moving = entries.some((entry) => entry.part !== undefined);
  const next = moving ? entries.find((entry) => entry.part === undefined && !entry.words) : null;
  (one("[data-items]", made) ?? made).append(...entries.map((entry) => item(entry, entry === next)));
  return made;
}

function others(rows) {
  const place = one("[data-outbox-others]");
  if (!place) return;
  const names = new Map();
  rows.forEach((row) => names.set(row.user_name ?? "someone else", (names.get(row.user_name ?? "someone else") ?? 0) + 1));
  place.hidden = !rows.length;
  // Initials end with a full stop of their own.
  const words = [...names].map(([name, number]) => `${many(number, "item")} wait${number === 1 ? "s" : ""} for ${name.replace(/\.$/, "")}.`).join(" ");
  const text = one("[data-outbox-others-words]", place) ?? place;
  const person = names.size === 1 ? "that person signs" : "those people sign";
  const [it, goes, see] = rows.length === 1 ? ["It", "goes", "it"] : ["They", "go", "them"];
  text.textContent = `${words} ${it} ${goes} when ${person} in on this phone. Nobody else can see ${see}.`;
}

async function draw() {
  const waiting = await contents(owner);
  const wrong = waiting.outcomes.filter((outcome) => WORDS[outcome.outcome]).map(refused).filter(Boolean);
  const list = [...orders(waiting)].map(([reference, entries]) => order(reference, entries));
  one("[data-outbox-list]").replaceChildren(...wrong, ...list);
  put(document, "[data-outbox-summary]", waiting.count ? `${many(waiting.count, "item")} saved on this phone,` : "");
  put(document, "[data-outbox-oldest]", waiting.count ? `oldest ${age(waiting.oldest)}.` : "");
  const empty = one("[data-outbox-empty]");
  if (empty) {
    const contact = await meta("contact");
    const nothing = waiting.others.length ? "Nothing of yours waits on this phone." : "Nothing waits on this phone.";
    put(empty, "[data-all-sent]", contact?.at ? `All sent ${clock(contact.at)}. ${nothing}` : nothing);
    empty.hidden = Boolean(wrong.length || list.length);
  }
  put(document, "[data-outbox-go]", waiting.count === 1 ? "It goes by itself when there is signal." : "They go by themselves when there is signal.");
  document.querySelectorAll("[data-outbox-some]").forEach((place) => { place.hidden = !waiting.count; });
  others(waiting.others);
  const persisted = await navigator.storage?.persisted?.();
  const keeps = persisted ? "This phone keeps unsent work until it is sent." : "";
  put(document, "[data-persisted]", keeps || (waiting.count ? "This phone may delete unsent work when it runs out of room. Send it soon." : ""));
}

const base64 = (buffer) => new Promise((resolve) => {
  const reader = new FileReader();
  reader.onload = () => resolve(reader.result.split(",")[1]);
  reader.readAsDataURL(new Blob([buffer]));
});

// The last resort: everything of this user in one file, with the same ids, so that a later send makes no second entry.
async function exported() {
  const { ops, uploads, outcomes } = await contents(owner);
  const kept = outcomes.filter((outcome) => outcome.outcome === "invalid").map((outcome) => outcome.op);
  const blobs = [];
  const bytes = new Map((await all("blobs")).map((blob) => [blob.id, blob.bytes]));
  for (const { id, sha256, size, op } of uploads) {
    const buffer = bytes.get(id);
    blobs.push({ id, sha256, size, op, bytes: buffer && buffer.byteLength <= 5_000_000 ? await base64(buffer) : null });
  }
  const text = JSON.stringify({ format: "fieldapp-unsent-1", user: owner, device: await meta("device"), exported_at: new Date().toISOString(), ops: [...kept, ...ops].map(({ not_before, ...op }) => op), blobs });
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([text], { type: "application/json" }));
  link.download = `fieldapp-unsent-${new Date().toISOString().slice(0, 10)}.json`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}

let listening = false;
export async function start(user) {
  owner = user;
  if (!listening) {
    listening = true;
    listen((news) => {
      if (news.type === "progress") parts.set(news.id, news.part);
      if (news.type === "received" || news.type === "contact") parts.delete(news.id);
      draw().catch(console.error);
    });
    document.addEventListener("click", (event) => { if (event.target.closest("[data-export]")) exported(); });
  }
  await draw();
}
