// What was recorded here about a visit since its page came from the server: what is queued, and what the office has taken since, which the page
// does not know as long as somebody writes in it.
import { contents } from "../shared/outbox.js";

const TAKEN = ["applied", "waiting"];
const pages = new WeakMap();

// Each op once, in its order; those still queued are in `waiting` as well.
export async function recorded(user, ticket) {
  const page = document.querySelector("main");
  const { ops, outcomes } = await contents(user);
  const waiting = ops.filter((op) => op.ticket === ticket);
  const known = pages.get(page) ?? new Map();
  pages.set(page, known);
  waiting.forEach((op) => known.set(op.id, op));
  const queued = new Set(waiting.map(({ id }) => id));
  const taken = new Set(outcomes.filter(({ outcome }) => TAKEN.includes(outcome)).map(({ id }) => id));
  // Refused, or taken back before it left: it is not there.
  const here = [...known.values()].filter(({ id }) => queued.has(id) || taken.has(id));
  return { here, waiting };
}
