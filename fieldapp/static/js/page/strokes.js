// A signature that its form sends as text, `x,y x,y …;x,y …`: measured on a field of fixed size, and thinned.
import { padOf, said, start as startPads, undo } from "./pad.js";

// How far, in parts of the field, a thinned line may lie from the drawn one: as near as a text of a usual length allows.
const AWAY = [1, 2, 4, 8];
const USUAL = 4_000;
const TOO_MANY = "That stroke no longer fits, and is taken back. Clear it to sign again.";

const fieldOf = (form) => JSON.parse(form.querySelector("[data-strokes]").dataset.strokes);
const textOf = (form) => form.querySelector("[data-strokes] input");
const within = (number, most) => Math.min(most, Math.max(0, Math.round(number)));

// How far a point lies from the line between two others.
function distance(point, from, to) {
  const [x, y] = [to.x - from.x, to.y - from.y];
  const length = x * x + y * y;
  const part = length ? Math.min(1, Math.max(0, ((point.x - from.x) * x + (point.y - from.y) * y) / length)) : 0;
  return Math.hypot(point.x - from.x - part * x, point.y - from.y - part * y);
}

// The fewest points that stay so near to all of them (Ramer, Douglas and Peucker).
function thinned(points, away) {
  const kept = new Set([0, points.length - 1]);
  const parts = [[0, points.length - 1]];
  while (parts.length) {
    const [first, last] = parts.pop();
    let [farthest, far] = [0, away];
    for (let at = first + 1; at < last; at += 1) {
      const here = distance(points[at], points[first], points[last]);
      if (here > far) [farthest, far] = [at, here];
    }
    if (farthest) { kept.add(farthest); parts.push([first, farthest], [farthest, last]); }
  }
  return points.filter((_point, at) => kept.has(at));
}

function text(strokes, away) {
  const pairs = (points) => thinned(points, away).map(({ x, y }) => `${x},${y}`);
  return strokes.map((points) => pairs(points).filter((pair, at, all) => pair !== all[at - 1]).join(" ")).join(";");
}

// What stands on the pad, as text.
function written(pad, { width, height }) {
  const scale = width / pad.canvas.clientWidth;
  const strokes = pad.toData().map(({ points }) => points.map(({ x, y }) => ({ x: within(x * scale, width), y: within(y * scale, height) })));
  let found = "";
  for (const away of AWAY) {
    found = text(strokes, away);
    if (found.length <= USUAL) break;
  }
  return found;
}

// What stands in the field, drawn: a draft, or a form that came back.
function draw(form) {
  const pad = padOf(form);
  if (!pad) return;
  const scale = pad.canvas.clientWidth / fieldOf(form).width;
  // One time for all: the library draws what is quick thinner, and takes 0 for now.
  const points = (stroke) => stroke.split(" ").map((pair) => pair.split(",").map(Number)).map(([x, y]) => ({ x: x * scale, y: y * scale, pressure: 0.5, time: 1 }));
  const { penColor, minWidth, maxWidth, dotSize, velocityFilterWeight, compositeOperation } = pad;
  pad.clear();
  const strokes = textOf(form).value.split(";").filter(Boolean);
  if (strokes.length) pad.fromData(strokes.map((stroke) => ({ penColor, minWidth, maxWidth, dotSize, velocityFilterWeight, compositeOperation, points: points(stroke) })));
}

function changed(form) {
  const pad = padOf(form);
  const field = fieldOf(form);
  let found = written(pad, field);
  while (found.length > field.most) { undo(pad); said(form, TOO_MANY); found = written(pad, field); }
  textOf(form).value = found;
  // Drawn is typed: the draft keeps it.
  textOf(form).dispatchEvent(new Event("input", { bubbles: true }));
}

const of = (does) => (event) => {
  const form = event.target.closest?.("form");
  if (form?.querySelector("[data-strokes]")) does(form);
};
// Once the form has its values again.
const redraw = of((form) => setTimeout(() => draw(form)));

let listening = false;
export function start() {
  document.querySelectorAll("[data-strokes]").forEach((part) => { part.hidden = false; });
  startPads();
  if (listening) return;
  listening = true;
  // Drawn on, it is a form that somebody fills: the page is not exchanged under it.
  document.addEventListener("pad-begun", of((form) => { form.dataset.dirty = "1"; }));
  document.addEventListener("pad-changed", of(changed));
  document.addEventListener("pad-ready", of(draw));
  document.addEventListener("refill", redraw);
  document.addEventListener("reset", redraw);
}

start();
