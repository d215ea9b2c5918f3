// A command's form on the phone: what the form can know is checked, then its pairs are saved as an op. Sending is the outbox's.
import { all, meta } from "../shared/db.js";
import { inPounds, typedNumber } from "../shared/numbers.js";
import { save } from "../shared/outbox.js";
import { keyOf, refill, restore, settle } from "./drafts.js";
import { fill, inputs, now as momentNow, untouched } from "./moments.js";
import { clear, complain } from "./errors.js";

const DOOR_ONLY = ["csrf_token", "op"];
export const DOUBLE_TAP = 600;
// A typed time has no seconds: the office forgives as much.
const GRACE = 60_000;

// The words that count when two texts are compared (C2): lower case, without punctuation and doubled space.
const plain = (text) => (text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []).join(" ");

// Whether a text is made of stock phrases and nothing else (C2).
function saysNothing(said, stock) {
  const words = said ? said.split(" ") : [];
  const reached = new Set([0]);
  for (let start = 0; start < words.length; start += 1) {
    if (!reached.has(start)) continue;
    for (const phrase of stock) {
      const end = start + phrase.split(" ").length;
      if (words.slice(start, end).join(" ") === phrase) reached.add(end);
    }
  }
  return reached.has(words.length);
}

const told = (said) => said.split(" ").filter((word) => /\p{L}/u.test(word)).length;

// What the form can know by itself (C2), by field; `part` may be one of its steps.
export function faults(part) {
  const found = {};
  for (const field of part.querySelectorAll("[data-refuse], [data-differs]")) {
    const said = plain(field.value);
    const stock = JSON.parse(field.dataset.refuse ?? "[]").map(plain);
    const other = field.dataset.differs && document.querySelector(field.dataset.differs)?.textContent;
    if (other && said && said === plain(other)) found[field.name] = [field.dataset.differsReason];
    else if (saysNothing(said, stock) || told(said) < Number(field.dataset.leastWords ?? 0)) found[field.name] = [field.dataset.refuseReason];
  }
  const add = (field, reason) => { if (reason) found[field.name] ??= [reason]; };
  part.querySelectorAll("[data-quantity]").forEach((field) => add(field, quantityFault(field)));
  part.querySelectorAll("[data-sure]").forEach((box) => { const [name, reason] = askedFault(box, part); add({ name }, reason); });
  part.querySelectorAll("[data-future]").forEach((field) => add(field, futureFault(field)));
  part.querySelectorAll("[data-raised]").forEach((place) => timeFaults(place).forEach(([name, reason]) => add({ name }, reason)));
  part.querySelectorAll("[data-code-missing]").forEach((field) => add(field, !field.value.trim() && begun(field.closest("[data-row]")) && field.dataset.codeMissing));
  part.querySelectorAll("[data-some]").forEach((rows) => add({ name: "added" }, nothingWritten(rows.closest("form")) && rows.dataset.some));
  part.querySelectorAll("[data-with-extra]").forEach((field) => add(field, agreementFault(field)));
  return found;
}

// A quantity by the server's rule (C4): nothing negative, over a million, or finer than a hundredth.
function quantityFault(field) {
  const words = JSON.parse(field.closest("[data-quantity-words]")?.dataset.quantityWords ?? "{}");
  const text = typedNumber(field.value);
  if (!text) return "optional" in field.dataset ? missingFault(field) : words.empty;
  if (text.includes(",")) return words.comma;
  if (!/^[+-]?(\d+\.?\d*|\.\d+)$/.test(text)) return words.number;
  if (Number(text) < 0) return words.less;
  if (Number(text) > 1_000_000) return words.more;
  if (/\.\d\d\d*[1-9]/.test(text)) return words.decimals;
  return Number(text) ? null : noExtra(field);
}

// Nothing of a code is no extra work (C7).
function noExtra(field) {
  const code = field.closest("[data-extra]")?.dataset.extra;
  return code ? field.closest("[data-no-extra]").dataset.noExtra.replace("{code}", code) : null;
}

