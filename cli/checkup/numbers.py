"""Whether the numbers of the server file ask us when they are called."""

from collections.abc import Mapping
from urllib.parse import urldefrag, urlsplit

from cli.checkup.finding import Finding, ok, problem, unchecked, warning
from configs.problems import listed
from configs.server import ServerConfig
from configs.server.numbers import ANY
from transports.carriers import CARRIERS
from transports.phone.survey import AccountFacts, NumberFacts

Answers = Mapping[str, AccountFacts | str]
"""Carrier to what it told, or why it told nothing."""

SORRY = "a document that says sorry and dials a person, and that is not hosted by us"


def judge_numbers(config: ServerConfig, answers: Answers) -> list[Finding]:
    """One finding for each number of the server file; with `any`, for every other one that asks us, too."""
    told = {name: facts for name, facts in answers.items() if not isinstance(facts, str)}
    if not told:
        return []
    everybody = len(told) == len(answers)
    found: list[Finding] = []
    for number in config.numbers:
        if number != ANY:
            found += _named(number, told, config.public_url, everybody=everybody)
    return [*found, *_others(config, told)] if ANY in config.numbers else found


def _named(
    number: str, told: Mapping[str, AccountFacts], public_url: str, *, everybody: bool
) -> list[Finding]:
    """`everybody`: whether all carriers answered."""
    owners = [(name, one) for name, facts in told.items() for one in facts.numbers if one.number == number]
    if owners:
        return [judge_number(name, one, public_url) for name, one in owners]
    message = f"no account of {listed(list(told), 'or')} has it"
    if not everybody:
        return [unchecked(f"number {number}", message)]
    return [problem(f"number {number}", message, "see that it was bought, and with this account")]


def _others(config: ServerConfig, told: Mapping[str, AccountFacts]) -> list[Finding]:
    found: list[Finding] = []
    for name, facts in told.items():
        ours = [one for one in facts.numbers if _same(one.webhook, _address(name, config.public_url))]
        if not ours:
            message = f"none of {len(facts.numbers)} numbers asks {config.public_url}"
            hint = f"let one ask {_address(name, config.public_url)}"
            found.append(problem(f"numbers at {name}", message, hint))
        found += [
            judge_number(name, one, config.public_url) for one in ours if one.number not in config.numbers
        ]
    return found


def judge_number(carrier: str, facts: NumberFacts, public_url: str) -> Finding:
    """Whether a number's settings lead here, and somewhere else when nobody is here."""
    title, wanted = f"number {facts.number}", _address(carrier, public_url)
    if not _same(facts.webhook, wanted):
        message = f"asks {facts.webhook or 'nobody'} when it is called ({carrier}, {facts.set_at})"
        return problem(title, message, f"set the webhook of {facts.set_at} to {wanted}, with POST")
    if facts.method.upper() != "POST":
        return problem(
            title, f"asks with {facts.method}, and only POST is answered", "set the method to POST"
        )
    if not facts.fallback:
        hint = f"give {facts.set_at} a fallback URL: {SORRY}"
        return warning(title, "asks us, and nobody else when we are down", hint)
    if urlsplit(facts.fallback).hostname == urlsplit(public_url).hostname:
        hint = "host the document elsewhere: it is for the moment when we are down"
        return warning(title, "its fallback URL is ours too", hint)
    told = public_url + CARRIERS[carrier].events
    if not _same(facts.events, told):
        message = "asks us, and does not tell us that a call is over; then it is noticed later"
        return warning(title, message, f"set the status callback of {facts.set_at} to {told}")
    return ok(title, f"asks us ({carrier}), and {urlsplit(facts.fallback).hostname} when we are down")


def _address(carrier: str, public_url: str) -> str:
    return public_url + CARRIERS[carrier].webhook


def _same(given: str, wanted: str) -> bool:
    """Fragments hold a carrier's own timeouts (`#ct=1000&rt=3000`); a port that is implied may be written."""

    try:
        return _plain(given) == _plain(wanted)
    except ValueError:  # what stands at the carrier is no URL
        return False


def _plain(url: str) -> tuple[object, ...]:
    parts = urlsplit(urldefrag(url).url)
    port = parts.port or (443 if parts.scheme == "https" else 80)
    return parts.scheme, parts.hostname, port, parts.path
