"""The agent turn: where what the agent said and did enters the history."""

from pipecat.frames.frames import Frame, FunctionCallCancelFrame, FunctionCallInProgressFrame
from pipecat.processors.aggregators.llm_context import LLMContext
from pipecat.processors.aggregators.llm_response_universal import LLMAssistantAggregator
from pipecat.processors.frame_processor import FrameDirection

from processors.user_turn import UserTurn


class AgentTurn(LLMAssistantAggregator):
    """Pipecat's assistant aggregator, whose history tells the truth about tools.

    A call's beginning waits behind what is being spoken, and its cancellation overtakes it: Pipecat then
    drops the cancellation, and the history says for ever that the tool is running. Here it waits too.

    While the caller is on hold, a late result enters the history and nothing is said about it: the next
    answer knows it.
    """

    def __init__(self, context: LLMContext, user: UserTurn) -> None:
        super().__init__(context, _realtime_service_mode=False, _paired_user_aggregator=user)
        self._caller = user
        self._begun: set[str] = set()
        self._too_early: dict[str, FunctionCallCancelFrame] = {}

    async def process_frame(self, frame: Frame, direction: FrameDirection) -> None:
        """As Pipecat's; a cancelled call is first noted as begun, then as cancelled."""
        if isinstance(frame, FunctionCallCancelFrame) and frame.tool_call_id not in self._begun:
            self._too_early[frame.tool_call_id] = frame
            return
        await super().process_frame(frame, direction)
        if isinstance(frame, FunctionCallInProgressFrame):
            self._begun.add(frame.tool_call_id)
            cancelled = self._too_early.pop(frame.tool_call_id, None)
            if cancelled is not None:
                await super().process_frame(cancelled, direction)

    async def push_context_frame(self, direction: FrameDirection = FrameDirection.DOWNSTREAM) -> None:
        """Have the model answer, unless the caller is on hold or speaks to a secure window."""
        if self._caller.is_answered:
            await super().push_context_frame(direction)
