"""Every rule of the linter, and their run over one flow."""

from configs.problems import Problem, in_order
from flows.reading.lint.dead_end import dead_ends
from flows.reading.lint.endless_loop import loops_without_counter
from flows.reading.lint.long_text import too_long_to_listen_to
from flows.reading.lint.person import no_way_to_a_person
from flows.reading.lint.subject import Rule, Subject
from flows.reading.lint.unasked_value import used_and_never_asked
from flows.reading.lint.unconfirmed_write import writes_without_confirmation
from flows.reading.lint.unreachable import unreachable_nodes
from flows.reading.lint.unused_value import asked_and_never_used

RULES: tuple[Rule, ...] = (
    unreachable_nodes,
    dead_ends,
    no_way_to_a_person,
    loops_without_counter,
    writes_without_confirmation,
    asked_and_never_used,
    used_and_never_asked,
    too_long_to_listen_to,
)
"""In no order that matters."""


def lint(subject: Subject) -> tuple[Problem, ...]:
    """Every finding of every rule, by file and line."""
    return in_order(problem for rule in RULES for problem in rule(subject))
