"""`make run` runs the pages and one worker, and ends both."""

import os
import signal
import subprocess
import sys
import threading
import time

import pytest

from setup import site

FOR_EVER = "import time; time.sleep(60)"
FOR_A_MOMENT = "import time; time.sleep(1.5)"


@pytest.fixture
def processes(monkeypatch) -> dict[str, list[subprocess.Popen]]:
    """Stand-ins for the pages and the worker, by name; what each does is in `doing`."""
    found: dict[str, list[subprocess.Popen]] = {"runserver": [], "worker": []}
    doing = {"runserver": FOR_EVER, "worker": FOR_EVER}

    def start(name: str, *more: str) -> subprocess.Popen:
        found[name].append(subprocess.Popen([sys.executable, "-c", doing[name]]))
        return found[name][-1]

    monkeypatch.setattr(site, "start", start)
    monkeypatch.setattr(site, "doing", doing, raising=False)
    yield found
    for process in [*found["runserver"], *found["worker"]]:
        process.kill()
        process.wait()


@pytest.fixture(autouse=True)
def signals_stay():
    """What `serve` does with signals is for a process of its own."""
    before = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)}
    yield
    for number, handler in before.items():
        signal.signal(number, handler)


def test_where_the_pages_end_the_worker_ends(processes):
    site.doing["runserver"] = FOR_A_MOMENT
    site.serve(8000)
    assert processes["worker"][0].poll() == -signal.SIGTERM


def test_a_worker_that_ends_is_begun_again(processes):
    site.doing["runserver"] = FOR_A_MOMENT
    site.doing["worker"] = "raise SystemExit(1)"
    site.serve(8000)
    assert len(processes["worker"]) > 1


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_ctrl_c_ends_both(processes, number: int):
    def press() -> None:
        while not processes["worker"]:
            time.sleep(0.05)
        time.sleep(0.5)
        os.kill(os.getpid(), number)

    threading.Thread(target=press).start()
    site.serve(8000)
    assert all(process.poll() is not None for process in (*processes["runserver"], *processes["worker"]))
