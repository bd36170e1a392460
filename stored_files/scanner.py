"""Asking a virus scanner: ClamAV's clamd, on a Unix socket or over TCP, by its command INSTREAM."""

from __future__ import annotations

import re
import socket
import struct
import time
from urllib.parse import urlsplit

_PIECE = 64 * 1024
_LONGEST_ANSWER = 4096
_FOUND = re.compile(r"^stream: (.+) FOUND$")


class NotReached(Exception):
    """The scanner is away, says nothing, or says what we do not understand: nothing is known of the file."""


def what_is_in(content: bytes, address: str, *, patience: float) -> str:
    """What the scanner finds, by the name that it gives it; empty where it finds nothing.

    `address` is unix:/run/clamav/clamd.ctl or tcp://127.0.0.1:3310, `patience` the seconds for all of it. Raises
    NotReached: whoever asks takes that for "not known", never for "nothing found".
    """
    ends = time.monotonic() + patience
    try:
        with _connected(address, patience) as line:
            line.sendall(b"zINSTREAM\0")
            for at in range(0, len(content), _PIECE):
                _wait_no_longer_than(line, ends)
                piece = content[at : at + _PIECE]
                line.sendall(struct.pack("!I", len(piece)) + piece)
            line.sendall(struct.pack("!I", 0))
            answer = _answer(line, ends)
    except (OSError, ValueError) as error:
        raise NotReached(type(error).__name__) from error
    if answer == "stream: OK":
        return ""
    if found := _FOUND.match(answer):
        return found.group(1)[:200]
    raise NotReached(answer[:200] or "nothing")


def _connected(address: str, patience: float) -> socket.socket:
    where = urlsplit(address)
    if where.scheme == "unix":
        line = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        line.settimeout(patience)
        try:
            line.connect(where.path)
        except OSError:
            line.close()
            raise
        return line
    if where.scheme == "tcp" and where.hostname and where.port:
        return socket.create_connection((where.hostname, where.port), timeout=patience)
    raise ValueError("The address of the scanner must begin with unix: or tcp://")


def _wait_no_longer_than(line: socket.socket, ends: float) -> None:
    left = ends - time.monotonic()
    if left <= 0:
        raise TimeoutError
    line.settimeout(left)


def _answer(line: socket.socket, ends: float) -> str:
    said = b""
    while b"\0" not in said and len(said) < _LONGEST_ANSWER:
        _wait_no_longer_than(line, ends)
        piece = line.recv(_LONGEST_ANSWER)
        if not piece:
            break
        said += piece
    # An answer that was cut off is none: “stream: O” of a scanner that died is no OK.
    whole, mark, _rest = said.partition(b"\0")
    return whole.decode("utf-8", "replace").strip() if mark else ""
