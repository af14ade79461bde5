"""Which keys of the state a flow's texts show."""

from flows.reading.lint.subject import Subject
from flows.reading.placeholders import placeholders
from flows.reading.script_texts import every_text


def shown_keys(subject: Subject) -> set[str]:
    """The first part of every placeholder in `flow.yaml` and `script.yaml`."""
    texts = [text for _, text in subject.shape.prompts()]
    if subject.script:
        texts += [text for _, text in every_text(subject.script)]
    return {key.split(".")[0] for text in texts for key in placeholders(text)}
