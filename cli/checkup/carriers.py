"""Whether the carriers' accounts can take calls."""

import asyncio
from collections.abc import Mapping
from dataclasses import replace
from functools import partial

from calls.control import ControlError
from cli.checkup.case import OFFLINE, Case
from cli.checkup.finding import Finding, ok, problem, unchecked, warning
from cli.checkup.numbers import Answers, judge_numbers
from configs.server import ServerConfig
from configs.server.numbers import ANY
from transports.carriers import CARRIERS
from transports.errors import LineUnavailable
from transports.line import Line
from transports.phone.office import Front
from transports.phone.public import PublicUrl
from transports.phone.survey import AccountFacts


async def check_carriers(case: Case) -> list[Finding]:
    """Every carrier of the server file, asked at the same time."""
    if case.server is None:
        return []
    config = case.server.config
    served = config.carriers.served
    if case.offline:
        unasked = [unchecked(f"carrier {name}", f"{OFFLINE}: its account was not asked") for name in served]
        return [*[finding for name in served for finding in await _opened(name, config)], *unasked]
    told = await asyncio.gather(*(_ask(name, config, case.environ) for name in served))
    answers = dict(zip(served, told, strict=True))
    return [
        *[finding for name in served for finding in await _opened(name, config)],
        *judge_accounts(answers, _most_calls(config)),
        *judge_numbers(config, answers),
    ]


async def _opened(name: str, config: ServerConfig) -> list[Finding]:
    """Whether the block is one that the server can open; nothing if it is, since the rest tells more."""
    try:
        front = Front(answer=_nobody, public=PublicUrl(config.public_url))
        opened = CARRIERS[name].open(getattr(config.carriers, name), front)
    except LineUnavailable as error:
        return [problem(f"carrier {name}", str(error), f"correct carriers.{name} of the server file")]
    await opened.close()
    return []


async def _nobody(_: Line) -> None:
    """No call is held here."""


async def _ask(name: str, config: ServerConfig, environ: Mapping[str, str]) -> AccountFacts | str:
    named = [number for number in config.numbers if number != ANY]
    ask = partial(CARRIERS[name].survey, getattr(config.carriers, name), environ=environ)
    try:
        facts = await ask(numbers=[] if ANY in config.numbers else named)
        missing = sorted(set(named) - {one.number for one in facts.numbers})
        if ANY not in config.numbers or not missing:
            return facts
        # All numbers of the account are only its first ones.
        more = await ask(numbers=missing)
        return replace(facts, numbers=[*facts.numbers, *more.numbers])
    except (ControlError, LookupError) as error:
        return str(error)


def _most_calls(config: ServerConfig) -> int:
    return config.workers.count * config.limits.calls_per_process


def judge_accounts(answers: Answers, calls: int) -> list[Finding]:
    """`calls`: as many as the server would take at one time."""
    found: list[Finding] = []
    for name, told in answers.items():
        title = f"carrier {name}"
        if isinstance(told, str):
            found.append(_untold(title, told))
            continue
        if not told.usable:
            found.append(
                problem(title, f"the account is {told.state}", f"see to it at {name}: no call gets through")
            )
            continue
        found += [warning(title, each, f"see to it at {name}") for each in told.restrictions]
        if told.most_calls is not None and told.most_calls < calls:
            message = f"may hold {told.most_calls} calls at one time, and the server file allows {calls}"
            found.append(
                warning(title, message, f"have the limit raised at {name} (a business profile, a plan)")
            )
        elif not told.restrictions:
            found.append(ok(title, f"the account is {told.state}"))
    return found


def _untold(title: str, why: str) -> Finding:
    """A secret that is refused is a problem; a carrier that cannot be asked is not known."""
    if "HTTP 401" in why or "HTTP 403" in why:
        return problem(title, f"refuses the secret of the server file ({why})", "set the right one")
    return unchecked(title, why)
