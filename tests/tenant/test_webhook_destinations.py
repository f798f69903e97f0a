"""No webhook reaches into our own network: not by its words, not by its name, not by a detour. (ADR 0010)"""

import datetime as dt
import ipaddress
import socket
import ssl
import threading
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from tenant.webhooks import destinations, gateway
from tenant.webhooks.destinations import Refused
from tests.tenant.receiver import Receiver, listening

CLOSED = [
    "https://127.0.0.1/",
    "https://127.255.255.254/",
    "https://127.1/",
    "https://0x7f.0.0.1/",
    "https://0x7f000001/",
    "https://2130706433/",
    "https://017700000001/",
    "https://0177.0.0.1/",
    "https://0/",
    "https://0.0.0.0/",
    "https://10.0.0.1/",
    "https://10.255.255.255/",
    "https://172.16.0.1/",
    "https://172.31.255.255/",
    "https://192.168.0.1/",
    "https://192.168.1/",
    "https://169.254.169.254/latest/meta-data/",
    "https://169.254.0.1/",
    "https://100.64.0.1/",
    "https://100.100.100.200/",
    "https://168.63.129.16/",
    "https://192.0.0.192/",
    "https://192.0.2.1/",
    "https://198.18.0.1/",
    "https://198.51.100.7/",
    "https://203.0.113.9/",
    "https://192.88.99.1/",
    "https://224.0.0.1/",
    "https://239.255.255.250/",
    "https://240.0.0.1/",
    "https://255.255.255.255/",
    "https://[::1]/",
    "https://[::]/",
    "https://[0:0:0:0:0:0:0:1]/",
    "https://[::ffff:127.0.0.1]/",
    "https://[::ffff:10.0.0.1]/",
    "https://[::ffff:a9fe:a9fe]/",
    "https://[::127.0.0.1]/",
    "https://[fe80::1]/",
    "https://[fe80::1%25eth0]/",
    "https://[fc00::1]/",
    "https://[fd00:ec2::254]/",
    "https://[fec0::1]/",
    "https://[ff02::1]/",
    "https://[2001:db8::1]/",
    "https://[2001::1]/",
    "https://[2002:7f00:1::]/",
    "https://[2002:a00:1::1]/",
    "https://[64:ff9b::7f00:1]/",
    "https://[64:ff9b::10.0.0.1]/",
    "https://[64:ff9b:1::1]/",
    "https://[100::1]/",
    "https://[3fff::1]/",
    "https://localhost/",
    "https://LOCALHOST/",
    "https://localhost./",
    "https://app.localhost/",
    "https://metadata.google.internal/",
    "https://printer.local/",
    "https://intranet/",
    "https://db/",
    "https://router.home.arpa/",
]
SENSELESS = [
    "",
    "example.org",
    "//example.org/",
    "http://example.org/",
    "ftp://example.org/",
    "file:///etc/passwd",
    "gopher://example.org/",
    "javascript:alert(1)",
    "https://",
    "https:///path",
    "https://user@example.org/",
    "https://user:word@example.org/",
    "https://example.org:99999/",
    "https://example.org:x/",
    "https://example.org:0/",
    "https://example.org:25/",
    "https://example.org:80/",
    "https://example.org:1023/",
    "https://example.org/ a",
    "https://example.org/\r\nHost: 127.0.0.1",
    "https://example.org\\@127.0.0.1/",
    "https://[::1",
    "https://exämple.org/",
    "https://example.org/" + "a" * 1024,
]
OPEN = [
    "https://example.org",
    "https://example.org/",
    "https://hooks.example.org:8443/a/b?c=d",
    "https://8.8.8.8/",
    "https://[2606:4700:4700::1111]/",
    "https://xn--exmple-cua.org/",
]


def test_b15_webhooks_the_table_is_long_enough() -> None:
    assert len(CLOSED) >= 40


@pytest.mark.parametrize("url", [*CLOSED, *SENSELESS])
def test_b15_webhooks_closed_and_senseless_addresses_are_refused(url: str) -> None:
    with pytest.raises(Refused):
        destinations.read(url, local=False)


@pytest.mark.parametrize("url", OPEN)
def test_b15_webhooks_public_addresses_pass(url: str) -> None:
    assert destinations.read(url, local=False).secure


