"""The commands a newcomer types, where they decide something."""

import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from setup import apt, browser, pango, place, postgresql, site

pytestmark = pytest.mark.slow


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty checkout."""
    monkeypatch.setattr(place, "ROOT", tmp_path)
    monkeypatch.setattr(place, "STAMPS", tmp_path / ".setup")
    return tmp_path


def program(path: Path, says: str = "", code: int = 0) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\necho '{says}'\nexit {code}\n")
    path.chmod(0o755)
    return path


def test_work_is_done_again_only_when_a_file_has_changed(folder: Path):
    source = folder / "static" / "app.scss"
    source.parent.mkdir()
    source.write_text("a {}")
    before = place.fingerprint([source.parent])
    place.set_done("frontend", before)
    assert place.is_done("frontend", place.fingerprint([source.parent]))
    source.write_text("b {}")
    assert not place.is_done("frontend", place.fingerprint([source.parent]))


def test_a_file_that_moves_counts_as_a_change(folder: Path):
    (folder / "one").write_text("same")
    before = place.fingerprint([folder])
    (folder / "one").rename(folder / "two")
    assert place.fingerprint([folder]) != before


def test_the_chosen_chromium_comes_before_the_one_on_the_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    chosen = program(tmp_path / "mine" / "chrome")
    program(tmp_path / "bin" / "chromium")
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    monkeypatch.setenv("CHROMIUM", str(chosen))
    assert browser.find_chromium() == str(chosen)
    monkeypatch.delenv("CHROMIUM")
    assert browser.find_chromium() == str(tmp_path / "bin" / "chromium")


def test_a_chromium_that_does_not_start_is_passed_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    program(tmp_path / "chromium", code=127)
    working = program(tmp_path / "google-chrome")
    monkeypatch.delenv("CHROMIUM", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(browser, "USUAL_PLACES", [tmp_path / "nowhere"])
    assert browser.find_chromium() == str(working)


def test_a_chromium_without_windows_comes_before_one_with_them(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    program(tmp_path / "chromium")
    light = program(tmp_path / "chromium-headless-shell")
    monkeypatch.delenv("CHROMIUM", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert browser.find_chromium() == str(light)
    assert browser.find_chromium(with_windows=True) == str(tmp_path / "chromium")


def test_a_postgresql_folder_counts_only_when_it_is_complete(tmp_path: Path):
    program(tmp_path / "postgres", says="postgres (PostgreSQL) 17.2")
    assert postgresql.version_in(tmp_path) == 0
    program(tmp_path / "initdb")
    program(tmp_path / "pg_ctl")
    assert postgresql.version_in(tmp_path) == 17


def test_a_taken_port_is_noticed_before_anything_else_happens(capsys: pytest.CaptureFixture[str]):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        with pytest.raises(SystemExit):
            site.run(port)
    assert f"make run PORT={port + 1}" in capsys.readouterr().err


EVERYWHERE = "0.0.0.0"  # noqa: S104 (what a container needs)


def served(monkeypatch: pytest.MonkeyPatch, address: str | None) -> list[str]:
    """Where `make run` would serve, with ADDRESS as given; nothing is started or loaded."""
    started: list[str] = []
    monkeypatch.delenv("ADDRESS", raising=False)
    if address is not None:
        monkeypatch.setenv("ADDRESS", address)
    monkeypatch.setattr(site, "says_what_kind_of_place_this_is", lambda dot_env: True)
    monkeypatch.setattr(site, "bring_up_to_date", lambda: False)
    monkeypatch.setattr(site.signal, "signal", lambda *_: None)
    monkeypatch.setattr(site, "serve", lambda port, address, **_: started.append(f"{address}:{port}"))
    monkeypatch.setattr(site, "end_tidily_when_told_to", lambda: None)
    with pytest.raises(SystemExit):
        site.run(8160)
    return started


@pytest.mark.parametrize(
    ("address", "bound", "said"),
    [
        (None, "127.0.0.1:8160", "http://127.0.0.1:8160/"),
        ("", "127.0.0.1:8160", "http://127.0.0.1:8160/"),
        (EVERYWHERE, f"{EVERYWHERE}:8160", "http://127.0.0.1:8160/"),
        ("127.0.0.2", "127.0.0.2:8160", "http://127.0.0.2:8160/"),
    ],
)
def test_other_machines_are_let_in_only_where_someone_says_so(address, bound, said, monkeypatch, capsys):
    assert served(monkeypatch, address) == [bound]
    assert said in capsys.readouterr().out


@pytest.mark.parametrize("address", ["192.0.2.1", "tip.example.org", "0.0.0.0:80", "::1", "all"])
def test_an_address_that_this_machine_has_not_is_named_with_what_to_do(address: str, monkeypatch, capsys):
    assert served(monkeypatch, address) == []
    said = capsys.readouterr().err
    assert f"ADDRESS={address} is not an address of this machine" in said
    assert "ADDRESS=0.0.0.0" in said


HELPER = """
import pathlib, signal, sys, time
signal.signal(signal.SIGTERM, lambda *_: sys.exit())
try:
    pathlib.Path("begun").touch()
    time.sleep(60)
