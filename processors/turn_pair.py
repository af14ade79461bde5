"""User turn and agent turn over one history."""

from pipecat.processors.aggregators.llm_context import LLMContext
from pipecat.processors.aggregators.llm_response_universal import (
    LLMContextAggregatorPair,
    LLMUserAggregatorParams,
)

from processors.agent_turn import AgentTurn
from processors.user_turn import UserTurn


class TurnPair(LLMContextAggregatorPair):
    """User turn and agent turn over one context, for a cascaded pipeline."""

    def __init__(self, context: LLMContext, *, user_params: LLMUserAggregatorParams) -> None:
        self._user = UserTurn(context, params=user_params, _realtime_service_mode=False)
        self._assistant = AgentTurn(context, self._user)

    def user(self) -> UserTurn:
        """The user turn."""
        return self._user
