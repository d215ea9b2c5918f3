// What is queued, laid over a page: the state that a visit will have, and where its record is. The page itself is not rendered again.
import { answered, replay } from "../shared/lifecycle.js";
import { contents } from "../shared/outbox.js";
import { clock } from "./strip.js";

const CORRECT = ["invalid", "stuck"];
const read = (name) => JSON.parse(document.querySelector(`script[data-${name}]`)?.textContent ?? "{}");
const sentence = (word) => word.charAt(0).toUpperCase() + word.slice(1).replaceAll("-", " ");

function tag(box, words) {
  const place = box.querySelector("[data-state-tag]");
  if (!place) return;
  // The server's own tag is kept aside, to come back when nothing is laid over it.
  place.original ??= place.cloneNode(true);
  if (!words) { place.replaceChildren(...place.original.cloneNode(true).childNodes); delete place.dataset.tone; return; }
  place.dataset.tone = "wait";
  const text = place.querySelector("[data-state-words]") ?? place;
  if (text === place) for (const node of [...place.childNodes]) { if (node.nodeType === Node.TEXT_NODE || node.tagName !== "svg") node.remove(); }
  if (text === place) place.append(words); else text.textContent = words;
}

const belongs = (element, box) => (box.matches("main") ? !element.closest("article[data-ticket]") : element.closest("[data-ticket]") === box);

function gates(box, state) {
  const within = box.matches("main") ? document : box;
  for (const element of within.querySelectorAll("[data-when]")) {
    if (belongs(element, box) && !element.querySelector("form[data-replaces]") && !element.matches("form[data-replaces]")) {
      element.hidden = !element.dataset.when.split(" ").includes(state);
    }
  }
}

// The one line that follows what was written: Saved on this phone → Sending → Received by the office 14:02.
function stageWords(ops, uploads, outcomes) {
  const wrong = outcomes.find((outcome) => CORRECT.includes(outcome.outcome) || outcome.outcome === "refused");
  if (wrong) return ["bad", `Not accepted – needs you. ${wrong.reason ?? ""}`.trim(), wrong];
  if (ops.length) return ["wait", "Saved on this phone"];
  const last = outcomes.filter((outcome) => outcome.outcome === "applied").sort((a, b) => a.at - b.at).at(-1);
  if (outcomes.some((outcome) => outcome.outcome === "waiting")) return ["wait", "Received by the office. It waits for the landlord."];
  if (!last) return null;
  return ["good", `Received by the office ${clock(last.at)}${uploads.length ? ` – ${uploads.length} of its photos still on this phone` : ""}`];
}

function note(main, stage) {
  let place = document.querySelector("[data-received]");
  if (!place && !stage) return;
  if (!place) {
    place = document.createElement("p");
    place.className = "fa-note";
    place.dataset.received = "";
    place.setAttribute("role", "status");
    main.prepend(place);
  }
  place.hidden = !stage;
  if (!stage) return;
  const [tone, words, wrong] = stage;
  place.dataset.tone = tone;
  if (place.textContent === words) return;
  place.textContent = words;
  if (wrong?.op.page) {
    const link = document.createElement("a");
    link.href = CORRECT.includes(wrong.outcome) ? wrong.op.page : "/field/outbox";
    link.textContent = words;
    place.replaceChildren(link);
  }
}

function stages(ops, uploads, outcomes) {
  const sent = !ops.length && outcomes.some((outcome) => outcome.outcome === "applied");
  const done = { saved: Boolean(ops.length || outcomes.length), sending: sent, received: sent && !uploads.length };
  const at = { saved: ops.at(-1)?.done_at, received: outcomes.at(-1)?.at };
  // The page says it only once it is true: anybody may open this screen by its address.
  const title = document.querySelector("[data-saved-title]");
  if (title && done.saved) title.textContent = done.received ? "Received by the office" : "Saved on this phone";
  for (const [name, is] of Object.entries(done)) {
    const place = document.querySelector(`[data-stage="${name}"]`);
    if (!place) continue;
    place.toggleAttribute("data-done", is);
    const detail = place.querySelector("[data-stage-detail]");
    if (!detail) continue;
    detail.dataset.otherwise ??= detail.textContent;
    detail.textContent = is && at[name] ? clock(at[name]) : name === "received" && sent && uploads.length ? `The record is. ${uploads.length} photos are on their way.` : detail.dataset.otherwise;
  }
}

// How many of a day's visits are done, with what is queued.
function count(place) {
  const boxes = [...document.querySelectorAll("article[data-ticket]")];
  const ended = place.dataset.finished.split(" ");
  place.textContent = `${boxes.filter((box) => ended.includes(box.dataset.state)).length} of ${boxes.length} finished`;
}

// A certificate that this phone has queued is not missing any more.
function certificates(ops) {
  for (const { command, typed } of ops) {
    const kind = command === "add-certificate" && typed.find(([name]) => name === "kind")?.[1];
    const box = kind && document.querySelector(`[data-certificate="${CSS.escape(kind)}"]`);
    if (!box) continue;
    box.classList.remove("fa-cut");
    const [words, link] = box.querySelectorAll("p");
    words.textContent = "Saved on this phone.";
    if (link) link.hidden = true;
  }
}

export async function start(user) {
  // A list has a table for each landlord, a visit's page only its own.
  const tables = read("lifecycle");
  const words = read("state-words");
  const rendered = Date.parse(document.body.dataset.rendered) || 0;
  const { ops, uploads, outcomes } = await contents(user);
  for (const box of document.querySelectorAll("main[data-ticket], article[data-ticket]")) {
    const mine = (entry) => entry.ticket === Number(box.dataset.ticket);
    const answers = outcomes.filter((outcome) => mine(outcome.op));
    box.dataset.served ??= box.dataset.state;
    const known = answered(box.dataset.served, Number(box.dataset.swapped) || rendered, answers);
    const state = replay(known, ops.filter(mine), tables[box.dataset.landlord] ?? tables);
    const label = (name) => words[name] ?? sentence(name);
    tag(box, state !== known ? `${label(state)} · saved on this phone` : known !== box.dataset.served ? label(known) : null);
    box.dataset.state = state;
    gates(box, state);
    if (box.matches("main")) {
      const photos = uploads.filter(mine);
      // Where a form is being filled, "Saved" could be taken for that form.
      const stage = stageWords(ops.filter(mine), photos, answers);
      note(box, box.querySelector("[data-step]") && stage?.[0] !== "bad" ? null : stage);
      stages(ops.filter(mine), photos, answers);
      certificates(ops.filter(mine));
    }
  }
  document.querySelectorAll("[data-finished]").forEach(count);
}