finally:
    pathlib.Path("put in order").touch()
"""


def start_side_by_side(folder: Path, pages: str, *, once: str = "", always: str = "") -> subprocess.Popen:
    """What `make run` does at its end, with other programs than ours."""
    beside = {
        name: [[sys.executable, "-c", program]] for name, program in (("once", once), ("always", always)) if program
    }
    code = (
        "import signal, sys; from setup import command, site; command.end_tidily_when_told_to();"
        f"signal.signal(signal.SIGINT, signal.default_int_handler); site.ROOT = {str(folder)!r};"
        f"sys.exit(site.side_by_side({[sys.executable, '-c', pages]!r}, **{beside!r}))"
    )
    return subprocess.Popen([sys.executable, "-c", code], cwd=place.ROOT)


def until_there(path: Path) -> None:
    end = time.monotonic() + 20
    while not path.exists():
        assert time.monotonic() < end, f"{path.name} never came to be"
        time.sleep(0.05)


@pytest.mark.parametrize("beside", ["once", "always"])
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_when_the_site_is_told_to_end_what_runs_beside_it_ends_too_and_tidily(number: int, beside: str, tmp_path: Path):
    running = start_side_by_side(tmp_path, "import time; time.sleep(60)", **{beside: HELPER})
    until_there(tmp_path / "begun")
    running.send_signal(number)
    running.wait(20)
    assert (tmp_path / "put in order").exists()


@pytest.mark.parametrize("beside", ["once", "always"])
def test_when_the_pages_end_by_themselves_so_does_everything_and_their_answer_is_kept(beside: str, tmp_path: Path):
    waits = "import pathlib, sys, time\nwhile not pathlib.Path('begun').exists(): time.sleep(0.05)\nsys.exit(3)"
    assert start_side_by_side(tmp_path, waits, **{beside: HELPER}).wait(20) == 3
    assert (tmp_path / "put in order").exists()


def test_the_site_goes_on_when_what_was_built_beside_it_is_done_or_has_failed(tmp_path: Path):
    waits = "import pathlib, time\nwhile not pathlib.Path('failed').exists(): time.sleep(0.05)\ntime.sleep(0.3)"
    fails = "import pathlib, sys\npathlib.Path('failed').touch(); sys.exit(1)"
    assert start_side_by_side(tmp_path, waits, once=fails).wait(20) == 0


def test_a_worker_that_ends_is_begun_again(tmp_path: Path):
    waits = "import pathlib, time\nwhile len(list(pathlib.Path().glob('worker*'))) < 3: time.sleep(0.05)"
    ends = "import pathlib, time; pathlib.Path(f'worker{time.monotonic_ns()}').touch(); raise SystemExit(1)"
    assert start_side_by_side(tmp_path, waits, always=ends).wait(20) == 0


@pytest.mark.parametrize(
    ("dot_env", "decided"),
    [(None, False), ("# DEBUG=off\nEMAIL_URL=x\n", False), ("DEBUG=off\n", True), ("SECRET_KEY=x\n", True)],
)
def test_a_dot_env_that_decides_nothing_leaves_make_run_friendly(tmp_path: Path, dot_env: str | None, decided: bool):
    file = tmp_path / ".env"
    if dot_env is not None:
        file.write_text(dot_env)
    assert site.says_what_kind_of_place_this_is(file) is decided


def test_without_pango_a_newcomer_is_told_what_to_install(monkeypatch: pytest.MonkeyPatch, capsys):
    asked: list[str] = []
    monkeypatch.setattr(apt, "install", lambda *packages: asked.extend(packages))
    monkeypatch.setattr(pango, "is_there", lambda: False)
    with pytest.raises(SystemExit):
        pango.find_or_fetch()
    assert asked == pango.DEBIAN
    assert "apt-get install libpango-1.0-0" in capsys.readouterr().err


def test_no_one_but_root_asks_apt_for_anything(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    program(tmp_path / "apt-get", says="asked")
    monkeypatch.setenv("PATH", str(tmp_path))
    asked: list[list[str]] = []
    monkeypatch.setattr(apt, "attempt", lambda command, environment=None: asked.append(command) or True)
    monkeypatch.setattr("os.geteuid", lambda: 1000)
    apt.install("something")
    assert asked == []
    monkeypatch.setattr("os.geteuid", lambda: 0)
    apt.install("something")
    assert [command[1] for command in asked] == ["update", "install"]
