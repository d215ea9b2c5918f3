// A pad to sign on: as sharp and as wide as it is shown, cleared, its last stroke taken back. What becomes of the drawing is its form's business.
const pads = new WeakMap();

// The pad of a form, once its library is there.
export const padOf = (form) => pads.get(form.querySelector("[data-pad]"))?.pad;
export const said = (form, text) => { form.querySelector("[data-pad-said]").textContent = text; };
const tell = (canvas, type) => canvas.dispatchEvent(new CustomEvent(type, { bubbles: true }));

// As large as it is shown; what was drawn grows and shrinks with it when the phone is turned.
function fit(canvas, known) {
  const width = canvas.clientWidth;
  const scale = width / (known.width || width);
  const strokes = known.pad.toData().map((stroke) => ({ ...stroke, points: stroke.points.map((point) => ({ ...point, x: point.x * scale, y: point.y * scale })) }));
  const sharp = Math.max(1, devicePixelRatio);
  Object.assign(canvas, { width: width * sharp, height: canvas.clientHeight * sharp });
  canvas.getContext("2d").scale(sharp, sharp);
  known.pad.fromData(strokes);
  known.width = width;
}

async function shown(canvas) {
  if (!canvas.clientWidth) return;
  if (!pads.has(canvas)) {
    const known = {};
    pads.set(canvas, known);
    const { default: SignaturePad } = await import("../../vendor/signature_pad.js");
    known.pad = new SignaturePad(canvas, { penColor: "#000", minWidth: 0.8, maxWidth: 2.8 });
    known.pad.addEventListener("beginStroke", () => tell(canvas, "pad-begun"));
    known.pad.addEventListener("endStroke", () => tell(canvas, "pad-changed"));
    fit(canvas, known);
    tell(canvas, "pad-ready");
  }
  const known = pads.get(canvas);
  if (known.pad && known.width !== canvas.clientWidth) fit(canvas, known);
}

// Takes the last stroke back.
export function undo(pad) {
  const left = pad.toData().slice(0, -1);
  if (left.length) pad.fromData(left);
  else pad.clear();
}

function clicked({ target }) {
  const form = target.closest?.("form");
  const pad = form && padOf(form);
  if (!pad) return;
  const canvas = form.querySelector("[data-pad]");
  if (target.closest("[data-pad-clear]")) { pad.clear(); said(form, "Cleared"); tell(canvas, "pad-changed"); }
  if (target.closest("[data-pad-undo]") && !pad.isEmpty()) {
    undo(pad);
    said(form, pad.isEmpty() ? "Cleared" : "Last stroke taken back");
    tell(canvas, "pad-changed");
  }
}

let listening = false;
const resized = new ResizeObserver((entries) => entries.forEach(({ target }) => { shown(target).catch(console.error); }));
export function start() {
  document.querySelectorAll("[data-pad]").forEach((canvas) => resized.observe(canvas));
  if (listening) return;
  listening = true;
  document.addEventListener("click", clicked);
}
