// Putting the app on the home screen: the browser's own offer where there is one, the steps by hand where there is not.
const show = (selector, shown) => document.querySelectorAll(selector).forEach((place) => { place.hidden = !shown; });

// Safari offers nothing: the page says how.
export function start() {
  show('[data-install="ios"]', true);
  const own = document.querySelector('[data-install-own="ios"]');
  own?.parentElement.prepend(own);
}

export function offer(event) {
  const places = '[data-install]:not([data-install="ios"])';
  show(places, true);
  document.querySelectorAll("[data-install-button]").forEach((button) => {
    button.onclick = async () => { await event.prompt(); show(places, false); };
  });
}
