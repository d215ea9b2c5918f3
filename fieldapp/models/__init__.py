"""The tables; importing this package makes all of them known to the metadata."""

from fieldapp.models.certificate import Certificate
from fieldapp.models.evidence import Blob, Evidence, Note, Upload
from fieldapp.models.fence import Fence
from fieldapp.models.home import Caution, Property
from fieldapp.models.invoice import Invoice
from fieldapp.models.journal import ChainHead, JournalRow, LateCommand, Seal
from fieldapp.models.outgoing import Outgoing
from fieldapp.models.party import (
    Announcement,
    Contract,
    Contractor,
    Landlord,
    ListItem,
    User,
    contract_schedule,
    landlords_of,
)
from fieldapp.models.registration import Registration
from fieldapp.models.schedule import Rate, Schedule
from fieldapp.models.schema import Model
from fieldapp.models.session import Device, SignInFailure, UserSession
from fieldapp.models.ticket import Allocation, Appointment, Ticket
from fieldapp.models.variation import Variation, VariationRow
from fieldapp.models.works_order import Line, WorksOrder

__all__ = [
    "Allocation",
    "Announcement",
    "Appointment",
    "Blob",
    "Caution",
    "Certificate",
    "ChainHead",
    "Contract",
    "Contractor",
    "Device",
    "Evidence",
    "Fence",
    "Invoice",
    "JournalRow",
    "Landlord",
    "LateCommand",
    "Line",
    "ListItem",
    "Model",
    "Note",
    "Outgoing",
    "Property",
    "Rate",
    "Registration",
    "Schedule",
    "Seal",
    "SignInFailure",
    "Ticket",
    "Upload",
    "User",
    "UserSession",
    "Variation",
    "VariationRow",
    "WorksOrder",
    "contract_schedule",
    "landlords_of",
]
