"""Photographs the README's tour into docs/screenshots/, and the front page's pictures into static/: `make screenshots`.

It builds the demonstration borough in a temporary database, serves it on a free port of this machine only, walks
through it in a real Chromium, and leaves nothing behind but the pictures.
"""

import io
import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Locator, Page, sync_playwright

from home.guide.pages import PAGES
from setup.browser import find_or_fetch_chromium
from setup.command import end_tidily_when_told_to
from setup.frontend import build
from setup.place import ROOT, say, stop
from setup.site import newest_framework

PICTURES = ROOT / "docs" / "screenshots"
GUIDE = ROOT / "static" / "images" / "guide"
FRONT_PAGE = ROOT / "static" / "images" / "door"
PASSWORD = "millbrook-demo"  # noqa: S105  public on purpose, as signing_in/accounts.py says
DESK = {"width": 1280, "height": 900}
PHONE = {"width": 360, "height": 740}
NARROW_DESK = {"width": 900, "height": 900}  # what the front page shows at two thirds, and still readable there
PICTURES_OF_GUIDE = {part.picture.name for page in PAGES for part in page.parts if part.picture}
GUIDE_WIDTH, GUIDE_HEIGHT = 960, 720
SECONDS_TO_START = 60
MOST_KILOBYTES = 120
# One file with a service as it is, one that moves and grows, a new one, and one whose headcount is no number.
SERVICES = """sector,organisation,service,headcount
Health,Northside Hospital Trust,Maternity,126
Voluntary and community,Open Door,Open Door Counselling,14
Health,Millbrook Community Health,Infant Feeding Team,9
Schools and early years,Hillside Primary,Breakfast Club,about six
"""


