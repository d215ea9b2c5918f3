// The phone's own database: opening, reopening, transactions that are on the disk when they say so, and the one lock. No DOM, no caches, no network.
const NAME = "fieldapp";
const VERSION = 1;
const LOST = ["InvalidStateError", "UnknownError", "AbortError"];
const LEASE = 15_000;
let opening = null;

// Additive only: a tab of an older release goes on working with what it knows.
function upgrade(database) {
  const ops = database.createObjectStore("ops", { keyPath: "seq", autoIncrement: true });
  ops.createIndex("id", "id", { unique: true });
  ops.createIndex("order", "order");
  for (const name of ["blobs", "uploads", "outcomes"]) database.createObjectStore(name, { keyPath: "id" });
  for (const name of ["drafts", "meta"]) database.createObjectStore(name, { keyPath: "key" });
}

function opened(version) {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(NAME, version);
    request.onupgradeneeded = () => upgrade(request.result);
    request.onerror = () => reject(request.error);
    request.onsuccess = () => {
      const database = request.result;
      // A newer release wants to change the tables: let go at once, so that this tab never blocks it.
      database.onversionchange = () => { database.close(); opening = null; };
      database.onclose = () => { opening = null; };
      resolve(database);
    };
  });
}

function open() {
  opening ??= opened(VERSION)
    // The tables are already those of a newer release.
    .catch((error) => { if (error.name === "VersionError") return opened(); throw error; })
    .catch((error) => { opening = null; throw error; });
  return opening;
}

export function asked(request) {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

function once(database, names, mode, work) {
  return new Promise((resolve, reject) => {
    const transaction = database.transaction(names, mode, { durability: "strict" });
    let value, failure;
    transaction.oncomplete = () => resolve(value);
    transaction.onabort = () => reject(failure ?? transaction.error ?? new DOMException("Aborted", "AbortError"));
    Promise.resolve(work(...names.map((name) => transaction.objectStore(name)))).then(
      (result) => { value = result; },
      (error) => { failure = error; try { transaction.abort(); } catch { reject(error); } },
    );
  });
}

// Gives what `work(store, …)` gives, after the transaction is complete; all of it happened or none. A connection that died is opened
// again once: what it had not completed, it had not stored.
export async function transact(names, mode, work, again = true) {
  const connection = open();
  try {
    return await once(await connection, names, mode, work);
  } catch (error) {
    if (!again || !LOST.includes(error.name)) throw error;
    if (opening === connection) opening = null;
    connection.then((database) => database.close(), () => {});
    return transact(names, mode, work, false);
  }
}

export const all = (name) => transact([name], "readonly", (store) => asked(store.getAll()));
export const one = (name, key) => transact([name], "readonly", (store) => asked(store.get(key)));
export const put = (name, row) => transact([name], "readwrite", (store) => { store.put(row); });
export const drop = (name, key) => transact([name], "readwrite", (store) => { store.delete(key); });
export const meta = async (key) => (await one("meta", key))?.value;
export const remember = (key, value) => put("meta", { key, value });

// Where Web Locks are missing: a lease that lapses when its holder dies. Two holders for a moment cost a repeated send, never a double entry.
function lease(key, holder) {
  return transact(["meta"], "readwrite", async (store) => {
    const held = (await asked(store.get(key)))?.value;
    const left = held ? held.until - Date.now() : 0;
    if (held?.holder !== holder && left > 0 && left <= LEASE) return false;
    store.put({ key, value: { holder, until: Date.now() + LEASE } });
    return true;
  });
}

async function leased(name, work) {
  const key = `lease:${name}`;
  const holder = crypto.randomUUID();
  while (!(await lease(key, holder))) await new Promise((resolve) => { setTimeout(resolve, 300); });
  const renewing = setInterval(() => { lease(key, holder).catch(() => {}); }, LEASE / 3);
  try {
    return await work();
  } finally {
    clearInterval(renewing);
    await drop("meta", key);
  }
}

// One holder per origin, pages and worker together; the others wait their turn.
export function exclusive(name, work) {
  return globalThis.navigator?.locks ? navigator.locks.request(name, work) : leased(name, work);
}
