"""Everyone finds what they came for in two presses: from Home, by the links and menus of the pages, role by role."""

import re
from html import unescape
from types import SimpleNamespace
from urllib.parse import urlsplit

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse

from tests.test_access import Places, places  # noqa: F401

pytestmark = [pytest.mark.django_db, pytest.mark.slow, pytest.mark.anywhere]

MOST = 2


def here(at: SimpleNamespace) -> list:
    return [at.slug]


def service(at: SimpleNamespace) -> list:
    return [at.slug, at.service]


def of_round(at: SimpleNamespace) -> list:
    return [at.slug, at.released]


def survey(at: SimpleNamespace) -> list:
    return [at.slug, at.service, "workforce"]


def organisation(at: SimpleNamespace) -> list:
    return [at.slug, at.organisation]


def sector(at: SimpleNamespace) -> list:
    return [at.slug, at.sector]


RESULTS = [
    ("see the results", "reporting:dashboard", here),
    ("see what services, staff and families say", "reporting:voices", of_round),
    ("see the results by feature", "reporting:themes", of_round),
    ("see the theory of change with its figures", "reporting:theory", here),
    ("take the board pack to a meeting", "reporting:board-pack", of_round),
    ("read comments", "reporting:comments", of_round),
    ("see what the board decided", "reporting:decisions", here),
]
IN_A_SERVICE = [
    ("go to the service", "service-home", service),
    ("fill in the self-assessment", "assessments:assessment-tasks", lambda at: [at.slug, at.service, at.round]),
    ("record a briefing", "activities:briefing-create", service),
    ("record what families said", "activities:listening-create", service),
    ("learn how to listen well", "activities:listening-guide", here),
    ("see what we have recorded", "service-activities", service),
    ("choose reminder emails", "organisations:reminders", here),
]
# What people come for (the README's tour, its table of who uses what, and the menus), and the page where it is done.
PURPOSES = {
    "lead": [
        *IN_A_SERVICE,
        ("share the staff survey", "surveys:survey-links", service),
        ("print a poster", "surveys:poster", survey),
        ("make single-use codes", "surveys:codes", survey),
        ("print the survey on paper", "surveys:paper-survey", survey),
        ("tell people what has changed", "surveys:reply-list", service),
        ("pause the surveys", "surveys:quiet-mode", service),
        *RESULTS,
    ],
    "contributor": [*IN_A_SERVICE, *RESULTS],
    "leader": [
        ("answer the organisational survey", "activities:organisational", organisation),
        ("make a pledge", "pledges:pledge-create", organisation),
        ("see how our pledges are going", "pledges:pledge-list", here),
        ("see our services", "service-home", service),
        *RESULTS,
    ],
    "sector": [
        ("see who is in the sub-group", "activities:subgroup", sector),
        ("plan a meeting", "activities:meeting-create", sector),
        ("add a member", "activities:subgroup-member-create", sector),
        ("see a service of the sector", "service-home", service),
        ("take the sector's figures away", "reporting:exports", here),
        *RESULTS,
    ],
    "board": [
        *RESULTS,
        ("record what we decided", "reporting:decision-create", of_round),
        ("take figures away", "reporting:exports", here),
        ("see how many have been trained", "activities:training-take-up-now", here),
        ("see what events there are", "activities:event-list", here),
    ],
    "programme": [
        ("add an event", "activities:event-create", here),
        ("see the communication plan", "activities:communication-list", here),
        ("plan a newsletter", "activities:communication-create", here),
        ("get posters and slides", "activities:pack", here),
        ("add a champion", "activities:champion-create", here),
        ("see which organisations have answered", "activities:organisational-list", here),
        ("see the sub-groups", "activities:subgroup-list", here),
        *RESULTS,
    ],
    "trainer": [
        ("see the sessions", "activities:training-sessions", here),
        ("add a session", "activities:training-session-create", here),
        ("see the courses", "activities:course-list", here),
        ("see how many have been trained", "activities:training-take-up-now", here),
        *RESULTS,
    ],
    "reviewer": [
        ("see which comments to review", "surveys:comment-list", here),
        ("review a comment", "surveys:comment-review", lambda at: [at.slug, at.comment]),
    ],
    "keyer": [
        ("start a batch", "surveys:paper-list", here),
        ("go on with a batch", "surveys:paper-batch", lambda at: [at.slug, at.batch]),
    ],
    "admin": [
        ("plan a round", "organisations:round-create", here),
        ("open a round", "organisations:round-detail", lambda at: [at.slug, at.planned]),
        ("see who may need help", "round-progress", lambda at: [at.slug, at.round]),
        ("close the round", "organisations:round-close", lambda at: [at.slug, at.round]),
        ("prepare results", "reporting:release-prepare", lambda at: [at.slug, at.closed]),
        ("approve pledges", "pledges:pledge-list", here),
        ("import services", "organisations:import-create", here),
        ("see the organisations", "organisations:organisation-list", here),
        ("put the sectors in order", "organisations:sector-list", here),
        ("invite someone", "organisations:invitation-create", here),
        ("see whether an email arrived", "organisations:mail-list", here),
        ("download figures", "reporting:exports", here),
        ("look at unusual links", "surveys:survey-overview", here),
        ("offer a language", "surveys:language-list", here),
        ("add a question of our own", "surveys:question-list", here),
        ("check the helplines", "surveys:support-list", here),
        ("say who is alerted", "surveys:safety-settings", here),
        ("pause all surveys", "surveys:quiet-everywhere", here),
        ("add commentary", "reporting:narratives-edit", of_round),
        ("add an outcome indicator", "reporting:indicators", here),
        ("see how long answers to barriers take", "learning:barrier-list", here),
        *RESULTS,
    ],
}
LINK = re.compile(r'<a\s[^>]*?href="([^"#]+)')


