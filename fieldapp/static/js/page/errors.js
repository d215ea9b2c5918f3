// What is wrong with a form, in GOV.UK's markup: a summary on top, a message at each field.
function element(tag, className, text = "") {
  const made = document.createElement(tag);
  made.className = className;
  made.textContent = text;
  return made;
}

export function clear(form) {
  form.querySelectorAll("[data-fault]").forEach((fault) => fault.remove());
  form.querySelectorAll("[aria-invalid]").forEach((field) => {
    field.removeAttribute("aria-invalid");
    field.classList.remove(...marks(field));
    if (field.dataset.described) field.setAttribute("aria-describedby", field.dataset.described);
    else if (field.dataset.described === "") field.removeAttribute("aria-describedby");
    delete field.dataset.described;
  });
  form.querySelectorAll("[data-at-fault]").forEach((place) => { delete place.dataset.atFault; });
  form.querySelectorAll(".govuk-form-group--error").forEach((group) => group.classList.remove("govuk-form-group--error"));
}

const marks = (field) => [`govuk-${field.tagName.toLowerCase()}--error`];

function atField(field, reason) {
  const message = element("p", "govuk-error-message", reason);
  message.dataset.fault = "";
  message.id = `${field.id || field.name}-fault`;
  field.setAttribute("aria-invalid", "true");
  // A hint is read out as well.
  field.dataset.described ??= field.getAttribute("aria-describedby") ?? "";
  field.setAttribute("aria-describedby", `${field.dataset.described} ${message.id}`.trim());
  field.classList.add(...marks(field));
  field.closest(".govuk-form-group")?.classList.add("govuk-form-group--error");
  const legend = field.closest("fieldset:not([data-step])")?.querySelector("legend");
  if (legend) legend.after(message);
  else (field.closest("[data-stepper], .govuk-input__wrapper, .govuk-checkboxes") ?? field).before(message);
}

// `found`: reasons by field name; the empty name is the form as a whole.
export function complain(form, found, { quietly = false } = {}) {
  clear(form);
  const summary = element("div", "govuk-error-summary");
  summary.dataset.fault = "";
  summary.tabIndex = -1;
  const list = element("ul", "govuk-list govuk-error-summary__list");
  for (const [name, reasons] of Object.entries(found)) {
    const field = name ? [...form.elements].find((one) => one.name === name && one.type !== "hidden" && !one.hidden) : null;
    // Photos, certificates and what is drawn have a place in the form, but no field that could be corrected.
    const place = field ?? (name ? document.getElementById(`${form.dataset.command}-${name}`) : null);
    const item = document.createElement("li");
    if (place) {
      place.id ||= `field-${form.dataset.command}-${name}`;
      const link = element("a", "", reasons.join(" "));
      link.href = `#${place.id}`;
      link.onclick = (event) => {
        event.preventDefault();
        place.dispatchEvent(new CustomEvent("reveal", { bubbles: true }));
        if (field) field.focus(); else place.scrollIntoView();
      };
      item.append(link);
      if (field) atField(field, reasons.join(" ")); else place.dataset.atFault = "";
    } else item.textContent = reasons.join(" ");
    list.append(item);
  }
  summary.setAttribute("role", quietly ? "group" : "alert");
  summary.append(element("h2", "govuk-error-summary__title", "There is a problem"), list);
  form.prepend(summary);
  form.dispatchEvent(new CustomEvent("fault", { bubbles: true }));
  if (!quietly) summary.focus();
}
