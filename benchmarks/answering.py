"""What one complete answer costs the server, beside the least that Django takes: `python -m benchmarks.answering`.

Starts a PostgreSQL of its own with the demonstration borough, and two servers on it in turn: the product, and
`benchmarks.floor`. People answer one after the other, 8 at once, 32 at once and, once, 200 at once. Processor time is
that of the web server's and the database's processes together, from /proc; nothing leaves this machine.
"""

import gzip
import http.client
import os
import random
import re
import statistics
import subprocess
import sys
import threading
import time
from contextlib import contextmanager
from html import unescape
from pathlib import Path
from urllib.parse import urlencode

import environ

from setup.postgresql import temporary_server

PORT = 8797
SECONDS = 6  # a measurement
INPUT = re.compile(r"<input\b[^>]*>")
ATTRIBUTE = re.compile(r'([\w-]+)="([^"]*)"')
TICKS = os.sysconf("SC_CLK_TCK")


def fields_of(tag: str) -> dict[str, str]:
    return {name: unescape(value) for name, value in ATTRIBUTE.findall(tag)}


def filled_in(page: str) -> dict[str, str]:
    """A form as a person fills it in at random: its hidden fields, and one answer to each choice."""
    sent, choices = {}, {}
    for tag in INPUT.findall(page):
        field = fields_of(tag)
        if field.get("type") == "hidden" and "name" in field:
            sent[field["name"]] = field.get("value", "")
        elif field.get("type") == "radio":
            choices.setdefault(field["name"], []).append(field["value"])
    return sent | {name: random.choice(values) for name, values in choices.items()}  # noqa: S311 no secret


class Person:
    """A new visitor with a connection of their own, behind an address of their own."""

    def __init__(self) -> None:
        self.to = http.client.HTTPConnection("127.0.0.1", PORT, timeout=60)
        address = ".".join(str(random.randrange(1, 255)) for _ in range(4))  # noqa: S311
        self.headers = {"X-Forwarded-For": address, "Host": "127.0.0.1", "Accept-Encoding": "gzip"}
        self.requests = 0

    def ask(self, method: str, address: str, sent: dict[str, str] | None = None) -> tuple[int, str, str]:
        headers = self.headers | ({"Content-Type": "application/x-www-form-urlencoded"} if sent else {})
        self.to.request(method, address, urlencode(sent) if sent else None, headers)
        answer = self.to.getresponse()
        self.requests += 1
        for cookie in answer.headers.get_all("Set-Cookie") or []:
            self.headers["Cookie"] = cookie.split(";")[0]
        page = answer.read()
        if answer.getheader("Content-Encoding") == "gzip":
            page = gzip.decompress(page)
        return answer.status, page.decode(), answer.getheader("Location") or ""

    def come_to(self, wanted: int, method: str, address: str, sent: dict[str, str] | None = None) -> tuple[str, str]:
        """The page and where it leads. Raises Elsewhere for another status than the wanted one."""
        status, page, there = self.ask(method, address, sent)
        if status != wanted:
            raise Elsewhere(f"{method} {address} gives {status}")
        return page, there


class Elsewhere(Exception):
    """A request came to another page than it should."""


def answer_whole(person: Person, token: str) -> None:
    """With a script: the page with everything, the answers, the thanks."""
    page, _ = person.come_to(200, "GET", f"/s/{token}/")
    _, there = person.come_to(302, "POST", f"/s/{token}/questions/", filled_in(page) | {"go": "send"})
    person.come_to(200, "GET", there)


def answer_by_pages(person: Person, token: str) -> None:
    """As browsers do that send a screen at a time."""
    person.come_to(200, "GET", f"/s/{token}/")
    page, _ = person.come_to(200, "GET", f"/s/{token}/questions/")
    sent = {name: value for name, value in filled_in(page).items() if name in ("key", "language", "layout")}
    page, _ = person.come_to(200, "POST", f"/s/{token}/questions/", sent | {"go": "stay"})
    while 'value="send"' not in page:
        page, _ = person.come_to(200, "POST", f"/s/{token}/questions/", filled_in(page) | {"go": "next"})
    _, there = person.come_to(302, "POST", f"/s/{token}/questions/", filled_in(page) | {"go": "send"})
    person.come_to(200, "GET", there)


def answer_floor(person: Person, service: str) -> None:
    page, _ = person.come_to(200, "GET", f"/s/{service}/")
    _, there = person.come_to(302, "POST", f"/s/{service}/", filled_in(page))
    person.come_to(200, "GET", there)


def seconds_of(roots: list[int]) -> float:
    """Processor time of processes and all their children, those that have ended included."""
    children, used = {}, {}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            parts = (folder / "stat").read_text().rsplit(")", 1)[1].split()
        except OSError:
            continue
        children.setdefault(int(parts[1]), []).append(int(folder.name))
        used[int(folder.name)] = sum(map(int, parts[11:15]))
    waiting, total = list(roots), 0
    while waiting:
        one = waiting.pop()
        total += used.get(one, 0)
        waiting += children.get(one, [])
    return total / TICKS


