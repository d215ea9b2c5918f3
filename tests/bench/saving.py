"""How long a phone takes from a tap until what was meant is saved, measured in its page."""

from __future__ import annotations


def until_saved(event: str) -> str:
    """A script for a page: `window.begun` is when `event` came last, `window.saved` when its transaction was done."""
    return f"""
const begin = () => {{ window.begun = performance.now(); window.saved = null; }};
document.addEventListener('{event}', begin, {{capture: true}});
const original = IDBDatabase.prototype.transaction;
IDBDatabase.prototype.transaction = function (names, mode, options) {{
  const transaction = original.call(this, names, mode, options);
  if (mode === 'readwrite' && [].concat(names).includes('blobs'))
    transaction.addEventListener('complete', () => {{ window.saved ??= performance.now(); }});
  return transaction;
}};
"""
