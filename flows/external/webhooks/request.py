"""The headers of a request: what the agent file adds, what every request has, and the signature."""

from calls.clock import utc_now
from configs.schema.endpoint import Endpoint
from flows.external.webhooks.signing import HEADER, sign


def headers_of(endpoint: Endpoint, body: bytes | bytearray, key: str | None) -> dict[str, str]:
    """All headers. `key`: the idempotency key of a write."""
    headers = {
        **endpoint.headers,
        "Content-Type": "application/json",
        "Accept": "application/json",
        "User-Agent": "Callwright",
    }
    if key is not None:
        headers["Idempotency-Key"] = key
    if endpoint.secret:
        headers[HEADER] = sign(endpoint.secret, body, now=utc_now().timestamp())
    return headers
