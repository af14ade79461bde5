"""What the plan of the technicians keeps of people."""

from calls.privacy.tables import PersonalTable

_FILE = "home_services.sqlite"

PERSONAL = (
    PersonalTable(_FILE, "visits", call="call_id"),
    PersonalTable(_FILE, "pages", call="call_id"),
)
