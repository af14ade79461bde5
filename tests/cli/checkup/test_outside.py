"""The doctor asks real servers: over TLS, with a certificate that is believed or is not."""

import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from aiohttp import web
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID
from sqlalchemy import make_url, text

from calls.clock import utc_now
from calls.store import CallStore
from calls.store.examining import examine
from calls.store.urls import make_engine, parse_url
from cli.checkup.address import check_address
from cli.checkup.case import Case
from cli.checkup.finding import State
from cli.checkup.outside import page, trust
from cli.checkup.skew import check_clock
from configs.server import load_server
from tests.calls.conftest import postgres_server


@asynccontextmanager
async def serving(app: web.Application, context: ssl.SSLContext | None) -> AsyncIterator[int]:
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "localhost", 0, ssl_context=context)
    await site.start()
    try:
        yield runner.addresses[0][1]
    finally:
        await runner.cleanup()


def certified(folder: Path, name: str, days: int) -> tuple[Path, ssl.SSLContext]:
    """A certificate that signs itself, and a server's context with it."""
    key = generate_private_key(SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    made = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(datetime.now(UTC) - timedelta(days=1))
        .not_valid_after(datetime.now(UTC) + timedelta(days=days, hours=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, SHA256())
    )
    public, private = folder / "public.pem", folder / "private.pem"
    public.write_bytes(made.public_bytes(Encoding.PEM))
    private.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(public, private)
    return public, context


async def live(_: web.Request) -> web.Response:
    return web.Response(text="ok")


def case_for(folder: Path, url: str, environ: dict[str, str]) -> Case:
    file = folder / "server.yaml"
    file.write_text(
        f"public_url: {url}\nnumbers: {{any: appointments}}\n"
        "carriers: {vonage: {api_key: abcd1234, signature_secret: '${SECRET}'}}\n",
        encoding="utf-8",
    )
    server = load_server(file, environ={"SECRET": "s" * 32})
    return Case(environ=environ, data=folder / "data", home=folder, server=server)


async def told(case: Case) -> dict[str, tuple[State, str]]:
    """The last finding of each name."""
    return {found.name: (found.state, found.message) for found in await check_address(case)}


@pytest.mark.parametrize(
    ("name", "days", "believed", "state", "words"),
    [
        ("localhost", 60, True, State.OK, "60 days left"),
        ("localhost", 5, True, State.WARNING, "5 days left"),
        ("localhost", -1, True, State.PROBLEM, "expired"),
        ("localhost", 60, False, State.PROBLEM, "self-signed"),
        ("elsewhere.example.com", 60, True, State.PROBLEM, "mismatch"),
    ],
)
async def test_the_certificate_of_the_public_url_is_read(
    tmp_path: Path, name: str, days: int, believed: bool, state: State, words: str
) -> None:
    authority, context = certified(tmp_path, name, days)
    app = web.Application()
    app.router.add_get("/health/live", live)
    async with serving(app, context) as port:
        environ = {"SSL_CERT_FILE": str(authority)} if believed else {}
        found = await told(case_for(tmp_path, f"https://localhost:{port}", environ))
    assert found["certificate"][0] is state, found
    assert words in found["certificate"][1].lower()
    if state is not State.PROBLEM:
        assert found["public URL"] == (State.OK, f"https://localhost:{port} is answered")


async def test_nobody_at_the_public_url_is_a_problem_and_offline_nobody_is_asked(tmp_path: Path) -> None:
    case = case_for(tmp_path, "https://localhost:9", {})
    assert (await told(case))["public URL"][0] is State.PROBLEM
    last = (await told(replace(case, offline=True)))["public URL"]
    assert (last[0], "offline" in last[1]) == (State.UNCHECKED, True)


async def test_another_clock_is_read_from_the_date_of_an_answer() -> None:
    async def late(_: web.Request) -> web.Response:
        date = (utc_now() - timedelta(seconds=90)).strftime("%a, %d %b %Y %H:%M:%S GMT")
        return web.Response(headers={"Date": date})

    app = web.Application()
    app.router.add_get("/", late)
    async with serving(app, None) as port:
        answer = await page(f"http://localhost:{port}/", trust({}))
    assert answer.skew_secs is not None
    assert -92 < answer.skew_secs < -88


async def order(url: str, *statements: str) -> None:
    engine = make_engine(parse_url(url))
    async with engine.begin() as connection:
        for statement in statements:
            await connection.execute(text(statement))
    await engine.dispose()


async def test_postgresql_is_asked_for_its_migrations_its_rights_and_its_time(tmp_path: Path) -> None:
    with postgres_server() as url:
        empty = await examine(url)
        assert (empty.there, empty.writable, empty.revision, empty.shared) == (True, True, None, True)
        await (await CallStore.open(url)).close()
        ready = await examine(url)
        assert (ready.writable, ready.revision) == (True, ready.newest)
        assert ready.skew_secs is not None
        assert abs(ready.skew_secs) < 2
        await order(url, "CREATE ROLE reader LOGIN", "GRANT SELECT ON ALL TABLES IN SCHEMA public TO reader")
        reader = make_url(url).set(username="reader").render_as_string(hide_password=False)
        assert (await examine(reader)).why_not == "this user may not write there"
        await order(url, "ALTER ROLE reader SET default_transaction_read_only TO on")
        assert (await examine(reader)).why_not == "it is read-only"
        case = Case(environ={"CALLWRIGHT_DATABASE_URL": url}, data=tmp_path, home=tmp_path)
        [clock] = await check_clock(case)
        assert (clock.state, "the database" in clock.message) == (State.OK, True)
