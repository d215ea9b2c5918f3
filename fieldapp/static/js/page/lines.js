// Quantities of lines, extra work from the kept price book, and the search in it: all within the page, so that it works without signal.
import { typedNumber } from "./forms.js";

const all = (selector, within = document) => [...within.querySelectorAll(selector)];
const words = (text) => (text.toLowerCase().match(/[\p{L}\p{N}.]+/gu) ?? []);
const changed = (field) => field.dispatchEvent(new Event("input", { bubbles: true }));

function stepBy(button, by) {
  const field = button.closest("[data-stepper]").querySelector("input");
  const value = Math.max(0, Math.round(((Number(typedNumber(field.value)) || 0) + by) * 100) / 100);
  field.value = String(value);
  changed(field);
}

// A price line's quantity is pounds: the sentence says what is claimed (C5).
function claim(field) {
  const place = field.closest("[data-price-line]")?.querySelector("[data-claim]");
  const pounds = Number(typedNumber(field.value));
  if (place) place.textContent = Number.isFinite(pounds) ? `You claim ${pounds.toLocaleString("en-GB", { style: "currency", currency: "GBP" })}. This is a price line: its quantity is pounds.` : "";
}

function search() {
  const query = words(document.querySelector("[data-price-search]")?.value ?? "");
  const trade = document.querySelector("[data-trade][aria-pressed=true]")?.dataset.trade ?? "";
  let found = 0;
  for (const row of all("[data-price]")) {
    const text = (row.dataset.words ?? row.textContent).toLowerCase();
    const hit = (!trade || row.dataset.priceTrade === trade) && query.every((word) => text.includes(word));
    row.hidden = !hit;
    found += hit;
  }
  all("[data-price-count]").forEach((place) => { place.textContent = `${found} found in the price book saved on this phone${place.dataset.saved ? ` (${place.dataset.saved})` : ""}.`; });
}

const extras = () => all("[data-extra-lines] [data-extra]");
const extra = (code) => extras().find((row) => row.dataset.extra === code);

// The row of an extra code in the form, made from the template and the price book's row.
function addExtra(code, quantity) {
  const price = all("[data-price]").find((row) => row.dataset.price === code);
  const template = document.querySelector("template[data-extra-line]");
  const list = document.querySelector("[data-extra-lines]");
  if (!template || !list) return null;
  const row = template.content.firstElementChild.cloneNode(true);
  row.dataset.extra = code;
  const write = (selector, text) => all(selector, row).forEach((place) => { place.textContent = text; });
  write("[data-code]", code);
  write("[data-short]", price?.dataset.short ?? code);
  write("[data-unit]", price?.dataset.unit ?? "");
  const field = row.querySelector("input");
  field.name = `extra-${code}`;
  field.id = `extra-${code}`;
  row.querySelector("label")?.setAttribute("for", field.id);
  field.value = quantity;
  list.append(row);
  return row;
}

// The same code twice is one row, and the page says so each time (C7).
function add(button) {
  const code = button.dataset.addLine;
  const row = extra(code) ?? addExtra(code, "0");
  if (!row) return;
  const field = row.querySelector("input");
  field.value = String(Math.round(((Number(field.value) || 0) + 1) * 100) / 100);
  changed(field);
  tellAdded();
  all("[data-added-announce]").forEach((place) => { place.textContent = `Added – ${field.value} on this visit`; });
}

function tellAdded() {
  for (const place of all("[data-added]")) {
    const row = extra(place.dataset.added);
    place.hidden = !row;
    if (row) place.textContent = `Added – ${row.querySelector("input").value} on this visit`;
  }
  const number = extras().length;
  all("[data-extra-some]").forEach((place) => { place.hidden = !number; });
  all("[data-extra-count]").forEach((place) => { place.textContent = number ? `Done – ${number} extra${number === 1 ? "" : "s"} added` : "Done"; });
}

function clicked(event) {
  const at = (selector) => event.target.closest(selector);
  if (at("[data-less]")) stepBy(at("[data-less]"), -1);
  else if (at("[data-more]")) stepBy(at("[data-more]"), 1);
  else if (at("[data-add-line]")) add(at("[data-add-line]"));
  else if (at("[data-remove-extra]")) {
    const form = at("form");
    at("[data-extra]").remove();
    if (form) changed(form.elements[0] ?? form);
    tellAdded();
  } else if (at("[data-trade]")) {
    all("[data-trade]").forEach((chip) => chip.setAttribute("aria-pressed", String(chip === at("[data-trade]"))));
    search();
  } else if (at("[data-price-go]")) { event.preventDefault(); search(); }
}

function typed(event) {
  if (event.target.matches?.("[data-price-search]")) search();
  if (event.target.closest?.("[data-price-line]")) claim(event.target);
  if (event.target.closest?.("[data-extra]")) tellAdded();
}

// A draft or a form that came back brings its extra rows with it.
function refill(event) {
  for (const [name, [quantity]] of Object.entries(event.detail)) {
    const code = name.startsWith("extra-") && name.slice("extra-".length);
    if (code && !extra(code)) addExtra(code, quantity);
  }
  tellAdded();
}

// Enter in the search looks, and does not send the form around it.
function keyed(event) {
  if (event.key === "Enter" && event.target.matches?.("[data-price-search]")) { event.preventDefault(); search(); }
}

let listening = false;
export function start() {
  if (!listening) {
    listening = true;
    document.addEventListener("click", clicked);
    document.addEventListener("input", typed);
    document.addEventListener("refill", refill);
    document.addEventListener("keydown", keyed);
  }
  if (document.querySelector("[data-price-search]")) search();
  tellAdded();
}
