"""While the window is open, what is heard goes to the form and to nothing else."""

from calls.secure_window import CAPTURED, GRACE_SECS, NOT_CAPTURED, SEEN_SECS, Progress, Reply, SecureWindow


class Form:
    """Takes anything with a digit; complete at four keys."""

    def __init__(self) -> None:
        self.heard: list[tuple[str, bool]] = []

    def hear(self, said: str, *, keyed: bool) -> Reply:
        self.heard.append((said, keyed))
        return Reply("Next?", taken=any(char.isdigit() for char in said))

    def progress(self, said: str, *, keyed: bool) -> Progress:
        return "complete" if len(said) >= 4 else "begun" if said else "none"

    def silent(self) -> Reply:
        return Reply("Hello?")

    def wipe(self) -> None: ...


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def opened(**kwargs: object) -> tuple[SecureWindow, Form, Clock]:
    clock, form = Clock(), Form()
    window = SecureWindow(clock)
    window.open(form, at_ms=1200, **kwargs)  # pyright: ignore[reportArgumentType]
    return window, form, clock


def test_words_of_a_turn_are_judged_together_and_once() -> None:
    window, form, _ = opened()
    window.hear("4111")
    window.hear("1111")
    assert window.judge() == CAPTURED
    assert form.heard == [("4111 1111", False)]
    assert [reply.say for reply in window.replies()] == ["Next?"]
    assert window.judge() == "" and window.replies() == []


def test_an_answer_that_is_none_is_not_captured() -> None:
    window, _, _ = opened()
    window.hear("pardon")
    assert window.judge() == NOT_CAPTURED


def test_a_key_completes_an_answer_or_the_pound_key_does() -> None:
    window, form, _ = opened()
    assert [window.press(key) for key in "411"] == [False, False, False]
    assert window.keys == "•••", "nobody is shown a key"
    assert window.press("#")
    window.judge(keyed=True)
    assert [window.press(key) for key in "4111"] == [False, False, False, True]
    window.judge(keyed=True)
    assert form.heard == [("411#", True), ("4111", True)]


def test_the_pound_key_after_a_complete_answer_is_no_answer() -> None:
    window, form, clock = opened()
    assert not window.press("#") and window.keys == ""
    window.close()
    assert window.belongs_to_the_last("#") and not window.belongs_to_the_last("1")
    assert window.hides("#") and window.hides("1"), "whoever looks on may see a key a little later"
    clock.now += SEEN_SECS
    assert window.hides("#") and not window.hides("1")
    clock.now += GRACE_SECS
    assert not window.belongs_to_the_last("#") and not window.hides("#")
    assert form.heard == []


def test_somebody_else_is_asked_of_words_without_a_digit() -> None:
    asked: list[str] = []
    window, form, _ = opened(wanted=lambda text: bool(asked.append(text)) or "person" in text)
    window.hear("a person please")
    assert window.judge() == NOT_CAPTURED
    assert [reply.over for reply in window.replies()] == ["person"]
    for said in ("4111 person", "nine one one person"):
        window.hear(said)
        window.judge()
    window.press("0")
    window.judge(keyed=True)
    window.press("4")
    window.press("1")
    window.judge(keyed=True)
    assert asked == ["a person please", "DTMF: 0"], "digits go to the form alone"
    assert form.heard == [
        ("4111 person", False), ("nine one one person", False), ("0", True), ("41", True),
    ]  # fmt: skip


def test_a_silent_caller_who_is_pressing_keys_is_not_asked() -> None:
    window, _, _ = opened()
    window.press("4")
    window.silent()
    assert window.replies() == []


def test_what_was_not_judged_is_gone_when_the_window_is_closed() -> None:
    window, form, _ = opened()
    window.hear("4111")
    window.press("4")
    window.close()
    assert not window.is_open and window.keys == "" and window.judge() == ""
    window.hear("4222")
    assert not window.press("1")
    window.open(form, at_ms=0)
    assert window.judge() == "" and window.progress() == "none"
    assert form.heard == []
