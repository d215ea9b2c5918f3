// A signature: drawn with a finger or typed, made a small picture, and saved as a photo whose caption is the name of who signed.
import { clear, complain } from "./errors.js";
import { keep, ownedBy, shows, visitOf } from "./evidence.js";
import { DOUBLE_TAP } from "./forms.js";
import { padOf, said, start as startPads } from "./pad.js";
import { named } from "./pictures.js";
import { wordsFor } from "./room.js";

const WIDTHS = [800, 600, 400];
const ENOUGH = 30_000;
const SHAPE = 2;

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

const signers = (form) => [...form.querySelectorAll("[data-signer]")].map((one) => one.dataset.signer);

// Nothing drawn and nobody's name but one that is known: nothing is lost when the page is exchanged.
function settle(form) {
  const pad = padOf(form);
  if ((!pad || pad.isEmpty()) && ["", ...signers(form)].includes(form.elements.caption.value.trim())) delete form.dataset.dirty;
}

// Drawn on, it is a form that somebody fills: the page is not exchanged under it.
function begun({ target }) {
  const form = target.closest?.("form[data-signature]");
  if (form) form.dataset.dirty = "1";
}

function drawn({ target }) {
  const form = target.closest?.("form[data-signature]");
  if (form) settle(form);
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
export function start(user) {
  ownedBy(user);
  startPads();
  if (listening) return;
  listening = true;
  document.addEventListener("pad-begun", begun);
  document.addEventListener("pad-changed", drawn);
  document.addEventListener("change", chosen);
}
