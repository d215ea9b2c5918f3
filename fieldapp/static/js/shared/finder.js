// Finding a rate in a price book by its code, by words or by the trade's words, the best first. No DOM, no network.
// It ranks as `fieldapp/domain/finder.py` does, in whole numbers; a test compares the two.
export const AT_ONCE = 8;
const [SHORT, KEYWORDS, CATEGORY] = [6, 5, 3];
const [SAME, MEANT, BEGUN, MISTYPED] = [8, 6, 4, 4];
const PART = 3;
const [BY_CODE, BY_CODES_BEGINNING] = [2_000_000, 1_000_000];
const [LONG_ENOUGH, SHORTEST_PART, SHORTEST_BEGINNING, LONGEST_PHRASE] = [5, 3, 2, 3];
const SILENT = new Set("a an and at by for from in is it my of on or our the this to with".split(" "));
const SIBILANT = ["sses", "shes", "ches", "xes", "zes"];
const WORD = /^[a-z]+$/;

const folded = (text) => { const low = text.toLowerCase(); return /[^\0-\x7f]/.test(low) ? low.normalize("NFKD").replace(/[\u0300-\u036f]/g, "") : low; };
export const tokens = (text) => folded(text).match(/[a-z]+|[0-9]+/g) ?? [];
export const squashed = (text) => tokens(text).join("");

function without(word, ending) {
  const left = word.slice(0, -ending);
  if (!/[aeiouy]/.test(left)) return word;
  return left.at(-1) === left.at(-2) && !"lsz".includes(left.at(-1)) ? left.slice(0, -1) : left;
}

// taps → tap, blocked → block, dripping → drip, valve and valves → valv
export function stem(word) {
  if (word.length <= 3 || !WORD.test(word)) return word;
  if (word.endsWith("ies") && word.length > 4) word = `${word.slice(0, -3)}y`;
  else if (SIBILANT.some((ending) => word.endsWith(ending))) word = word.slice(0, -2);
  else if (word.endsWith("s") && !["ss", "us", "is"].some((ending) => word.endsWith(ending))) word = word.slice(0, -1);
  if (word.endsWith("ing") && word.length > 5) word = without(word, 3);
  else if (word.endsWith("ed") && word.length > 4) word = without(word, 2);
  return word.endsWith("e") && word.length > 3 ? word.slice(0, -1) : word;
}

// One letter too many, too few, wrong or exchanged with its neighbour.
export function near(one, other) {
  if (one.length > other.length) [one, other] = [other, one];
  if (other.length - one.length > 1) return false;
  let at = 0;
  while (at < one.length && one[at] === other[at]) at += 1;
  if (one.length < other.length) return one.slice(at) === other.slice(at + 1);
  return one.slice(at + 1) === other.slice(at + 1)
    || (one.slice(at + 2) === other.slice(at + 2) && one[at] === other[at + 1] && one[at + 1] === other[at]);
}

const spoken = (text) => tokens(text).filter((word) => !SILENT.has(word)).map(stem);
const lines = (text) => (text ? text.split("\n") : []);
const push = (map, key, ...values) => { const list = map.get(key); if (list) list.push(...values); else map.set(key, values); };

// The index of a book as the server packs it. What was met is a number for each rate, or null where nothing was.
export class Finder {
  constructor(book) {
    this.book = book;
    this.code = lines(book.code);
    this.short = lines(book.short);
    this.size = this.code.length;
    this.squashed = this.code.map(squashed);
    this.spells = new Map(book.spells.map(([place, first, last]) => [place, [first, last]]));
    this.order = this.code.map((_, place) => place).sort((a, b) => (this.code[a] < this.code[b] ? -1 : this.code[a] > this.code[b] ? 1 : a - b));
    this.rank = new Int32Array(this.size);
    this.order.forEach((place, rank) => { this.rank[place] = rank; });
    this.index();
    this.listen();
  }