def links_of(client: Client, address: str) -> tuple[str, set[str]]:
    """Where an address leads in the end, and the addresses of its page's links."""
    with transaction.atomic():
        answer = client.get(address, follow=True)
        transaction.set_rollback(True)
    arrived = answer.redirect_chain[-1][0] if answer.redirect_chain else address
    if answer.status_code != 200 or not answer.headers["Content-Type"].startswith("text/html"):
        return arrived, set()
    found = {unescape(each) for each in LINK.findall(answer.content.decode())}
    return arrived, {urlsplit(each).path for each in found if each.startswith(("/", "http://testserver/"))}


def reached_from_home(client: Client, slug: str) -> dict[str, int]:
    """Every page that is one or two presses from Home, and how many."""
    home = reverse("start-page", args=[slug])
    presses = {home: 0}
    _, first = links_of(client, home)
    for address in sorted(first):
        if not address.startswith(f"/{slug}/"):
            continue
        arrived, further = links_of(client, address)
        presses[address] = presses[urlsplit(arrived).path] = 1
        for each in further:
            presses.setdefault(each, MOST)
            if each.endswith("/assessment/"):  # leads on by itself to the one that is begun
                presses.setdefault(urlsplit(links_of(client, each)[0]).path, MOST)
    return presses


@pytest.mark.parametrize("who", PURPOSES)
def test_everyone_finds_what_they_came_for_in_two_presses(who: str, places: Places):  # noqa: F811
    presses = reached_from_home(places.clients[who], places.own.slug)
    too_far = [
        f"to {purpose}: {name}"
        for purpose, name, args in PURPOSES[who]
        if presses.get(reverse(name, args=args(places.own)), MOST + 1) > MOST
    ]
    assert too_far == []


def test_a_page_that_no_link_leads_to_is_found(places: Places):  # noqa: F811
    presses = reached_from_home(places.clients["reviewer"], places.own.slug)
    assert presses[reverse("surveys:comment-list", args=[places.own.slug])] == 1
    assert reverse("reporting:dashboard", args=[places.own.slug]) not in presses