// What the price book of the page says of a code; undefined where it is not there, or does not have it.
export function rateOf(row, code) {
  const detail = { code };
  row.dispatchEvent(new CustomEvent("rate-asked", { bubbles: true, detail }));
  return detail.rate;
}

const codeOf = (line) => line.querySelector('[name^="code-"]');
const nothingWritten = (form) => [...form.querySelectorAll('[data-optional], [name^="code-"]')].every(({ value }) => !value.trim());

// A row that is to be added has a quantity once it has a code.
function missingFault(field) {
  const row = field.closest("[data-row]");
  return row && codeOf(row).value.trim() ? field.dataset.missing : null;
}

const begun = (row) => [...row.querySelectorAll("input[type=text]")].some(({ value }) => value.trim());

// A quantity that may be a sum of money by mistake, or nothing at all, is asked about until its box is ticked (C5).
function askedFault(box, part) {
  const tick = box.querySelector("input");
  const words = JSON.parse(box.closest("[data-asked-words]").dataset.askedWords);
  const line = box.closest("[data-asked-line]");
  const field = line?.querySelector("[data-quantity]");
  if (line && !field) return [tick.name, null];
  // A quantity that is none says so itself: nothing more is asked of it.
  const reason = line ? !quantityFault(field) && sumFault(box, line, field.value, words) : nothingClaimed(part) && words.nothing;
  box.hidden = !reason;
  const value = line ? typedNumber(field.value) : "0";
  if (tick.value !== value || !reason) { tick.checked = false; tick.value = value; }
  return [tick.name, tick.checked ? null : reason || null];
}

function nothingClaimed(part) {
  const fields = [...part.querySelectorAll("[data-quantity]")];
  return fields.length && fields.every((field) => !quantityFault(field) && Number(typedNumber(field.value)) === 0);
}

function sumFault(box, line, value, words) {
  // A code that somebody typed means nothing here until the price book has said what it is.
  const code = codeOf(line)?.value.trim();
  const rate = code === undefined ? null : rateOf(line, code);
  const number = Number(typedNumber(value));
  if (!(number > 0) || rate === undefined) return null;
  const price = "priceLine" in line.dataset || rate?.price;
  // A price that nobody ordered has no measure.
  if (price && (rate || "extra" in line.dataset)) return null;
  const said = !price && value.includes("£") ? "pounds" : number >= Number(box.dataset.sure || Infinity) ? (price ? "price" : "many") : null;
  const unit = rate?.unit ?? line.dataset.lineUnitWords ?? line.querySelector("[data-unit]")?.textContent.split(",")[0] ?? "";
  const many = price ? inPounds(number) : ["NO", "number"].includes(unit) ? number : `${number} ${unit}`;
  const fill = (text) => text.replaceAll("{code}", box.dataset.of || code).replaceAll("{many}", many).replaceAll("{ordered}", box.dataset.ordered);
  if (said) box.querySelector("[data-sure-words]").textContent = fill(price ? words.price_tick : words.tick);
  return said && fill(words[said]);
}

