// Signing out on a phone, with signal or without: this user's pages go at once, the session ends now or at the next contact, unsent work stays.
import { remember, transact } from "../shared/db.js";
import { ask, json } from "../shared/contact.js";
import { forgetOthers } from "../sw/caches.js";

const KEPT = ["invalid", "stuck", "stuck-file"];

// What the office told this user goes too; what this user wrote and nobody has received stays, for them alone.
async function forget() {
  await transact(["meta", "outcomes"], "readwrite", (meta, outcomes) => {
    meta.put({ key: "end-session", value: true });
    for (const key of ["user", "contact", "day"]) meta.delete(key);
    outcomes.openCursor().onsuccess = ({ target: { result } }) => {
      if (!result) return;
      if (!KEPT.includes(result.value.outcome)) result.delete();
      result.continue();
    };
  });
  await forgetOthers(null);
  await navigator.clearAppBadge?.().catch(() => {});
}

async function end() {
  const { csrf } = (await json(await ask("/api/whoami", { patience: 5_000 }))) ?? {};
  if (csrf) await ask("/sign-out", { method: "POST", patience: 5_000, headers: { "X-CSRFToken": csrf } });
}

export async function submit() {
  document.body.hidden = true;
  await forget();
  try {
    await end();
    await remember("end-session", false);
  } catch (pause) {
    if (pause.state === "signed-out") await remember("end-session", false);
  }
  location.replace("/sign-in");
}
