// A page fetched anew and put in the place of the one shown, never under somebody who is writing.
const DIRTY = "main :is(form[data-dirty], form[data-saving], form[data-replaces], [data-screen]:target form[data-command], [data-taking])";

// A form that has just been opened counts as well, and a photo that is being made smaller.
export function writing() {
  const focused = document.activeElement;
  return Boolean(document.querySelector(DIRTY) || focused?.matches?.("main input, main textarea, main select"));
}

// Gives true if <main> was exchanged. Only a page of this user, from the server, not a kept copy.
export async function exchange(user) {
  let response, text;
  try {
    response = await fetch(location.pathname + location.search, { credentials: "same-origin", cache: "no-store", headers: { Accept: "text/html" } });
    text = await response.text();
  } catch { return false; }
  if (!response.ok || response.redirected || Number(response.headers.get("X-Fieldapp-User")) !== user) return false;
  const fresh = new DOMParser().parseFromString(text, "text/html");
  const main = fresh.querySelector("main");
  if (!main || writing()) return false;
  // Parsed apart from the page, what is for those without script would be fields of its forms.
  main.querySelectorAll("noscript").forEach((part) => part.remove());
  document.querySelector("main").replaceWith(document.adoptNode(main));
  for (const part of document.querySelectorAll("[data-swap]")) {
    const other = fresh.querySelector(`[data-swap="${part.dataset.swap}"]`);
    if (other) part.replaceWith(document.adoptNode(other));
  }
  // The browser forgets which part was open when that part is exchanged.
  if (location.hash.length > 1) location.replace(location.hash);
  document.body.dataset.rendered = fresh.body.dataset.rendered;
  delete document.body.dataset.kept;
  return true;
}
