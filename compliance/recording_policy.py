"""`policy/recording.yaml`, read and checked: who has to agree before a call may be recorded."""

from collections.abc import Mapping
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from configs.yaml_lines import load_yaml

POLICY_FILE = Path(__file__).parent / "policy" / "recording.yaml"
STALE_AFTER = timedelta(days=180)

Day = Annotated[date, BeforeValidator(lambda text: date.fromisoformat(text))]
Consent = Literal["one_party", "all_party"]
Withdrawn = Literal["destroyed", "stopped"]


class _Data(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, use_attribute_docstrings=True)


class Row(_Data):
    """The law of one place, as far as recording goes."""

    consent: Consent
    cite: str = Field(min_length=3)
    """Where it says so."""

    checked: Day
    """When it was last held against its sources."""

    grade: Literal["P", "S", "U"]
    """Primary source, secondary sources, not verified."""

    announcement: Literal["statute"] | None = None
    """`statute`: by law, whoever goes on after a recorded announcement has agreed."""

    withdrawn: Withdrawn = "destroyed"
    """What becomes of a recording whose consent is taken back."""

    note: str = ""

    @property
    def asks_all(self) -> bool:
        """Whether everybody has to agree. What nobody has verified is not believed where it asks for less."""
        return self.consent == "all_party" or self.grade == "U"


class RecordingPolicy(_Data):
    """All rows, under one version."""

    version: str
    jurisdictions: dict[str, Row]

    def stale(self, today: date) -> Mapping[str, date]:
        """Jurisdictions whose row was last checked more than 180 days ago, and when that was."""
        rows = self.jurisdictions.items()
        return {code: row.checked for code, row in rows if today - row.checked > STALE_AFTER}


def read_policy(path: Path) -> RecordingPolicy:
    """Read a policy file.

    Raises ConfigProblems, or pydantic's ValidationError for a row without its cite, its date or its grade.
    """
    data, _ = load_yaml(path)
    return RecordingPolicy.model_validate(data)


@cache
def recording_policy() -> RecordingPolicy:
    """The policy that comes with Callwright, read once."""
    return read_policy(POLICY_FILE)
