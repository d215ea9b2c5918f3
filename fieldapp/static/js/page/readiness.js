// “Can I finish this job?” on the phone: what was recorded here counts as there.
import { recorded } from "./since.js";

const ON_PHONE = "Saved on this phone.";
const typed = (op, name) => op.typed.find(([key]) => key === name)?.[1];
const all = (selector, box = document) => [...box.querySelectorAll(selector)];

// How many things of each kind these records add; a file that is taken off counts against those that the office has.
function counted(ops) {
  const found = {};
  const count = (condition, kind, by = 1) => { found[`${condition} ${kind}`] = (found[`${condition} ${kind}`] ?? 0) + by; };
  for (const op of ops) {
    const kind = typed(op, "kind") ?? op.kind;
    if (["add-certificate", "record-certificate"].includes(op.command)) count("certificate", kind);
    const by = { "add-photo": 1, "remove-section": -1 }[op.command];
    if (by && kind) ["photos", "signature"].forEach((condition) => count(condition, kind, by));
  }
  return found;
}

// What documents.js has found of the landlord's files; null while nobody knows.
function documents(asked) {
  const { documentsHeld, documentsLeft } = document.querySelector("[data-landlord-documents]")?.dataset ?? {};
  if (documentsHeld === undefined) return null;
  const [held, left] = [Number(documentsHeld), Number(documentsLeft)];
  const tooLarge = left ? ` ${left} too large for it: read with signal.` : "";
  const coming = held + left < asked ? " The rest comes when there is signal." : "";
  return [held === asked, `${held} of ${asked} on this phone.${tooLarge}${coming}`];
}

const reason = () => document.querySelector("select[name=no_signature]")?.value;

// Whether all lines that ask for it are typed as not done; what is not typed here is done.
function undone(lines) {
  const asking = all("[data-quantity]").filter((field) => lines.includes(field.closest(".fa-line")?.querySelector(".fa-num")?.textContent));
  return asking.length > 0 && asking.every(({ value }) => value.trim() !== "" && Number(value) === 0);
}

// Whether a row is met with what is here, and what is said of it; null leaves what the page says.
function judge({ dataset }, here, waiting) {
  const { condition, kind } = dataset;
  const asked = Number(dataset.asked);
  if (condition === "documents") return documents(asked);
  if (undone(dataset.lines?.split(" ") ?? [])) return [true, "Not asked for: nothing of it is done."];
  const key = `${condition} ${kind}`;
  const own = here[key] ?? 0;
  const have = Number(dataset.have) + own;
  if (own && condition === "photos") {
    const queued = waiting[key] > 0 ? ` ${waiting[key]} saved on this phone.` : "";
    return [have >= asked, `${have} taken, the landlord asks for ${asked}.${queued}`];
  }
  if (own > 0) return [have >= asked, waiting[key] > 0 ? ON_PHONE : "Received by the office."];
  if (condition !== "signature") return null;
  if (have <= 0 && reason()) return [true, "You say why there is none."];
  return own < 0 && have <= 0 ? [false, "Taken off."] : null;
}

function show(row, judged) {
  const small = row.querySelector("small");
  const icon = row.querySelector("svg");
  row.served ??= { met: !row.classList.contains("fa-missing"), words: small.textContent, icon: icon.innerHTML };
  const [met, words] = judged ?? [row.served.met, row.served.words];
  row.classList.toggle("fa-missing", !met);
  small.textContent = words;
  icon.classList.toggle("i-check", met);
  icon.classList.toggle("i-open", !met);
  if (met === row.served.met) icon.innerHTML = row.served.icon;
  else icon.querySelector("use").setAttribute("href", met ? "#i-check" : "#i-open");
}

// The sentence above the rows; what a list of what is missing still has to say.
function answer(box) {
  const missing = all("li[data-blocks].fa-missing", box).length + Number(box.dataset.readiness);
  const place = box.querySelector("[data-readiness-answer]");
  if (place) place.textContent = place.dataset[["none", "one"][missing] ?? "many"].replace("{count}", missing);
  if (!("onlyMissing" in box.dataset)) return;
  all("li[data-condition]", box).forEach((row) => { row.hidden = !row.classList.contains("fa-missing"); });
  box.hidden = !missing;
}

let listening = false;
export async function start(user) {
  const box = document.querySelector("main[data-ticket]");
  if (!box) return;
  const { here, waiting } = await recorded(user, Number(box.dataset.ticket));
  for (const row of all("[data-condition]")) show(row, judge(row, counted(here), counted(waiting)));
  all("[data-readiness]").forEach(answer);
  if (listening) return;
  listening = true;
  document.addEventListener("fieldapp:documents", () => start(user));
  document.addEventListener("change", ({ target }) => { if (target.name === "no_signature" || target.matches("[data-quantity]")) start(user); });
}
