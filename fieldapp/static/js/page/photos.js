// Photos of a visit: taken, saved with their own op at once, and shown with where they are.
import { one } from "../shared/db.js";
import { contents, listen, save } from "../shared/outbox.js";
import { takeIn } from "./pictures.js";
import { FULL, left, NEEDED, wordsFor } from "./room.js";

const kinds = new Set();
const shown = new Map();
let owner = null;
let room = Infinity;
let taking = Promise.resolve();

const pad = (number) => String(number).padStart(2, "0");
const clock = (when) => { const at = new Date(when); return `${pad(at.getHours())}:${pad(at.getMinutes())}`; };

// Safari deletes what a page that is not installed has stored: photos wait for the installation.
const mustInstall = () => "standalone" in navigator && !navigator.standalone;

// Asked before the camera opens, when there is still something to be done about it.
function beforeCamera(event) {
  const input = event.target;
  if (!input.matches?.("input[data-photo]")) return;
  const reason = mustInstall() ? "Put Fieldapp on your home screen first. Then photos stay on this phone until they are sent." : room < NEEDED ? FULL : null;
  say(input, reason);
  if (reason) event.preventDefault();
}

function say(input, words) {
  const box = input.closest("label, .govuk-form-group, form, section, main") ?? input.parentElement;
  let note = box.parentElement.querySelector(":scope > [data-photo-words]");
  if (!note && !words) return;
  if (!note) {
    note = document.createElement("p");
    note.className = "govuk-error-message";
    note.dataset.photoWords = "";
    note.setAttribute("role", "alert");
    box.after(note);
  }
  note.textContent = words ?? "";
  note.hidden = !words;
}

// What a photo shows, in the landlord's words.
const shows = (kind, box) => JSON.parse(box?.dataset.photoKinds || "{}")[kind] ?? kind;

// What a photo belongs to, read when it is taken: the page may be exchanged while it is being made smaller.
function belonging(input) {
  const box = input.closest("[data-ticket]");
  const { order, ticket, reference = "", place = "" } = box.dataset;
  const caption = input.closest("[data-photo-box]")?.querySelector("[data-photo-caption]")?.value ?? "";
  const kind = input.dataset.photoKind ?? "other";
  return { order: Number(order) || null, ticket: Number(ticket), reference, place, caption, kind, shows: shows(kind, box) };
}

function op({ order, ticket, reference, place, caption, kind, shows: words }, blob, taken) {
  return {
    id: crypto.randomUUID(), user: owner, user_name: document.body.dataset.userName, order, ticket, command: "add-photo", done_at: new Date().toISOString(), tz: Intl.DateTimeFormat().resolvedOptions().timeZone, build: document.body.dataset.build,
    typed: [["blob", blob.id], ["sha256", blob.sha256], ["size", String(blob.size)], ["kind", kind], ["caption", caption], ["taken", taken.toISOString()]],
    title: [`Photo: ${words}`, caption].filter(Boolean).join(" – "), reference, place, page: location.pathname,
  };
}

async function take(to, file) {
  const blob = await takeIn(file, { photo: true });
  const { black, ...kept } = blob;
  const record = op(to, blob, new Date(file.lastModified || Date.now()));
  const about = { title: record.title, reference: to.reference, place: to.place, kind: to.kind, black };
  try {
    await save(record, { blobs: [{ ...kept, ...about }] });
  } catch (error) {
    error.photo = true;
    throw error;
  }
  kinds.add(`${to.ticket} ${to.kind}`);
}

async function changed(event) {
  const input = event.target;
  const files = [...input.files];
  const to = belonging(input);
  input.dataset.taking = "";
  for (const file of files) {
    // One at a time: two decoded pictures are more than a small phone holds.
    taking = taking.then(() => take(to, file)).then(() => say(input, null), (error) => say(input, wordsFor(error)));
    await taking;
  }
  // Emptied, so that the same picture can be chosen again, and none is posted with the form.
  input.value = "";
  delete input.dataset.taking;
  room = await left();
  await draw();
}

const words = { saved: "Saved on this phone", sending: "Sending", black: "Looks black. Take it again?" };

function state(tile, text, tone) {
  const place = tile.querySelector("[data-photo-state]");
  place.textContent = text;
  place.dataset.tone = tone;
}

async function tile(upload) {
  const template = document.querySelector("template[data-photo-tile]");
  const box = [upload.kind, ""].map((kind) => document.querySelector(`[data-photo-tiles="${kind}"]`)).find(Boolean);
  const bytes = (await one("blobs", upload.id))?.bytes;
  if (!template || !box || !bytes) return;
  const made = template.content.firstElementChild.cloneNode(true);
  made.dataset.blob = upload.id;
  const image = made.querySelector("img");
  image.src = URL.createObjectURL(new Blob([bytes], { type: "image/jpeg" }));
  image.onload = () => URL.revokeObjectURL(image.src);
  image.alt ||= upload.title ?? "Photo";
  const caption = made.querySelector("[data-caption]");
  if (caption) caption.textContent = `${upload.title?.replace(/^Photo(: )?/, "") || shows(upload.kind, document.querySelector("[data-photo-kinds]"))}, ${clock(upload.at)}`;
  state(made, upload.black ? words.black : words.saved, upload.black ? "bad" : "wait");
  box.append(made);
  shown.set(upload.id, made);
}

async function draw() {
  const tickets = [...document.querySelectorAll("[data-ticket]")].map((box) => Number(box.dataset.ticket));
  const { uploads, ops } = await contents(owner);
  for (const upload of uploads.filter((each) => tickets.includes(each.ticket) && each.kind)) {
    kinds.add(`${upload.ticket} ${upload.kind}`);
    if (!shown.get(upload.id)?.isConnected) await tile(upload);
  }
  for (const each of ops) if (each.command === "add-photo") kinds.add(`${each.ticket} ${each.typed.find(([name]) => name === "kind")?.[1]}`);
  // A photo that a form asks for is there: the empty field need not be filled again.
  document.querySelectorAll("input[data-photo][required]").forEach((input) => {
    if (kinds.has(`${input.closest("[data-ticket]")?.dataset.ticket} ${input.dataset.photoKind ?? "other"}`)) input.required = false;
  });
}

function hear(news) {
  const made = shown.get(news.id);
  if (!made) return;
  if (news.type === "progress") {
    state(made, words.sending, "sending");
    const bar = made.querySelector("progress");
    if (bar) { bar.hidden = false; bar.value = news.part; }
  }
  if (news.type === "received") {
    state(made, `Received by the office ${clock(Date.now())}`, "good");
    made.querySelector("progress")?.setAttribute("hidden", "");
  }
}

let listening = false;
export async function start(user) {
  owner = user;
  // Heard by the field itself: the page around it may be exchanged while the camera is open.
  document.querySelectorAll("input[data-photo]").forEach((input) => {
    input.onchange = changed;
    // Taken before this file was there: nobody has heard of it yet.
    if (input.files.length && !("taking" in input.dataset)) changed({ target: input }).catch(console.error);
  });
  room = await left();
  if (!listening) {
    listening = true;
    document.addEventListener("click", beforeCamera);
    listen(hear);
  }
  await draw();
}
