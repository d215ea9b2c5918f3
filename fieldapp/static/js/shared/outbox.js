// What a person wrote and the office has not answered yet: saving it, and sending it in order until it is answered. No DOM, no caches.
import { askAs, endSession, forgetToken, json, Pause } from "./contact.js";
import { all, asked, drop, exclusive, meta, remember, transact } from "./db.js";

const BATCH = 20;
const SILENCE = 600_000;
const LONGEST_UNDO = 60_000;
const ANSWERED = ["applied", "refused", "waiting", "invalid"];
const PERMANENT = ["malformed", "key-reuse"];
const listeners = new Set();
const channel = globalThis.BroadcastChannel ? new BroadcastChannel("fieldapp") : null;
const lanes = {};
let sendBytes = null;
const forced = new Set();

const hear = (news) => listeners.forEach((listener) => listener(news));
export const listen = (listener) => listeners.add(listener);
export const tell = (news) => { hear(news); channel?.postMessage(news); };
export const useBytes = (send) => { sendBytes = send; };
if (channel) channel.onmessage = (event) => hear(event.data);

export const needsCorrection = (outcome) => outcome.outcome === "invalid" || outcome.outcome === "stuck";
// How long an op may still be taken back and is not sent, in milliseconds. A clock that was set back must not hold it for hours.
export function undoLeft(op) {
  const left = (op.not_before ?? 0) - Date.now();
  return left > 0 && left <= LONGEST_UNDO ? left : 0;
}
const row = (op) => op.order ?? `ticket ${op.ticket}`;

// Takes a whole op (with `blobs`: its bytes; `draft`: the key of the draft it came from) and gives it back once it is on the disk. A
// replacement takes the place of the op that it names.
export async function save(op, { blobs = [], draft = null } = {}) {
  await transact(["ops", "blobs", "uploads", "drafts", "outcomes"], "readwrite", async (ops, bytes, uploads, drafts, outcomes) => {
    const record = { ...op };
    const old = op.replaces && (await asked(outcomes.get(op.replaces)));
    if (old) {
      record.seq = old.op.seq;
      if (old.outcome === "stuck") delete record.replaces;
      ops.delete(old.op.seq);
      outcomes.delete(old.id);
    }
    const seq = await asked(ops.add(record));
    for (const { buffer, ...about } of blobs) {
      bytes.add({ id: about.id, user: op.user, bytes: buffer });
      uploads.add({ ...about, seq, op: op.id, user: op.user, order: op.order, ticket: op.ticket, at: op.done_at });
    }
    if (draft) drafts.delete(draft);
  });
  tell({ type: "changed", ticket: op.ticket });
  drain();
  return op;
}

// Everything of one user that waits here, and how many items of others. An item is a record, or a photo with its record.
export async function contents(user) {
  const [ops, uploads, outcomes] = await transact(["ops", "uploads", "outcomes"], "readonly", (...stores) =>
    Promise.all(stores.map((store) => asked(store.getAll()))));
  const mine = (entry) => entry.user === user;
  const photos = uploads.filter(mine).sort((a, b) => a.seq - b.seq);
  const carried = new Set(photos.map((upload) => upload.op));
  const records = ops.filter((op) => mine(op) && !carried.has(op.id));
  const ages = [...records.map((op) => op.done_at), ...photos.map((upload) => upload.at)].map(Date.parse);
  return {
    ops: ops.filter(mine), uploads: photos, outcomes: outcomes.filter((outcome) => mine(outcome.op) && outcome.outcome !== "read"),
    records: records.length, count: records.length + carried.size, oldest: ages.length ? Math.min(...ages) : null,
    others: [...ops, ...uploads.filter((upload) => !ops.some((op) => op.id === upload.op))].filter((entry) => !mine(entry)),
  };
}

// A pause that the network made is over as soon as something suggests so; one that the office asked for is kept, but for Send now.
async function resting(name, now) {
  const pause = await meta(`pause:${name}`);
  const left = pause?.state === "busy" && !now ? pause.until - Date.now() : 0;
  return left > 0 && left < pause.wait * 2 && later(left);
}

const later = (wait) => setTimeout(drain, Math.min(wait, 2 ** 31 - 1)) || true;

async function rest(name, { state, after: asked_for }) {
  if (state === "signed-out" || state === "other-user") return;
  const tries = ((await meta(`pause:${name}`))?.tries ?? 0) + 1;
  const backoff = Math.min(1000 * 2 ** (tries - 1), 300_000) * (0.5 + Math.random());
  const wait = asked_for ? asked_for * (1 + Math.random() / 4) : Math.min(backoff, 300_000);
  await remember(`pause:${name}`, { state, tries, wait, until: Date.now() + wait });
  later(wait);
}

async function contact(state) {
  const last = await meta("contact");
  await remember("contact", { state, at: ["ok", "signed-out"].includes(state) ? Date.now() : last?.at });
  tell({ type: "contact", state });
}

