"""Results as JUnit XML, which every CI system reads."""

from collections.abc import Sequence
from itertools import groupby
from xml.etree import ElementTree

from simulation.result import ScenarioResult


def junit_xml(results: Sequence[ScenarioResult]) -> str:
    """One test suite for each scenario file, one test case for each scenario."""
    root = ElementTree.Element("testsuites", _counts(results))
    for file, group in groupby(results, key=lambda result: result.file):
        members = list(group)
        suite = ElementTree.SubElement(root, "testsuite", {"name": file, **_counts(members)})
        for result in members:
            _case(suite, result)
    ElementTree.indent(root)
    return ElementTree.tostring(root, encoding="unicode", xml_declaration=True) + "\n"


def _counts(results: Sequence[ScenarioResult]) -> dict[str, str]:
    return {
        "tests": str(len(results)),
        "failures": str(sum(bool(result.failures) for result in results)),
        "skipped": str(sum(result.skipped is not None for result in results)),
        "errors": "0",
        "time": f"{sum(result.real_secs for result in results):.3f}",
    }


def _case(suite: ElementTree.Element, result: ScenarioResult) -> None:
    about = {"name": result.name, "classname": result.file, "file": result.file, "line": str(result.line)}
    case = ElementTree.SubElement(suite, "testcase", {**about, "time": f"{result.real_secs:.3f}"})
    if result.skipped is not None:
        ElementTree.SubElement(case, "skipped", {"message": _clean(result.skipped)})
    if result.failures:
        text = "\n".join(result.failures)
        failure = ElementTree.SubElement(case, "failure", {"message": _clean(result.failures[0])})
        failure.text = _clean(text)


def _clean(text: str) -> str:
    """Without the control characters that XML forbids."""
    return "".join(character for character in text if character in "\t\n" or character >= " ")
