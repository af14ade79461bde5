"""What the book of messages and callbacks keeps of people."""

from calls.privacy.tables import PersonalTable
from flows.handoff.message_book import FILE

PERSONAL = (
    PersonalTable(FILE, "messages", call="call_id"),
    PersonalTable(FILE, "callbacks", call="call_id"),
)
