"""The keypad: keys become a turn of the caller's."""

from pipecat.processors.aggregators.dtmf_aggregator import DTMFAggregator

from processors.bypass import PastCallerAudio
from processors.journal import KEYPAD


class Keypad(PastCallerAudio, DTMFAggregator):
    """Pipecat's aggregator, past which caller audio goes."""

    def __init__(self) -> None:
        super().__init__(prefix=KEYPAD, enable_direct_mode=True)
