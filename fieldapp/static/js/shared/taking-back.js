// Second thoughts: taking back what has not gone yet, and giving up what was not accepted. No DOM, no caches, no network.
import { asked, transact } from "./db.js";
import { ANSWERED, drain, tell } from "./outbox.js";

// Takes back an op that may not be sent yet; true if it was still here.
export async function undo(id) {
  const taken = await transact(["ops"], "readwrite", async (ops) => {
    const op = await asked(ops.index("id").get(id));
    if (!(op?.not_before > Date.now())) return false;
    ops.delete(op.seq);
    return true;
  });
  tell({ type: "changed" });
  return taken;
}

// The writer has read an answer, or gives up what was not accepted, its bytes too.
export async function discard(id) {
  await transact(["ops", "outcomes", "uploads", "blobs"], "readwrite", async (ops, outcomes, uploads, bytes) => {
    const outcome = await asked(outcomes.get(id));
    if (!outcome) return;
    outcomes.delete(id);
    // Of what was answered for good, only the answer goes: its photo may still be on its way.
    if (outcome.outcome !== "invalid" && ANSWERED.includes(outcome.outcome)) return;
    ops.delete(outcome.op.seq);
    for (const upload of await asked(uploads.getAll())) {
      if (upload.op === outcome.op.id) { uploads.delete(upload.id); bytes.delete(upload.id); }
    }
  });
  tell({ type: "changed" });
  drain();
}
