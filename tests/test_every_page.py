"""What holds on every page: a title of its own, and errors that say what to do and lead to where."""

import re
from collections import defaultdict
from collections.abc import Iterator
from html import unescape

import pytest
from django.db import transaction
from django.urls import resolve, reverse

from home.guide.pages import PAGES as GUIDE
from organisations.roles import Role
from tests.access_places import OPENED, Places, page_in
from tests.access_rows import Page
from tests.test_access import INSIDE, PUBLIC, places  # noqa: F401

pytestmark = [pytest.mark.django_db, pytest.mark.slow, pytest.mark.anywhere]


def opened(where: Places, page: Page, at) -> tuple[str, str] | None:
    """The address of a page and what it answers to the first who may open it; in test_access.py, if it was there."""
    url = reverse(page.name, args=page.args(at))
    who = page.own[0] if page.own else "anonymous"
    if (who, url) not in OPENED:
        with transaction.atomic():
            OPENED[who, url] = page_in(where.clients[who].get(url))
            transaction.set_rollback(True)
    shown = OPENED[who, url]
    return (url, shown) if shown is not None else None


def every_page(where: Places) -> Iterator[tuple[str, str]]:
    for page in [*INSIDE, *PUBLIC]:
        if page.method == "get":
            for at in (where.own, where.other):
                if found := opened(where, page, at):
                    yield found


@pytest.fixture(scope="module")
def pages(places: Places, django_db_blocker) -> list[tuple[str, str]]:  # noqa: F811
    """Every page that someone can open, opened once."""
    with django_db_blocker.unblock():
        return list(every_page(places))


def shown_by(page: str) -> str:
    """What a page shows: the newest round's results, for example, have two addresses."""
    main = page[page.find("<main") : page.find("</main>")]
    return " ".join(re.sub(r"<input type=\"hidden\"[^>]*>|<[^>]+>", " ", main).split())


def test_every_page_has_a_title_that_no_other_page_has(pages: list[tuple[str, str]]):
    titles: dict[str, dict[str, str]] = defaultdict(dict)
    for url, page in pages:
        title = unescape(re.search(r"<title>(.*?)</title>", page, re.DOTALL).group(1)).strip()
        titles[title][shown_by(page)] = url
    assert len(titles) > 100
    shared = {title: sorted(urls.values()) for title, urls in titles.items() if len(urls) > 1}
    assert "\n".join(f"{title}: {urls}" for title, urls in shared.items()) == ""


# Sheets to be printed and slides to be shown: what hangs on a wall has words of its own above it.
HUNG_UP = ("pledges:poster", "activities:pack-slides")


def text_in(page: str, pattern: str) -> str:
    found = re.search(pattern, page, re.DOTALL)
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", found[1])).split()) if found else ""


def test_a_page_s_title_and_its_heading_say_the_same(pages: list[tuple[str, str]]):
    """page – place – round – TiP Borough: the heading is its first part, or all of it but the last."""
    wrong = []
    for url, page in pages:
        title, heading = text_in(page, r"<title>(.*?)</title>"), text_in(page, r"<h1[^>]*>(.*?)</h1>")
        title = title.removesuffix(" – TiP Borough")
        if resolve(url).view_name not in HUNG_UP and not (heading and title.startswith(heading)):
            wrong.append(f"{url}: “{title}” over “{heading}”")
    assert "\n".join(wrong) == ""


def test_a_page_about_one_thing_names_it_in_its_title(pages: list[tuple[str, str]]):
    """A service's pages name the service."""
    wrong = []
    for url, page in pages:
        named = resolve(url).kwargs.get("service")
        title = text_in(page, r"<title>(.*?)</title>")
        if named and named.replace("-", " ") not in title.lower():
            wrong.append(f"{url}: “{title}”")
    assert "\n".join(wrong) == ""


def test_no_page_has_an_empty_name(pages: list[tuple[str, str]]):
    assert [url for url, page in pages if re.search(r'\s(name|id|for)=""', page)] == []


# Words that say nothing of where a link leads when it is read alone, as people who hear a list of links read it.
SAY_NOTHING = frozenset(
    [
        *(
            "more",
            "see",
            "see more",
            "here",
            "click here",
            "this",
            "this page",
            "details",
            "more details",
            "open",
            "view",
        ),
        *("edit", "change", "change it", "delete", "remove", "go", "link", "read", "read more", "learn more", "show"),
        *("show all", "download", "see results", "see the results", "see progress", "its page", "add", "add more"),
        *("continue", "file", "csv", "pdf", "record", "send", "send again", "withdraw"),
    ]
)
ADDRESS_ALONE = re.compile(r"https?://|\d+$")  # what is an address itself, and the numbers of a list's pages


# A survey stands in one page with all its screens, and each has a "Next" to the one after it. Without a script a
# browser shows one screen at a time and lists no link of the others; with one they are buttons, and lead nowhere.
SCREEN = re.compile(r'<section class="tip-screen(?P<classes>[^"]*)"[^>]* data-screen.*?</section>', re.DOTALL)


