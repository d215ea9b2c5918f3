// A new release waits for a launch or a tap; it never reloads a form that is being filled.
export function start(registration) {
  const button = document.querySelector("[data-update]");
  const offer = () => { if (button && registration.waiting) button.hidden = false; };
  offer();
  registration.addEventListener("updatefound", () => registration.installing?.addEventListener("statechange", offer));
  button?.addEventListener("click", () => {
    navigator.serviceWorker.addEventListener("controllerchange", () => location.reload(), { once: true });
    registration.waiting?.postMessage({ type: "tap" });
  });
}
