"""What the company's books keep of leads."""

from calls.privacy.tables import PersonalTable

_FILE = "leads.sqlite"

PERSONAL = (PersonalTable(_FILE, "leads"), PersonalTable(_FILE, "meetings"))
