"""Everything that the finders were tuned on."""

from benchmarks.redaction.tuning import TUNING
from benchmarks.redaction.tuning_more import MORE
from benchmarks.redaction.tuning_third import THIRD

TUNED = (TUNING, MORE, THIRD)
