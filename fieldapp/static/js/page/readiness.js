// “Can I finish this job?” on the phone: what is queued here counts as there.
import { contents } from "../shared/outbox.js";

const ON_PHONE = "Saved on this phone.";
const typed = (op, name) => op.typed.find(([key]) => key === name)?.[1];
const all = (selector, box = document) => [...box.querySelectorAll(selector)];

// How many things of each kind this phone holds for a visit, those that it will take off again left out.
function queued(ops) {
  const found = {};
  const count = (condition, kind) => { found[`${condition} ${kind}`] = (found[`${condition} ${kind}`] ?? 0) + 1; };
  const off = new Set(ops.filter(({ command }) => command === "remove-section").map((op) => typed(op, "blob")));
  for (const op of ops) {
    if (["add-certificate", "record-certificate"].includes(op.command)) count("certificate", typed(op, "kind"));
    if (op.command !== "add-photo" || off.has(typed(op, "blob"))) continue;
    count("photos", typed(op, "kind"));
    count("signature", typed(op, "kind"));
  }
  return found;
}

// What documents.js has found of the landlord's files; null while nobody knows.
function documents(asked) {
  const { documentsHeld: held } = document.querySelector("[data-landlord-documents]")?.dataset ?? {};
  if (held === undefined) return null;
  const met = Number(held) === asked;
  return [met, `${held} of ${asked} on this phone.${met ? "" : " The rest comes when there is signal."}`];
}

const reason = () => document.querySelector("select[name=no_signature]")?.value;

// Whether a row is met with what is here, and what is said of it; null leaves what the page says.
function judge({ dataset }, here) {
  const { condition, kind } = dataset;
  const asked = Number(dataset.asked);
  if (condition === "documents") return documents(asked);
  const own = here[`${condition} ${kind}`] ?? 0;
  const have = Number(dataset.have) + own;
  if (own && condition === "photos") return [have >= asked, `${have} taken, the landlord asks for ${asked}. ${own} saved on this phone.`];
  if (own) return [have >= asked, ON_PHONE];
  if (condition === "signature" && reason()) return [true, "You say why there is none."];
  return null;
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
  const { ops } = await contents(user);
  const here = queued(ops.filter(({ ticket }) => ticket === Number(box.dataset.ticket)));
  for (const row of all("[data-condition]")) show(row, judge(row, here));
  all("[data-readiness]").forEach(answer);
  if (listening) return;
  listening = true;
  document.addEventListener("fieldapp:documents", () => start(user));
  document.addEventListener("change", (event) => { if (event.target.name === "no_signature") start(user); });
}
