// What is queued, laid over a page: the state that a visit will have, and where its record is. The page itself is not rendered again.
import { answered, replay } from "../shared/lifecycle.js";
import { contents } from "../shared/outbox.js";
import { clock } from "./strip.js";

const CORRECT = ["invalid", "stuck"];
const WRONG = [...CORRECT, "stuck-file", "refused", "declined"];
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

// What needs its writer: first what can be corrected, else the latest.
const wrongOf = (outcomes) => outcomes.find(({ outcome }) => CORRECT.includes(outcome)) ??
  outcomes.filter(({ outcome }) => WRONG.includes(outcome)).sort((a, b) => a.at - b.at).at(-1);

// The reasons as sentences, each once.
const why = ({ fields, reason }) => [...new Set(Object.values(fields ?? {}).flat())].join(" ") || reason || "";

// The one line that follows what was written: Saved on this phone → Sending → Received by the office 14:02.
function stageWords(ops, uploads, outcomes) {
  const wrong = wrongOf(outcomes);
  // What was decided is said as the landlord put it: "Declined: …", "Kept as evidence: …".
  if (wrong) return ["bad", (wrong.outcome === "declined" && why(wrong)) || `Not accepted – needs you. ${why(wrong)}`.trim(), wrong];
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

// What the three stages say of the last thing that was saved: what still waits here came after what was answered.
function standing(ops, uploads, outcomes) {
  const answer = ops.length ? null : [...outcomes].sort((a, b) => a.op.seq - b.op.seq || a.at - b.at).at(-1);
  const last = ops.at(-1) ?? answer?.op;
  const wrong = wrongOf(outcomes);
  // What has to be corrected holds up all that came after it; what was refused does not.
  const held = Boolean(wrong && (CORRECT.includes(wrong.outcome) || WRONG.includes(answer?.outcome)));
  const taken = Boolean(answer) && !held;
  return { answer, last, wrong, held, taken, whole: taken && !uploads.length };
}

const otherwise = (place) => { place.dataset.otherwise ??= place.textContent; return place.dataset.otherwise; };

// Each stage: whether it is done, and its own time or what it waits for.
function details({ answer, last, held, taken, whole }, uploads) {
  const photos = `${uploads.length} photo${uploads.length === 1 ? " is" : "s are"} on ${uploads.length === 1 ? "its" : "their"} way.`;
  const landlord = answer?.outcome === "waiting" ? ". It waits for the landlord." : "";
  return {
    saved: [Boolean(last), last && clock(last.saved_at ?? last.done_at)],
    sending: [Boolean(answer), answer ? "" : held && "When the rest is corrected"],
    received: [whole, whole ? clock(answer.at) + landlord : taken ? `The record is. ${photos}` : answer && `Not accepted ${clock(answer.at)}`],
  };
}

function stages(ops, uploads, outcomes) {
  const now = standing(ops, uploads, outcomes);
  // The page says it only once it is true: anybody may open this screen by its address.
  const title = document.querySelector("[data-saved-title]");
  if (!title) return;
  const before = otherwise(title);
  title.textContent = now.held ? "Not accepted" : now.whole ? "Received by the office" : now.last ? "Saved on this phone" : before;
  for (const [name, [done, words]] of Object.entries(details(now, uploads))) {
    const place = document.querySelector(`[data-stage="${name}"]`);
    place.toggleAttribute("data-done", done);
    const detail = place.querySelector("[data-stage-detail]");
    const unsaid = otherwise(detail);
    detail.textContent = done || words ? words ?? "" : unsaid;
  }
  notAccepted(now.wrong);
}

// Why, and the way to put it right.
function notAccepted(wrong) {
  document.querySelector("[data-saved-wrong]").hidden = !wrong;
  const link = document.querySelector("[data-saved-correct]");
  link.hidden = !(wrong && CORRECT.includes(wrong.outcome) && wrong.op.typed && wrong.op.command !== "add-photo");
  if (!link.hidden) link.href = wrong.op.page;
  document.querySelector("[data-saved-why]").textContent = wrong ? [wrong.op.title, why(wrong)].filter(Boolean).join(": ") : "";
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
    const kind = ["add-certificate", "record-certificate"].includes(command) && typed.find(([name]) => name === "kind")?.[1];
    const box = kind && document.querySelector(`[data-certificate="${CSS.escape(kind)}"]`);
    if (!box) continue;
    box.classList.remove("fa-cut");
    const [words, link] = box.querySelectorAll("p");
    words.textContent = "Saved on this phone.";
    if (link) link.hidden = true;
  }
}

// A certificate that this phone was asked about is not asked about again while its answer is queued.
function doubts(ops) {
  const answers = ops.filter(({ command }) => ["confirm-certificate", "remove-section"].includes(command));
  const files = new Set(answers.map(({ typed }) => typed.find(([name]) => name === "blob")?.[1]));
  for (const box of document.querySelectorAll("[data-doubts]")) box.hidden = files.has(box.dataset.doubts);
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
      // Where a form is being filled, "Saved" could be taken for that form; and one that came back says itself what is wrong with it.
      const stage = stageWords(ops.filter(mine), photos, answers);
      const said = stage?.[0] !== "bad" || box.querySelector(`form[data-replaces="${stage[2].id}"]`);
      note(box, box.querySelector("[data-step]") && said ? null : stage);
      stages(ops.filter(mine), photos, answers);
      certificates(ops.filter(mine));
      doubts(ops.filter(mine));
    }
  }
  document.querySelectorAll("[data-finished]").forEach(count);
}
