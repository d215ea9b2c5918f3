// A photo and its record, saved together on this phone: what it belongs to, what it shows, and its bytes.
import { save } from "../shared/outbox.js";
import { takeIn } from "./pictures.js";

let owner = null;
export const ownedBy = (user) => { owner = user; };

// What a photo shows, in the landlord's words.
export const shows = (kind, box = document.querySelector("[data-photo-kinds]")) => JSON.parse(box?.dataset.photoKinds || "{}")[kind] ?? kind;

// A record about a visit as the outbox takes it.
export const record = ({ order, ticket, reference, place }, command, typed, title) => ({
  id: crypto.randomUUID(), user: owner, user_name: document.body.dataset.userName, order, ticket, command, done_at: new Date().toISOString(),
  tz: Intl.DateTimeFormat().resolvedOptions().timeZone, build: document.body.dataset.build, typed, title, reference, place, page: location.pathname,
});

// The visit that a part of the page is about, read at once: the page may be exchanged meanwhile.
export function visitOf(element) {
  const { order, ticket, reference = "", place = "" } = element.closest("[data-ticket]").dataset;
  return { order: Number(order) || null, ticket: Number(ticket), reference, place };
}

// The same with what a photo's field says of the photo.
export function belonging(input) {
  const kind = input.dataset.photoKind ?? input.dataset.kind ?? input.form?.querySelector("[data-photo-kind-choice]")?.value ?? "other";
  return { ...visitOf(input), kind, shows: shows(kind, input.closest("[data-photo-kinds]") ?? undefined), caption: input.dataset.said ?? "" };
}

// Saves bytes ({id, sha256, size, buffer, looks}) as a photo; gives their id once they are on the disk.
export async function keep(to, blob, taken) {
  const { kind, caption } = to;
  const typed = [["blob", blob.id], ["sha256", blob.sha256], ["size", String(blob.size)], ["kind", kind], ["caption", caption], ["taken", taken.toISOString()]];
  const op = record(to, "add-photo", typed, [`Photo: ${to.shows}`, caption].filter(Boolean).join(" – "));
  const about = { title: op.title, reference: to.reference, place: to.place, kind, caption };
  try {
    await save(op, { blobs: [{ ...blob, ...about }] });
  } catch (error) {
    error.photo = true;
    throw error;
  }
  return blob.id;
}

export const take = async (to, file) => keep(to, await takeIn(file, { photo: true }), new Date(file.lastModified || Date.now()));
