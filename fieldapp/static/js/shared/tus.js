// The bytes lane: photos and documents by tus 1.0, resumed where they stopped, kept until the office says that it has them. No DOM, no caches.
import { askAs, json, Pause } from "./contact.js";
import { asked, one, put, transact } from "./db.js";
import { tell } from "./outbox.js";

const LEAST = 32_768;
const MOST = 4_194_304;
let piece = 131_072;

// Sends what waits, oldest first; gives true if the office received any. One upload that fails does not hold up the others.
export async function sendBytes(user) {
  const failed = new Map();
  let received = false, upload;
  while ((upload = await next(user, failed))) {
    try {
      await send(user, upload);
      received = true;
    } catch (pause) {
      if (!(pause instanceof Pause) || pause.state !== "busy" || pause.after || failed.size === 2) throw pause;
      failed.set(upload.id, pause);
    }
  }
  if (failed.size) throw failed.values().next().value;
  return received;
}

function next(user, failed) {
  return transact(["uploads", "outcomes"], "readonly", async (uploads, outcomes) => {
    const stuck = new Set((await asked(outcomes.getAll())).map((outcome) => outcome.id));
    const waiting = (await asked(uploads.getAll())).filter((row) => row.user === user && !failed.has(row.id) && !stuck.has(row.id));
    return waiting.sort((a, b) => a.seq - b.seq)[0];
  });
}

async function send(user, upload) {
  const bytes = (await one("blobs", upload.id))?.bytes;
  if (!bytes) return refuse(upload, { code: "bytes-lost", reason: "This phone no longer holds the file. Take it again." });
  let [url, offset] = upload.url ? await resume(user, upload) : [null, 0];
  if (!url) [url, offset] = await create(user, upload);
  while (offset < bytes.byteLength) {
    if (!(await one("uploads", upload.id))) return;
    tell({ type: "progress", id: upload.id, ticket: upload.ticket, part: offset / bytes.byteLength });
    offset = await patch(user, upload, url, bytes, offset);
  }
  return confirm(user, upload, url);
}

const tus = (user, url, init = {}) =>
  askAs(user, url, { patience: 120_000, ...init, headers: { "Tus-Resumable": "1.0.0", ...init.headers } });

// Where it goes, unless it was taken off meanwhile.
const note = (upload, url) => transact(["uploads"], "readwrite", async (uploads) => {
  const row = await asked(uploads.get(upload.id));
  if (row) uploads.put({ ...row, url });
});

// Where an upload stopped; an upload that the server no longer knows is made anew.
async function resume(user, upload) {
  const response = await tus(user, upload.url, { method: "HEAD" });
  const offset = Number(response.headers.get("Upload-Offset") ?? NaN);
  if (response.ok && offset >= 0) return [upload.url, offset];
  await note(upload, null);
  return [null, 0];
}

async function create(user, upload) {
  const metadata = `blob ${btoa(upload.id)},sha256 ${btoa(upload.sha256)}`;
  const headers = { "Upload-Length": String(upload.size), "Upload-Metadata": metadata };
  const response = await tus(user, "/api/uploads", { method: "POST", headers });
  const url = response.headers.get("Location");
  if (!response.ok || !url) return judge(upload, response);
  upload.url = new URL(url, location.href).pathname;
  await note(upload, upload.url);
  return [upload.url, Number(response.headers.get("Upload-Offset") ?? 0)];
}

// Sends the next piece, sized to take about two seconds so that little is lost with the signal; gives the new offset.
async function patch(user, upload, url, bytes, offset) {
  const begun = performance.now();
  const response = await tus(user, url, {
    method: "PATCH", body: bytes.slice(offset, offset + piece),
    headers: { "Content-Type": "application/offset+octet-stream", "Upload-Offset": String(offset) },
  });
  const took = performance.now() - begun;
  piece = Math.min(MOST, Math.max(LEAST, took < 1000 ? piece * 2 : took > 3000 ? piece / 2 : piece));
  const reached = Number(response.headers.get("Upload-Offset") ?? NaN);
  if (response.ok && reached > offset) return reached;
  if (response.status === 409) return (await resume(user, upload))[1] || again(upload);
  return judge(upload, response);
}

// Only the server's word about this very file lets go of the bytes.
async function confirm(user, upload, url) {
  const said = await json(await tus(user, url));
  if (said?.received !== true || said.blob !== upload.id || said.sha256 !== upload.sha256) return again(upload);
  await transact(["uploads", "blobs"], "readwrite", (uploads, blobs) => { uploads.delete(upload.id); blobs.delete(upload.id); });
  if (said.refused) await refuse(upload, { code: "refused", reason: said.refused });
  tell({ type: "received", id: upload.id, ticket: upload.ticket });
}

async function again(upload) {
  await note(upload, null);
  throw new Pause("busy");
}

// A refusal with a reason of ours is for good, and shown; anything else is tried again.
async function judge(upload, response) {
  const said = await json(response);
  const passing = [403, 404, 409, 410, 423].includes(response.status) && said?.code !== "refused";
  if (response.ok || passing || !said?.code || said.code === "body-mismatch") return again(upload);
  await refuse(upload, said);
  throw new Pause("busy");
}

async function refuse(upload, { code, reason }) {
  const op = { id: upload.op, user: upload.user, order: upload.order, ticket: upload.ticket, seq: upload.seq, done_at: upload.at, title: upload.title };
  await put("outcomes", { id: upload.id, outcome: "stuck-file", code, reason, at: Date.now(), op: { ...op, reference: upload.reference, place: upload.place } });
  tell({ type: "answers", tickets: [upload.ticket] });
}
