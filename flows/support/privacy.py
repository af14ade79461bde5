"""What the shop's books keep of customers. What was sold and paid back stays for the books, without whose."""

from calls.privacy.tables import PersonalTable

_FILE = "support.sqlite"

PERSONAL = (
    PersonalTable(_FILE, "orders", blank={"phone": "", "zip_code": ""}),
    PersonalTable(_FILE, "refunds", call="call_id", blank={"phone": "", "call_id": ""}),
    PersonalTable(_FILE, "returns", call="call_id", blank={"call_id": ""}),
    PersonalTable(_FILE, "tickets", call="call_id"),
    PersonalTable(_FILE, "payments", call="call_id", blank={"card": "", "token": "", "call_id": ""}),
)
