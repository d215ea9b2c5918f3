// A form that came back: the keyboard, and a reader's voice, begin at what is wrong with it.
document.querySelector("main .govuk-error-summary")?.focus();
