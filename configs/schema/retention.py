"""`retention:` — how long what is kept of calls is kept."""

from typing import Annotated

from pydantic import Field, model_validator

from configs.schema.base import Block

Days = Annotated[int, Field(ge=1, le=36_500)]


class RetentionBlock(Block):
    """Days from the beginning of a call; a legal hold is stronger. `callwright privacy sweep` deletes."""

    recording_days: Days | None = None
    """After so many days a recording is deleted; its call stays. None = with its call."""

    call_days: Days | None = None
    """After so many days a call is deleted: journal, record, recording and rows. None = it is kept."""

    @model_validator(mode="after")
    def _recordings_go_first(self) -> "RetentionBlock":
        if self.recording_days and self.call_days and self.recording_days > self.call_days:
            raise ValueError(
                f"recording_days is {self.recording_days}, and call_days, with which the recording goes, is "
                f"{self.call_days}; make recording_days at most that"
            )
        return self
