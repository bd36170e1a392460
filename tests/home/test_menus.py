"""Menus by role: the same order for everyone, at most seven, what is yours by its name, and each opens."""

import re
from html import unescape

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from home.navigation import MOST_ENTRIES, every_entry, part_of
from organisations.actions import close_round
from organisations.models import Membership
from organisations.roles import Role
from reporting.models import Preparation
from tests.builders import NOON, Borough, make_member, release_round
from tests.scenes import scene

# Menus hang on roles and templates: on a database no more than which roles someone holds.
pytestmark = [pytest.mark.slow, pytest.mark.anywhere]

MENUS = {
    "lead": ["Home", "Ward", "Activities", "Learning", "Results"],
    "contributor": ["Home", "Ward", "Activities", "Learning", "Results"],
    "leader": ["Home", "Hospital", "Activities", "Learning", "Results"],
    "sector": ["Home", "Health", "Activities", "Learning", "Results"],
    "programme": ["Home", "Programme", "Learning", "Results"],
    "trainer": ["Home", "Training", "Activities", "Learning", "Results"],
    "board": ["Home", "Activities", "Learning", "Results"],
    "reviewer": ["Home", "Comments", "Learning"],
    "keyer": ["Home", "Paper forms", "Learning"],
    "admin": ["Home", "Rounds", "Surveys", "Activities", "Pledges", "Results", "Setup"],
}
INSIDE = {
    ("lead", "/elmfield/services/ward/"): [
        *(
            "Overview",
            "Self-assessment",
            "Action plan",
            "Peers",
            "Surveys",
            "Activities",
            "Results",
            "About this service",
        ),
    ],
    ("contributor", "/elmfield/services/ward/"): [
        *("Overview", "Self-assessment", "Action plan", "Peers", "Activities", "Results", "About this service"),
    ],
    ("sector", "/elmfield/services/ward/"): ["Overview", "Results", "About this service"],
    ("admin", "/elmfield/setup/"): [
        *("Services", "Organisations", "Sectors", "People", "Imports", "Downloads", "Take everything out"),
        *("Emails sent", "Front page", "Your directory", "Audit log", "Put right", "Data protection"),
    ],
    ("trainer", "/elmfield/activities/training/"): ["Sessions", "Courses", "Take-up"],
    ("board", "/elmfield/dashboard/"): [
        *(
            "Summary",
            "Three voices",
            "By feature",
            "Theory of change",
            "Board pack",
            "Comments",
            "Decisions",
            "Downloads",
        ),
    ],
    ("lead", "/elmfield/dashboard/"): [
        *("Summary", "Three voices", "By feature", "Theory of change", "Board pack", "Comments", "Decisions"),
    ],
}
LINK = re.compile(r'<a class="[^"]*" href="([^"]+)"(?: aria-current="(\w+)")?>([^<]+)(?:<span[^>]*>[^<]*</span>)?</a>')


def links(page: str, nav: str) -> list[tuple[str, str, str]]:
    """Address, mark and text of each link of a menu of the page, by the menu's class."""
    found = re.search(rf'<nav class="{nav}"[^>]*>(.*?)</nav>', page, re.DOTALL)
    return [tuple(map(unescape, each)) for each in LINK.findall(found[1])] if found else []


def main_menu(client: Client, address: str = "/elmfield/start/") -> list[tuple[str, str, str]]:
    page = client.get(address, follow=True).content.decode()
    wide, narrow = links(page, "tip-nav tip-nav--wide"), links(page, "tip-nav")
    assert wide == narrow  # on a phone there is the same behind "Menu"
    return wide


@scene
def elmfield_without_answers_released(elmfield: Borough) -> Borough:
    close_round(round_=elmfield.round, by=elmfield.people["admin"])
    release_round(elmfield.round, at=NOON)
    return elmfield


@pytest.fixture
def released(elmfield_without_answers_released: Borough) -> Borough:
    return elmfield_without_answers_released


@pytest.mark.parametrize(("who", "menu"), MENUS.items(), ids=MENUS)
def test_each_role_has_its_menu_and_every_entry_opens_under_its_own_name(who: str, menu: list[str], borough: Borough):
    client = borough.client(who)
    entries = main_menu(client)
    assert [text for _, _, text in entries] == menu
    for url, _, text in entries:
        assert client.get(url, follow=True).status_code == 200, text
        marked = [said for _, mark, said in main_menu(client, url) if mark]
        assert marked == [text]


@pytest.mark.parametrize(("at", "menu"), INSIDE.items(), ids=[" ".join(at) for at in INSIDE])
def test_inside_a_part_its_own_menu_leads_to_every_page_of_it(at: tuple[str, str], menu: list[str], released: Borough):
    who, address = at
    client = released.client(who)
    entries = links(client.get(address).content.decode(), "tip-section-menu")
    assert [text for _, _, text in entries] == menu
    for url, _, text in entries:
        answer = client.get(url, follow=True)
        assert answer.status_code == 200, text
        inside = links(answer.content.decode(), "tip-section-menu")
        assert len([said for _, mark, said in inside if mark]) == 1, text


def test_what_a_board_member_can_approve_is_in_the_menu_while_there_is_something(borough: Borough):
    closed = borough.round
    close_round(round_=closed, by=borough.people["admin"])
    assert "Releases to approve" not in [text for _, _, text in main_menu(borough.client("board"))]
    begun = {"started_by": borough.people["admin"], "started_at": NOON}
    limits = {"least_people": 10, "least_beside_largest": 5}
    Preparation.objects.create(round=closed, state=Preparation.State.READY, **begun, **limits)
    found = {text: url for url, _, text in main_menu(borough.client("board"))}
    assert found["Releases to approve"] == reverse("reporting:release-prepare", args=["elmfield", closed.slug])
    assert "Releases to approve" not in [text for _, _, text in main_menu(borough.client("lead"))]