def measure(journey, places: list[str], at_once: int, roots: list[int]) -> dict[str, float]:
    """Let so many people answer at once for some seconds. Processor time is in milliseconds."""
    done, requests, errors, took = [], [], [], []
    end, before = time.monotonic() + SECONDS, seconds_of(roots)

    def keep_answering() -> None:
        while time.monotonic() < end:
            person, began = Person(), time.monotonic()
            try:
                journey(person, random.choice(places))  # noqa: S311
            except (Elsewhere, OSError, http.client.HTTPException) as error:
                errors.append(repr(error))
                if len(errors) > 20:
                    return
                continue
            done.append(1)
            requests.append(person.requests)
            took.append(time.monotonic() - began)

    threads = [threading.Thread(target=keep_answering) for _ in range(at_once)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    used = 1000 * (seconds_of(roots) - before)
    if not done:
        sys.exit(f"No one could answer: {errors[:3]}")
    return {
        "answers": len(done),
        "requests": statistics.mean(requests),
        "ms_an_answer": used / len(done),
        "ms_a_request": used / sum(requests),
        "seconds": statistics.median(took),
        "errors": len(errors),
    }


@contextmanager
def served(application: str, environment: dict[str, str]):
    """A web server of two processes; its number, once it answers."""
    command = [sys.executable, "-m", "gunicorn", "-w", "2", "--threads", "8", "-b", f"127.0.0.1:{PORT}", application]
    process = subprocess.Popen(command, env=environment, stderr=subprocess.DEVNULL)  # noqa: S603 our own
    try:
        for _ in range(200):
            time.sleep(0.1)
            try:
                Person().ask("GET", "/s/0/")
                break
            except OSError:
                continue
        yield process.pid
    finally:
        process.terminate()
        process.wait()


def manage(environment: dict[str, str], *arguments: str) -> str:
    done = subprocess.run(  # noqa: S603 our own
        [sys.executable, "manage.py", *arguments], env=environment, capture_output=True, text=True, check=True
    )
    return done.stdout


FIND = (
    "from surveys.models import SurveyLink as L;"
    "print('TOKENS', *L.objects.filter(round__state='open', instrument__key='workforce', kind='link',"
    " is_revoked=False, service__archived_on=None).values_list('token', flat=True)[:20])"
)
COUNT = "from surveys.models import Response as R; print('COUNT', R.objects.count())"
FLOOR_TABLE = (
    "from django.db import connection as c;"
    "c.cursor().execute('CREATE TABLE floor_answer (id serial PRIMARY KEY, service integer, answers varchar(20))')"
)


def told(output: str, word: str) -> list[str]:
    return next(line.split()[1:] for line in output.splitlines() if line.startswith(word))


def main() -> None:
    with temporary_server() as database:
        ours = os.environ | {
            "DATABASE_URL": database,
            "DEMONSTRATION_BOROUGH": "on",
            "SECRET_KEY": "only-for-a-benchmark",
            "ALLOWED_HOSTS": "127.0.0.1",
            "TRUSTED_PROXIES": "1",
            "PYTHONPATH": ".",
        }
        manage(ours | {"DEBUG": "on"}, "migrate", "-v0")
        manage(ours | {"DEBUG": "on"}, "load_demonstration")
        manage(ours, "collectstatic", "--noinput", "-v0")
        manage(ours | {"DEBUG": "on"}, "shell", "-c", FLOOR_TABLE)
        tokens = told(manage(ours | {"DEBUG": "on"}, "shell", "-c", FIND), "TOKENS")
        folder = Path(environ.Env.db_url_config(database)["HOST"])
        postgres = [int((folder / "data" / "postmaster.pid").read_text().split()[0])]
        journeys = {
            "floor": ("benchmarks.floor:application", answer_floor, [str(n) for n in range(1, 300)]),
            "whole": ("tip_borough.wsgi:application", answer_whole, tokens),
            "by pages": ("tip_borough.wsgi:application", answer_by_pages, tokens),
        }
        for at_once in (1, 8, 32, 200):
            floor = None
            for name, (application, journey, places) in journeys.items():
                if at_once == 200 and name == "by pages":  # fifteen times two hundred requests are another question
                    continue
                with served(application, ours) as web:
                    measure(journey, places, 2, [web])  # warm
                    between = int(told(manage(ours | {"DEBUG": "on"}, "shell", "-c", COUNT), "COUNT")[0])
                    found = measure(journey, places, at_once, [web, *postgres])
                floor = floor or found
                rows = int(told(manage(ours | {"DEBUG": "on"}, "shell", "-c", COUNT), "COUNT")[0]) - between
                kept = "" if name == "floor" else f"  rows equal thanks: {rows == found['answers']}"
                print(f"{at_once:3d} at once  {name:9s}{in_words(found, floor)}{kept}", flush=True)


def in_words(found: dict[str, float], floor: dict[str, float]) -> str:
    """A measurement as a line, beside the floor's of the same run."""
    an_answer = found["ms_an_answer"] / floor["ms_an_answer"]
    a_request = found["ms_a_request"] / floor["ms_a_request"]
    return (
        f"{found['answers']:6.0f} answers of {found['requests']:4.1f} requests"
        f"  {found['ms_an_answer']:6.1f} ms an answer ({an_answer:4.1f} times)"
        f"  {found['ms_a_request']:5.2f} ms a request ({a_request:4.1f} times)"
        f"  {found['seconds']:.2f} s  {found['errors']:.0f} errors"
    )


if __name__ == "__main__":
    main()
