"""What `compliance:` and `recording:` of an agent file promise and cannot hold."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from calls.clock import utc_now
from compliance.disclosure import has_texts, library, says_ai, says_recorded
from compliance.recording_policy import STALE_AFTER, RecordingPolicy, recording_policy
from configs import Inspection, Problem
from configs.files import shown
from configs.lines import Lines
from configs.problems import listed
from configs.schema.agent import AgentConfig
from configs.yaml_lines import read_yaml


def compliance_problems(
    inspection: Inspection, *, policy: RecordingPolicy | None = None, today: date | None = None
) -> Iterator[Problem]:
    """Everything that is wrong, and warnings; nothing while the file itself cannot be read.

    `policy` and `today` are those of Callwright and of the clock by default.
    """
    if inspection.agent is None:
        return
    config, lines = inspection.agent.config, inspection.lines
    policy = policy or recording_policy()
    yield from _language(config, lines)
    yield from _greeting(config, lines, inspection.agent.flow_dir)
    if config.recording.mode != "off":
        yield from _recording(config, lines, policy)
        yield from _stale(lines, policy, today or utc_now().date())


def _language(config: AgentConfig, lines: Lines) -> Iterator[Problem]:
    disclosure = config.compliance.disclosure
    if has_texts(config.language):
        return
    known = listed(sorted(library().languages), "and")
    if not (disclosure.text or disclosure.off_because):
        message = f"there is no text in {config.language} that tells callers that this is a machine"
        yield lines.problem(
            ("language",), message, f"write `compliance.disclosure.text`; texts are in {known}"
        )
    if config.recording.mode != "off":
        message = f"there is no text in {config.language} that asks callers whether they may be recorded"
        yield lines.problem(("recording", "mode"), message, f"use off; texts are in {known}")


def _greeting(config: AgentConfig, lines: Lines, folder: Path) -> Iterator[Problem]:
    """A greeting that is to say it, and has no word for it. What is really said is looked at in each call."""
    if not config.compliance.disclosure.in_greeting:
        return
    flow = read_yaml(folder / "flow.yaml").data or {}
    first = flow.get("initial_node")
    texts = {"flow.yaml": (flow.get("nodes") or {}).get(first)}
    if (folder / "script.yaml").exists():
        script = read_yaml(folder / "script.yaml").data or {}
        texts["script.yaml"] = ((script.get("nodes") or {}).get(first) or {}).get("say")
    for name, text in texts.items():
        if not says_ai(" ".join(_strings(text)), config.language):
            message = f'the node "{first}" in {shown(folder / name)} does not say that this is a machine'
            hint = "let the greeting say it, or leave the key out"
            yield lines.problem(("compliance", "disclosure", "in_greeting"), message, hint)


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, item in value.items():
            if key not in ("functions", "role_message"):
                yield from _strings(item)
    elif isinstance(value, list):
        for item in value:
            yield from _strings(item)


def _recording(config: AgentConfig, lines: Lines, policy: RecordingPolicy) -> Iterator[Problem]:
    block = config.recording
    if block.announcement and not says_recorded(block.announcement, config.language):
        hint = "use a sentence with a word for recording, in the language of the agent"
        yield lines.problem(("recording", "announcement"), "does not say that the call is recorded", hint)
    if block.announcement == "" and not config.compliance.disclosure.off_because:
        message = "callers are not told that the call is recorded, and no reason is given"
        hint = "leave the key out, or write `compliance.disclosure.off_because`"
        yield lines.problem(("recording", "announcement"), message, hint)
    rows = policy.jurisdictions
    counts = sorted(code for code, row in rows.items() if row.announcement == "statute")
    for index, code in enumerate(block.announcement_is_consent):
        if code not in counts:
            message = f"in {code} an announcement is no consent by law"
            place = ("recording", "announcement_is_consent", index)
            yield lines.problem(place, message, f"allowed: {listed(counts)}")
    place = config.compliance.jurisdiction
    if place is None:
        message = "it is not known where the business is, so every caller is asked before they are recorded"
        hint = "set `compliance.jurisdiction`, such as US-NY or DE"
        yield lines.problem(("recording", "mode"), message, hint, "warning")
    elif place not in rows:
        message = f"the recording policy has no row for {place}, so every caller is asked"
        yield lines.problem(
            ("compliance", "jurisdiction"), message, "add one once counsel knows it", "warning"
        )


def _stale(lines: Lines, policy: RecordingPolicy, today: date) -> Iterator[Problem]:
    stale = policy.stale(today)
    if stale:
        oldest = min(stale.values())
        message = f"{len(stale)} rows of the recording policy {policy.version} were last checked on {oldest}"
        message += f" or soon after: more than {STALE_AFTER.days} days ago"
        hint = "check them against their sources: compliance/policy/recording.yaml"
        yield lines.problem(("recording", "mode"), message, hint, "warning")
