"""The matrix of faults."""

from collections import Counter

import pytest

from cli.chaos_table import COLUMNS
from services.registry import find
from simulation.chaos.cases import MATRIX, SERVICES, chosen
from simulation.chaos.pointing import POINTS


def test_there_are_thirty_faults_of_every_service():
    counted = Counter(case.service for case in MATRIX)
    assert set(counted) == set(SERVICES)
    assert min(counted.values()) >= 30


def test_no_two_cases_of_a_service_are_the_same():
    alike = Counter((case.service, case.faults, case.person) for case in MATRIX)
    assert [case for case, count in alike.items() if count > 1] == []


def test_every_case_fits_its_row_of_the_table():
    widths = dict(COLUMNS)
    assert [case.name for case in MATRIX if len(case.name) > widths["fault"]] == []
    assert [case.says for case in MATRIX if len(case.says) > widths["what happens"]] == []


def test_every_name_is_there_once_and_begins_with_its_service():
    assert len({case.name for case in MATRIX}) == len(MATRIX)
    assert all(case.name.startswith(f"{case.service}-") for case in MATRIX)


def test_faults_are_chosen_by_name_and_by_service():
    assert [case.name for case in chosen(["llm-500"], None)] == ["llm-500"]
    assert {case.service for case in chosen([], "rest")} == {"rest"}


@pytest.mark.parametrize(
    "names, service, says",
    [(["llm-50"], None, 'no fault "llm-50".*did you mean'), (["llm-500"], "tts", "is one of tts")],
)
def test_what_is_not_there_is_told_with_what_is(names, service, says):
    with pytest.raises(LookupError, match=says):
        chosen(names, service)


@pytest.mark.parametrize("kind, name", POINTS)
def test_a_fake_takes_the_place_of_a_provider_by_an_argument_that_it_has(kind, name):
    spec = find(kind, name)
    assert spec is not None
    assert not spec.keyless
    assert POINTS[kind, name].argument in spec.args
