// Second thoughts on the page: what was saved and may not be sent yet, the seconds that are left, and the way back to its form.
import { contents, undoLeft } from "../shared/outbox.js";
import { undo } from "../shared/taking-back.js";
import { draftOf, restore } from "./drafts.js";

const TICK = 250;
let ticking = null;

const part = (name) => document.querySelector(`[data-undo-${name}]`);

function write(place, text) {
  if (place.textContent !== text) place.textContent = text;
}

// The form comes back as it was, for whoever only wanted to change a word.
async function takeBack(op) {
  clearInterval(ticking);
  part("bar").hidden = true;
  const taken = await undo(op.id, draftOf);
  await start(op.user);
  if (!taken) return;
  const [path, hash] = op.page.split("#");
  if (path !== location.pathname) { location.assign(op.page); return; }
  await restore();
  if (hash) location.replace(`#${hash}`);
}

function draw(op) {
  const bar = part("bar");
  const left = op ? undoLeft(op) : 0;
  if (left) {
    // Announced once; the seconds are for the eye.
    write(part("words"), [op.title, op.place].filter(Boolean).join(" – "));
    write(part("left"), `${Math.ceil(left / 1000)} s`);
    part("button").onclick = () => { takeBack(op).catch(console.error); };
  }
  bar.hidden = !left;
  return Boolean(left);
}

// The latest one first; after it the one before, while that may still be taken back.
export async function start(user) {
  clearInterval(ticking);
  const waiting = (await contents(user)).ops.filter(undoLeft).sort((a, b) => b.not_before - a.not_before)[0];
  if (!part("bar") || !draw(waiting)) return;
  clearInterval(ticking);
  ticking = setInterval(() => { if (!draw(waiting)) start(user).catch(console.error); }, TICK);
}