def seen_first(page: str) -> str:
    """A page without the screens of a survey that are not shown when it is opened."""
    return SCREEN.sub(lambda screen: screen[0] if "tip-screen--shown" in screen["classes"] else "", page)


def links_of(page: str) -> Iterator[tuple[str, str]]:
    """What a screen reader calls each link of a page, and where it leads."""
    for attributes, inside in re.findall(r"<a\s([^>]*)>(.*?)</a>", seen_first(page), re.DOTALL):
        address = re.search(r'href="([^"]*)"', attributes)
        label = re.search(r'aria-label="([^"]*)"', attributes)
        said = label[1] if label else re.sub(r"<[^>]+>", "", inside)
        # Of two links that skip to what a page is about, one goes where there is a script, and one where there is none.
        if address and "data-no-script" not in attributes:
            yield " ".join(unescape(said).split()), unescape(address[1])


def test_no_link_says_nothing_when_it_is_read_alone(pages: list[tuple[str, str]]):
    wrong = [
        f"{url}: “{said}”"
        for url, page in pages
        for said, _ in links_of(page)
        if said.strip(" .…»›").lower() in SAY_NOTHING
    ]
    assert "\n".join(dict.fromkeys(wrong)) == ""


def test_two_links_of_a_page_that_say_the_same_lead_to_the_same(pages: list[tuple[str, str]]):
    wrong, seen = [], 0
    for url, page in pages:
        leads: dict[str, set[str]] = defaultdict(set)
        for said, address in links_of(page):
            seen += 1
            if not ADDRESS_ALONE.match(said):
                leads[said].add(address.removeprefix("http://testserver"))
        wrong += [f"{url}: “{said}” to {sorted(where)}" for said, where in leads.items() if len(where) > 1]
    assert seen > 3000
    assert "\n".join(wrong) == ""


def errors_of(page: str) -> list[str]:
    summary = re.search(r"govuk-error-summary__list.*?</ul>", page, re.DOTALL)
    return re.findall(r"<li>(.*?)</li>", summary.group(), re.DOTALL) if summary else []


def hidden_in(page: str) -> dict[str, str]:
    """What a browser sends with a form that no one has filled in: the hidden fields of the page."""
    return {
        name.group(1): value.group(1) if (value := re.search(r'value="([^"]*)"', field)) else ""
        for field in re.findall(r'<input type="hidden"[^>]*>', page)
        if (name := re.search(r'name="([^"]*)"', field))
    }


def test_what_is_sent_empty_is_answered_in_words_that_say_what_to_do_and_lead_there(places: Places):  # noqa: F811
    said, wrong = 0, []
    for page in INSIDE:
        if page.method != "post" or page.ok != 200:
            continue
        url = reverse(page.name, args=page.args(places.own))
        client = places.clients[page.own[0]]
        with transaction.atomic():
            hidden = hidden_in(client.get(url).content.decode())
            answer = client.post(url, {"sent": "yes", **hidden}).content.decode()
            transaction.set_rollback(True)
        for line in errors_of(answer):
            said += 1
            if "This field is required" in line or "Constraint" in line or '<a href="#' not in line:
                wrong.append(f"{url}: {line}")
    assert said > 60
    assert "\n".join(wrong) == ""


WHO = {
    Role.REVIEWER: "reviewer",
    Role.PAPER_KEYER: "keyer",
    Role.CONTRIBUTOR: "contributor",
    Role.SERVICE_LEAD: "lead",
    Role.SECTOR_LEAD: "sector",
    Role.ORGANISATION_LEAD: "leader",
    Role.BOARD_MEMBER: "board",
    Role.ADMIN: "admin",
    Role.PROGRAMME_LEAD: "programme",
    Role.TRAINING_LEAD: "trainer",
}


def test_whoever_a_page_of_the_guide_is_for_may_follow_each_of_its_links(places: Places):  # noqa: F811
    for page in GUIDE:
        for step in [step for part in page.parts for step in part.steps if step.view]:
            for role in page.roles:
                answer = places.clients[WHO[role]].get(reverse(step.view, args=[places.own.slug]), follow=True)
                assert answer.status_code == 200, (page.slug, step.view)


def test_the_guide_begins_with_ones_own_page_and_links_into_the_site_from_that_alone(places: Places):  # noqa: F811
    lead, slug = places.clients["lead"], places.own.slug
    listed = lead.get(reverse("guide", args=[slug])).content.decode()
    assert listed.index("For you") < listed.index("Service lead") < listed.index("For others you work with")
    admins = shown_by_with_links(lead.get(reverse("guide-page", args=[slug, "admin"])).content.decode())
    assert reverse("organisations:people-list", args=[slug]) not in admins
    assert lead.get(reverse("guide-page", args=[slug, "no-such-page"])).status_code == 404


def shown_by_with_links(page: str) -> str:
    return page[page.find("<main") : page.find("</main>")]
