// What a photo shows, in words: asked for after it is saved, and sent as a record of its own.
import { asked, transact } from "../shared/db.js";
import { save } from "../shared/outbox.js";
import { record } from "./evidence.js";

// Changes what this phone keeps of a photo, as long as it is here.
const change = (id, make) => transact(["uploads"], "readwrite", async (uploads) => {
  const upload = await asked(uploads.get(id));
  if (upload) uploads.put({ ...upload, ...make });
});

export const settle = (id) => change(id, { looks: "" });

// Asks for the words; saved when the dialog is closed by its button.
export async function describe(id, visit, about, said) {
  const dialog = document.querySelector("dialog[data-photo-describe]");
  const field = dialog.querySelector("input");
  dialog.querySelector("[data-photo-about]").textContent = about;
  field.value = said;
  dialog.returnValue = "";
  // Nobody exchanges the page under somebody who writes.
  dialog.dataset.taking = "";
  dialog.showModal();
  await new Promise((resolve) => { dialog.addEventListener("close", resolve, { once: true }); });
  delete dialog.dataset.taking;
  const caption = field.value.trim();
  if (dialog.returnValue !== "save" || caption === said) return;
  await save(record(visit, "caption-photo", [["blob", id], ["caption", caption]], caption ? `Words to a photo: ${caption}` : "Words of a photo taken off"));
  await change(id, { caption });
}
