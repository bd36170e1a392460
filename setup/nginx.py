"""Finds nginx, or installs it: the drill serves through it as a public server does."""

import shutil

from setup import apt
from setup.place import say, stop

NONE_FOUND = """The drill serves the site through nginx, and it is not on this machine.
  apt-get install nginx-light      (Debian, Ubuntu; as root)
Then run the same command again."""


def find_or_fetch() -> str:
    """The path of nginx; installed by apt-get where it is missing and we are root, else says what to do, and stops."""
    if not (found := find()):
        say("No nginx found")
        apt.install("nginx-light", "openssl")
    if not (found := found or find()):
        stop(NONE_FOUND)
    return found


def find() -> str | None:
    return shutil.which("nginx", path="/usr/sbin:/usr/bin:/usr/local/sbin:/usr/local/bin:/opt/homebrew/bin")
