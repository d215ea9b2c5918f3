// Second thoughts: taking back what has not gone yet, and giving up what was not accepted. No DOM, no caches, no network.
import { asked, transact } from "./db.js";
import { drain, tell, undoLeft } from "./outbox.js";

const UNSENT = ["invalid", "stuck", "stuck-file"];
const LATE = ["too-late", "moved-on"];

// Work that came too late waits for the landlord, anything else is refused for good: the answer does not say which it is.
export const mayBeDecided = ({ outcome, code }) => outcome === "refused" && LATE.includes(code);

// Takes back an op that may not be sent yet: it becomes the draft that `draftOf` makes of it, in one step. True if it was still here.
export async function undo(id, draftOf) {
  const taken = await transact(["ops", "drafts"], "readwrite", async (ops, drafts) => {
    const op = await asked(ops.index("id").get(id));
    if (!op || !undoLeft(op)) return false;
    ops.delete(op.seq);
    drafts.put(draftOf(op));
    return true;
  });
  tell({ type: "changed" });
  drain();
  return taken;
}

// Takes a photo off: what has never left this phone is forgotten, with all that was said of it; else `off`, a record that the office takes it off,
// goes after it, and the bytes still follow: refused, it would be missing.
export async function takeOff(blob, off) {
  await transact(["ops", "uploads", "blobs", "meta"], "readwrite", async (ops, uploads, bytes, meta) => {
    const posted = (await asked(meta.get("posted")))?.value ?? 0;
    const upload = await asked(uploads.get(blob));
    const about = (await asked(ops.getAll())).filter(({ typed }) => typed.some(([name, value]) => name === "blob" && value === blob));
    if (about.some(({ command }) => command === "add-photo") && about.every(({ seq }) => seq > posted) && !upload?.url) {
      about.forEach(({ seq }) => ops.delete(seq));
      uploads.delete(blob);
      bytes.delete(blob);
      return;
    }
    ops.add(off);
    if (upload) uploads.put({ ...upload, off: true });
  });
  tell({ type: "changed", ticket: off.ticket });
  drain();
}

// The writer has read an answer, or gives up what was not accepted, its bytes too.
export async function discard(id) {
  await transact(["ops", "outcomes", "uploads", "blobs"], "readwrite", async (ops, outcomes, uploads, bytes) => {
    const outcome = await asked(outcomes.get(id));
    if (!outcome) return;
    // Read, it is kept, so that a decision of the landlord finds it; the worker drops it when there can be none any more.
    if (mayBeDecided(outcome)) outcomes.put({ ...outcome, outcome: "read" });
    else outcomes.delete(id);
    // Of what was answered for good, only the answer goes: its photo may still be on its way.
    if (!UNSENT.includes(outcome.outcome)) return;
    ops.delete(outcome.op.seq);
    for (const upload of await asked(uploads.getAll())) {
      if (upload.op === outcome.op.id) { uploads.delete(upload.id); bytes.delete(upload.id); }
    }
  });
  tell({ type: "changed" });
  drain();
}
