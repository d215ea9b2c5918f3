// Quantities of lines, and extra work that the finder of rates gives: all within the page, so that it works without signal.
import { changedBy, inPounds, typedNumber } from "../shared/numbers.js";
import { tell } from "./finder.js";
import { rateOf } from "./forms.js";

const all = (selector, within = document) => [...within.querySelectorAll(selector)];
const changed = (field) => field.dispatchEvent(new Event("input", { bubbles: true }));

function stepBy(button, by) {
  const field = button.closest("[data-stepper]").querySelector("[data-quantity]");
  field.value = changedBy(field.value, by) ?? field.value;
  changed(field);
}

// A way to begin stands before what is written already; the cursor goes to the first gap (C2).
function begin(button) {
  const field = document.getElementById(button.dataset.begin);
  field.value = `${button.textContent} ${field.value}`.trim();
  changed(field);
  field.focus();
  const gap = field.value.indexOf("…");
  if (gap >= 0) field.setSelectionRange(gap, gap + 1);
}

// A price line's quantity is pounds: the sentence says what is claimed (C5).
function claim(field) {
  const place = field.closest("[data-price-line]")?.querySelector("[data-claim]");
  const pounds = Number(typedNumber(field.value));
  if (place) place.textContent = Number.isFinite(pounds) ? `You claim ${inPounds(pounds)}. This is a price line: its quantity is pounds.` : "";
}

const extras = () => all("[data-extra-lines] [data-extra]");
const extra = (code) => extras().find((row) => row.dataset.extra === code);

// The row of an extra code in the form, made from the template and what the finder knows of the rate.
function addExtra(code, quantity, rate = {}) {
  const template = document.querySelector("template[data-extra-line]");
  const list = document.querySelector("[data-extra-lines]");
  if (!template || !list) return null;
  const row = template.content.firstElementChild.cloneNode(true);
  row.dataset.extra = code;
  describe(row, code, rate);
  const field = row.querySelector("[data-quantity]");
  field.name = `extra-${code}`;
  field.id = `extra-${code}`;
  row.querySelector("label")?.setAttribute("for", field.id);
  field.value = quantity;
  const box = row.querySelector("[data-sure]");
  box.dataset.of = code;
  box.querySelector("input").name = `sure-${field.name}`;
  box.querySelector("input").id = `sure-${field.id}`;
  box.querySelector("label").setAttribute("for", `sure-${field.id}`);
  list.append(row);
  return row;
}

function describe(row, code, rate) {
  const write = (selector, text) => all(selector, row).forEach((place) => { place.textContent = text; });
  write("[data-code]", code);
  write("[data-short]", rate.short ?? code);
  write("[data-unit]", [rate.unit, rate.hint].filter(Boolean).join(", "));
  row.toggleAttribute("data-price-line", Boolean(rate.price));
}

// The same code twice is one row: its button asks for one more, and each time is said (C7). A price's sum is written by hand (C5).
function add(event) {
  if (!document.querySelector("[data-extra-lines]")) return;
  event.preventDefault();
  const { detail: rate } = event;
  const row = extra(rate.code) ?? addExtra(rate.code, rate.price ? "" : "0", rate);
  const field = row.querySelector("[data-quantity]");
  if (!rate.price) field.value = changedBy(field.value, 1) ?? field.value;
  changed(field);
  tellAdded();
}

// A row that came back with a draft knows its code only: the book says the rest.
function name() {
  for (const row of extras()) {
    const { extra: code } = row.dataset;
    const rate = row.querySelector("[data-short]").textContent === code && rateOf(row, code);
    if (rate) describe(row, code, rate);
  }
  tellAdded();
}

function tellAdded() {
  for (const row of all("[data-finder] [data-price]")) {
    if (row.hidden || !row.querySelector("[data-add-line]")) continue;
    const field = extra(row.dataset.price)?.querySelector("[data-quantity]");
    tell(row, field && (field.value || "a sum to write"), "visit");
  }
  const number = extras().length;
  all("[data-extra-some]").forEach((place) => { place.hidden = !number; });
  all("[data-extra-count]").forEach((place) => { place.textContent = number ? `Done – ${number} extra${number === 1 ? "" : "s"} added` : "Done"; });
}

function clicked(event) {
  const at = (selector) => event.target.closest(selector);
  if (at("[data-less]")) stepBy(at("[data-less]"), -1);
  else if (at("[data-more]")) stepBy(at("[data-more]"), 1);
  else if (at("[data-begin]")) begin(at("[data-begin]"));
  else if (at("[data-remove-extra]")) {
    const form = at("form");
    at("[data-extra]").remove();
    if (form) changed(form.elements[0] ?? form);
    tellAdded();
  }
}

function typed(event) {
  if (event.target.closest?.("[data-price-line]")) claim(event.target);
  if (event.target.closest?.("[data-extra]")) tellAdded();
}

// A draft or a form that came back brings its extra rows with it.
function refill(event) {
  for (const [name, [quantity]] of Object.entries(event.detail)) {
    const code = name.startsWith("extra-") && name.slice("extra-".length);
    if (code && !extra(code)) addExtra(code, quantity);
  }
  name();
}

let listening = false;
export function start() {
  if (!listening) {
    listening = true;
    document.addEventListener("click", clicked);
    document.addEventListener("input", typed);
    document.addEventListener("refill", refill);
    document.addEventListener("rate", add);
    document.addEventListener("shown", name);
  }
  tellAdded();
}
