"""Finds nginx, or installs it: the drill serves through it as a public server does."""

import shutil

from setup import apt
from setup.place import say, stop

NONE_FOUND = """The drill serves the site through nginx, and it is not on this machine.
  apt-get install nginx-light      (Debian, Ubuntu; as root)
Then run the same command again."""


def fetch_where_possible() -> None:
    """Install nginx where it is missing and we are root; without it the drill alone is left out, and says so."""
    if not find():
        say("No nginx found")
        apt.install("nginx-light", "openssl")


def find_or_fetch() -> str:
    """The path of nginx; installed by apt-get where it is missing and we are root, else says what to do, and stops."""
    fetch_where_possible()
    if not (found := find()):
        stop(NONE_FOUND)
    return found


def find() -> str | None:
    return shutil.which("nginx", path="/usr/sbin:/usr/bin:/usr/local/sbin:/usr/local/bin:/opt/homebrew/bin")
