"""The container file: what can be said of it without building an image."""

import re
from pathlib import Path

from setup import pango

ROOT = Path(__file__).resolve().parents[2]
LINES = (ROOT / "Containerfile").read_text().replace("\\\n", " ").splitlines()
STEPS = [line.split(maxsplit=1) for line in LINES if line and not line.startswith("#")]


def arguments(step: str) -> list[str]:
    return [rest for name, rest in STEPS if name == step]


def test_nothing_in_it_runs_as_root():
    names = [name for name, _rest in STEPS]
    last_as_root = names.index("USER")
    assert arguments("USER") == ["borough"]
    as_root = [rest for name, rest in STEPS[:last_as_root] if name == "RUN"]
    assert not any("make environment" in rest for rest in as_root)
    assert names.index("CMD") > last_as_root
    assert all("--chown=borough:borough" in rest for rest in arguments("COPY"))


def test_it_runs_what_everyone_runs():
    targets = re.findall(r"^([a-z ]+):", (ROOT / "Makefile").read_text(), re.M)
    known = {name for names in targets for name in names.split()}
    for command in [rest.removeprefix("make ") for rest in arguments("RUN") if rest.startswith("make ")]:
        assert set(command.split()) <= known
    assert arguments("CMD") == ['["make", "run"]']
    assert any("ADDRESS=0.0.0.0" in rest and "PORT=8000" in rest for rest in arguments("ENV"))
    assert arguments("EXPOSE") == ["8000"]


def test_it_has_what_draws_pdfs():
    installed = next(rest for rest in arguments("RUN") if "apt-get install" in rest)
    assert set(pango.DEBIAN) <= set(installed.split())


def test_an_image_holds_no_secret_and_no_database():
    left_out = (ROOT / ".dockerignore").read_text().splitlines()
    assert {".env", ".git", "*.sqlite3*", ".setup"} <= set(left_out)


def test_what_is_published_in_our_documents_is_for_this_machine_only():
    for document in ("README.md", "CONTRIBUTING.md", "docs/development.md"):
        text = (ROOT / document).read_text()
        published = re.findall(r"--publish (\S+)", text)
        assert published
        assert set(published) == {"127.0.0.1:8000:8000"}, document
