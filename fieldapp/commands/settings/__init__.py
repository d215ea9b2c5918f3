"""Changes of what a landlord keeps as data: announcements, lists, policies, contracts, telephone numbers."""
