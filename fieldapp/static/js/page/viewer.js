// One file at a desk: the arrow keys turn to the file before and to the next one, as the links beside do.
const KEYS = { ArrowLeft: 'a[rel="prev"]', ArrowRight: 'a[rel="next"]' };

document.addEventListener("keydown", (event) => {
  const busy = event.target.closest?.("input, select, textarea, [contenteditable]") || event.ctrlKey || event.metaKey || event.altKey || event.shiftKey;
  const link = !busy && KEYS[event.key] && document.querySelector(KEYS[event.key]);
  if (link) { event.preventDefault(); link.click(); }
});