  index() {
    const keywords = lines(this.book.keywords);
    const categories = this.book.categories.map(tokens);
    this.words = new Map();
    this.lengths = this.short.map((short, place) => {
      const own = tokens(short);
      for (const [texts, weight] of [[own, SHORT], [tokens(keywords[place] ?? ""), KEYWORDS], [categories[this.book.category[place]], CATEGORY]]) {
        for (const word of texts) {
          const met = this.words.get(word);
          if (!met) this.words.set(word, [place, weight]);
          else if (met[met.length - 2] !== place) met.push(place, weight);
        }
      }
      return own.length;
    });
    this.sorted = [...this.words.keys()].sort();
    this.stems = new Map();
    for (const word of this.sorted) push(this.stems, stem(word), word);
  }

  listen() {
    this.said = new Map();
    for (const [said, meant] of this.book.words) {
      const phrase = spoken(said).slice(0, LONGEST_PHRASE);
      const ways = meant.split(",").map(spoken).filter((way) => way.length);
      if (phrase.length) push(this.said, phrase.join(" "), ...ways);
      if (phrase.length > 1) push(this.said, stem(squashed(said)), ...ways);
    }
    this.saidAlone = [...this.said.keys()].filter((key) => !key.includes(" "));
  }

  // How many were found, and the places of the first of them.
  find(query, { day = "", trade = "", category = "", limit = AT_ONCE } = {}) {
    const all = tokens(query);
    const some = all.filter((word) => !SILENT.has(word));
    const asked = some.length ? some : all;
    if (!asked.length) {
      const shown = this.order.filter((place) => this.shows(place, day, trade, category));
      return { total: shown.length, first: shown.slice(0, limit) };
    }
    const counts = new Int32Array(this.size);
    this.units(asked, counts);
    this.byCode(query, counts);
    const rows = [];
    let best = 0;
    for (let place = 0; place < this.size; place += 1) {
      const count = counts[place];
      if (!count || !this.shows(place, day, trade, category)) continue;
      rows.push(place);
      if (count < BY_CODES_BEGINNING && count > best) best = count;
    }
    return this.first(rows.filter((place) => counts[place] >= BY_CODES_BEGINNING || counts[place] * PART >= best), counts, limit);
  }

  // The best so many, without putting all the others in order.
  first(rows, counts, limit) {
    const before = (a, b) => counts[b] - counts[a] || this.lengths[a] - this.lengths[b] || this.rank[a] - this.rank[b];
    const first = [];
    for (const place of rows) {
      if (first.length === limit && before(place, first[limit - 1]) >= 0) continue;
      let at = first.length;
      while (at > 0 && before(place, first[at - 1]) < 0) at -= 1;
      first.splice(at, 0, place);
      if (first.length > limit) first.pop();
    }
    return { total: rows.length, first };
  }

  shows(place, day, trade, category) {
    const { book } = this;
    if (trade && book.trades[book.trade[place]] !== trade) return false;
    if (category && book.categories[book.category[place]] !== category) return false;
    const spell = day && this.spells.get(place);
    return !spell || ((!spell[0] || spell[0] <= day) && (!spell[1] || day <= spell[1]));
  }

  byCode(query, counts) {
    const whole = squashed(query);
    const parts = new Set(query.split(/\s+/).map(squashed).filter(Boolean));
    const long = [...parts].filter((part) => part.length >= LONG_ENOUGH && /[0-9]/.test(part));
    const beginning = /[0-9]/.test(whole) ? BY_CODES_BEGINNING : SHORT * BEGUN;
    this.squashed.forEach((code, place) => {
      if (code === whole || parts.has(code)) counts[place] += BY_CODE;
      else if (code.startsWith(whole)) counts[place] += beginning;
      else if (long.some((part) => code.startsWith(part))) counts[place] += BY_CODES_BEGINNING;
    });
  }

