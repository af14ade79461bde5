"""What the office's calendar keeps of people. To erase a patient frees the slots of their visits."""

from calls.privacy.tables import PersonalTable

_FILE = "appointments.sqlite"

PERSONAL = (
    PersonalTable(_FILE, "patients"),
    PersonalTable(_FILE, "visits"),
    PersonalTable(_FILE, "bookings", belongs=("visit_id", "visits", "id")),
    PersonalTable(_FILE, "messages", call="call_id"),
)
