"""What is done for each kind of Outgoing row: the one list of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from fieldapp.dispatch.certificate import certificate
from fieldapp.dispatch.claims import Claim
from fieldapp.dispatch.derive import derive
from fieldapp.dispatch.mail import mail
from fieldapp.dispatch.read_back import read_back

# A handler may be called twice for one row (the dispatcher died after the deed): each must bear that. It raises to be
# called again later.
Handler = Callable[[Claim], None]
HANDLERS: Mapping[str, Handler] = {"certificate": certificate, "derive": derive, "mail": mail, "read-back": read_back}
