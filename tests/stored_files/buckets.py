"""A bucket of a test's own, on loopback: as much of S3 as the site uses, by path, for those who sign what they ask."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, unquote, urlsplit
from xml.sax.saxutils import escape

BUCKET = "evidence"


class _Asked(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_said) -> None:
        pass

    def _answer(self, code: int, content: bytes = b"", **headers: str) -> None:
        self.send_response(code)
        for name, value in {"Content-Length": str(len(content)), **headers}.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(content)

    def _name(self) -> str | None:
        """The name that is asked for; None, and the answer is given, where nothing is to be had."""
        size = int(self.headers.get("Content-Length") or 0)
        self.content = self.rfile.read(size)
        path = unquote(urlsplit(self.path).path).lstrip("/")
        bucket, _slash, name = path.partition("/")
        self.server.asked.append((self.command, name))
        signed = "Credential=the-key/" in self.headers.get("Authorization", "")
        if not signed or bucket != BUCKET or self.server.is_full:
            self._answer(403 if not signed else 507, b"<Error><Code>Refused</Code></Error>")
            return None
        return name

    def do_PUT(self) -> None:
        if name := self._name():
            self.server.kept[name] = self.content
            self._answer(200, ETag='"1"')

    def do_DELETE(self) -> None:
        if name := self._name():
            self.server.kept.pop(name, None)
            self._answer(204)

    def do_GET(self) -> None:
        name = self._name()
        if name == "":
            self._list(parse_qs(urlsplit(self.path).query))
        elif name is not None and name in self.server.kept:
            said = {"ETag": '"1"', "Last_Modified": "Thu, 01 Oct 2026 12:00:00 GMT"}
            self._answer(200, self.server.kept[name], **said)
        elif name is not None:
            self._answer(404, b"<Error><Code>NoSuchKey</Code></Error>")

    do_HEAD = do_GET

    def _list(self, said: dict[str, list[str]]) -> None:
        prefix = said.get("prefix", [""])[0]
        names = [name for name in self.server.kept if name.startswith(prefix)]
        folders = sorted({name[len(prefix) :].split("/")[0] for name in names if "/" in name[len(prefix) :]})
        files = [name for name in names if "/" not in name[len(prefix) :]]
        inside = "".join(
            f"<CommonPrefixes><Prefix>{escape(prefix + one)}/</Prefix></CommonPrefixes>" for one in folders
        )
        inside += "".join(f"<Contents><Key>{escape(one)}</Key><Size>1</Size></Contents>" for one in files)
        xml = f"<ListBucketResult><IsTruncated>false</IsTruncated>{inside}</ListBucketResult>"
        self._answer(200, xml.encode(), Content_Type="application/xml")


class Bucket(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Asked)
        self.kept: dict[str, bytes] = {}
        self.asked: list[tuple[str, str]] = []
        self.is_full = False

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"


@contextlib.contextmanager
def a_bucket() -> Iterator[Bucket]:
    with Bucket() as bucket:
        thread = threading.Thread(target=bucket.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        try:
            yield bucket
        finally:
            bucket.shutdown()
            thread.join()