// One lane at a time per origin; a call while another waits its turn is that other.
function lane(name, work) {
  lanes[name] ??= exclusive(`fieldapp-${name}`, async () => {
    delete lanes[name];
    const now = forced.delete(name);
    try {
      await endSession();
      const user = (await meta("user"))?.id;
      if (!user || (await resting(name, now))) return false;
      await work(user);
      await drop("meta", `pause:${name}`);
      return true;
    } catch (error) {
      const pause = error instanceof Pause ? error : new Pause("busy");
      if (pause !== error) console.error(error);
      await rest(name, pause);
      await contact(pause.state);
      return false;
    }
  }).catch(() => { delete lanes[name]; return false; });
  return lanes[name];
}

// Sends what may be sent: the records first, then the bytes. Gives true if nothing stopped it.
export async function drain({ now = false } = {}) {
  if (now) ["records", "bytes"].forEach((name) => forced.add(name));
  return (await lane("records", sendRecords)) && (!sendBytes || (await lane("bytes", bytesThenReport)));
}

async function bytesThenReport(user) {
  if (!(await all("uploads")).some((upload) => upload.user === user)) return;
  if (!(await sendBytes(user))) return;
  await post(user, []);
  await contact("ok");
}

// The first ops that may go: of this user, due, and not behind one of their order that waits or failed. What may have left is marked.
function next(user, size, held) {
  return transact(["ops", "outcomes", "meta"], "readwrite", async (ops, outcomes, marks) => {
    const shut = new Set(held);
    for (const outcome of await asked(outcomes.getAll())) {
      if (outcome.op.user === user && needsCorrection(outcome)) shut.add(row(outcome.op));
    }
    const batch = [];
    for (const op of await asked(ops.getAll())) {
      if (op.user !== user || shut.has(row(op))) continue;
      const wait = undoLeft(op);
      if (wait) { shut.add(row(op)); later(wait); }
      else if (batch.push(op) === size) break;
    }
    const posted = (await asked(marks.get("posted")))?.value ?? 0;
    // That there is no signal, a browser knows.
    if (globalThis.navigator?.onLine !== false && batch.at(-1)?.seq > posted) marks.put({ key: "posted", value: batch.at(-1).seq });
    return batch;
  });
}

async function post(user, batch) {
  const { count, oldest } = await contents(user);
  const room = await globalThis.navigator?.storage?.estimate?.();
  const clock = (await meta("clock")) ?? 0;
  const phone = {
    unsent: count - batch.length, oldest: oldest && new Date(oldest + clock).toISOString(),
    persisted: (await globalThis.navigator?.storage?.persisted?.()) ?? null, room: room ? Math.max(0, room.quota - room.usage) : null,
  };
  const ops = batch.map(({ id, seq, order, ticket, command, typed, done_at, tz, build, replaces }) =>
    ({ id, seq, order, ticket, command, typed, done_at, tz, build, replaces, sent_at: new Date().toISOString() }));
  const body = JSON.stringify({ user, device: await meta("device"), phone, ops });
  // A proxy may cut or empty a body: with its hash the office can tell, and the ops are sent again.
  const hash = new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(body)));
  const headers = { "Content-Type": "application/json", "Content-Digest": `sha-256=:${btoa(String.fromCharCode(...hash))}:` };
  return askAs(user, "/api/ops", { method: "POST", headers, body });
}

async function sendRecords(user) {
  const held = new Set();
  const last = await meta("contact");
  let size = BATCH, retry = false, batch, silent = last?.state !== "ok" || Date.now() - last.at > SILENCE;
  // Nothing to send is said as well, now and then: the office can see the queue.
  while ((batch = await next(user, size, held)).length || silent) {
    silent = false;
    if (batch.length) tell({ type: "sending" });
    const response = await post(user, batch);
    const body = await json(response);
    if (response.status === 409 && body?.code === "other-user") { forgetToken(); throw new Pause("other-user"); }
    const permanent = batch.length && (response.status === 413 || PERMANENT.includes(body?.code));
    // One bad op must not hold up the others: find it by sending them singly.
    if (permanent && batch.length > 1) { size = 1; continue; }
    const answers = permanent ? [{ ...body, id: batch[0].id, outcome: "stuck" }] : response.ok && body?.answers;
    if (!Array.isArray(answers)) throw new Pause(response.ok ? "offline" : "busy");
    retry = (await settle(batch, answers, held)) || retry;
    await contact("ok");
  }
  if (retry) throw new Pause("busy");
}

// Deletes an op only for an answer that echoes its id; gives true if one of them has to be sent again.
async function settle(batch, answers, held) {
  const at = Date.now() + ((await meta("clock")) ?? 0);
  const news = [];
  let retry = false;
  await transact(["ops", "outcomes"], "readwrite", (ops, outcomes) => {
    for (const op of batch) {
      const answer = answers.find((candidate) => candidate?.id === op.id);
      const outcome = answer && PERMANENT.includes(answer.code) ? "stuck" : answer?.outcome;
      if (ANSWERED.includes(outcome)) ops.delete(op.seq);
      else if (outcome !== "stuck") { held.add(row(op)); retry ||= outcome !== "behind"; continue; }
      // What is settled needs no second copy here; what may have to be corrected does.
      const { typed, ...about } = op;
      const entry = { ...answer, outcome, at, op: ["applied", "refused"].includes(outcome) ? about : op };
      outcomes.put(entry);
      news.push(entry);
    }
  });
  if (news.length) tell({ type: "answers", tickets: news.map((entry) => entry.op.ticket) });
  return retry;
}
