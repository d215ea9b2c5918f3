// The search among rates on a page: answers while one types, from the book that the phone keeps or the office sends. Ranking is shared/finder.js's.
import { AT_ONCE, Finder } from "../shared/finder.js";
import { changedBy, inPounds } from "../shared/numbers.js";

const MOST_TRADES = 5;
const DAY = new Intl.DateTimeFormat("en-GB", { timeZone: "Europe/London", day: "numeric", month: "short" });
const MISSING = "The price book is not on this phone yet: it comes with the next signal.";
const one = (selector, within) => within.querySelector(selector);
const all = (selector, within) => [...within.querySelectorAll(selector)];
const say = (place, text) => { if (place && place.textContent !== text) place.textContent = text; };
const books = new Map();
const searches = new WeakMap();

// A book that could not be had is asked for again; one that is there serves every search of the page.
function bookAt(address) {
  if (!books.has(address)) {
    const coming = fetch(address, { headers: { Accept: "application/json" } })
      .then(async (response) => {
        if (!response.ok || response.redirected) throw response;
        const [book, kept] = [await response.json(), response.headers.get("X-Fieldapp-Kept")];
        return Object.assign(new Finder(book), { saved: kept ? ` saved on this phone (${DAY.format(new Date(kept))})` : "" });
      });
    coming.catch(() => books.delete(address));
    books.set(address, coming);
  }
  return books.get(address);
}

class Search {
  constructor(root, finder) {
    Object.assign(this, { root, finder, limit: AT_ONCE, trade: "", category: "" });
    this.day = root.dataset.finderDay;
    this.field = one("[data-finder-words]", root);
    this.places = new Map();
    finder.code.forEach((code, place) => { if (finder.shows(place, this.day, "", "")) this.places.set(code, place); });
    this.units = finder.book.unit.map((at) => finder.book.units[at]);
    this.prices = new Set(finder.book.price);
    this.filters();
    this.search();
  }

  filters() {
    const { book } = this.finder;
    const trades = one("[data-finder-trades]", this.root);
    const names = Object.entries(book.trade_names).slice(0, MOST_TRADES);
    trades.replaceChildren(...[["", "All trades"], ...names].map(([code, words]) => {
      const chip = Object.assign(document.createElement("button"), { type: "button", className: "fa-chip", textContent: words });
      chip.dataset.trade = code;
      chip.setAttribute("aria-pressed", String(!code));
      return chip;
    }));
    trades.hidden = names.length < 2;
    const box = one("[data-finder-category]", this.root);
    const categories = book.categories.filter(Boolean).sort();
    one("select", box).replaceChildren(new Option("All categories", ""), ...categories.map((name) => new Option(name, name)));
    box.hidden = categories.length < 2;
  }

  search() {
    const { day, trade, category, limit } = this;
    const words = this.field.value;
    const begun = performance.now();
    const { total, first } = this.finder.find(words, { day, trade, category, limit });
    const usual = words.trim() || trade || category ? [[], []] : [this.finder.book.recent, this.together()];
    this.show("recent", usual[0]);
    this.show("together", usual[1]);
    this.show("found", first.map((place) => this.finder.code[place]), first);
    one('[data-finder-group="found"] [data-finder-title]', this.root).hidden = !usual.some((codes) => codes.length);
    one("[data-finder-more]", this.root).hidden = total <= first.length;
    say(one("[data-finder-count]", this.root), this.words(total, first.length, words));
    this.root.dispatchEvent(new Event("shown", { bubbles: true }));
    // Of the newest search, in milliseconds: what a measurement reads.
    this.root.dataset.finderTook = (performance.now() - begun).toFixed(1);
  }

  words(total, shown, words) {
    if (!total) return words.trim() ? `Nothing matches “${words.trim()}”. Try one word of it, or the first digits of the code.` : "No codes.";
    return `${total} found in the price book${this.finder.saved}${total > shown ? `, the first ${shown} shown` : ""}.`;
  }

