"""Installs what only the system can give, on Debian and Ubuntu, and only for root."""

import os
import shutil
import subprocess

from setup.place import say

SECONDS_TO_FETCH = 600


def install(*packages: str) -> None:
    """Ask apt-get for packages; nothing happens where there is no apt-get or we are not root."""
    if os.geteuid() == 0 and shutil.which("apt-get"):
        say(f"Asking apt-get to install {' '.join(packages)}")
        environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        if attempt(["apt-get", "update", "--quiet"], environment):
            quietly = ["--yes", "--quiet", "--no-install-recommends"]
            attempt(["apt-get", "install", *quietly, *packages], environment)


def attempt(command: list[str], environment: dict[str, str] | None = None) -> bool:
    """Whether a command that may well fail went through."""
    try:
        done = subprocess.run(command, env=environment, stdin=subprocess.DEVNULL, timeout=SECONDS_TO_FETCH)
    except (OSError, subprocess.TimeoutExpired) as error:
        say(f"  {error}")
        return False
    return done.returncode == 0
