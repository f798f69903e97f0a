"""A load generator that costs little: keep-alive sockets on threads, requests prepared as bytes."""

import itertools
import socket
import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

Request = Callable[[int], bytes]
MAX_REQUESTS = 40_000


@dataclass(frozen=True)
class Figures:
    """What one run showed. Latencies in milliseconds."""

    clients: int
    seconds: float
    latencies: list[float]
    statuses: dict[int, int]

    @property
    def rate(self) -> float:
        return len(self.latencies) / self.seconds

    def percentile(self, share: float) -> float:
        ordered = sorted(self.latencies)
        return ordered[min(int(len(ordered) * share), len(ordered) - 1)]


def message(
    method: str, path: str, *, host: str, headers: dict[str, str] | None = None, body: bytes = b""
) -> bytes:
    """One HTTP/1.1 request as bytes."""
    lines = [
        f"{method} {path} HTTP/1.1",
        f"Host: {host}",
        *(f"{k}: {v}" for k, v in (headers or {}).items()),
    ]
    if body:
        lines += ["Content-Type: application/json", f"Content-Length: {len(body)}"]
    return "\r\n".join([*lines, "", ""]).encode() + body


class Connection:
    """One keep-alive connection."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.socket = self._open()

    def _open(self) -> socket.socket:
        connection = socket.create_connection(("127.0.0.1", self.port), timeout=60)
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return connection

    def send(self, request: bytes) -> tuple[int, bytes]:
        """The answer's status and body."""
        self.socket.sendall(request)
        data = b""
        while b"\r\n\r\n" not in data:
            data += self._more()
        head, _, body = data.partition(b"\r\n\r\n")
        status = int(head[9:12])
        lower = head.lower()
        if b"content-length:" in lower:
            length = int(lower.split(b"content-length:")[1].split(b"\r\n")[0])
            while len(body) < length:
                body += self._more()
        elif b"transfer-encoding: chunked" in lower:
            while not body.endswith(b"0\r\n\r\n"):
                body += self._more()
        if b"connection: close" in lower:
            self.socket.close()
            self.socket = self._open()
        return status, body

    def _more(self) -> bytes:
        chunk = self.socket.recv(262_144)
        if not chunk:
            raise ConnectionError("the server closed the connection")
        return chunk


def run(port: int, request: Request, *, clients: int, seconds: float) -> Figures:
    """Asks as fast as `clients` connections can, for `seconds` or MAX_REQUESTS requests."""
    counter = itertools.count()
    latencies: list[float] = []
    statuses: Counter[int] = Counter()
    until = time.perf_counter() + seconds

    def work() -> None:
        connection = Connection(port)
        mine: list[float] = []
        seen: Counter[int] = Counter()
        while time.perf_counter() < until and (index := next(counter)) < MAX_REQUESTS:
            data = request(index)
            before = time.perf_counter()
            status, _ = connection.send(data)
            mine.append((time.perf_counter() - before) * 1000)
            seen[status] += 1
        latencies.extend(mine)
        statuses.update(seen)

    began = time.perf_counter()
    threads = [threading.Thread(target=work) for _ in range(clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return Figures(clients, time.perf_counter() - began, latencies, dict(statuses))


def rush(port: int, request: Request, *, buyers: int) -> tuple[float, Counter[tuple[int, str]]]:
    """`buyers` connections that ask once, all at the same moment: the seconds until the last answer, and the answers
    (status and the first refusal word found in the body)."""
    outcomes: Counter[tuple[int, str]] = Counter()
    barrier = threading.Barrier(buyers + 1)
    lock = threading.Lock()

    def work(index: int) -> None:
        connection = Connection(port)
        data = request(index)
        barrier.wait(timeout=60)
        status, body = connection.send(data)
        word = "sold_out" if b"sold out" in body else ""
        with lock:
            outcomes[status, word] += 1

    threads = [threading.Thread(target=work, args=(index,)) for index in range(buyers)]
    for thread in threads:
        thread.start()
    barrier.wait(timeout=60)
    began = time.perf_counter()
    for thread in threads:
        thread.join()
    return time.perf_counter() - began, outcomes
