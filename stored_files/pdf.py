"""PDFs: opened in a process of its own, and looked through for what runs when they are opened.

What is looked for: scripts, programmes to start, files inside, forms that are programmes (XFA), films; in the file's
own words and in its packed lists of objects. What is not: words in a part that is packed twice or in an older way, and
faults of a reader. That is what the virus scanner is for.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
import zipfile
import zlib
from io import BytesIO
from pathlib import Path

from stored_files import refusals

MOST_PAGES = 500
PATIENCE = 15  # seconds
MOST_UNPACKED = 50 * 1024 * 1024
AFTER_THE_END = 1024  # bytes that may stand after the last mark of the end
_READER = Path(__file__).with_name("open_pdf.py")
_XFA = (2, 3)
_RUNS = re.compile(
    rb"/(?:JavaScript|JS|Launch|EmbeddedFiles?|XFA|RichMedia|Movie|ImportData|SubmitForm|GoToE)(?![A-Za-z0-9])"
)
_SAID_IN_NUMBERS = re.compile(rb"#([0-9A-Fa-f]{2})")
_LIST_OF_OBJECTS = re.compile(rb"/ObjStm\b")
_STREAM = re.compile(rb"stream\r?\n")
_OTHER_BEGINNINGS = (b"<html", b"<script", b"<!doctype", b"<svg", b"<?php")


def check_pdf(content: bytes) -> None:
    """Raises NotTaken unless this is a PDF that can be opened and runs nothing."""
    end = content.rfind(b"%%EOF")
    if not content.startswith(b"%PDF-") or end < 0 or len(content) - end > AFTER_THE_END:
        raise refusals.not_what_it_is_called("PDF")
    head = content[:AFTER_THE_END].lower()
    if any(one in head for one in _OTHER_BEGINNINGS) or zipfile.is_zipfile(BytesIO(content)):
        raise refusals.not_what_it_is_called("PDF")
    found = _opened(content)
    if found.get("locked"):
        raise refusals.locked()
    if not found.get("pages"):
        raise refusals.broken("PDF")
    if found["pages"] > MOST_PAGES:
        raise refusals.too_many_pages(MOST_PAGES)
    if found.get("scripts") or found.get("form") in _XFA or _runs(content):
        raise refusals.runs_something()
    if found.get("files"):
        raise refusals.holds_another()


def _opened(content: bytes) -> dict[str, int]:
    """What the reader says of it; nothing where the file has ended it."""
    try:
        done = subprocess.run(  # noqa: S603 - our own file, and nothing of it comes from a person
            [sys.executable, "-I", str(_READER)], input=content, capture_output=True, timeout=PATIENCE, check=False
        )
        return json.loads(done.stdout) if done.returncode == 0 else {}
    except (subprocess.TimeoutExpired, BrokenPipeError, ValueError):
        return {}


def _runs(content: bytes) -> bool:
    return any(_RUNS.search(_plain(words)) for words in [_outside_streams(content), *_lists_of_objects(content)])


def _plain(words: bytes) -> bytes:
    """With names as they are read: /J#61vaScript is /JavaScript."""
    return _SAID_IN_NUMBERS.sub(lambda found: bytes([int(found.group(1), 16)]), words)


def _outside_streams(content: bytes) -> bytes:
    """Without the pictures and pages, in which such words can stand by chance."""
    pieces, at = [], 0
    for found in _STREAM.finditer(content):
        if found.start() < at:
            continue
        end = content.find(b"endstream", found.end())
        if end < 0:
            break
        pieces.append(content[at : found.start()])
        at = end
    return b"\n".join([*pieces, content[at:]])


def _lists_of_objects(content: bytes) -> list[bytes]:
    """What is in the packed lists of objects. Raises NotTaken where they become too large."""
    left, lists = MOST_UNPACKED, []
    for found in _LIST_OF_OBJECTS.finditer(content):
        begins = _STREAM.search(content, found.end(), found.end() + 2048)
        if begins is None:
            continue
        unpacks = zlib.decompressobj()
        try:
            words = unpacks.decompress(content[begins.end() :], left)
        except zlib.error:
            words = b""  # packed in another way, or not at all: looked at as it is
        left -= len(words)
        if left <= 0:
            raise refusals.too_large_unpacked()
        lists.append(words)
    return lists
