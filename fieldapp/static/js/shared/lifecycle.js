// What the phone expects a visit's state to be, from the page's own table and what is queued. No DOM, no caches, no network.

// The state after `ops`, in their order. What the table does not allow from the state reached changes nothing: the office will judge it.
export function replay(state, ops, table) {
  return ops.reduce((now, { command }) => {
    const row = table[command];
    return (row?.while.includes(now) && row.becomes) || now;
  }, state);
}

// An answer that is newer than the page (times in ms of the office's clock) says the state better than the page does.
export function answered(state, rendered, outcomes) {
  const newer = outcomes.filter((outcome) => outcome.ticket_state && outcome.at > rendered);
  newer.sort((a, b) => a.at - b.at || a.op.seq - b.op.seq);
  return newer.length ? newer.at(-1).ticket_state : state;
}
