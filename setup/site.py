"""Runs the site on this machine with its framework and demonstration borough: `python -m setup.site 8000`.

The site answers as soon as there are tables. The demonstration is built beside it, by a process of its own, and the
front page shows how far that is.
"""

import gc
import ipaddress
import os
import re
import secrets
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from setup.command import SECONDS_TO_END, end_tidily_when_told_to
from setup.place import ROOT, STAMPS, fingerprint, is_done, say, set_done, stop

PORT_TAKEN = """Port {port} on this machine is already in use: perhaps the site is running in another window.
Stop that one, or choose another port:   make run PORT={other}"""
SECONDS_BETWEEN_LOOKS = 0.5

Commands = Sequence[list[str]]
# Only this machine, unless someone says otherwise: the demonstration's password is public.
ONLY_THIS_MACHINE = "127.0.0.1"
NO_ADDRESS = """ADDRESS={address} is not an address of this machine. Leave it out, and only this machine reaches the
site; ADDRESS=0.0.0.0 lets every machine of its network in, which a container needs."""


def run(port: int) -> None:
    """Bring the database up to date, then serve until Ctrl-C and load the demonstration meanwhile."""
    address = address_to_serve()
    if not is_free(port, address):
        stop(PORT_TAKEN.format(port=port, other=port + 1))
    if not says_what_kind_of_place_this_is(ROOT / ".env"):
        act_as_a_demonstration()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tip_borough.settings")
    os.environ.setdefault("DJANGO_RUNSERVER_HIDE_WARNING", "true")
    os.chdir(ROOT)
    follows_changes = bring_up_to_date()
    say(f"\nTiP Borough is at {where_to_look(address, port)}      Ctrl-C ends it.\n")
    end_tidily_when_told_to()
    sys.exit(serve(port, address, follows_changes=follows_changes))


def serve(port: int, address: str, *, follows_changes: bool = False) -> int:
    """The pages and one worker, until Ctrl-C; beside them the demonstration is built. The exit code of the pages."""
    manage = [sys.executable, "manage.py"]
    pages = [*manage, "runserver", f"{address}:{port}", *([] if follows_changes else ["--noreload"])]
    return side_by_side(pages, once=[[*manage, "load_demonstration", "--if-empty"]], always=[[*manage, "worker"]])


def side_by_side(pages: list[str], *, once: Commands = (), always: Commands = ()) -> int:
    """The exit code of the pages, beside which others do what they have to do; all of them end with it, tidily.

    Those of `always` are begun again whenever they end: without a worker, mail and releases would wait for ever.
    """
    serving = subprocess.Popen(pages, cwd=ROOT)
    helping = [subprocess.Popen(command, cwd=ROOT) for command in once]
    working = {number: subprocess.Popen(command, cwd=ROOT) for number, command in enumerate(always)}
    try:
        while serving.poll() is None:
            for number, command in enumerate(always):
                if working[number].poll() is not None:
                    working[number] = subprocess.Popen(command, cwd=ROOT)
            time.sleep(SECONDS_BETWEEN_LOOKS)
        return serving.returncode
    finally:
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # a second Ctrl-C reaches all of them, and we wait for them
        everybody = [serving, *helping, *working.values()]
        for each in everybody:
            if each.poll() is None:
                each.terminate()
        for each in everybody:
            end(each)


def end(process: subprocess.Popen) -> None:
    """Wait for a process that was asked to end, and end it where it does not within fifteen seconds."""
    try:
        process.wait(SECONDS_TO_END)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def address_to_serve() -> str:
    """The address of this machine at which the site is reached: ADDRESS, or else the one that no other machine has."""
    address = os.environ.get("ADDRESS") or ONLY_THIS_MACHINE
    try:
        ipaddress.IPv4Address(address)
        with socket.socket() as door:
            door.bind((address, 0))
    except (ValueError, OSError):
        stop(NO_ADDRESS.format(address=address))
    return address


def where_to_look(address: str, port: int) -> str:
    """What to type into a browser on this machine. 0.0.0.0 is every address, and no browser's."""
    of_all = ipaddress.IPv4Address(address).is_unspecified
    return f"http://{ONLY_THIS_MACHINE if of_all else address}:{port}/"


def act_as_a_demonstration() -> None:
    """As a visitor of a real site would see it, with the made-up borough. Developers say DEBUG=on."""
    os.environ.setdefault("DEMONSTRATION_BOROUGH", "on")
    if not os.environ.get("SECRET_KEY"):
        key = STAMPS / "secret-key"
        if not key.exists():
            set_done(key.name, secrets.token_urlsafe(50))
        os.environ["SECRET_KEY"] = key.read_text()


def bring_up_to_date() -> bool:
    """Tables and framework, and the files beside them in a process of their own.

    Says whether this is a developer's machine, whose server begins again whenever a file changes.
    """
    gc.set_threshold(700, 50, 50)  # migrating makes models by the thousand: looking for old ones took a quarter of it
    import django
    from django.conf import settings
    from django.core.management import CommandError, call_command

    files = fingerprint([ROOT / "static" / "dist", ROOT / "requirements" / "base.txt"])
    collecting = None
    if not settings.DEBUG and not (is_done("static-files", files) and settings.STATIC_ROOT.is_dir()):
        collecting = subprocess.Popen([sys.executable, "manage.py", "collectstatic", "--noinput", "--verbosity=0"])
    django.setup()
    try:
        call_command("migrate", verbosity=0)
        call_command("load_framework", newest_framework())
    except CommandError as error:
        stop(str(error))
    if collecting:
        if collecting.wait():
            stop("The styles and scripts could not be put together; the reason stands above.")
        set_done("static-files", files)
    return settings.DEBUG


def is_free(port: int, address: str = ONLY_THIS_MACHINE) -> bool:
    """Whether no one is listening on this port of this machine."""
    with socket.socket() as door:
        door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            door.bind((address, port))
        except OSError:
            return False
    return True


def says_what_kind_of_place_this_is(dot_env: Path) -> bool:
    """Whether someone has decided in `.env` between a developer's machine and a public server."""
    return dot_env.exists() and bool(re.search(r"^(DEBUG|SECRET_KEY)=", dot_env.read_text(), re.MULTILINE))


def newest_framework() -> str:
    """The newest folder of framework content: their names end in the year."""
    folders = [path for path in (ROOT / "framework" / "content").iterdir() if path.is_dir()]
    return str(max(folders, key=lambda path: path.name).relative_to(ROOT))


if __name__ == "__main__":
    wanted = sys.argv[1] if len(sys.argv) > 1 else "8000"
    if not (wanted.isdigit() and 1 <= int(wanted) <= 65535):
        stop(f"PORT={wanted} is not a port: choose a number from 1024 to 65535, for example make run PORT=8080")
    run(int(wanted))
