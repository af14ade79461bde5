"""What was to be said, beside what was."""

from processors.utterances import Utterances


def said(*texts: str) -> Utterances:
    utterances = Utterances()
    for text in texts:
        utterances.start(text)
    return utterances


def test_an_utterance_that_was_spoken_whole_is_what_was_heard() -> None:
    utterances = said("This call is recorded.", "How can I help?")
    assert utterances.finished("This call is recorded.", interrupted=False) == "This call is recorded."
    assert utterances.finished("How can I help?", interrupted=False) == "How can I help?"


def test_an_interrupted_utterance_is_known_whole() -> None:
    utterances = Utterances()
    utterances.start()
    for piece in ("We have ten", " or", "  eleven."):
        utterances.add(piece)
    assert utterances.finished("We have", interrupted=True) == "We have ten or eleven."


def test_an_interruption_drops_what_waited_behind() -> None:
    utterances = said("First answer.", "Second answer.")
    assert utterances.finished("First", interrupted=True) == "First answer."
    assert utterances.finished("", interrupted=False) == ""


def test_an_answer_of_which_nothing_was_heard_is_still_known() -> None:
    assert said("", "You're booked.").finished("", interrupted=True) == "You're booked."


def test_a_response_without_words_is_no_utterance() -> None:
    utterances = said("")
    assert utterances.finished("", interrupted=False) == ""
