"""Makes `.venv` and installs a lock file into it: `python3 -m setup.environment base` (or dev, node, postgres)."""

import importlib.util
import shutil
import subprocess
import sys

from setup.place import (
    REQUIREMENTS,
    ROOT,
    STAMPS,
    VENV,
    VENV_PYTHON,
    fingerprint,
    is_done,
    say,
    set_done,
    stop,
)

OLDEST_PYTHON = (3, 11)
NO_PIP = """This Python ({python}) has neither `ensurepip` nor `pip`, so it cannot make a virtual environment.
On Debian and Ubuntu: apt-get install python3-venv      Then run the same command again."""
NOT_INSTALLED = """The Python packages of requirements/{name}.txt could not be installed; the reason stands above.
Often it is the network: check the connection (or your proxy settings) and run the same command again."""


def make_environment() -> None:
    """Make `.venv`, or make it afresh when its Python is gone or too old."""
    if _works():
        return
    say(f"Making a virtual environment in .venv (Python {sys.version.split()[0]})")
    shutil.rmtree(STAMPS, ignore_errors=True)
    command = [sys.executable, "-m", "venv", "--clear", str(VENV)]
    if not importlib.util.find_spec("ensurepip"):
        if not importlib.util.find_spec("pip"):
            stop(NO_PIP.format(python=sys.executable))
        command.insert(-1, "--without-pip")
    if subprocess.run(command, cwd=ROOT).returncode:
        shutil.rmtree(VENV, ignore_errors=True)
        stop(NO_PIP.format(python=sys.executable))


def install(name: str) -> None:
    """Install `requirements/<name>.txt`, every package checked against its hash; nothing to do when unchanged."""
    lock = REQUIREMENTS / f"{name}.txt"
    mark = fingerprint([lock])
    if is_done(f"python-{name}", mark):
        return
    say(f"Installing the Python packages of {lock.relative_to(ROOT)} (only when that file has changed)")
    pip = [str(VENV_PYTHON), "-m", "pip"]
    if subprocess.run([*pip, "--version"], capture_output=True).returncode:
        pip = [sys.executable, "-m", "pip", "--python", str(VENV_PYTHON)]
    arguments = [
        "-qq",
        "--disable-pip-version-check",
        "--no-input",
        "--require-hashes",
        "--requirement",
        str(lock),
    ]
    if subprocess.run([*pip, "install", *arguments], cwd=ROOT).returncode:
        stop(NOT_INSTALLED.format(name=name))
    set_done(f"python-{name}", mark)


def _works() -> bool:
    question = f"import sys; sys.exit(sys.version_info < {OLDEST_PYTHON})"
    return VENV_PYTHON.exists() and not subprocess.run([str(VENV_PYTHON), "-c", question]).returncode


if __name__ == "__main__":
    make_environment()
    for wanted in sys.argv[1:]:
        install(wanted)
