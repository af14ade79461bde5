"""What is said on a call by the carrier: to a person who is asked to take it, and when a call broke off."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Wording:
    """Fixed sentences, spoken by the carrier."""

    language: str = "en-US"

    opening: str = "Hello. This is the telephone assistant, with a caller for you."
    """Said to whatever answers, so it names nobody: it may be a machine."""

    ask: str = "To take the call, press {accept} or say yes. To decline, press {decline} or say no."
    """`{accept}` and `{decline}`: keys."""

    ask_keys: str = "To take the call, press {accept}. To decline, press {decline}."
    """The same, where the carrier hears keys alone."""

    joining: str = "Thank you. Connecting you."
    declined: str = "All right. Goodbye."
    caller_gone: str = "I'm sorry, the caller is no longer there. Goodbye."
    no_reply: str = "I did not hear an answer. Goodbye."

    apology: str = (
        "I'm sorry, something on our side has stopped working. "
        "Please leave your name, your number and a short message after the tone."
    )
    message_taken: str = "Thank you. Your message has been recorded. Goodbye."
    nobody_there: str = (
        "I'm sorry, nobody can take your call there. "
        "Please leave your name, your number and a short message after the tone."
    )
    """Said where a caller who did not get in was connected to another number, and nobody answered."""