  // What was often claimed with the codes that are there already.
  together() {
    const used = this.used();
    const codes = used.flatMap((code) => this.finder.book.together[code] ?? []);
    return [...new Set(codes)].filter((code) => !used.includes(code)).slice(0, AT_ONCE);
  }

  used() {
    const extra = all("[data-extra]", document).map((row) => row.dataset.extra);
    const filled = this.fields().map((field) => field.value.trim().toUpperCase());
    return [...this.root.dataset.finderUsed.split(" "), ...extra, ...filled].filter(Boolean);
  }

  fields() {
    const { finderFills } = this.root.dataset;
    return finderFills ? all(`input[name^="${finderFills}"]`, this.root.closest("form") ?? document) : [];
  }

  // Rows are used again: only what is shown touches the page.
  show(name, codes, places = codes.map((code) => this.places.get(code)).filter((place) => place !== undefined)) {
    const section = one(`[data-finder-group="${name}"]`, this.root);
    const list = one("ul", section);
    const template = one("template[data-finder-row]", this.root).content.firstElementChild;
    while (list.children.length < places.length) list.append(template.cloneNode(true));
    [...list.children].forEach((row, at) => {
      row.hidden = at >= places.length;
      if (!row.hidden) this.write(row, places[at]);
    });
    section.hidden = !places.length;
  }

  rate(place) {
    const { book, code, short } = this.finder;
    const [unit, hint] = this.units[place];
    return { code: code[place], short: short[place], unit, hint, price: this.prices.has(place), pence: book.pence?.[place] };
  }

  write(row, place) {
    const rate = this.rate(place);
    row.dataset.price = rate.code;
    say(one("[data-code]", row), rate.code);
    say(one("[data-short]", row), rate.short);
    say(one("[data-unit]", row), rate.unit);
    say(one("[data-hint]", row), rate.hint ? `, ${rate.hint}` : "");
    say(one("[data-rate]", row), rate.pence === undefined || rate.price ? "" : ` · ${inPounds(rate.pence / 100)}`);
    const button = one("[data-add-line]", row);
    if (!button) return;
    button.dataset.addLine = button.value = rate.code;
    say(one("[data-add-about]", button), ` ${rate.short}`);
    if (this.root.dataset.finderFills) this.told(row, rate.code);
  }

  // "Added – 2 on this order", and what the next tap would make of it.
  told(row, code) {
    const number = this.used().filter((each) => each === code.toUpperCase()).length && this.quantity(code);
    tell(row, number, this.root.dataset.finderPlace);
  }

  quantity(code) {
    const field = this.fields().find((each) => each.value.trim().toUpperCase() === code.toUpperCase());
    return field ? this.quantityOf(field)?.value || "1" : "";
  }

  quantityOf(field) {
    const { finderFills } = this.root.dataset;
    return one(`input[name="${field.name.replace(finderFills, "quantity-")}"]`, field.form ?? document);
  }

  // The first row without a code; one more, where the form's own button makes one.
  empty() {
    const found = () => this.fields().find((each) => !each.value.trim());
    const focused = document.activeElement;
    const more = found() ? null : one("[data-add-row]:not([hidden])", this.root.closest("form") ?? document);
    more?.click();
    if (more) focused.focus({ preventScroll: true });
    return found();
  }

  // Into the row that holds the code already, one more; else into the first row without a code. False where there is none.
  fill(rate) {
    const holds = this.fields().find((field) => field.value.trim().toUpperCase() === rate.code.toUpperCase());
    const field = holds ?? this.empty();
    if (!field) return false;
    field.value = rate.code;
    const quantity = this.quantityOf(field);
    if (quantity && !rate.price) quantity.value = holds ? changedBy(quantity.value, 1) ?? quantity.value : "1";
    for (const each of [field, quantity]) each?.dispatchEvent(new Event("input", { bubbles: true }));
    all("[data-price]", this.root).filter((row) => row.dataset.price === rate.code).forEach((row) => this.told(row, rate.code));
    return true;
  }
}

