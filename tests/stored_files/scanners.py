"""Scanners of a test's own, on loopback: they speak clamd's INSTREAM, or fail in the ways in which a real one can."""

from __future__ import annotations

import contextlib
import socketserver
import struct
import threading
from collections.abc import Iterator

from tests.stored_files.files import EICAR


class _Talk(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        server = self.server
        if server.manner == "silent":
            server.ended.wait(10)
            return
        if server.manner == "dies":
            return
        assert self.rfile.read(10) == b"zINSTREAM\0"
        content = b""
        while size := struct.unpack("!I", self.rfile.read(4))[0]:
            content += self.rfile.read(size)
        server.seen.append(content)
        answers = {
            "cut off": b"stream: O",
            "no sign of its end": b"stream: OK",
            "too large": b"INSTREAM size limit exceeded. ERROR\0",
            "odd": b"OK\0",
        }
        found = b"stream: Win.Test.EICAR_HDB-1 FOUND\0" if EICAR in content else b"stream: OK\0"
        self.wfile.write(answers.get(server.manner, found))


class Scanner(socketserver.ThreadingTCPServer):
    """Looks at what it is given as `manner` says."""

    allow_reuse_address = daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Talk)
        self.manner, self.seen, self.ended = "", [], threading.Event()

    @property
    def address(self) -> str:
        return f"tcp://127.0.0.1:{self.server_address[1]}"


@contextlib.contextmanager
def scanning() -> Iterator[Scanner]:
    with Scanner() as scanner:
        thread = threading.Thread(target=scanner.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        try:
            yield scanner
        finally:
            scanner.ended.set()
            scanner.shutdown()
            thread.join()
