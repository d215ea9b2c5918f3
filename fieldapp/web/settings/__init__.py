"""The landlord's settings: announcements, lists, policies, contracts, rates, contacts, and what was changed."""

from fieldapp.web.settings import announcements, changes, contracts, lists, policies, schedules
from fieldapp.web.settings.pages import blueprint

__all__ = ["announcements", "blueprint", "changes", "contracts", "lists", "policies", "schedules"]
