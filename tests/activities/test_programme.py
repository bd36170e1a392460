"""The communication plan, and the champions with their gaps."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from activities.champions import gaps_in
from activities.models import Champion, Communication
from tests.builders import TODAY, Borough, days, make_service, text_of

pytestmark = pytest.mark.django_db
HERE = ["elmfield"]
PLAN = "activities:communication-list"
CHAMPIONS = "activities:champion-list"


@pytest.fixture(autouse=True)
def _today(monkeypatch):
    for module in ("communications", "champions"):
        monkeypatch.setattr(f"activities.views.{module}.timezone.localdate", lambda: TODAY)


def line(borough: Borough, what: str, due=TODAY, **fields) -> Communication:
    fields = {"audience": "All staff", "channel": "email"} | fields
    return Communication.objects.create(partnership=borough.partnership, what=what, due_on=due, **fields)


def champion(borough: Borough, name: str, organisation: str | None = None, sector: str | None = None, **fields):
    return Champion.objects.create(
        partnership=borough.partnership,
        name=name,
        organisation=borough.organisations[organisation] if organisation else None,
        sector=borough.sectors[sector] if sector else None,
        **({"since": TODAY - days(30)} | fields),
    )


def test_the_plan_stands_by_its_days_and_says_plainly_what_is_late(borough: Borough):
    line(borough, "Later", TODAY + days(9))
    line(borough, "Sooner", TODAY - days(1))
    line(borough, "Gone out", TODAY - days(5), done_on=TODAY - days(4))
    page = borough.client("programme").get(reverse(PLAN, args=HERE))
    said = text_of(page)
    assert [one.what for one in page.context["waiting"]] == ["Sooner", "Later"]
    assert [one.what for one in page.context["done"]] == ["Gone out"]
    assert "was due on 30 September 2026" in said
    assert "sent on 27 September 2026" in said
    assert "To send (1 late)" in said


def test_one_press_says_that_it_has_gone_out_and_one_that_it_has_not(borough: Borough):
    made = line(borough, "Dates of the round", TODAY - days(1))
    programme, url = borough.client("programme"), reverse("activities:communication-done", args=[*HERE, made.pk])
    answer = programme.post(url, {"done": "yes", "list": "state=late&audience=staff"})
    assert answer["Location"] == reverse(PLAN, args=HERE) + "?state=late&audience=staff"
    made.refresh_from_db()
    assert (made.done_on, made.done_by) == (TODAY, borough.people["programme"])
    programme.post(url, {"done": "no"})
    made.refresh_from_db()
    assert (made.done_on, made.done_by) == (None, None)


def test_the_way_back_leads_nowhere_else(borough: Borough):
    made = line(borough, "Dates")
    url = reverse("activities:communication-done", args=[*HERE, made.pk])
    answer = borough.client("programme").post(url, {"done": "yes", "list": "https://evil.example/\r\nX: y"})
    assert answer["Location"].startswith(reverse(PLAN, args=HERE))
    assert "\n" not in answer["Location"]


def test_the_plan_is_found_by_state_channel_and_audience(borough: Borough):
    line(borough, "Late", TODAY - days(1))
    line(borough, "Waiting", TODAY + days(1), channel="poster", audience="Families")
    line(borough, "Done", TODAY, done_on=TODAY)
    programme = borough.client("programme")
    for asked, found in (
        ({"state": "waiting"}, ["Late", "Waiting"]),
        ({"state": "late"}, ["Late"]),
        ({"state": "done"}, ["Done"]),
        ({"channel": "poster"}, ["Waiting"]),
        ({"audience": "famil"}, ["Waiting"]),
        ({"state": "x", "channel": "y"}, ["Late", "Waiting", "Done"]),
    ):
        page = programme.get(reverse(PLAN, args=HERE), asked)
        assert [one.what for one in (*page.context["waiting"], *page.context["done"])] == found, asked
        table = programme.get(reverse("activities:communications-csv", args=HERE), asked).content.decode()
        assert len(table.strip().splitlines()) == 1 + len(found)


def test_lines_of_the_plan_are_typed_one_after_the_other_and_mistakes_lose_nothing(borough: Borough):
    form = {"what": "Posters", "audience": "Head teachers & staff", "channel": "poster", "due_on": TODAY.isoformat()}
    programme, url = borough.client("programme"), reverse("activities:communication-create", args=HERE)
    asked = programme.post(url, form | {"another": "yes"}, follow=True).context["form"]
    assert (asked["audience"].value(), asked["channel"].value()) == ("Head teachers & staff", "poster")
    wrong = programme.post(url, form | {"due_on": "", "done_on": (TODAY + days(3)).isoformat()})
    assert "Enter the date to send it by" in text_of(wrong)
    assert "Date sent must be today or in the past" in text_of(wrong)
    assert "Posters" in wrong.content.decode()
    assert Communication.objects.count() == 1


def test_only_those_who_agreed_are_listed_to_others_and_keepers_see_all(borough: Borough):
    champion(borough, "Ada Osei", "hospital", agreed=True, email="ada@example.org")
    champion(borough, "Bo Lin", "council", email="bo@example.org")
    champion(borough, "Cy Young", "charity", agreed=True, until=TODAY)
    said = text_of(borough.client("lead").get(reverse(CHAMPIONS, args=HERE)))
    assert "Ada Osei" in said
    assert "ada@example.org" in said
    for hidden in ("Bo Lin", "bo@example.org", "Cy Young", "Organisations that still need a champion"):
        assert hidden not in said
    keeper = text_of(borough.client("programme").get(reverse(CHAMPIONS, args=HERE)))
    assert "Bo Lin only for leads and admins" in keeper
    assert "Cy Young" in keeper
    table = borough.client("programme").get(reverse("activities:champions-csv", args=HERE)).content.decode()
    assert len(table.strip().splitlines()) == 4


def test_the_csv_of_champions_follows_what_was_looked_for(borough: Borough):
    champion(borough, "Ada Osei", "hospital", agreed=True)
    champion(borough, "Bo Lin", "council")
    keeper, address = borough.client("programme"), reverse("activities:champions-csv", args=HERE)
    page = keeper.get(reverse(CHAMPIONS, args=HERE), {"name": "ada"}).content.decode()
    assert f'href="{address}?name=ada"' in page
    table = keeper.get(address, {"name": "ada"}).content.decode()
    assert "Ada Osei" in table
    assert "Bo Lin" not in table


def test_others_cannot_find_out_by_looking_that_someone_is_a_champion(borough: Borough):
    champion(borough, "Bo Lin", "council", email="bo@example.org")
    said = text_of(borough.client("lead").get(reverse(CHAMPIONS, args=HERE), {"name": "Bo"}))
    assert "No champions match" in said


def test_a_champion_belongs_to_an_organisation_or_a_sector(borough: Borough):
    url, programme = reverse("activities:champion-create", args=HERE), borough.client("programme")
    answer = programme.post(url, {"name": "Ada Osei", "since": TODAY.isoformat()})
    assert "Select an organisation or a sector" in text_of(answer)
    assert "Ada Osei" in answer.content.decode()
    programme.post(url, {"name": "Ada Osei", "since": TODAY.isoformat(), "sector": borough.sectors["health"].pk})
    assert Champion.objects.get().sector == borough.sectors["health"]


def test_a_champion_who_stops_stays_on_record(borough: Borough):
    made = champion(borough, "Ada Osei", "hospital", agreed=True)
    borough.client("programme").post(reverse("activities:champion-end", args=[*HERE, made.pk]))
    made.refresh_from_db()
    assert made.until == TODAY
    assert "Ada Osei" not in text_of(borough.client("lead").get(reverse(CHAMPIONS, args=HERE)))


def test_gaps_are_the_organisations_of_each_sector_without_a_champion(borough: Borough):
    champion(borough, "Ada Osei", "council")
    champion(borough, "Gone", "charity", until=TODAY - days(1))
    champion(borough, "Di Moss", sector="health", agreed=True)
    champion(borough, "Shy Person", sector="health")
    gaps = {gap.sector: (gap.with_one, gap.without, gap.own) for gap in gaps_in(borough.partnership, on=TODAY)}
    assert gaps == {
        "Health": (["Council"], ["Hospital"], ["Di Moss"]),
        "Families": (["Council"], ["Charity"], []),
    }
    said = text_of(borough.client("sector").get(reverse(CHAMPIONS, args=HERE)))
    assert "1 of 2 Hospital Di Moss, 1 not listed" in said
    assert "Shy Person" not in said
    borough.organisations["charity"].archived_on = TODAY
    borough.organisations["charity"].save()
    assert [gap.without for gap in gaps_in(borough.partnership, on=TODAY)] == [[], ["Hospital"]]


def test_champions_are_found_by_sector_and_name(borough: Borough):
    champion(borough, "Ada Osei", "hospital")
    champion(borough, "Bo Lin", "charity")
    programme = borough.client("programme")
    for asked, found in (
        ({"sector": "families"}, ["Bo Lin"]),
        ({"name": "hosp"}, ["Ada Osei"]),
        ({"name": "BO"}, ["Bo Lin"]),
        ({"sector": "nowhere"}, ["Ada Osei", "Bo Lin"]),
    ):
        page = programme.get(reverse(CHAMPIONS, args=HERE), asked)
        assert [one.name for one in page.context["champions"]] == found, asked


def test_two_or_twenty_cost_the_same(borough: Borough):
    programme, counts = borough.client("programme"), []
    for number in (2, 18):
        for count in range(number):
            name = f"o{number}-{count}"
            make_service(borough, f"s-{name}", sector=f"sec{count % 5}", organisation=name)
            champion(borough, f"C{name}", name)
            line(borough, f"L{name}")
        for page in (PLAN, CHAMPIONS, "activities:champions-csv", "activities:communications-csv"):
            with CaptureQueriesContext(connection) as queries:
                programme.get(reverse(page, args=HERE))
            counts.append(len(queries))
    assert counts[:4] == counts[4:]
