// Photos of a visit: taken, saved with their own op at once, shown with where they are, and taken again.
import { one } from "../shared/db.js";
import { contents, listen } from "../shared/outbox.js";
import { takeOff } from "../shared/taking-back.js";
import { belonging, ownedBy, record, shows, take, visitOf } from "./evidence.js";
import { recorded } from "./since.js";
import { forPhoto, FULL, left, NEEDED, wordsFor } from "./room.js";

const kinds = new Set();
const shown = new Map();
// What was said at a field, to be said again where the page around it is exchanged.
const told = new Map();
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
  if (!input.matches?.("input[data-photo], input[data-retakes]")) return;
  const reason = mustInstall() ? "Put Fieldapp on your home screen first. Then photos stay on this phone until they are sent." : room < NEEDED ? FULL : null;
  say(input, reason);
  if (reason) event.preventDefault();
}

function say(input, words) {
  told.set(input.name, words);
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

async function changed(event) {
  const input = event.target;
  const files = [...input.files];
  const to = belonging(input);
  const before = input.dataset.retakes;
  const wrong = [];
  let newest = null;
  input.dataset.taking = "";
  for (const [number, file] of files.entries()) {
    if (files.length > 1) announce(`Saving photo ${number + 1} of ${files.length}`);
    // One at a time: two decoded pictures are more than a small phone holds.
    taking = taking.then(forPhoto).then(() => take(to, file)).then((id) => { newest = id; return kept(to, before, id); }).catch((error) => wrong.push(wordsFor(error)));
    await taking;
  }
  const some = files.length > 1 ? `${wrong.length} of ${files.length} were not saved. ` : "";
  say(input, wrong.length ? some + [...new Set(wrong)].join(" ") : null);
  // Emptied, so that the same picture can be chosen again, and none is posted with the form.
  input.value = "";
  delete input.dataset.taking;
  room = await left();
  await draw();
  if (before && !wrong.length) shown.get(newest)?.querySelector("[data-photo-say]")?.focus();
}

// The photo that was taken again goes only now that the new one is saved: a camera that is closed again, or kills the page, costs nothing.
async function kept(to, before, id) {
  kinds.add(`${to.ticket} ${to.kind}`);
  const upload = await one("uploads", id);
  announce(upload?.looks ? WARNINGS[upload.looks] : words.saved);
  if (before) await forget(before, to, to.kind, `Taken again: ${to.shows}`);
}

async function forget(id, visit, kind, title) {
  await takeOff(id, { ...record(visit, "remove-section", [["blob", id]], title), kind });
  document.querySelectorAll(`[data-blob="${id}"]`).forEach((made) => made.remove());
  shown.delete(id);
}

async function off(made) {
  const { retakes, kind } = made.querySelector("input[data-retakes]").dataset;
  await forget(retakes, visitOf(made), kind, `Taken off: ${shows(kind)}`);
  announce("Taken off");
}

const WARNINGS = { black: "Looks black. Take it again?", blurred: "Looks blurred. Take it again?" };
const words = { saved: "Saved on this phone", sending: "Sending" };

function announce(text) {
  const place = document.querySelector("[data-photo-said]");
  if (place) place.textContent = text;
}

function state(tile, text, tone) {
  const place = tile.querySelector("[data-photo-state]");
  place.textContent = text;
  place.dataset.tone = tone;
}

// What an earlier release kept has its words in its title.
const said = ({ kind, title = "", caption }) => (caption === undefined ? title.replace(/^Photo(: )?/, "") : [shows(kind), caption].filter(Boolean).join(" – "));

async function tile(upload) {
  const template = document.querySelector("template[data-photo-tile]");
  const box = [`[data-photo-tiles~="${upload.kind}"]`, '[data-photo-tiles=""]'].map((selector) => document.querySelector(selector)).find(Boolean);
  const bytes = (await one("blobs", upload.id))?.bytes;
  if (!template || !box || !bytes) return;
  // The office has its record and not its bytes yet: here is the picture.
  document.querySelector(`figure[data-blob="${upload.id}"]`)?.remove();
  const made = template.content.firstElementChild.cloneNode(true);
  made.dataset.blob = upload.id;
  const image = made.querySelector("img");
  image.src = URL.createObjectURL(new Blob([bytes], { type: "image/jpeg" }));
  image.onload = () => URL.revokeObjectURL(image.src);
  image.alt ||= upload.title ?? "Photo";
  const place = made.querySelector("[data-caption]");
  if (place) place.textContent = `${said(upload)}, ${clock(upload.at)}`;
  again(made, upload);
  warn(made, upload.looks);
  box.append(made);
  shown.set(upload.id, made);
}

// What can be done with a photo: a signature is signed again, not photographed.
function again(made, { id, kind, caption = "" }) {
  const signed = kind.startsWith("signature-");
  made.querySelectorAll("[data-photo-again], [data-photo-say]").forEach((act) => { act.hidden = signed; });
  made.querySelectorAll("[data-photo-off]").forEach((act) => { act.hidden = !signed; });
  const input = made.querySelector("input[data-retakes]");
  Object.assign(input.dataset, { retakes: id, kind, said: caption });
  input.onchange = changed;
}

function warn(made, looks) {
  state(made, WARNINGS[looks] ?? words.saved, looks ? "bad" : "wait");
  const button = made.querySelector("[data-photo-keep]");
  if (button) button.hidden = !looks;
}

// "Keep it": the question is not asked again.
async function keepIt(made) {
  const { settle } = await import("./captions.js");
  await settle(made.dataset.blob);
  warn(made, "");
  made.querySelector("[data-photo-say]").focus();
}

// One at a time, or a tile would be drawn twice.
let drawing = Promise.resolve();
export const draw = () => (drawing = drawing.then(paint, paint));

async function paint() {
  const tickets = [...document.querySelectorAll("[data-ticket]")].map((box) => Number(box.dataset.ticket));
  const { uploads, ops } = await contents(owner);
  for (const upload of uploads.filter((each) => tickets.includes(each.ticket) && each.kind && !each.off)) {
    kinds.add(`${upload.ticket} ${upload.kind}`);
    if (!shown.get(upload.id)?.isConnected) await tile(upload);
  }
  ops.forEach(overlay);
  const { here } = await recorded(owner, tickets[0]);
  signed(here.map(({ typed }) => Object.fromEntries(typed)));
  // A photo that a form asks for is there: the empty field need not be filled again.
  document.querySelectorAll("input[data-photo][required]").forEach((input) => {
    if (kinds.has(`${input.closest("[data-ticket]")?.dataset.ticket} ${input.dataset.photoKind ?? "other"}`)) input.required = false;
  });
}

// What is queued about photos, laid over those of a kept page.
function overlay({ command, ticket, typed }) {
  const given = Object.fromEntries(typed);
  const tiles = document.querySelectorAll(`[data-blob="${given.blob}"]`);
  if (command === "add-photo") kinds.add(`${ticket} ${given.kind}`);
  if (command === "remove-section") tiles.forEach((made) => made.remove());
  if (command !== "caption-photo") return;
  for (const made of tiles) {
    const input = made.querySelector("input[data-retakes]");
    if (!input) continue;
    input.dataset.said = given.caption;
    made.querySelector("[data-caption]").textContent = said({ kind: input.dataset.kind, caption: given.caption });
  }
}

// Who has signed on this phone, after those of whom the office knows.
function signed(queued) {
  const off = queued.filter(({ kind }) => !kind).map(({ blob }) => blob);
  const names = queued.filter(({ kind, blob }) => kind?.startsWith("signature-") && !off.includes(blob)).map(({ caption }) => caption);
  document.querySelectorAll("[data-signed]").forEach((place) => {
    place.dataset.otherwise ??= place.textContent;
    const known = /^Signed: (.*)\.$/.exec(place.dataset.otherwise)?.[1];
    place.textContent = names.length ? `Signed: ${[known, ...names].filter(Boolean).join(", ")}.` : place.dataset.otherwise;
  });
}

async function describe(made) {
  const { kind, said: words } = made.querySelector("input[data-retakes]").dataset;
  await (await import("./captions.js")).describe(made.dataset.blob, visitOf(made), shows(kind), words);
  await draw();
  made.querySelector("[data-photo-say]").focus();
}

function clicked({ target }) {
  const made = target.closest?.("figure[data-blob]");
  const act = Object.entries({ "[data-photo-keep]": keepIt, "[data-photo-say]": describe, "[data-photo-off]": off })
    .find(([selector]) => target.closest?.(selector));
  if (made && act) act[1](made).catch(console.error);
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
  ownedBy(user);
  // Heard by the field itself: the page around it may be exchanged while the camera is open.
  document.querySelectorAll("input[data-photo], figure[data-blob] input[data-retakes]").forEach((input) => {
    input.onchange = changed;
    if (input.name && told.get(input.name)) say(input, told.get(input.name));
    // Taken before this file was there: nobody has heard of it yet.
    if (input.files.length && !("taking" in input.dataset)) changed({ target: input }).catch(console.error);
  });
  room = await left();
  if (!listening) {
    listening = true;
    document.addEventListener("click", beforeCamera);
    document.addEventListener("click", clicked);
    listen(hear);
  }
  await draw();
}
