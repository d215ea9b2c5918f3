"""What phones have claimed to hold: written down when their disk has it, whatever becomes of it afterwards."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, NamedTuple

HEX = (
    """const hex = (buffer) => [...new Uint8Array(buffer)].map((one) => one.toString(16).padStart(2, "0")).join("");"""
)
# Tells what a page adds to the stores, once its transaction is complete; hashes the bytes itself.
WITNESS = """(() => {
  HEX
  const plain = IDBObjectStore.prototype.add;
  const added = new WeakMap();
  const complete = async ({target}) => {
    const entries = added.get(target);
    const ops = entries.filter(({name}) => name === "ops").map(({value, request}) => ({...value, seq: request.result}));
    const blobs = [];
    for (const {value, digest} of entries) if (digest) blobs.push({id: value.id, sha256: hex(await digest)});
    window.witness({ops, blobs});
  };
  IDBObjectStore.prototype.add = function (value, ...rest) {
    const request = plain.call(this, value, ...rest);
    if (this.name === "ops" || this.name === "blobs") {
      if (!added.has(this.transaction)) {
        added.set(this.transaction, []);
        this.transaction.addEventListener("complete", complete);
      }
      const digest = value.bytes && crypto.subtle.digest("SHA-256", value.bytes);
      added.get(this.transaction).push({name: this.name, value: {...value, bytes: null}, request, digest});
    }
    return request;
  };
})()""".replace("HEX", HEX)
# Everything that a phone holds, at one moment.
HELD = """() => new Promise((resolve, reject) => {
  const names = ["ops", "outcomes", "uploads", "blobs"];
  const opening = indexedDB.open("fieldapp");
  opening.onerror = () => reject(opening.error);
  opening.onsuccess = async () => {
    const database = opening.result;
    const transaction = database.transaction(names);
    const asked = names.map((name) => transaction.objectStore(name).getAll());
    transaction.oncomplete = async () => {
      database.close();
      const [ops, outcomes, uploads, blobs] = asked.map((request) => request.result);
      HEX
      const digest = async (bytes) => hex(await crypto.subtle.digest("SHA-256", bytes));
      const hashed = blobs.map(async ({id, bytes}) => ({id, sha256: await digest(bytes)}));
      resolve({ops, outcomes, uploads, blobs: await Promise.all(hashed)});
    };
  };
})""".replace("HEX", HEX)


class Job(NamedTuple):
    """A visit that somebody has, and the words by which one would know its page."""

    id: int
    order: int
    secret: str


@dataclass
class Claim:
    """An op that a phone holds, or held; what was typed is not known of those first seen when they were answered."""

    id: str
    phone: str
    seq: int
    user: int
    order: int
    ticket: int
    command: str
    typed: list[list[str]] | None
    step: str

    def value(self, name: str) -> str:
        """The first value that was typed under a name."""
        return next((value for key, value in self.typed or [] if key == name), "")

    def __str__(self) -> str:
        return f"{self.command} {self.id} of order {self.order}, {self.phone}, seq {self.seq}, {self.step}"


@dataclass
class Ledger:
    """All claims; and what was cut off while it was being saved, which may exist or not."""

    ops: dict[str, Claim] = field(default_factory=dict)
    # File id → the SHA-256 of the bytes that the phone put away.
    blobs: dict[str, str] = field(default_factory=dict)
    perhaps: list[tuple[int, int, str]] = field(default_factory=list)
    # Under another name, or of another visit, than those on the screen.
    astray: list[str] = field(default_factory=list)
    # What one person could read of another.
    leaks: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    # Op id → where it is, of what had not gone from a phone at the end.
    left: dict[str, str] = field(default_factory=dict)

    def enter(self, phone: str, op: dict[str, Any], step: str) -> Claim:
        """Write an op down, if it is not: it is certain from now on. One that is must still be the same."""
        claim = Claim(
            op["id"], phone, op["seq"], op["user"], op["order"], op["ticket"], op["command"], op.get("typed"), step
        )
        known = self.ops.setdefault(claim.id, claim)
        if known.typed is None:
            known.typed = claim.typed
        elif claim.typed not in (None, known.typed):
            self.changed.append(f"{known} now says {claim.typed}")
        return known

    def enter_held(self, phone: str, held: dict[str, Any], step: str) -> None:
        """Write down what a phone holds when it is started again."""
        for op in held["ops"]:
            self.enter(phone, op, step)
        for outcome in held["outcomes"]:
            # A file that could not be sent is no answer to an op.
            if "command" in outcome["op"]:
                self.enter(phone, outcome["op"], step)
        self.enter_blobs(held["blobs"])

    def enter_blobs(self, blobs: list[dict[str, str]]) -> None:
        """Write down the bytes of files, by their hash."""
        for blob in blobs:
            known = self.blobs.setdefault(blob["id"], blob["sha256"])
            if known != blob["sha256"]:
                self.changed.append(f"file {blob['id']} was {known} and is {blob['sha256']}")

    def left_on(self, phone: str, held: dict[str, Any]) -> None:
        """Write down what a phone still has to send, and what it was told instead of an answer."""
        self.left |= {op["id"]: f"still on {phone}" for op in held["ops"]}
        for outcome in held["outcomes"]:
            if outcome["outcome"].startswith("stuck"):
                self.left[outcome["op"]["id"]] = f"{outcome['outcome']} on {phone}: {outcome.get('reason')}"