def test_several_services_are_behind_one_entry(borough: Borough):
    lead = borough.people["lead"]
    more = borough.services["clinic"]
    Membership.objects.create(user=lead, role=Role.SERVICE_LEAD, partnership=borough.partnership, service=more)
    assert [text for _, _, text in main_menu(borough.client("lead"))] == [
        "Home",
        "My services",
        "Activities",
        "Learning",
        "Results",
    ]
    page = borough.client("lead").get("/elmfield/services/").content.decode()
    assert page.count('href="/elmfield/services/') >= 2


def test_several_organisations_and_sectors_are_listed(borough: Borough):
    for who, role, places in (
        ("leader", Role.ORGANISATION_LEAD, {"organisation": borough.organisations["council"]}),
        ("sector", Role.SECTOR_LEAD, {"sector": borough.sectors["families"]}),
    ):
        Membership.objects.create(user=borough.people[who], role=role, partnership=borough.partnership, **places)
        listed = {text: url for url, _, text in main_menu(borough.client(who))}
        name = "My organisations" if who == "leader" else "My sectors"
        page = borough.client(who).get(listed[name]).content.decode()
        found = re.findall(rf'href="({listed[name]}[^"/]+/)"', page)
        assert len(found) == 2
        assert all(borough.client(who).get(url).status_code == 200 for url in found)


def test_a_service_that_was_archived_is_not_named(borough: Borough):
    ward = borough.services["ward"]
    ward.archived_on = NOON.date()
    ward.save(update_fields=["archived_on"])
    assert [text for _, _, text in main_menu(borough.client("lead"))] == ["Home", "Activities", "Learning", "Results"]


def with_every_role(borough: Borough) -> Client:
    person = make_member(borough, "everything", Role.ADMIN)
    for role, places in (
        *((role, {}) for role in (Role.REVIEWER, Role.PAPER_KEYER, Role.PROGRAMME_LEAD, Role.TRAINING_LEAD)),
        (Role.BOARD_MEMBER, {}),
        (Role.SECTOR_LEAD, {"sector": borough.sectors["health"]}),
        (Role.ORGANISATION_LEAD, {"organisation": borough.organisations["hospital"]}),
        (Role.SERVICE_LEAD, {"service": borough.services["ward"]}),
    ):
        Membership.objects.create(user=person, role=role, partnership=borough.partnership, **places)
    borough.people["everything"] = person
    return borough.client("everything")


def test_someone_with_several_roles_gets_the_sum_in_the_same_order(borough: Borough):
    trainer = borough.people["trainer"]
    ward = borough.services["ward"]
    Membership.objects.create(user=trainer, role=Role.SERVICE_LEAD, partnership=borough.partnership, service=ward)
    found = [text for _, _, text in main_menu(borough.client("trainer"))]
    assert found == ["Home", "Ward", "Training", "Activities", "Learning", "Results"]


def test_what_does_not_fit_is_one_press_behind_more(borough: Borough):
    client = with_every_role(borough)
    entries = main_menu(client)
    assert len(entries) == MOST_ENTRIES
    assert entries[-1][2] == "More"
    page = client.get(entries[-1][0])
    there = {url for url, _, _ in entries} | set(re.findall(r'href="([^"]+)"', page.content.decode()))
    everything = every_entry(borough.people["everything"], borough.partnership)
    assert len(everything) > 12
    assert {entry.url for entry in everything} <= there
    for entry in everything:
        assert client.get(entry.url).status_code == 200, entry.text
    # Setting up is not three presses away either.
    assert reverse("organisations:people-list", args=["elmfield"]) in there


def test_the_account_menu_has_reminders_and_signs_out_without_a_script(borough: Borough):
    page = borough.client("lead").get("/elmfield/start/").content.decode()
    menu = re.search(r'<details class="tip-menu tip-menu--account">(.*?)</details>', page, re.DOTALL)[1]
    assert str(borough.people["lead"]) in menu
    assert reverse("organisations:reminders", args=["elmfield"]) in menu
    assert f'action="{reverse("account_logout")}" method="post"' in menu


def test_a_stranger_has_no_menu_on_a_public_page(borough: Borough, other_borough: Borough):
    for client in (Client(), other_borough.client("admin")):
        assert main_menu(client, "/elmfield/") == []
    assert "Sign out" not in Client().get("/elmfield/").content.decode()


def test_the_menus_cost_the_same_for_few_roles_and_many(borough: Borough):
    def queries(client: Client) -> int:
        client.get("/elmfield/reminders/")
        with CaptureQueriesContext(connection) as captured:
            client.get("/elmfield/reminders/")
        return len(captured)

    few = queries(borough.client("lead"))  # whose own place is read, as it is named
    assert queries(with_every_role(borough)) <= few + 1


@pytest.mark.parametrize(
    ("path", "part"),
    [
        ("/elmfield/start/", "home"),
        ("/elmfield/services/ward/surveys/", "service"),
        ("/elmfield/services/ward/edit/", "setup"),
        ("/elmfield/rounds/spring/voices/sector/3/", "results"),
        ("/elmfield/rounds/spring/release/", "release"),
        ("/elmfield/rounds/spring/progress/", "rounds"),
        ("/elmfield/activities/training/courses/", "training"),
        ("/elmfield/activities/events/", "activities"),
        ("/elmfield/exports/feed/", "setup"),
        ("/elmfield/", ""),
        ("/oakham/start/", ""),
        ("/privacy/", ""),
    ],
)
def test_every_address_has_its_part(path: str, part: str):
    assert part_of(path, "elmfield") == part