@contextmanager
def site(folder: Path) -> Iterator[str]:
    """The demonstration borough on a free port, for as long as the block lasts."""
    environment = {
        **os.environ,
        "READ_DOT_ENV": "off",
        "DEBUG": "on",
        "DATABASE_URL": f"sqlite:///{folder / 'screenshots.sqlite3'}",
        "LOG_LEVEL": "WARNING",
    }
    manage = [sys.executable, "manage.py"]
    for command in (["migrate", "--verbosity=0"], ["load_framework", newest_framework()], ["load_demonstration"]):
        subprocess.run([*manage, *command], cwd=ROOT, env=environment, check=True, stdout=subprocess.DEVNULL)
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        port = door.getsockname()[1]
    home = f"http://127.0.0.1:{port}"
    serve = [*manage, "runserver", "--noreload", f"127.0.0.1:{port}"]
    quiet = {"cwd": ROOT, "env": environment, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    # The worker beside the pages closes a round and makes files, as in `make run`.
    with subprocess.Popen(serve, **quiet) as pages, subprocess.Popen([*manage, "worker"], **quiet) as worker:
        try:
            wait_for(home)
            yield home
        finally:
            for child in (pages, worker):
                child.terminate()


def wait_for(home: str) -> None:
    """Wait until the site answers."""
    end = time.monotonic() + SECONDS_TO_START
    while True:
        try:
            urllib.request.urlopen(home, timeout=5).close()  # noqa: S310  our own address, a line above
            return
        except OSError:
            if time.monotonic() > end:
                stop(f"The site did not answer at {home} within {SECONDS_TO_START} seconds.")
            time.sleep(0.3)


def somebody(browser: Browser, home: str, account: str = "", size: dict[str, int] = DESK) -> Page:
    """A browser of their own for one of the demonstration accounts, or for a visitor."""
    context = browser.new_context(
        base_url=home, viewport=size, locale="en-GB", timezone_id="Europe/London", reduced_motion="reduce"
    )
    page = context.new_page()
    if account:
        page.goto("/accounts/sign-in/demonstration/")
        page.get_by_label("Email address").fill(f"{account}@millbrook.example")
        page.get_by_label("Password").fill(PASSWORD)
        page.get_by_role("main").get_by_role("button").click()
        page.wait_for_url("**/start/")
    return page


def photograph(page: Page, name: str, heading: str, *, most: int = 0) -> None:
    """The page with this heading, from its top down to the end of the screen, or to `most` pixels if it is longer."""
    page.get_by_role("heading", level=1, name=heading).wait_for()
    page.wait_for_load_state("networkidle")
    page.evaluate("document.activeElement && document.activeElement.blur()")
    size = page.viewport_size or DESK
    whole = page.evaluate("document.documentElement.scrollHeight")
    clip = {"x": 0, "y": 0, "width": size["width"], "height": min(whole, most or size["height"])}
    path = PICTURES / f"{name}.png"
    page.screenshot(path=path, full_page=True, clip=clip)
    say(f"  {path.relative_to(ROOT)}  {path.stat().st_size // 1024} KB")
    if name in PICTURES_OF_GUIDE:
        put_into_guide(path, name)


def put_into_guide(taken: Path, name: str) -> None:
    """The same picture for the guide's pages: smaller, and no higher than a screen."""
    picture = Image.open(taken).convert("RGB")
    picture = picture.resize(
        (GUIDE_WIDTH, round(picture.height * GUIDE_WIDTH / picture.width)), Image.Resampling.LANCZOS
    )
    picture = picture.crop((0, 0, GUIDE_WIDTH, min(picture.height, GUIDE_HEIGHT)))
    picture.save(GUIDE / f"{name}.webp", "WEBP", quality=55, method=6)


def photograph_for_front_page(page: Page, name: str, of: Locator, *, most: int) -> None:
    """Part of a page, small enough for everybody's connection: from where `of` begins, at most so many pixels high."""
    of.wait_for()
    page.wait_for_load_state("networkidle")
    page.evaluate("document.activeElement && document.activeElement.blur()")
    box = of.bounding_box()
    assert box  # noqa: S101  it is there: we have waited for it
    size = page.viewport_size or DESK
    beside = min(box["x"], 10)
    clip = {
        "x": box["x"] - beside,
        "y": box["y"],
        "width": min(box["width"] + 2 * beside, size["width"]),
        "height": min(box["height"], most),
    }
    picture = Image.open(io.BytesIO(page.screenshot(full_page=True, clip=clip)))
    path = FRONT_PAGE / f"{name}.webp"
    picture.convert("RGB").save(path, "WEBP", quality=60, method=6)
    kilobytes = path.stat().st_size // 1024
    say(f"  {path.relative_to(ROOT)}  {kilobytes} KB")
    if kilobytes >= MOST_KILOBYTES:
        stop(f"{path.name} is too large for a front page: take less of it, or at a lower quality.")


def take_for_front_page(browser: Browser, home: str) -> None:
    """The pictures of demonstration/pictures.py, while the newest round is open."""
    for size, after in ((NARROW_DESK, ""), (PHONE, "-phone")):
        board = somebody(browser, home, "board", size)
        board.goto("/millbrook/dashboard/")
        photograph_for_front_page(
            board, f"matrix{after}", board.locator(".tip-matrix"), most=1500 if not after else 900
        )
        visitor = somebody(browser, home, size=size)
        visitor.goto("/millbrook/pledges/")
        photograph_for_front_page(visitor, f"pledges{after}", visitor.locator("body"), most=880 if not after else 740)
        lead = somebody(browser, home, "service", size)
        lead.goto("/millbrook/services/riverside-family-centre/")
        photograph_for_front_page(lead, f"service{after}", lead.locator("body"), most=880 if not after else 740)
    lead.set_viewport_size(DESK)
    lead.goto("/millbrook/services/riverside-family-centre/surveys/")
    links = [link.get_attribute("href") or "" for link in lead.locator(".tip-address a").all()]
    family = somebody(browser, home, size=PHONE)
    family.goto(links[1])
    family.get_by_role("link", name="Start", exact=True).click()
    family.get_by_role("button", name="Next").click()
    # Chosen without a press: a press would go on to the next question.
    family.get_by_label("Mostly", exact=True).first.evaluate("choice => { choice.checked = true }")
    photograph_for_front_page(family, "survey", family.locator("body"), most=870)


def take(browser: Browser, home: str) -> None:
    """Everything that the README shows, person by person."""
    visitor = somebody(browser, home)
    visitor.goto("/")
    photograph(visitor, "home", "Becoming", most=1300)
    visitor.goto("/accounts/sign-in/")
    photograph(visitor, "sign-in", "Sign in")
    visitor.goto("/millbrook/pledges/")
    photograph(visitor, "pledges", "What our leaders", most=1500)
    visitor.get_by_role("link", name="“We will not ask any family").click()
    photograph(visitor, "pledge", "Pledge by", most=1500)
    visitor.goto("/millbrook/events/")
    photograph(visitor, "events", "", most=1100)

    lead = somebody(browser, home, "service")
    photograph(lead, "start", "Home")
    lead.get_by_role("navigation", name="Main menu").get_by_role("link", name="Riverside Family Centre").first.click()
    photograph(lead, "service", "Riverside", most=1200)
    lead.get_by_role("link", name="Carry on with feature 6").click()
    photograph(lead, "feature", "6 Managing", most=1250)
    lead.goto("/millbrook/services/riverside-family-centre/surveys/")
    photograph(lead, "hand-out", "Share surveys", most=1350)
    links = [link.get_attribute("href") or "" for link in lead.locator(".tip-address a").all()]
    lead.set_viewport_size({"width": 820, "height": 1180})
    lead.goto("/millbrook/services/riverside-family-centre/surveys/families/poster/?language=bn")
    lead.locator("nav").evaluate("bar => bar.remove()")
    photograph(lead, "poster", "", most=1180)

    family = somebody(browser, home, size=PHONE)
    family.goto(links[1])
    photograph(family, "survey-start-phone", "Families", most=1700)
    family.get_by_role("link", name="Start", exact=True).click()
    family.get_by_role("button", name="Next").click()
    family.get_by_label("Mostly", exact=True).first.evaluate("choice => { choice.checked = true }")
    photograph(family, "survey-phone", "", most=1100)
    family.goto(f"{links[1]}questions/?language=ur")
    photograph(family, "survey-urdu-phone", "", most=1100)
    family.goto(f"{links[2]}questions/")
    photograph(family, "survey-children-phone", "", most=1100)

    lead.set_viewport_size(DESK)
    lead.goto("/millbrook/activities/listening/guide/")
    photograph(lead, "listening-guide", "Guide to deep listening", most=1300)
    sector = somebody(browser, home, "sector")
    sector.goto("/millbrook/activities/subgroups/sectors/health/")
    photograph(sector, "sub-group", "Health", most=1200)
    leader = somebody(browser, home, "leader")
    leader.get_by_role("link", name="Answer the organisational survey").click()
    photograph(leader, "organisational-survey", "Organisational survey", most=1300)
    trainer = somebody(browser, home, "training")
    trainer.goto("/millbrook/activities/training/take-up/")
    photograph(trainer, "training", "", most=1400)
    programme = somebody(browser, home, "programme")
    programme.goto("/millbrook/activities/pack/")
    photograph(programme, "pack", "Communication pack", most=1300)

    reviewer = somebody(browser, home, "reviewer")
    reviewer.get_by_role("link", name="Review comments").click()
    photograph(reviewer, "comments", "Comments to review", most=1000)

    admin = somebody(browser, home, "admin")
    admin.goto("/millbrook/services/import/")
    admin.get_by_label("Your file").set_input_files(
        {"name": "new-services.csv", "mimeType": "text/csv", "buffer": SERVICES.encode()}
    )
    admin.get_by_role("button", name="Check what will change").click()
    photograph(admin, "import", "Check your import", most=1100)

    admin.goto("/millbrook/rounds/")
    admin.get_by_role("listitem").filter(has_text="Open").get_by_role("link").first.click()
    admin.get_by_role("link", name="Close round").click()
    admin.get_by_role("button", name="Close round").click()
    admin.get_by_role("link", name="Seal answers").click()
    admin.get_by_role("button", name="Seal answers").click()
    prepare = admin.get_by_role("main").locator('a[href$="/release/"]')
    while not prepare.count():  # its answers are being put away
        admin.wait_for_timeout(1000)
        admin.reload()
    prepare.first.click()
    photograph(admin, "release", "Prepare results", most=1000)

    board = somebody(browser, home, "board")
    board.goto("/millbrook/dashboard/")
    photograph(board, "matrix", "Results", most=2300)
    results = board.locator("td .tip-cell", has_text="Workforce survey results").last.get_by_role("link").first
    results.click()
    board.get_by_role("link", name="See results for the whole partnership: Workforce survey results").click()
    board.get_by_role("row", name="Health").get_by_role("link").click()
    board.get_by_role("heading", level=1, name="– Health –").wait_for()
    photograph(board, "sector", "Workforce survey results", most=1400)
    board.get_by_role("link", name="How this figure is worked out").click()
    photograph(board, "how-made", "How this figure is worked out", most=1200)
    for link, name, title, most in (
        ("Three voices: services", "voices", "Three voices", 1500),
        ("Results by feature", "themes", "Results by feature", 1500),
        ("Theory of change", "theory", "Theory of change", 1500),
        ("Board pack", "board-pack", "Board pack", 1500),
    ):
        board.goto("/millbrook/dashboard/")
        board.get_by_role("link", name=link).first.click()
        photograph(board, name, title, most=most)
        if name == "themes":
            board.get_by_role("main").get_by_role("link", name="2 Building").first.click()
            photograph(board, "theme", "2 Building", most=1700)
    board.set_viewport_size(PHONE)
    board.goto("/millbrook/dashboard/")
    photograph(board, "matrix-phone", "Results", most=1800)


def main() -> None:
    for folder in (PICTURES, FRONT_PAGE, GUIDE):
        folder.mkdir(parents=True, exist_ok=True)
    rights = ["--no-sandbox"] if os.geteuid() == 0 else []
    say("Building the demonstration borough (about a minute)")
    with (
        tempfile.TemporaryDirectory(prefix="tip-borough-") as folder,
        site(Path(folder)) as home,
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(
            executable_path=find_or_fetch_chromium(),
            args=["--disable-gpu", "--disable-background-networking", "--no-first-run", *rights],
        )
        take_for_front_page(browser, home)
        build()  # the front page, whose picture comes next, shows the new ones
        take(browser, home)
        browser.close()


if __name__ == "__main__":
    end_tidily_when_told_to()
    main()
