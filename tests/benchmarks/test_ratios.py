"""The arithmetic of the comparison."""

from benchmarks.ratios import middle, percentile, ratio_of
from benchmarks.sizing import Size


def test_a_ratio_is_taken_within_each_round() -> None:
    ratio = ratio_of([(1.0, 2.0), (3.0, 4.0), (9.0, 10.0)])
    assert ratio is not None
    assert (ratio.low, ratio.median, ratio.high) == (0.5, 0.75, 0.9)


def test_a_round_that_lacks_either_side_is_left_out() -> None:
    ratio = ratio_of([(None, 2.0), (1.0, None), (1.0, 0.0), (1.0, 4.0)])
    assert ratio is not None
    assert ratio.median == 0.25
    assert ratio_of([(None, None)]) is None


def test_a_percentile_is_a_value_that_was_measured() -> None:
    values = [5.0, 1.0, 4.0, 2.0, 3.0]
    assert percentile(values, 50) == 3.0
    assert percentile(values, 95) == 5.0
    assert percentile(values, 0) == 1.0
    assert percentile([], 95) is None


def test_the_middle_of_nothing_is_nothing() -> None:
    assert middle([]) is None
    assert middle([4.0, 1.0]) == 2.5


def test_calls_of_a_core_leave_it_time_for_other_things() -> None:
    size = Size(cpu_ms=25.0, base_mib=260, call_mib=2.4, files=3, foreign_cpu_percent=0)
    assert size.calls_per_core == 24
