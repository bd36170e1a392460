"""Runs a long command for someone who may change their mind: Ctrl-C or `kill` end it, and what it left, tidily."""

import signal
import subprocess
import sys
import time

from setup.place import ROOT

SECONDS_TO_END = 15


def run(command: list[str], environment: dict[str, str]) -> int:
    """The exit code of a command; when we are told to end, it gets time to remove what it made."""
    with subprocess.Popen(command, cwd=ROOT, env=environment) as child:
        try:
            return child.wait()
        except BaseException as reason:
            end([child], reason)
            raise


def end(children: list[subprocess.Popen[bytes]], reason: BaseException) -> None:
    """Let commands that still run remove what they made, all at once, and do not wait for ever."""
    if not isinstance(reason, KeyboardInterrupt):  # the terminal sends Ctrl-C to both of us
        for child in children:
            child.send_signal(signal.SIGINT)
    last = time.monotonic() + SECONDS_TO_END
    try:
        for child in children:
            child.wait(max(0, last - time.monotonic()))
    except BaseException:
        for child in children:
            child.kill()
        raise


def end_tidily_when_told_to() -> None:
    """Turn `kill` and a closed terminal into an ordinary exit, so that `finally` runs, and Ctrl-C into a quiet one."""
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda received, _: sys.exit(128 + received))
    # A shell that starts us in the background has Ctrl-C ignored, and whatever we start would ignore it too.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    sys.excepthook = _quietly_on_ctrl_c


def _quietly_on_ctrl_c(kind: type[BaseException], value: BaseException, trace: object) -> None:
    if not issubclass(kind, KeyboardInterrupt):
        sys.__excepthook__(kind, value, trace)  # type: ignore[arg-type]
