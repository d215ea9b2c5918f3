// A day and a time that default to now: shown and kept current until the person touches them, and sent empty, which means "when it was done".
const pad = (number) => String(number).padStart(2, "0");
let ticking = null;

export const inputs = (form) => [...form.querySelectorAll("input[data-moment]")];

// The names of the moments that the person left alone.
export const untouched = (form) => new Set(inputs(form).filter((input) => "shown" in input.dataset).map((input) => input.name));

function show(input, at) {
  const day = `${at.getFullYear()}-${pad(at.getMonth() + 1)}-${pad(at.getDate())}`;
  input.value = input.type === "date" ? day : `${pad(at.getHours())}:${pad(at.getMinutes())}`;
  input.dataset.shown = "";
}

// What is being corrected was done at its own time.
const moment = (form) => new Date(form.dataset.doneAt ?? Date.now());

export function fill(form) {
  for (const input of inputs(form)) {
    if (input.dataset.moment === "empty") continue;
    if (!input.value || "shown" in input.dataset) show(input, moment(form));
  }
}

// Both halves of a moment are the person's own from the first touch of either.
export function touch(input) {
  inputs(input.form).filter((other) => other.name === input.name).forEach((other) => { delete other.dataset.shown; });
}

export function now() {
  ticking ??= setInterval(() => {
    if (document.hidden) return;
    document.querySelectorAll("input[data-moment][data-shown]").forEach((input) => { 
      if (input !== document.activeElement) show(input, moment(input.form));
    });
  }, 5_000);
}

document.addEventListener("input", (event) => { if (event.target.matches?.("input[data-moment]")) touch(event.target); });
