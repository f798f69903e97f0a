"""A connection that waits for nobody for ever: deadlines for headers and for those who do not read their answer."""

import asyncio
import socket
from typing import Any

from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol

HEADERS_S = 15.0
MOST_HEADER_BYTES = 64 * 1024
# So long may an answer lie unread in our buffer before the line is cut.
UNREAD_S = 60.0


class PatientConnection(HttpToolsProtocol):
    """uvicorn's HTTP connection, which has a deadline for everything that the other end owes.

    Headers must be whole within HEADERS_S and MOST_HEADER_BYTES; what is written must be taken within UNREAD_S. Bodies have
    their own deadline (eventhub.server.bodies).
    """

    _owed: asyncio.TimerHandle | None = None
    _unread: asyncio.TimerHandle | None = None
    # Of the headers that are on their way: whether they have begun, and the bytes since.
    _begun = False
    _bytes = 0

    def connection_made(self, transport: Any) -> None:
        super().connection_made(transport)
        if line := transport.get_extra_info(
            "socket"
        ):  # not every listener is one that asyncio does this for
            line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._expect_headers()

    def connection_lost(self, exc: Exception | None) -> None:
        self._headers_came()
        self._all_read()
        super().connection_lost(exc)

    # --- Headers ---

    def data_received(self, data: bytes) -> None:
        self._bytes += len(data)
        super().data_received(data)
        if self.transport.is_closing() or self.transport.get_protocol() is not self:
            return  # refused, or a socket's by now
        if self.cycle is None or self.cycle.response_complete:
            self._expect_headers()  # whatever came, it was not a whole request
        if self._begun and self._bytes > MOST_HEADER_BYTES:
            self._refuse(431, "Your headers are too long.")

    def on_message_begin(self) -> None:
        super().on_message_begin()
        self._begun, self._bytes = True, 0
        self._expect_headers()

    def on_headers_complete(self) -> None:
        self._headers_came()
        super().on_headers_complete()

    def _expect_headers(self) -> None:
        if self._owed is None:
            self._owed = self.loop.call_later(HEADERS_S, self._headers_are_late)

    def _headers_came(self) -> None:
        self._begun = False
        if self._owed is not None:
            self._owed.cancel()
            self._owed = None

    def _headers_are_late(self) -> None:
        self._owed = None
        if self.cycle is not None and not self.cycle.response_complete:
            self._expect_headers()  # of the next request, while this one is at work
        elif self._begun:
            self._refuse(408, "Your request took too long.")
        else:
            self.transport.close()

    def _refuse(self, status: int, sentence: str) -> None:
        self._headers_came()
        if self.transport.is_closing():
            return
        self.transport.write(
            STATUS_LINE[status]
            + b"content-type: text/plain; charset=utf-8\r\nconnection: close\r\n"
            + f"content-length: {len(sentence)}\r\n\r\n{sentence}".encode()
        )
        self._close()

    # --- Answers ---

    def pause_writing(self) -> None:
        super().pause_writing()
        self._must_be_read()

    def resume_writing(self) -> None:
        super().resume_writing()
        self._all_read()

    def on_response_complete(self) -> None:
        super().on_response_complete()
        if self.transport.is_closing():
            self._must_be_read()

    def timeout_keep_alive_handler(self) -> None:
        self._close()

    def _close(self) -> None:
        """When what is written was read, and at the latest after UNREAD_S."""
        self.transport.close()
        self._must_be_read()

    def _must_be_read(self) -> None:
        if self._unread is None:
            self._unread = self.loop.call_later(UNREAD_S, self.transport.abort)

    def _all_read(self) -> None:
        if self._unread is not None:
            self._unread.cancel()
            self._unread = None