  units(asked, counts) {
    let at = 0;
    while (at < asked.length) {
      const [length, met] = this.together(asked, at) ?? [1, this.one(asked[at])];
      at += length;
      if (!met) continue;
      let many = 0;
      for (let place = 0; place < this.size; place += 1) if (met[place]) many += 1;
      const rare = (32 - Math.clz32(Math.floor(this.size / many))) * length;
      for (let place = 0; place < this.size; place += 1) if (met[place]) counts[place] += met[place] * rare;
    }
  }

  // The longest of two or three words that the trade says, or that the book writes as one.
  together(asked, at) {
    for (let length = Math.min(LONGEST_PHRASE, asked.length - at); length > 1; length -= 1) {
      const words = asked.slice(at, at + length);
      const phrase = words.map(stem);
      const joined = stem(words.join(""));
      const ways = (this.said.get(phrase.join(" ")) ?? []).map((way) => [way, MEANT]);
      if (this.stems.has(joined)) ways.push([[joined], SAME]);
      for (const way of this.said.get(joined) ?? []) ways.push([way, MEANT]);
      const met = ways.length ? this.allOf([[phrase, SAME], ...ways]) : null;
      if (met) return [length, met];
    }
    return null;
  }

  // Itself and what it means; else what begins so; else what it was mistyped from.
  one(word) {
    const own = stem(word);
    const letters = WORD.test(word);
    let met = this.allOf([[[own], SAME], ...(this.said.get(own) ?? []).map((way) => [way, MEANT])]);
    if (letters && word.length >= SHORTEST_BEGINNING) {
      for (const begun of this.beginning(word)) met = this.most(met, begun, BEGUN);
      met ??= this.allOf(this.saidAlone.filter((key) => key.startsWith(word)).flatMap((key) => this.said.get(key).map((way) => [way, BEGUN])));
    }
    if (met || !letters) return met;
    const halves = [];
    for (let cut = SHORTEST_PART; cut <= word.length - SHORTEST_PART; cut += 1) halves.push([[stem(word.slice(0, cut)), stem(word.slice(cut))], SAME]);
    met = this.allOf(halves);
    return met || word.length < LONG_ENOUGH ? met : this.mistyped(own);
  }

  mistyped(own) {
    const like = (one) => Math.abs(one.length - own.length) < 2 && one.length >= LONG_ENOUGH - 1 && near(one, own);
    const ways = [...this.stems.keys()].filter(like).map((one) => [[one], MISTYPED]);
    for (const key of this.saidAlone.filter(like)) ways.push(...this.said.get(key).map((way) => [way, MISTYPED]));
    return this.allOf(ways);
  }

  beginning(word) {
    let [low, high] = [0, this.sorted.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.sorted[middle] < word) low = middle + 1;
      else high = middle;
    }
    let end = low;
    while (end < this.sorted.length && this.sorted[end].startsWith(word)) end += 1;
    return this.sorted.slice(low, end);
  }

  // The higher count of each rate, with those that a word of the book gives.
  most(met, word, how) {
    const most = met ?? new Int32Array(this.size);
    const found = this.words.get(word);
    for (let at = 0; at < found.length; at += 2) most[found[at]] = Math.max(most[found[at]], found[at + 1] * how);
    return most;
  }

  ofStem(one, how) {
    return this.stems.get(one).reduce((met, word) => this.most(met, word, how), null);
  }

  // The best of several ways, each of which needs all of its stems and counts as its weakest.
  allOf(ways) {
    let best = null;
    for (const [way, how] of ways) {
      if (!way.every((one) => this.stems.has(one))) continue;
      const [first, ...others] = way.map((one) => this.ofStem(one, how));
      let some = 0;
      for (let place = 0; place < this.size; place += 1) {
        for (const other of others) first[place] = Math.min(first[place], other[place]);
        if (first[place] && best) best[place] = Math.max(best[place], first[place]);
        some += first[place] && 1;
      }
      if (some) best ??= first;
    }
    return best;
  }
}