// What a row says of a code that is there so many times; nothing where it is not (C7).
export function tell(row, number, place) {
  const added = one("[data-added]", row);
  added.hidden = !number;
  say(added, number ? `Added – ${number} on this ${place}` : "");
  const next = number && changedBy(String(number), 1);
  say(one("[data-add-words]", row), !number ? "Add 1" : next ? `Make it ${next}` : "Add 1 more");
}

// Who asks what a code is, about a row of the page, is answered with its rate; not at all where no book has it.
function asked({ detail }) {
  for (const root of all("[data-finder]", document)) {
    const search = searches.get(root);
    const place = search?.places.get(detail.code) ?? search?.places.get(detail.code.toUpperCase());
    if (place !== undefined) detail.rate = search.rate(place);
  }
}

function addressOf(root) {
  const { finder, finderChoice, finderBooks } = root.dataset;
  const choice = finderChoice && root.closest("form")?.elements[finderChoice];
  return choice ? JSON.parse(finderBooks)[choice.value] : finder;
}

function searchOf(element) {
  const root = element.closest?.("[data-finder]");
  return root && searches.get(root);
}

function typed(event) {
  const search = event.target.matches?.("[data-finder-words]") && searchOf(event.target);
  if (!search) return;
  search.limit = AT_ONCE;
  search.search();
}

// Of another contract's book; of none, the office searches.
function chosen(event) {
  for (const root of all("[data-finder-choice]", event.target.form ?? document)) {
    if (root.dataset.finderChoice !== event.target.name) continue;
    searches.delete(root);
    start();
  }
  const search = event.target.closest?.("[data-finder-category]") && searchOf(event.target);
  if (!search) return;
  search.category = event.target.value;
  search.search();
}

function clicked(event) {
  const search = searchOf(event.target);
  const at = (selector) => event.target.closest(selector);
  if (!search) return;
  if (at("[data-finder-go]")) { event.preventDefault(); search.search(); }
  else if (at("[data-finder-more]")) { search.limit += AT_ONCE; search.search(); }
  else if (at("[data-trade]")) {
    search.trade = at("[data-trade]").dataset.trade;
    all("[data-trade]", search.root).forEach((chip) => chip.setAttribute("aria-pressed", String(chip.dataset.trade === search.trade)));
    search.search();
  } else if (at("[data-add-line]")) {
    const place = search.places.get(at("[data-add-line]").dataset.addLine);
    if (place === undefined) return;
    const rate = search.rate(place);
    const taken = !search.root.dispatchEvent(new CustomEvent("rate", { bubbles: true, cancelable: true, detail: rate }));
    if (taken || search.fill(rate)) event.preventDefault();
  }
}

// Enter in the search looks, and does not send the form around it.
function keyed(event) {
  if (event.key === "Enter" && event.target.matches?.("[data-finder-words]") && (searchOf(event.target) || !event.target.name)) event.preventDefault();
}

// Beside a code that is typed, or filled in, what the book says of it.
function describe({ target }) {
  const says = target.name?.startsWith("code-") && one("[data-code-says]", target.parentElement);
  if (!says) return;
  const detail = { code: target.value.trim() };
  asked({ detail });
  say(says, detail.rate ? [detail.rate.short, detail.rate.hint || detail.rate.unit].join(", ") : "");
}

let listening = false;
export async function start() {
  if (!listening) {
    listening = true;
    document.addEventListener("input", typed);
    document.addEventListener("input", describe);
    document.addEventListener("change", chosen);
    document.addEventListener("click", clicked);
    document.addEventListener("keydown", keyed);
    document.addEventListener("rate-asked", asked);
  }
  await Promise.all(all("[data-finder]", document).map(async (root) => {
    if (searches.has(root)) return;
    const address = addressOf(root);
    if (!address) return;
    try {
      const finder = await bookAt(address);
      if (!searches.has(root) && addressOf(root) === address) searches.set(root, new Search(root, finder));
    } catch {
      if (!one("[data-price]", root)) say(one("[data-finder-count]", root), MISSING);
    }
  }));
}
