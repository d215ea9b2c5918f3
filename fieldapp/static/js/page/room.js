// Whether this phone has room, and what to say when it has not.
export const NEEDED = 20_000_000;
export const FULL = "This phone is nearly full: no room for photos. Your notes are still saved. Delete some of your own photos, then try again.";
const NOT_SAVED = "This was not saved. Keep this page open and try again, or call the office.";
const NO_ROOM = "This phone is full: this was not saved. Delete some of your own photos, then try again.";

// Photos leave so much: what is written, and a signature, are saved when photos no longer are.
const FOR_WORDS = 2_000_000;

export async function left() {
  const estimate = await navigator.storage?.estimate?.().catch(() => null);
  return estimate ? estimate.quota - estimate.usage : Infinity;
}

export function wordsFor(error) {
  if (error.words) return error.words;
  if (error.name !== "QuotaExceededError") { console.error(error); return NOT_SAVED; }
  return error.photo ? FULL : NO_ROOM;
}

export async function forPhoto() {
  if (await left() < FOR_WORDS) throw Object.assign(new Error("no room for photos"), { words: FULL });
}
