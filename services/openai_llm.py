"""OpenAI's language models, and any server that speaks their protocol, within the time a caller waits."""

from collections.abc import Callable
from typing import Any

from openai import AsyncOpenAI, Timeout
from pipecat.processors.aggregators.llm_context import LLMContext
from pipecat.services.openai.llm import OpenAILLMService

from services.checked_stream import CheckedStream
from services.urls import is_within

OPENAI_ADDRESS = "https://api.openai.com/v1"


class BoundedOpenAILLMService(OpenAILLMService):
    """Pipecat's service with the client's patience made fit for a phone call.

    The client library waits 600 s for an answer and tries twice more in silence, honouring a server's wish
    to wait up to two minutes. Here a failure surfaces at once, so that failover can act on it.
    """

    Settings = OpenAILLMService.Settings

    def __init__(
        self,
        *,
        base_url: str | None = None,
        connect_timeout_secs: float = 2.0,
        read_timeout_secs: float = 8.0,
        **kwargs: Any,
    ):
        """`read_timeout_secs`: longest silence before the first token and between two of them."""
        self.on_progress: Callable[[], None] = lambda: None
        """Called while a tool's call comes in, which no frame tells of."""
        # Pipecat's constructor calls create_client, which reads this.
        self._patience = Timeout(read_timeout_secs, connect=connect_timeout_secs)
        # Always explicit: the client library would otherwise obey OPENAI_BASE_URL of the process.
        address = base_url or OPENAI_ADDRESS
        super().__init__(base_url=address, **kwargs)
        # Servers that only speak the protocol often refuse the role that OpenAI added to it.
        self.supports_developer_role = is_within(address, "openai.com")

    def create_client(self, *args: Any, **kwargs: Any) -> AsyncOpenAI:
        """Pipecat's client with bounded waiting and no hidden retries."""
        client: AsyncOpenAI = super().create_client(*args, **kwargs)
        return client.with_options(timeout=self._patience, max_retries=0)

    async def get_chat_completions(self, context: LLMContext) -> Any:
        """Pipecat's stream, which fails where the answer is none or not whole."""
        return CheckedStream(await super().get_chat_completions(context), lambda: self.on_progress())
