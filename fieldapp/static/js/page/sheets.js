// The pages of one file on the phone: those that cannot be loaded are counted, and not shown broken.
const missing = () => document.querySelector("[data-pages-missing]");

// Each that goes brings the next one into reach, until all that is missing is known.
function leaveOut({ target }) {
  const sheet = target.closest("figure");
  sheet.hidden = true;
  document.querySelector(`.fa-page-numbers a[href="#${sheet.id}"]`).hidden = true;
  const count = document.querySelectorAll("[data-pages] figure[hidden]").length;
  missing().textContent = `${count} ${count === 1 ? "page" : "pages"} could not be loaded. Open this page again with signal.`;
  missing().hidden = false;
}

export function start() {
  document.querySelectorAll("[data-pages] img").forEach((image) => {
    image.addEventListener("error", leaveOut);
    // What failed before this was here fails again.
    if (image.complete && !image.naturalWidth) image.src = image.getAttribute("src");
  });
}
