// Putting the app on the home screen: the browser's own offer where there is one, Safari's four steps where there is not.
let offer = null;

addEventListener("beforeinstallprompt", (event) => {
  event.preventDefault();
  offer = event;
  start();
});

export function start() {
  const apple = "standalone" in navigator && !navigator.standalone;
  for (const place of document.querySelectorAll("[data-install]")) {
    place.hidden = place.dataset.install === "ios" ? !apple : !offer;
    const button = place.querySelector("[data-install-button]");
    if (button) button.onclick = async () => { await offer?.prompt(); offer = null; place.hidden = true; };
  }
}
