"""A Daily room → a line."""

from pipecat.runner.types import DailyDialinRequest, DailyRunnerArguments
from pipecat.transports.daily.transport import DailyDialinSettings, DailyParams, DailyTransport
from pydantic import ValidationError

from transports.line import BROWSER_IN_HZ, BROWSER_OUT_HZ, Line


def daily_line(arguments: DailyRunnerArguments, agent_name: str) -> Line:
    """The line of a room that the runner has opened or found, also when a phone dialled into it."""
    dialled = _dialled_in(arguments.body)
    params = DailyParams(audio_in_enabled=True, audio_out_enabled=True, camera_out_enabled=False)
    if dialled is not None:
        settings = dialled.dialin_settings
        params.api_key, params.api_url = dialled.daily_api_key, dialled.daily_api_url
        params.dialin_settings = DailyDialinSettings(
            call_id=settings.call_id, call_domain=settings.call_domain
        )
    return Line(
        transport=DailyTransport(arguments.room_url, arguments.token, agent_name, params),
        carrier="daily",
        from_=dialled.dialin_settings.From if dialled else None,
        to=dialled.dialin_settings.To if dialled else None,
        audio_in_hz=BROWSER_IN_HZ,
        audio_out_hz=BROWSER_OUT_HZ,
        page=dialled is None,
    )


def _dialled_in(body: object) -> DailyDialinRequest | None:
    """What Daily's dial-in webhook told, if that is how the room came to be."""
    if not isinstance(body, dict) or "dialin_settings" not in body:
        return None
    try:
        return DailyDialinRequest.model_validate(body)
    except ValidationError:
        return None