// `8 Jun 09:52`, by London's clock, as the server says it; a day of another year says its year.
function spoken(at) {
  const format = new Intl.DateTimeFormat("en-GB", { timeZone: "Europe/London", year: "numeric", day: "numeric", month: "short", hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
  const read = (moment) => Object.fromEntries(format.formatToParts(moment).map(({ type, value }) => [type, value]));
  const { year, day, month, hour, minute } = read(at);
  return `${day} ${month.slice(0, 3)}${year === read(new Date()).year ? "" : ` ${year}`} ${hour}:${minute}`;
}

// A time that somebody typed, against this phone's own clock: the office corrects both alike (S1, C3).
function futureFault(field) {
  if ("shown" in field.dataset) return null;
  const [day, time] = inputs(field.form).filter((input) => input.name === field.name).map((input) => input.value);
  const at = new Date(`${day}T${time}`);
  return day && time && at.getTime() > Date.now() + GRACE ? field.dataset.future.replace("{when}", spoken(at)) : null;
}

// A moment of the form: typed, or now where it is left alone; none where it is not asked.
function momentOf(place, name) {
  const fields = [...place.querySelectorAll(`input[data-moment][name="${name}"]`)];
  if (!fields.length || fields[0].closest("[data-when][hidden]")) return null;
  if ("shown" in fields[0].dataset) return new Date(fields[0].form.dataset.doneAt ?? Date.now());
  const [day, time] = fields.map(({ value }) => value);
  return day && time ? new Date(`${day}T${time}`) : null;
}

// Both times of a visit, against when the order was raised and against each other (S1, C3).
function timeFaults(place) {
  const words = JSON.parse(place.dataset.timeWords);
  const raised = new Date(place.dataset.raised);
  const [arrived, completed] = ["arrived", "completed"].map((name) => momentOf(place, name));
  // A clock that is behind the order itself is wrong: the office corrects what it says.
  const early = Date.now() < raised ? [] : [["arrived", arrived], ["completed", completed]].filter(([, at]) => at && at < raised - GRACE);
  const found = early.map(([name, at]) => [name, words[name].replace("{when}", spoken(at)).replace("{raised}", spoken(raised))]);
  const turned = arrived && completed && completed < arrived - GRACE && arrived <= Date.now() + GRACE;
  return turned ? [...found, ["completed", words.turned.replace("{when}", spoken(completed)).replace("{arrived}", spoken(arrived))]] : found;
}

// Who agreed extra work, and when, is asked once there is any; nobody agrees it on a day to come (C7).
function agreementFault(field) {
  const some = [...field.form.elements].some((one) => one.name.startsWith("extra-"));
  if (!some) return null;
  if (!field.value.trim()) return field.dataset.withExtra;
  return field.dataset.notLater && field.value > new Date().toLocaleDateString("en-CA", { timeZone: "Europe/London" }) ? field.dataset.notLater : null;
}

// The form's pairs as the server would get them, in order, without the fields of the other door; and the files.
function pairs(form, submitter) {
  const data = new FormData(form);
  if (submitter?.name) data.append(submitter.name, submitter.value);
  const blank = untouched(form);
  const typed = [];
  const files = [];
  for (const [name, value] of data) {
    if (DOOR_ONLY.includes(name)) continue;
    if (value instanceof File) { if (value.size && !form.querySelector(`[data-photo][name="${name}"]`)) files.push(value); }
    else typed.push([name, blank.has(name) ? "" : value]);
  }
  return { typed, files };
}

function compose(form, typed, at, { me, name, build }) {
  const place = form.closest("[data-ticket]")?.dataset ?? {};
  const number = (text) => (text ? Number(text) : null);
  return {
    id: crypto.randomUUID(), user: me, user_name: name, order: number(place.order), ticket: number(place.ticket),
    command: form.dataset.command, typed, done_at: form.dataset.doneAt ?? at.toISOString(), saved_at: at.toISOString(), tz: Intl.DateTimeFormat().resolvedOptions().timeZone, build,
    title: form.dataset.title ?? form.dataset.command, reference: place.reference ?? "", place: place.place ?? "",
    page: location.pathname + (form.closest("[data-screen]") ? `#${form.closest("[data-screen]").id}` : ""),
  };
}

export async function submit(form, submitter, at, who) {
  // A second tap on the same spot is the same tap.
  if (form.dataset.saving || (!form.dataset.dirty && at.getTime() - Number(form.dataset.savedAt) < DOUBLE_TAP)) return;
  clear(form);
  const found = faults(form);
  if (Object.keys(found).length) { complain(form, found); return; }
  form.dataset.saving = "1";
  try {
    const { typed, files } = pairs(form, submitter);
    const op = compose(form, typed, at, who);
    const blobs = await bytesOf(files, op);
    if (form.dataset.replaces) op.replaces = form.dataset.replaces;
    if ("undo" in form.dataset) op.not_before = at.getTime() + Number(document.body.dataset.undoSeconds) * 1000;
    settle(form);
    await save(op, { blobs, draft: keyOf(form) });
    await saved(form, op);
  } catch (error) {
    const { wordsFor } = await import("./room.js");
    complain(form, { "": [wordsFor(error)] });
  } finally {
    delete form.dataset.saving;
  }
}

async function bytesOf(files, op) {
  if (!files.length) return [];
  const { takeIn } = await import("./pictures.js");
  const blobs = [];
  for (const file of files) {
    const blob = await takeIn(file);
    op.typed.push(["blob", blob.id], ["sha256", blob.sha256], ["size", String(blob.size)]);
    blobs.push({ ...blob, title: op.title, reference: op.reference, place: op.place });
  }
  return blobs;
}

// After "Saved": back to the visit, which shows it; on the visit itself the screen closes.
async function saved(form, op) {
  form.dataset.savedAt = Date.now();
  form.reset();
  for (const field of form.elements) delete field.dataset.restored;
  delete form.dataset.replaces;
  delete form.dataset.doneAt;
  fill(form);
  const visit = op.ticket && `/field/tickets/${op.ticket}`;
  if (visit && location.pathname !== visit && form.closest("main[data-ticket]")) location.assign(`${visit}#saved`);
  else if (form.closest("[data-screen]")) location.replace(document.getElementById("saved") ? "#saved" : "#");
}

// A page that is about one kind of certificate takes no other's back.
function sameKind(form, op) {
  const kind = form.querySelector('input[type="hidden"][name="kind"]');
  return !kind || op.typed.some(([name, value]) => name === "kind" && value === kind.value);
}

// An answer `invalid` reopens as the form that was written, with what to put right; sending it again replaces it.
async function reopen() {
  const user = (await meta("user"))?.id;
  for (const { id, outcome, op, fields, reason } of await all("outcomes")) {
    if (op.user !== user || !op.typed || !["invalid", "stuck"].includes(outcome)) continue;
    // Of a form with one tap and one with fields, the one in which something can be put right.
    const forms = [...document.querySelectorAll(`[data-ticket="${op.ticket}"] form[data-command="${op.command}"]`)].filter((one) => sameKind(one, op));
    const form = forms.sort((one, other) => other.elements.length - one.elements.length)[0];
    if (!form || form.dataset.replaces === id) continue;
    form.dataset.replaces = id;
    // It was done when it was done: an empty time still means that moment.
    form.dataset.doneAt = op.done_at;
    refill(form, op.typed);
    for (let box = form; box && box.tagName !== "MAIN"; box = box.parentElement) box.hidden = false;
    complain(form, outcome === "invalid" && fields ? byRow(form, fields) : { "": [reason ?? ""] }, { quietly: true });
    form.querySelector("[aria-invalid]")?.focus();
  }
}

// The office answers for all quantities of a kind together; the form knows which of them are meant.
function byRow(form, fields) {
  const own = faults(form);
  return Object.fromEntries(Object.entries(fields).flatMap(([name, reasons]) => {
    const rows = [...form.elements].filter((field) => "quantity" in field.dataset && field.name.startsWith(`${name}-`));
    const wrong = rows.length === 1 ? rows : rows.filter((field) => own[field.name]);
    return wrong.length ? wrong.map((field) => [field.name, own[field.name] ?? reasons]) : [[name, reasons]];
  }));
}

export async function start() {
  document.querySelectorAll("form[data-command]").forEach(fill);
  momentNow();
  // Rows of extra work are made by that file: it has to be there before a form is filled again.
  if (document.querySelector("[data-extra-lines]")) (await import("./lines.js")).start();
  if (document.querySelector("[data-rows]")) (await import("./certificate.js")).start();
  if (document.querySelector("[data-strokes]")) (await import("./strokes.js")).start();
  await reopen();
  await restore();
}
