"""A file locked with a key, written and read piece by piece: AES-256 in GCM, as the package `cryptography` has it.

Each piece carries its number and whether it is the last, so that a file that is cut short, put together anew or changed
in one bit is refused and never half read.
"""

from __future__ import annotations

import base64
import secrets
from pathlib import Path
from typing import BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

MAGIC = b"TIPB1\n"
PIECE = 1024 * 1024
TAG = 16
KEY_BYTES = 32


class CannotBeRead(Exception):
    """A backup, or its key, is not what it should be; the message is for the operator."""


def new_key() -> str:
    """A key as text: 256 bits by chance."""
    return base64.urlsafe_b64encode(secrets.token_bytes(KEY_BYTES)).decode()


def read_key(path: Path) -> bytes:
    """The key in a file. Raises CannotBeRead."""
    try:
        key = base64.urlsafe_b64decode(path.read_text().strip())
    except OSError as reason:
        raise CannotBeRead(f"The key file {path} cannot be read: {reason.strerror}.") from None
    except ValueError:
        key = b""
    if len(key) != KEY_BYTES:
        raise CannotBeRead(f"{path} holds no key of ours. Make one with: manage.py backup --new-key FILE")
    return key


def is_sealed(path: Path) -> bool:
    """Whether a file is locked."""
    with path.open("rb") as file:
        return file.read(len(MAGIC)) == MAGIC


class Sealing:
    """A file to write to; what is written lies locked in another. Close it, or the last piece is missing."""

    def __init__(self, file: BinaryIO, key: bytes) -> None:
        self._file, self._cipher, self._number = file, AESGCM(key), 0
        self._salt, self._rest, self._written = secrets.token_bytes(8), bytearray(), 0
        file.write(MAGIC + self._salt)

    def write(self, data) -> int:
        self._rest += data
        self._written += len(data)
        while len(self._rest) > PIECE:  # the last piece is never empty, but of an empty file
            self._piece(bytes(self._rest[:PIECE]), is_last=False)
            del self._rest[:PIECE]
        return len(data)

    def flush(self) -> None:
        """Nothing: a piece is written when it is full."""

    def close(self) -> None:
        self._piece(bytes(self._rest), is_last=True)

    def _piece(self, plain: bytes, *, is_last: bool) -> None:
        self._file.write(self._cipher.encrypt(_nonce(self._salt, self._number), plain, _mark(is_last=is_last)))
        self._number += 1


def unseal(locked: BinaryIO, to: BinaryIO, key: bytes) -> None:
    """Write what a locked file holds. Raises CannotBeRead where the key is another or the file is damaged."""
    if locked.read(len(MAGIC)) != MAGIC:
        raise CannotBeRead("This file is not locked, or is no backup.")
    salt, cipher, number = locked.read(8), AESGCM(key), 0
    piece = locked.read(PIECE + TAG)
    while True:
        following = locked.read(PIECE + TAG)
        try:
            to.write(cipher.decrypt(_nonce(salt, number), piece, _mark(is_last=not following)))
        except (InvalidTag, ValueError):
            raise CannotBeRead("This backup is damaged or cut short, or the key is another one.") from None
        if not following:
            return
        piece, number = following, number + 1


def _nonce(salt: bytes, number: int) -> bytes:
    return salt + number.to_bytes(4, "big")


def _mark(*, is_last: bool) -> bytes:
    return MAGIC + (b"last" if is_last else b"more")
