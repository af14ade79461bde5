"""A server of your own that requests go to: its address, what signs them, and where they may not go."""

import re
from typing import Annotated
from urllib.parse import SplitResult, urlsplit

from pydantic import AfterValidator, Field, model_validator
from pydantic_core import PydanticCustomError

from configs.schema.base import Block, Deployed

OURS = frozenset({"host", "content-type", "content-length", "accept", "idempotency-key", "transfer-encoding"})
"""Headers that every request has already, besides those that begin with `callwright-`."""

_HEADER = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]{1,64}")
_HOST = re.compile(r"(?=.{1,253}$)[a-z0-9]([a-z0-9.-]*[a-z0-9])?")


def wrong(problem: str, allowed: str) -> PydanticCustomError:
    """The error of a webhook's block."""
    return PydanticCustomError("webhook", "{problem}", {"problem": problem, "allowed": allowed})


def _headers(headers: dict[str, str]) -> dict[str, str]:
    for name, value in headers.items():
        if not _HEADER.fullmatch(name):
            raise wrong(f'"{name}" cannot be the name of a header', "letters, digits and -")
        if name.lower() in OURS or name.lower().startswith("callwright-"):
            raise wrong(f'the header "{name}" is set already', "another name")
        if not value.isprintable():
            raise wrong(f'the header "{name}" holds a control character', "one line of text")
    return headers


def _hosts(hosts: tuple[str, ...]) -> tuple[str, ...]:
    for host in hosts:
        if not _HOST.fullmatch(host):
            raise wrong(f'"{host}" is no host name', "names in small letters, without scheme, port or path")
    return hosts


class Endpoint(Block):
    """A server that requests go to."""

    url: Deployed[str]
    """Where the request goes: https, at a public address."""

    secret: Deployed[Annotated[str, Field(min_length=16)] | None] = None
    """Signs every request (HMAC-SHA256): `${NAME}`, at least 16 characters."""

    headers: Annotated[dict[str, Deployed[str]], AfterValidator(_headers)] = Field(default_factory=dict)
    """More headers of the request, e.g. `Authorization: Bearer ${NAME}`."""

    allow_hosts: Annotated[tuple[str, ...], AfterValidator(_hosts)] = ()
    """The only hosts that `url` may name. Empty: the one in `url`, whatever the environment put there."""

    allow_private: bool = False
    """Whether the host may be at a private address, and `url` may be http: for a server beside this one."""

    @model_validator(mode="after")
    def _url_is_allowed(self) -> "Endpoint":
        if "${" in self.url:
            return self  # a variable that is not set is reported where it stands
        url = _split(self.url)
        schemes = ("https", "http") if self.allow_private else ("https",)
        if url is None or url.scheme not in schemes or not url.hostname:
            raise wrong("the url is not one a request may go to", f"{' or '.join(schemes)}://HOST/PATH")
        if url.username is not None or url.password is not None or url.fragment:
            raise wrong("the url holds a user, a password or a #", "a plain address; keys go into `headers:`")
        if self.allow_hosts and url.hostname not in self.allow_hosts:
            raise wrong("the host of the url is not in `allow_hosts`", " or ".join(self.allow_hosts))
        return self


def _split(url: str) -> SplitResult | None:
    try:
        parts = urlsplit(url)
        _ = parts.port  # raises for a port that is no number
    except ValueError:
        return None
    return parts
