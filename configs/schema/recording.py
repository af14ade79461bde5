"""`recording:` — whether the call's audio is kept."""

from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from configs.schema.base import Block
from configs.schema.compliance import Jurisdiction
from configs.schema.urls import reachable_url


class RecordingBlock(Block):
    """Stereo recording: caller left, agent right."""

    mode: Literal["off", "announce", "ask", "policy"] = "off"
    """`off`: no audio is kept. `announce`: recorded from the answer, and the caller is told. `ask`: nothing
    is kept before the caller has said yes. `policy`: what the law of caller and business asks for. The law
    may make `ask` of `announce`, and never the other way round: see `compliance.jurisdiction`."""

    announcement: str | None = Field(default=None, max_length=300)
    """How the caller is told that the call is recorded. None = the text that Callwright has in the agent's
    language. "" = they are not told, which needs `compliance.disclosure.off_because`."""

    announcement_is_consent: list[Jurisdiction] = Field(default_factory=list)
    """Jurisdictions where callers are told and not asked, because by law whoever goes on after a recorded
    announcement has agreed. Only those may stand here of which the policy says so: US-WA."""

    on_refusal: Literal["go_on", "transfer", "end"] = "go_on"
    """When the caller does not want to be recorded: the call goes on without a recording, a person is fetched
    (`handoff.default`), or the call ends."""

    encrypt: bool = False
    """Encrypted on disk, with a key of its own for every call that the key ring of the data folder opens.
    `callwright calls play` and `export` open it."""

    format: Literal["wav", "flac"] = "wav"
    """What becomes of the recording after the call. `flac`: half the size, sample for sample the same."""

    store: Annotated[str, AfterValidator(reachable_url)] | None = None
    """Where finished recordings are taken: `s3://bucket/calls`, `gs://…`, `file:///mnt/calls`, whatever
    fsspec reaches with the packages that are installed. None = they stay in the call's folder."""

    answer_secs: Annotated[float, Field(ge=2, le=20)] = 5.0
    """Seconds that the question waits for an answer. It is asked twice; silence is a no."""
