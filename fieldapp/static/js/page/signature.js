// A signature: drawn with a finger or typed, made a small picture, and saved as a photo whose caption is the name of who signed.
import { clear, complain } from "./errors.js";
import { keep, ownedBy, shows, visitOf } from "./evidence.js";
import { DOUBLE_TAP } from "./forms.js";
import { named } from "./pictures.js";
import { wordsFor } from "./room.js";

const WIDTHS = [800, 600, 400];
const ENOUGH = 30_000;
const SHAPE = 2;
const pads = new WeakMap();

const padOf = (form) => pads.get(form.querySelector("[data-pad]"))?.pad;
const said = (form, text) => { form.querySelector("[data-pad-said]").textContent = text; };

// White ground, whatever the page's colours are.
function paper(width) {
  const canvas = Object.assign(document.createElement("canvas"), { width, height: width / SHAPE });
  const context = canvas.getContext("2d", { alpha: false });
  context.fillStyle = "#fff";
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.fillStyle = "#000";
  return [canvas, context];
}

function write(context, text, width, size, height) {
  context.textAlign = "center";
  context.font = `italic ${size}px Georgia, serif`;
  const wide = context.measureText(text).width;
  context.font = `italic ${Math.floor(size * Math.min(1, (width * 0.9) / wide))}px Georgia, serif`;
  context.fillText(text, width / 2, height);
}

// Drawn, or the typed name, which says of itself that it is typed.
async function picture(drawing, name) {
  let blob;
  for (const width of WIDTHS) {
    const [canvas, context] = paper(width);
    if (drawing) context.drawImage(drawing, 0, 0, canvas.width, canvas.height);
    else {
      write(context, name, width, width / 10, width * 0.26);
      write(context, "Name typed, not drawn", width, width / 30, width * 0.4);
    }
    blob = await new Promise((resolve) => { canvas.toBlob(resolve, "image/png"); });
    if (blob.size <= ENOUGH) break;
  }
  return blob.arrayBuffer();
}

export async function submit(form, submitter, at) {
  // A second tap on the same spot is the same tap: the form it meets is empty, and would be signed with the first name in it.
  if (form.dataset.saving || (!form.dataset.dirty && at.getTime() - Number(form.dataset.savedAt) < DOUBLE_TAP)) return;
  clear(form);
  const name = form.elements.caption.value.trim();
  if (!name) { complain(form, { caption: ["Write the name of who signs."] }); return; }
  form.dataset.saving = "1";
  try {
    const pad = padOf(form);
    const drawing = pad && !pad.isEmpty() ? form.querySelector("[data-pad]") : null;
    const kind = form.elements.kind.value;
    const caption = drawing ? name : `${name} (typed)`;
    const to = { ...visitOf(form), kind, shows: shows(kind), caption };
    await keep(to, await named({ buffer: await picture(drawing, name), looks: "" }), at);
    pad?.clear();
    form.reset();
    // Nobody is taken to sign next: whoever does says so, and the name of one that is known is there then.
    form.elements.caption.value = "";
    form.querySelectorAll("[name=kind]").forEach((choice) => { choice.checked = false; });
    form.dataset.savedAt = Date.now();
    delete form.dataset.dirty;
    said(form, `Saved on this phone: ${caption}`);
    await (await import("./photos.js")).draw();
  } catch (error) {
    complain(form, { "": [wordsFor(error)] });
  } finally {
    delete form.dataset.saving;
  }
}

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
    const pad = new SignaturePad(canvas, { penColor: "#000", minWidth: 0.8, maxWidth: 2.8 });
    // Drawn on, it is a form that somebody fills: the page is not exchanged under it.
    pad.addEventListener("beginStroke", () => { canvas.closest("form").dataset.dirty = "1"; });
    known.pad = pad;
  }
  const known = pads.get(canvas);
  if (known.pad && known.width !== canvas.clientWidth) fit(canvas, known);
}

const signers = (form) => [...form.querySelectorAll("[data-signer]")].map((one) => one.dataset.signer);

// Nothing drawn and nobody's name but one that is known: nothing is lost when the page is exchanged.
function settle(form, pad = padOf(form)) {
  if ((!pad || pad.isEmpty()) && ["", ...signers(form)].includes(form.elements.caption.value.trim())) delete form.dataset.dirty;
}

function clicked({ target }) {
  const form = target.closest?.("form[data-signature]");
  const pad = form && padOf(form);
  if (!pad) return;
  if (target.closest("[data-pad-clear]")) { pad.clear(); said(form, "Cleared"); settle(form, pad); }
  if (target.closest("[data-pad-undo]") && !pad.isEmpty()) {
    pad.fromData(pad.toData().slice(0, -1));
    said(form, pad.toData().length ? "Last stroke taken back" : "Cleared");
    if (!pad.toData().length) { pad.clear(); settle(form, pad); }
  }
}

// The operative's own name is known; whoever else signs says theirs.
function chosen({ target }) {
  const form = target.closest?.("form[data-signature]");
  if (!form) return;
  form.dataset.dirty = "1";
  const field = form.elements.caption;
  if (target.name === "kind" && (!field.value || signers(form).includes(field.value))) field.value = target.dataset.signer ?? "";
  settle(form);
}

let listening = false;
const resized = new ResizeObserver((entries) => entries.forEach(({ target }) => { shown(target).catch(console.error); }));
export function start(user) {
  ownedBy(user);
  document.querySelectorAll("[data-pad]").forEach((canvas) => resized.observe(canvas));
  if (listening) return;
  listening = true;
  document.addEventListener("click", clicked);
  document.addEventListener("change", chosen);
}
