"""Which peers may say where a request comes from."""

from pathlib import Path

import pytest

from configs import ConfigProblems
from configs.server import load_server
from transports.edge.proxies import Proxies

FILE = """\
public_url: https://calls.example.com
numbers: {any: appointments}
carriers: {vonage: {api_key: abcd1234, signature_secret: "${SECRET}"}}
trusted_proxies: [%s]
"""


@pytest.mark.parametrize(
    ("address", "is_one"),
    [
        ("10.0.0.7", True),
        ("::ffff:10.0.0.7", True),
        ("10.0.0.8", False),
        ("172.20.1.2", True),
        ("fd00::17", True),
        ("unix", False),
        ("", False),
        (None, False),
    ],
)
def test_addresses_and_networks_are_proxies(address: object, is_one: bool) -> None:
    assert (address in Proxies(["10.0.0.7", "172.16.0.0/12", "fd00::/8"])) is is_one


def test_what_is_neither_is_refused_in_the_server_file(tmp_path: Path) -> None:
    file = tmp_path / "server.yaml"
    file.write_text(FILE % "10.0.0.0/8, ingress.local", encoding="utf-8")
    with pytest.raises(ConfigProblems, match=r'"ingress\.local" is no address'):
        load_server(file, environ={"SECRET": "s" * 32})
    file.write_text(FILE % "10.0.0.0/8, '::1'", encoding="utf-8")
    assert load_server(file, environ={"SECRET": "s" * 32}).config.trusted_proxies == ("10.0.0.0/8", "::1")
