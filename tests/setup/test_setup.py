"""The commands a newcomer types, where they decide something."""

import socket
from pathlib import Path

import pytest

from setup import apt, browser, pango, place, postgresql, site


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


def test_nobody_but_root_asks_apt_for_anything(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
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
