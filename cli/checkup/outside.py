"""The thin shell that asks other machines: a certificate, a page, a clock. Decides nothing."""

import asyncio
import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

import aiohttp
from cryptography import x509

from calls.clock import outside_work, utc_now

ASK_SECS = 6.0
"""Seconds that another machine may take."""


@dataclass(frozen=True)
class Certificate:
    """What a server shows of itself."""

    names: tuple[str, ...]
    until: datetime
    mistrust: str = ""
    """Why it is not believed; empty if it is."""


@dataclass(frozen=True)
class Page:
    """An answer over HTTP."""

    status: int
    skew_secs: float | None
    """How far the other clock is ahead of ours, to a second; None: the answer has no date."""


def trust(environ: Mapping[str, str]) -> ssl.SSLContext:
    """The authorities that are believed: those of the system, or of SSL_CERT_FILE."""
    return ssl.create_default_context(cafile=environ.get("SSL_CERT_FILE") or None)


async def certificate(host: str, port: int, context: ssl.SSLContext) -> Certificate:
    """The certificate of a server, believed or not. Raises OSError and TimeoutError."""
    try:
        return _read(await _shown(host, port, context))
    except ssl.SSLCertVerificationError as error:
        blind = ssl.create_default_context()
        blind.check_hostname, blind.verify_mode = False, ssl.CERT_NONE
        return _read(await _shown(host, port, blind), mistrust=error.verify_message)


async def page(url: str, context: ssl.SSLContext) -> Page:
    """Fetch a page. Raises OSError and TimeoutError."""
    timeout = aiohttp.ClientTimeout(total=ASK_SECS)
    try:
        async with outside_work(), aiohttp.ClientSession(timeout=timeout) as session:
            asked = utc_now()
            async with session.get(url, ssl=context, allow_redirects=False) as answer:
                return Page(answer.status, _skew(answer.headers.get("Date"), asked, utc_now()))
    except aiohttp.ClientError as error:
        raise OSError(str(error) or type(error).__name__) from error


async def _shown(host: str, port: int, context: ssl.SSLContext) -> bytes:
    async with asyncio.timeout(ASK_SECS), outside_work():
        _, writer = await asyncio.open_connection(host, port, ssl=context)
        try:
            return writer.get_extra_info("ssl_object").getpeercert(binary_form=True)
        finally:
            writer.close()


def _read(content: bytes, mistrust: str = "") -> Certificate:
    read = x509.load_der_x509_certificate(content)
    try:
        held = read.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
        names = tuple(held.get_values_for_type(x509.DNSName))
    except x509.ExtensionNotFound:
        names = ()
    return Certificate(names, read.not_valid_after_utc, mistrust)


def _skew(date: str | None, asked: datetime, answered: datetime) -> float | None:
    """The date of an answer is cut to the second: on average it is half a second old."""
    try:
        theirs = parsedate_to_datetime(date or "")
    except ValueError:
        return None
    theirs = theirs if theirs.tzinfo else theirs.replace(tzinfo=UTC)
    return (theirs - asked).total_seconds() + 0.5 - (answered - asked).total_seconds() / 2
