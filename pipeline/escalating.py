"""What fetches a person in one call: the triggers of the agent file, and the means to act on them."""

from collections.abc import Callable
from typing import Any

from pipecat.flows import FlowManager
from pipecat.services.llm_service import LLMService

from calls.desk import Handover
from calls.triggers import Watch
from pipeline.setting import Setting
from processors.escalation import Escalation, Means
from processors.user_turn import UserTurn
from services.failover import LLMGroup


def escalation(
    setting: Setting, llm: LLMService | LLMGroup, user: UserTurn, handover: Handover | None
) -> tuple[Escalation, Callable[[dict[str, Any], FlowManager], Any]]:
    """The escalation of a call, listening to its journal; and the handler of the action `escalate`."""
    config = setting.agent.config
    triggers = config.handoff.triggers
    watch = Watch(triggers, config.language)
    found = Escalation(
        watch,
        Means(
            llm=(lambda: llm.active_llm) if isinstance(llm, LLMGroup) else (lambda: llm),
            write=setting.journal.write,
            nobody=config.handoff.texts.unavailable,
            confidence=user.take_confidence,
            handover=handover,
            destinations=triggers.destinations(),
            person=setting.flow.person_tool,
            robot="are_you_a_robot",
        ),
    )
    setting.journal.on_live(found.see)

    async def reached(action: dict[str, Any], flow_manager: FlowManager) -> None:
        watch.reached(
            flow_manager.current_node or "",
            why=str(action.get("reason") or ""),
            destination=action.get("destination"),
        )

    return found, reached
