"""One POST to a machine of somebody else, which we trust with nothing.

The name is resolved once, every address is judged, and the connection goes to an address that was judged: a name that
changes its mind in between (DNS rebinding) changes nothing. Redirects are not followed, proxies of the environment not
used, certificates verified. However slowly the other side speaks, TOTAL_S after the connection it is over.
"""

import contextlib
import http.client
import socket
import ssl
import threading
from collections.abc import Mapping
from dataclasses import dataclass

from tenant.webhooks import destinations
from tenant.webhooks.destinations import Destination, Refused

CONNECT_S, TOTAL_S = 5.0, 10.0
MOST_ADDRESSES = 3
MOST_READ, MOST_KEPT = 4096, 500
UNREACHABLE = "The server could not be reached"


@dataclass(frozen=True)
class Answer:
    """What came back: the status and the beginning of the body; without a status, what went wrong."""

    status: int | None
    text: str

    @property
    def ok(self) -> bool:
        return self.status is not None and 200 <= self.status < 300  # noqa: PLR2004 -- HTTP's own border


def post(url: str, *, body: bytes, headers: Mapping[str, str], local: bool) -> Answer:
    """Sends `body` to `url` and returns the answer; never raises for what the other side does.

    `local`: this machine may be called too (tenant.webhooks.destinations). Takes TOTAL_S at most, and the time of the
    name's resolution.
    """
    try:
        destination = destinations.read(url, local=local)
        connection = _connected(destination, local=local)
    except Refused as error:
        return Answer(None, str(error))
    except (OSError, ValueError) as error:
        return Answer(None, _why(error))
    with contextlib.closing(connection):
        try:
            connection.request("POST", destination.path, body=body, headers=dict(headers))
            response = connection.getresponse()
            text = response.read(MOST_READ).decode("utf-8", "replace").replace("\x00", "")
        except (OSError, ValueError, http.client.HTTPException) as error:
            return Answer(None, _why(error))
        return Answer(response.status, text[:MOST_KEPT])


class _Pinned(http.client.HTTPConnection):
    """A connection to one address, whatever the name stands for by now, and for TOTAL_S at most: a timeout of the
    socket alone begins anew with every byte."""

    def __init__(self, destination: Destination, address: str) -> None:
        super().__init__(destination.host, destination.port, timeout=TOTAL_S)
        self.default_port = 443 if destination.secure else 80  # what the Host header leaves out
        self.destination, self.address = destination, address
        self.line: socket.socket | None = None
        self.timer: threading.Timer | None = None

    def connect(self) -> None:
        raw = socket.create_connection((self.address, self.destination.port), CONNECT_S)
        raw.settimeout(TOTAL_S)
        self.line = raw.dup()
        self.timer = threading.Timer(TOTAL_S, _cut, [self.line])
        self.timer.daemon = True
        self.timer.start()
        self.sock = _secured(raw, self.destination.host) if self.destination.secure else raw

    def close(self) -> None:
        super().close()
        if self.timer is not None:
            self.timer.cancel()
        if self.line is not None:
            self.line.close()


def _secured(raw: socket.socket, host: str) -> ssl.SSLSocket:
    return ssl.create_default_context().wrap_socket(raw, server_hostname=host)


def _connected(destination: Destination, *, local: bool) -> _Pinned:
    """A connection to the first address that takes it. One closed address refuses the whole name."""
    addresses = _resolved(destination)
    for address in addresses:
        destinations.insist_public(address, local=local)
    failure: OSError | None = None
    for address in addresses[:MOST_ADDRESSES]:
        connection = _Pinned(destination, address)
        try:
            connection.connect()
        except OSError as error:
            connection.close()
            failure = error
        else:
            return connection
    raise failure or OSError("no address")


def _resolved(destination: Destination) -> list[str]:
    found = socket.getaddrinfo(destination.host, destination.port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


def _cut(line: socket.socket) -> None:
    with contextlib.suppress(OSError):
        line.shutdown(socket.SHUT_RDWR)


def _why(error: Exception) -> str:
    if isinstance(error, ssl.SSLCertVerificationError):
        return f"The server's certificate is not valid: {error.verify_message}."
    if isinstance(error, socket.gaierror):
        return "The server's name is not known."
    if isinstance(error, TimeoutError):
        return "The server did not answer in time."
    return f"{UNREACHABLE}, or did not answer as a web server does ({type(error).__name__})."
