"""Builds the styles and scripts into `static/dist`, only when a source changed: `python -m setup.frontend`."""

import shutil
import subprocess

from setup.environment import install
from setup.place import ROOT, VENV, fingerprint, is_done, say, set_done, stop, surroundings

OLDEST_NODE = 20
DIST = ROOT / "static" / "dist"
MODULES = ROOT / "node_modules"
PACKAGES = [ROOT / "package.json", ROOT / "package-lock.json", ROOT / ".npmrc"]


def build() -> None:
    """Fetch the packages of `package-lock.json` and build; either step is skipped when nothing changed for it."""
    packages = fingerprint(PACKAGES)
    sources = [path for path in (ROOT / "static").iterdir() if path != DIST]
    everything = fingerprint([*PACKAGES, *sources])
    if is_done("frontend", everything) and DIST.is_dir():
        return
    find_node()
    if not is_done("node-modules", packages) or not MODULES.is_dir():
        say("Fetching the front-end packages (only when package-lock.json has changed)")
        _npm("ci", "--ignore-scripts", "--no-audit", "--no-fund")
        set_done("node-modules", packages)
    say("Building the styles and scripts into static/dist")
    _npm("run", "--silent", "build")
    set_done("frontend", everything)


def find_node() -> None:
    """Make sure there is a Node of at least version 20: the machine's own, or one from the Python package index."""
    if _node_version(shutil.which("node")) < OLDEST_NODE or not shutil.which("npm"):
        install("node")
    if _node_version(shutil.which("node", path=surroundings()["PATH"])) < OLDEST_NODE:
        stop(
            f"No Node.js {OLDEST_NODE} or newer was found, and the one in {VENV.name} does not start here.\n"
            "Install Node.js (nodejs.org, or your system's packages) and run the same command again."
        )


def _node_version(node: str | None) -> int:
    if node is None:
        return 0
    answer = subprocess.run([node, "--version"], capture_output=True, text=True)
    digits = answer.stdout.strip().removeprefix("v").partition(".")[0]
    return int(digits) if digits.isdigit() else 0


def _npm(*arguments: str) -> None:
    environment = surroundings(npm_config_update_notifier="false", npm_config_loglevel="error")
    npm = shutil.which("npm", path=environment["PATH"]) or "npm"
    if subprocess.run([npm, *arguments], cwd=ROOT, env=environment).returncode:
        stop(f"`npm {' '.join(arguments)}` did not work; the reason stands above.")


if __name__ == "__main__":
    build()