@pytest.mark.parametrize("url", CLOSED)
def test_b15_webhooks_nothing_is_connected_to_a_closed_address(
    url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The call itself is refused too, whatever was stored before the rule."""
    called: list[Any] = []
    monkeypatch.setattr(socket, "create_connection", lambda *a, **_: called.append(a))

    answer = gateway.post(url, body=b"{}", headers={}, local=False)

    assert answer.status is None
    assert called == []


@pytest.mark.parametrize("address", ["127.0.0.1", "10.1.2.3", "169.254.169.254", "::1", "fe80::1%lo", "::ffff:10.0.0.1"])  # fmt: skip
@pytest.mark.parametrize("first", [[], ["8.8.8.8"]])
def test_b15_webhooks_a_name_that_stands_for_a_closed_address_is_refused(
    address: str, first: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    called: list[Any] = []
    rows = [(2, 1, 6, "", (found, 443)) for found in [*first, address]]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: rows)
    monkeypatch.setattr(socket, "create_connection", lambda *a, **_: called.append(a))

    answer = gateway.post("https://hooks.example.org/", body=b"{}", headers={}, local=False)

    assert answer.status is None
    assert "private or special network" in answer.text
    assert address not in answer.text
    assert called == []


def test_b15_webhooks_the_name_is_looked_up_once_and_its_address_kept(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """DNS rebinding: the second answer would be ours, but nobody asks a second time."""
    lookups, called = [], []

    def look_up(*_: Any, **__: Any) -> list[Any]:
        lookups.append(1)
        return [(2, 1, 6, "", ("8.8.8.8" if len(lookups) == 1 else "127.0.0.1", 443))]

    def connect(address: Any, *_: Any) -> None:
        called.append(address)
        raise ConnectionRefusedError

    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    monkeypatch.setattr(socket, "create_connection", connect)

    gateway.post("https://hooks.example.org/", body=b"{}", headers={}, local=False)

    assert (len(lookups), called) == (1, [("8.8.8.8", 443)])


def test_b15_webhooks_local_opens_this_machine_and_nothing_else() -> None:
    assert destinations.read("http://127.0.0.1:8000/", local=True).port == 8000
    assert destinations.read("http://localhost:8000/", local=True).host == "localhost"
    for url in ("http://10.0.0.1/", "http://169.254.169.254/", "http://[fd00::1]/", "http://db/"):
        with pytest.raises(Refused):
            destinations.read(url, local=True)


def test_b15_webhooks_redirects_are_not_followed() -> None:
    with listening() as inner, listening() as outer:
        outer.answers = [(302, {"Location": inner.url}, b"")]

        answer = gateway.post(outer.url, body=b"{}", headers={}, local=True)

    assert (answer.status, answer.ok) == (302, False)
    assert inner.received == []


def test_b15_webhooks_proxies_of_the_environment_are_not_used(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with listening() as proxy, listening() as target:
        for name in ("http_proxy", "HTTP_PROXY", "https_proxy", "ALL_PROXY"):
            monkeypatch.setenv(name, f"http://127.0.0.1:{proxy.port}")

        assert gateway.post(target.url, body=b"{}", headers={}, local=True).ok

    assert (len(proxy.received), len(target.received)) == (0, 1)


def test_b15_webhooks_long_answers_are_cut() -> None:
    with listening() as receiver:
        receiver.answers = [(200, {}, b"a\x00" + b"b" * 5_000_000)]

        answer = gateway.post(receiver.url, body=b"{}", headers={}, local=True)

    assert answer.ok
    assert len(answer.text) == gateway.MOST_KEPT
    assert "\x00" not in answer.text


def test_b15_webhooks_whoever_drips_is_cut_off(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every byte comes in time, the answer never does."""
    monkeypatch.setattr(gateway, "TOTAL_S", 0.5)
    over = threading.Event()
    with socket.create_server(("127.0.0.1", 0)) as server:

        def drip() -> None:
            line, _ = server.accept()
            with line:
                try:
                    while not over.wait(0.05):
                        line.sendall(b"H")
                except OSError:
                    pass  # cut off

        thread = threading.Thread(target=drip, daemon=True)
        thread.start()
        port = server.getsockname()[1]
        answer = gateway.post(f"http://127.0.0.1:{port}/", body=b"{}", headers={}, local=True)
        over.set()
        thread.join()

    assert answer.status is None


def test_b15_webhooks_a_certificate_of_nobody_is_refused(tmp_path: Path) -> None:
    """And nothing was sent: the handshake ends before the first byte of ours."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "localhost")])
    now = dt.datetime.now(dt.UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=1))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ipaddress.IPv4Address("127.0.0.1"))]), False
        )
        .sign(key, hashes.SHA256())
    )
    file = tmp_path / "server.pem"
    file.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        + certificate.public_bytes(serialization.Encoding.PEM)
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file)
    failed = []
    with socket.create_server(("127.0.0.1", 0)) as server:

        def answer_once() -> None:
            line, _ = server.accept()
            with line:
                try:
                    context.wrap_socket(line, server_side=True)
                except (ssl.SSLError, OSError):
                    failed.append(True)

        thread = threading.Thread(target=answer_once, daemon=True)
        thread.start()
        port = server.getsockname()[1]
        answer = gateway.post(f"https://127.0.0.1:{port}/", body=b"{}", headers={}, local=True)
        thread.join()

    assert answer.status is None
    assert "certificate is not valid" in answer.text
    assert failed == [True]


def test_b15_webhooks_a_server_that_is_away_is_an_answer_too() -> None:
    with listening() as receiver:
        gone: Receiver = receiver

    answer = gateway.post(gone.url, body=b"{}", headers={}, local=True)

    assert (answer.status, answer.ok) == (None, False)
    assert answer.text.startswith(gateway.UNREACHABLE)
