"""A line to PostgreSQL that a story can cut and mend: for the server at its other end, the database is away."""

import asyncio
import contextlib
import subprocess
import sys
import time
from pathlib import Path
from urllib.parse import parse_qsl, urlencode, urlsplit

SOCKET = ".s.PGSQL.5432"


class Line:
    """A process that passes everything on from a Unix socket in `folder` to the database of `url`; cut, it is dead."""

    def __init__(self, url: str, folder: Path) -> None:
        parts = urlsplit(url)
        options = dict(parse_qsl(parts.query))
        self._target = f"{options['host']}/{SOCKET}"
        self._path = folder / SOCKET
        here = urlencode({**options, "host": str(folder), "port": "5432"})
        self.url = parts._replace(query=here).geturl()
        self.mend()

    def mend(self) -> None:
        """The database is there (again)."""
        words = [sys.executable, __file__, str(self._path), self._target]
        self._process = subprocess.Popen(words)
        for _ in range(500):
            if self._path.exists():
                return
            assert self._process.poll() is None, "the line broke at once"
            time.sleep(0.02)

    def cut(self) -> None:
        """The database is away: nobody gets through, and every connection breaks."""
        self._path.unlink(missing_ok=True)
        self._process.kill()
        self._process.wait(30)


async def pass_on(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """One direction of one connection."""
    with contextlib.suppress(OSError):
        while piece := await reader.read(65536):
            writer.write(piece)
            await writer.drain()
    writer.close()


async def main(path: str, target: str) -> None:
    """Takes connections until it is killed."""

    async def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        there, back = await asyncio.open_unix_connection(target)
        await asyncio.gather(pass_on(reader, back), pass_on(there, writer))

    server = await asyncio.start_unix_server(connected, path)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
