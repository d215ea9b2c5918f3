// A long form shown a step at a time. Without script all steps are on one page; with it, each is checked before the next.
import { clear, complain } from "./errors.js";
import { typedNumber } from "../shared/numbers.js";
import { faults } from "./forms.js";

let step = 0;

const steps = () => [...document.querySelectorAll("fieldset[data-step]")];
const all = (selector, change) => document.querySelectorAll(selector).forEach(change);

function show(number, { focus = true } = {}) {
  const fieldsets = steps();
  step = Math.max(0, Math.min(number, fieldsets.length - 1));
  fieldsets.forEach((fieldset, index) => { fieldset.hidden = index !== step; });
  const last = step === fieldsets.length - 1;
  all("[data-next]", (button) => {
    button.hidden = last;
    const words = fieldsets[step].dataset.stepNext;
    const place = button.querySelector("[data-next-words]") ?? button;
    if (words) place.textContent = words;
  });
  all("[data-last]", (button) => { button.hidden = !last; });
  all("[data-back]", (button) => { button.hidden = step === 0; });
  all("[data-step-count]", (place) => { place.textContent = `Step ${step + 1} of ${fieldsets.length}`; });
  all("[data-step-bar]", (bar, index) => { bar.toggleAttribute("data-done", index <= step); });
  check(fieldsets[step]);
  if (!focus) return;
  const heading = fieldsets[step].querySelector("h1, h2, legend") ?? fieldsets[step];
  heading.tabIndex = -1;
  heading.focus();
  scrollTo(0, 0);
}

// A day of another year says so: it is likely to be a slip.
function spokenDay(value) {
  const day = new Date(`${value}T00:00`);
  const year = day.getFullYear() === new Date().getFullYear() ? {} : { year: "numeric" };
  return day.toLocaleDateString("en-GB", { day: "numeric", month: "short", ...year });
}

const spoken = ({ type, value, selectedOptions }) =>
  (selectedOptions && value ? selectedOptions[0].text : type === "date" && value ? spokenDay(value) : value);

// What was written, once more before the last tap.
function check(fieldset) {
  for (const row of fieldset.querySelectorAll("[data-check-row]")) {
    const { elements } = fieldset.form;
    const name = row.dataset.checkRow;
    const fields = [...elements].filter((field) => field.name === name && !field.closest("[data-when][hidden], [data-extra-some][hidden]"));
    const text = fields.map(spoken).filter(Boolean).join(", ");
    row.hidden = !text;
    row.querySelector("[data-check-value]").textContent = text;
  }
  work(fieldset);
  mixed(fieldset);
  evidence(fieldset);
}

// Each line with its quantity as it was typed; where no quantities are asked, the page's own words stay.
function work(fieldset) {
  const place = fieldset.querySelector("[data-check-work]");
  const fields = [...fieldset.form.querySelectorAll("[data-quantity]")];
  if (!place || !fields.length) return;
  const list = document.createElement("ul");
  list.className = "govuk-list";
  for (const field of fields) {
    const line = field.closest(".fa-line");
    const unit = line.dataset.lineUnit ?? line.querySelector("[data-unit]")?.textContent;
    const quantity = "priceLine" in line.dataset ? `£${field.value.trim().replace(/^£/, "")}` : `${field.value.trim()} ${unit ?? ""}`.trim();
    const item = document.createElement("li");
    item.textContent = `${"extra" in line.dataset ? "Extra: " : ""}${line.querySelector("h3").textContent}: ${quantity}`;
    list.append(item);
  }
  place.replaceChildren(list);
}

// Both quantities and a price in pounds: allowed, and warned of (C6).
function mixed(fieldset) {
  const place = fieldset.querySelector("[data-mixed]");
  if (!place) return;
  const claimed = [...fieldset.form.querySelectorAll("[data-quantity]")].filter(({ value }) => Number(typedNumber(value)) > 0);
  const prices = claimed.filter((field) => field.closest("[data-price-line]"));
  place.hidden = !prices.length || prices.length === claimed.length;
}

const many = (number, word) => `${number} ${word}${number === 1 ? "" : "s"}`;

function evidence(fieldset) {
  const row = fieldset.querySelector("[data-check-evidence]");
  if (!row) return;
  const { form } = fieldset;
  const asked = form.querySelectorAll("[data-certificate]").length;
  const held = form.querySelectorAll("[data-certificate]:not(.fa-cut)").length;
  const tiles = form.querySelector("[data-photo-tiles]");
  const photos = tiles.querySelectorAll("figure").length + Number(tiles.dataset.notShown);
  const certificates = asked ? `, ${held} of ${many(asked, "certificate")}` : "";
  row.hidden = false;
  row.querySelector("[data-check-value]").textContent = many(photos, "photo") + certificates;
}

function complete(fieldset) {
  const found = faults(fieldset);
  clear(fieldset.form);
  if (Object.keys(found).length) { complain(fieldset.form, found); return false; }
  return [...fieldset.elements].every((field) => field.disabled || !field.willValidate || field.reportValidity());
}

function clicked(event) {
  if (event.target.closest("[data-next]")) { if (complete(steps()[step])) forward(); }
  else if (event.target.closest("[data-back]")) back();
}

// The browser's own Back goes a step back: each step is an entry of the history, without an address of its own.
const mark = () => history.replaceState({ step }, "");

function forward() {
  history.pushState({ step: step + 1, from: step }, "");
  show(step + 1);
}

function back() {
  if (history.state?.from === step - 1) history.back();
  else { show(step - 1); mark(); }
}

// An entry without a step was made by opening or closing a part of the page: it is of the step that is shown.
function travelled({ state }) {
  if (!steps().length) return;
  if (!Number.isInteger(state?.step)) mark();
  else if (state.step !== step) show(state.step);
}

// A fault in a step that is not shown would otherwise stop the form without a word.
function reveal(target) {
  const at = steps().findIndex((fieldset) => fieldset.contains(target));
  if (at < 0 || at === step) return;
  show(at, { focus: false });
  mark();
}

const faulty = () => document.querySelector("form:has([data-step]) :is([aria-invalid], [data-at-fault])");

let listening = false;
export function start() {
  if (!steps().length) return;
  if (!listening) {
    listening = true;
    document.addEventListener("click", clicked);
    document.addEventListener("invalid", (event) => reveal(event.target), true);
    document.addEventListener("reveal", (event) => reveal(event.target));
    document.addEventListener("fault", () => reveal(faulty()));
    addEventListener("popstate", travelled);
    // Loaded again, the page is where it was.
    step = history.state?.step ?? 0;
  }
  show(step, { focus: false });
  mark();
  // A form that came back may have been filled before this file was there.
  if (!faulty()) return;
  reveal(faulty());
  faulty().focus();
}
