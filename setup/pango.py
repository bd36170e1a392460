"""Finds Pango, the library that draws PDFs, or installs it: `python -m setup.pango` says whether it is there."""

import subprocess
import sys

from setup import apt
from setup.place import say, stop

DEBIAN = ["libpango-1.0-0", "libpangoft2-1.0-0", "libharfbuzz-subset0"]
NONE_FOUND = f"""Posters and paper forms are made into PDFs with the library Pango, and it is not on this machine.
The tests of what is printed need it; `make run` does without, and offers pages to print instead of PDFs.
  apt-get install {" ".join(DEBIAN)}      (Debian, Ubuntu; as root)
  brew install pango                      (macOS)
Then run the same command again."""


def is_there() -> bool:
    """Whether WeasyPrint finds what it draws with; asked in a process of its own, so that a later look is a new one."""
    return subprocess.run([sys.executable, "-c", "import weasyprint"], capture_output=True).returncode == 0


def find_or_fetch() -> None:
    """Make sure of Pango: installed by apt-get where it is missing and we are root; else say what to do, and stop."""
    if not is_there():
        say("No Pango found")
        apt.install(*DEBIAN)
    if not is_there():
        stop(NONE_FOUND)


if __name__ == "__main__":
    find_or_fetch()
    say("Pango is there: this machine can make PDFs.")
