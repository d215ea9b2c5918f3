// A long form shown a step at a time. Without script all steps are on one page; with it, each is checked before the next.
import { clear, complain } from "./errors.js";
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

const spoken = ({ type, value }) =>
  (type === "date" && value ? new Date(`${value}T00:00`).toLocaleDateString("en-GB", { day: "numeric", month: "short" }) : value);

// What was written, once more before the last tap.
function check(fieldset) {
  for (const row of fieldset.querySelectorAll("[data-check-row]")) {
    const { elements } = fieldset.form;
    const name = row.dataset.checkRow;
    const extras = [...elements].filter((field) => field.name.startsWith("extra-")).length;
    const fields = [...elements].filter((field) => field.name === name && !field.closest("[data-when][hidden]"));
    const text = name === "extra" ? extras && `and ${extras} extra${extras === 1 ? "" : "s"}` : fields.map(spoken).filter(Boolean).join(", ");
    row.hidden = !text;
    row.querySelector("[data-check-value]").textContent = text || "";
  }
}

function complete(fieldset) {
  const found = faults(fieldset);
  clear(fieldset.form);
  if (Object.keys(found).length) { complain(fieldset.form, found); return false; }
  return [...fieldset.elements].every((field) => field.disabled || !field.willValidate || field.reportValidity());
}

function clicked(event) {
  if (event.target.closest("[data-next]")) { if (complete(steps()[step])) show(step + 1); }
  else if (event.target.closest("[data-back]")) show(step - 1);
}

// A fault in a step that is not shown would otherwise stop the form without a word.
function reveal(target) {
  const at = steps().findIndex((fieldset) => fieldset.contains(target));
  if (at >= 0 && at !== step) show(at, { focus: false });
}

let listening = false;
export function start() {
  if (!steps().length) return;
  if (!listening) {
    listening = true;
    document.addEventListener("click", clicked);
    document.addEventListener("invalid", (event) => reveal(event.target), true);
    document.addEventListener("fault", (event) => {
      const field = event.target.querySelector("[aria-invalid]");
      if (field) reveal(field);
    });
  }
  show(step, { focus: false });
}
