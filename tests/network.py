"""What tests need of the machine's network."""

import socket

import psutil
import pytest


def need_webrtc() -> None:
    """Skip where the machine has no interface besides loopback: WebRTC offers none of its addresses."""
    nics = (nic for each in psutil.net_if_addrs().values() for nic in each)
    addresses = {nic.address for nic in nics if nic.family in (socket.AF_INET, socket.AF_INET6)}
    if addresses <= {"127.0.0.1", "::1"}:
        pytest.skip("WebRTC needs a network interface besides loopback, and this machine has none")
