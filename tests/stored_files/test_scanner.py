"""Asking the virus scanner: what is not a plain yes is never taken for one."""

import socketserver
import threading
import time

import pytest

from stored_files.scanner import NotReached, what_is_in
from tests.stored_files.files import EICAR
from tests.stored_files.scanners import _Talk, scanning


def test_what_is_clean_and_what_is_not():
    with scanning() as scanner:
        assert what_is_in(b"words" * 50_000, scanner.address, patience=5) == ""
        assert what_is_in(EICAR, scanner.address, patience=5) == "Win.Test.EICAR_HDB-1"
        assert scanner.seen == [b"words" * 50_000, EICAR]


@pytest.mark.parametrize("manner", ["silent", "dies", "cut off", "no sign of its end", "too large", "odd"])
def test_a_scanner_that_fails_says_nothing_of_the_file(manner: str):
    with scanning() as scanner:
        scanner.manner = manner
        began = time.monotonic()
        with pytest.raises(NotReached):
            what_is_in(b"words" * 500_000, scanner.address, patience=0.5)
        assert time.monotonic() - began < 3


@pytest.mark.parametrize("address", ["tcp://127.0.0.1:1", "unix:/nowhere/clamd.ctl", "clamd.ctl", "tcp://127.0.0.1"])
def test_a_scanner_that_is_not_there_says_nothing_of_the_file(address: str):
    with pytest.raises(NotReached):
        what_is_in(b"words", address, patience=0.5)


def test_a_scanner_on_a_socket_of_the_machine(tmp_path):
    class OnASocket(socketserver.ThreadingUnixStreamServer):
        manner, seen, daemon_threads = "", [], True

    with OnASocket(str(tmp_path / "clamd.ctl"), _Talk) as server:
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        assert what_is_in(EICAR, f"unix:{tmp_path}/clamd.ctl", patience=5) == "Win.Test.EICAR_HDB-1"
        server.shutdown()
