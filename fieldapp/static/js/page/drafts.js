// What is being typed, kept as it is typed: the camera, a call or the system may end the page at any moment.
import { all, put } from "../shared/db.js";
import { fill, touch, untouched } from "./moments.js";

const PAUSE = 200;
const pending = new Map();
const owner = Number(document.body.dataset.user);

const SKIPPED = ["csrf_token", "op"];
// What is being corrected has a draft of its own: the next one of its kind may be half written already.
const key = (...parts) => parts.filter(Boolean).join(" ");
export const keyOf = (form) => key(owner, location.pathname, form.dataset.command, form.dataset.replaces);
// What was saved as an op, as a draft of its form again.
export const draftOf = (op) => ({ key: key(op.user, op.page.split("#")[0], op.command), user: op.user, pairs: op.typed, at: Date.now() });

function written(form) {
  const blank = untouched(form);
  return [...new FormData(form)].filter(([name, value]) => typeof value === "string" && !SKIPPED.includes(name) && !blank.has(name));
}

async function keep(form) {
  pending.delete(form);
  if (!form.dataset.dirty) return;
  await put("drafts", { key: keyOf(form), user: owner, pairs: written(form), at: Date.now() });
}

function keepSoon(form) {
  form.dataset.dirty = "1";
  clearTimeout(pending.get(form));
  pending.set(form, setTimeout(() => keep(form), PAUSE));
}

function typed(event) {
  const form = event.target.form ?? event.target.closest?.("form[data-command]");
  if (form?.matches("form[data-command]") && event.target.type !== "file") keepSoon(form);
}

// At once: the page may not come back from here.
function flush() {
  for (const [form, timer] of pending) { clearTimeout(timer); keep(form); }
}

// What was typed becomes an op: no late keeping may bring the draft back.
export function settle(form) {
  clearTimeout(pending.get(form));
  pending.delete(form);
  delete form.dataset.dirty;
}

const ticked = (field) => field.type === "radio" || field.type === "checkbox";
const value = (field) => (ticked(field) ? String(field.checked) : field.value);
const first = (field) => (ticked(field) ? String(field.defaultChecked) : field.defaultValue ?? field.value);

// Written before the script was there, or put back by the browser; not what a script has put there.
const alreadyWritten = (field) => field.type !== "hidden" && !("shown" in field.dataset) && value(field) !== (field.dataset.restored ?? first(field));

// Puts pairs back into a form, the nth value of a name into its nth field. Rows that a script had added are added again, and what somebody has
// written meanwhile stays.
export function refill(form, pairs) {
  const values = {};
  for (const [name, value] of pairs) (values[name] ??= []).push(value);
  form.dispatchEvent(new CustomEvent("refill", { bubbles: true, detail: values }));
  const own = new Set([...form.elements].filter(alreadyWritten));
  for (const field of form.elements) {
    if (!field.name || SKIPPED.includes(field.name) || ["file", "submit", "button"].includes(field.type)) continue;
    const given = values[field.name];
    const next = ticked(field) ? given?.includes(field.value) ?? false : given?.shift();
    if (next === undefined || own.has(field) || ("moment" in field.dataset && !next)) continue;
    if (ticked(field)) field.checked = next;
    else field.value = next;
    if ("moment" in field.dataset) touch(field);
    // Nothing that was written goes out unseen.
    if (next) field.closest("details")?.setAttribute("open", "");
    field.dataset.restored = value(field);
  }
  fill(form);
}

export async function restore() {
  const drafts = new Map((await all("drafts")).map((draft) => [draft.key, draft]));
  for (const form of document.querySelectorAll("form[data-command]")) {
    const draft = drafts.get(keyOf(form));
    if ([...form.elements].some(alreadyWritten)) keepSoon(form);
    if (!draft) continue;
    refill(form, draft.pairs);
    form.dataset.dirty = "1";
  }
}

document.addEventListener("input", typed);
document.addEventListener("change", typed);
document.addEventListener("click", (event) => { if (event.target.closest?.('input[type="file"], label')) flush(); });
document.addEventListener("visibilitychange", () => { if (document.hidden) flush(); });
addEventListener("pagehide", flush);
