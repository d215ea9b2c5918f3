// A form with rows, of a certificate or a variation: rows are added and taken off, what an answer has to be explained with is asked for, and Enter sends nothing.
const list = () => document.querySelector("[data-rows]");
const rows = () => [...list().querySelectorAll(":scope > [data-row]")];
const NAMED = ["name", "id", "for", "aria-describedby", "aria-labelledby"];

// A copy of the empty row; its fields carry its number, which no other row of the form has.
function add(number = Math.max(0, ...rows().map((row) => Number(row.dataset.row))) + 1) {
  const row = document.querySelector("template[data-row-template]").content.firstElementChild.cloneNode(true);
  row.dataset.row = number;
  for (const element of [row, ...row.querySelectorAll("*")]) {
    for (const name of NAMED) {
      const text = element.getAttribute(name);
      if (text) element.setAttribute(name, text.replace(/-0(?=$|-hint)/g, `-${number}`));
    }
  }
  list().append(row);
  arrange();
  return row;
}

// Rows are counted as they stand; the last one stays where the form asks for one.
function arrange() {
  const all = rows();
  all.forEach((row, place) => {
    row.querySelector("[data-row-number]").textContent = place + 1;
    row.querySelector("[data-remove-row]").hidden = Boolean(list().dataset.least) && all.length === 1;
  });
  all.forEach(demand);
}

const empty = (row) => fields(row).every((field) => (field.type === "checkbox" ? !field.checked : !field.value));
const fields = (row) => [...row.querySelectorAll("input, select, textarea")];

function demand(row) {
  const needs = JSON.parse(list().dataset.needs || "[]");
  const value = (name) => row.querySelector(`[name="${name}-${row.dataset.row}"]`)?.value;
  const explained = new Set(needs.flatMap(([of, values, then]) => (values.includes(value(of)) ? then : [])));
  for (const field of fields(row)) {
    field.dataset.asked ??= field.required ? "1" : "";
    const name = field.name.replace(/-\d+$/, "");
    field.required = field.dataset.asked === "1" || explained.has(name);
  }
}

function clicked(event) {
  const at = (selector) => event.target.closest?.(selector);
  if (at("[data-add-row]")) add().querySelector("input, select")?.focus();
  if (!at("[data-remove-row]")) return;
  const form = at("form");
  at("[data-row]").remove();
  arrange();
  // What is left is the draft now.
  form.dispatchEvent(new Event("input", { bubbles: true }));
  (rows().at(-1) ?? form).querySelector("input:not([type=hidden]), select").focus();
}

function typed(event) {
  const row = event.target.closest?.("[data-row]");
  if (row) demand(row);
}

// A row is not the whole form: Enter, and the keyboard's Go, lead to the next field.
function keyed(event) {
  const { target: field, key, isComposing } = event;
  if (key !== "Enter" || isComposing || !field.matches?.("input") || !list() || !field.form?.contains(list())) return;
  event.preventDefault();
  const ways = [...field.form.querySelectorAll("input:not([type=hidden]), select, textarea")].filter((one) => one.offsetParent && !one.closest("details:not([open])"));
  ways[ways.indexOf(field) + 1]?.focus();
}

// A draft or a form that came back brings its rows with it; the page's own empty one goes where it was taken off.
function refill(event) {
  if (!list() || !event.target.contains(list())) return;
  const known = rows().map((row) => Number(row.dataset.row));
  const written = Object.keys(event.detail).map((name) => Number(/^[a-z_]+-([1-9]\d*)$/.exec(name)?.[1])).filter(Boolean);
  const numbers = [...new Set(written)].sort((a, b) => a - b);
  for (const number of numbers) if (!known.includes(number)) add(number);
  if (numbers.length) for (const row of rows()) if (!numbers.includes(Number(row.dataset.row)) && empty(row)) row.remove();
  arrange();
  setTimeout(() => rows().forEach(demand));
}

let listening = false;
export function start() {
  if (!list()) return;
  document.querySelectorAll("[data-add-row]").forEach((button) => { button.hidden = false; });
  arrange();
  if (listening) return;
  listening = true;
  document.addEventListener("click", clicked);
  document.addEventListener("input", typed);
  document.addEventListener("change", typed);
  document.addEventListener("keydown", keyed);
  document.addEventListener("refill", refill);
}

start();
