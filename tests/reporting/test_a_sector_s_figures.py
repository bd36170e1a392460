"""A sector lead takes the own sector's figures away, and nothing of another sector; the board takes all of them."""

import csv
import io
import json

import openpyxl
import pytest
from django.urls import reverse

from organisations.models import AuditEntry, Membership, Sector, User
from reporting.models import ReleasedFigure
from tests.taking import file_from

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
HERE = ["elmham", "autumn-2026"]
FIGURES = ("figures-csv", "figures-metadata")


@pytest.fixture
def lead(released) -> User:
    return released.member("sector_lead", sector=Sector.objects.get(name="Health"))


def rows_of(client) -> list[dict[str, str]]:
    answer = client.get(reverse("reporting:figures-csv", args=HERE))
    assert answer.status_code == 200
    return list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"), newline="")))


def test_the_file_has_the_sector_its_services_and_the_whole_partnership(client, lead):
    client.force_login(lead)
    rows = rows_of(client)
    found = {(row["level"], row["place"]) for row in rows}
    assert ("sector", "Health") in found
    assert {level for level, _ in found} >= {"system", "sector", "service"}
    assert {place for level, place in found if level == "service"} == {f"Health service {n}" for n in (1, 2, 3)}
    assert {place for level, place in found if level == "sector"} == {"Health"}
    assert {row["sector"] for row in rows if row["level"] != "system"} == {"Health"}
    expected = ReleasedFigure.objects.filter(level="system").count()
    assert sum(row["level"] == "system" for row in rows) == expected


def test_no_word_of_another_sector_is_in_any_file(client, lead):
    client.force_login(lead)
    text = client.get(reverse("reporting:figures-csv", args=HERE)).content.decode()
    book = openpyxl.load_workbook(io.BytesIO(file_from(client, reverse("reporting:figures-xlsx", args=HERE)).content))
    cells = " ".join(str(cell.value) for sheet in book for line in sheet.iter_rows() for cell in line if cell.value)
    described = client.get(reverse("reporting:figures-metadata", args=HERE)).content.decode()
    for file in (text, cells, described):
        assert "Health" in file
        assert "Schools service" not in file
        assert "Schools" not in file


def test_the_workbook_says_what_the_csv_says_and_has_no_matrix_of_all_sectors(client, lead):
    client.force_login(lead)
    file = file_from(client, reverse("reporting:figures-xlsx", args=HERE))
    assert 'filename="elmham-autumn-2026-health-figures.xlsx"' in file["Content-Disposition"]
    book = openpyxl.load_workbook(io.BytesIO(file.content))
    assert book.sheetnames == ["Read me", "Figures", "Columns"]
    assert len(list(book["Figures"].iter_rows())) == len(rows_of(client)) + 1
    read_me = [tuple(cell.value for cell in line) for line in book["Read me"].iter_rows()]
    assert ("Places", "Health with its services, and the whole partnership") in read_me
    assert client.get(reverse("reporting:matrix-csv", args=HERE)).status_code == 403


def test_how_a_service_rates_itself_stays_with_those_who_may_read_it(client, lead, released):
    own = {"measure": "self_assessment", "level": "service"}
    assert ReleasedFigure.objects.filter(**own, subject_kind="statement", sector=lead_sector(lead)).exists()

    def said(user) -> set[tuple[str, str]]:
        client.force_login(user)
        return {
            (row["subject_kind"], row["statistic"])
            for row in rows_of(client)
            if (row["measure"], row["level"]) == ("self_assessment", "service")
        }

    assert said(lead) == {("overall", "count")}  # who took part is no secret
    assert said(released.member("board_member")) == {("overall", "count")}
    assert ("statement", "mean") in said(released.member("admin"))


def lead_sector(lead: User) -> int:
    return lead.memberships.get().sector_id


def test_the_description_and_the_audit_log_say_what_was_taken(client, lead):
    client.force_login(lead)
    answer = client.get(reverse("reporting:figures-csv", args=HERE))
    assert 'filename="elmham-autumn-2026-health-figures.csv"' in answer["Content-Disposition"]
    assert AuditEntry.objects.latest("pk").about.startswith("the figures of Health of ")
    client.post(reverse("reporting:figures-xlsx", args=HERE))
    about = AuditEntry.objects.filter(what="exported").latest("pk").about
    assert about.startswith("a workbook of the figures of Health of ")
    described = json.loads(client.get(reverse("reporting:figures-metadata", args=HERE)).content)
    assert "about Health with its services, and the whole partnership" in described["dc:description"]


def test_two_sectors_are_both_in_the_file(client, lead, released):
    schools = Sector.objects.get(name="Schools")
    Membership.objects.create(user=lead, role="sector_lead", partnership=released.partnership, sector=schools)
    client.force_login(lead)
    assert {row["place"] for row in rows_of(client) if row["level"] == "sector"} == {"Health", "Schools"}


def test_a_file_made_for_more_is_not_taken_by_someone_who_may_take_less_by_now(client, released):
    someone = released.member("admin")
    client.force_login(someone)
    page = client.post(reverse("reporting:figures-xlsx", args=HERE), follow=True)
    assert "Your file is ready" in page.content.decode()
    take = page.request["PATH_INFO"] + "take/"
    health = Sector.objects.get(name="Health")
    someone.memberships.update(role="sector_lead", sector=health)
    assert client.post(take).status_code in (403, 404)


def test_the_page_of_downloads_has_only_what_each_may_take(client, lead, released):
    everything = {
        *("reporting:figures-csv", "reporting:figures-metadata", "reporting:figures-xlsx", "reporting:matrix-csv"),
    }
    records = {"organisations:services-csv", "assessments:assessments-csv", "pledges:pledges-csv"}
    more = {"reporting:feed-keys", "reporting:indicators-csv", "reporting:decisions-csv"}
    expected = {
        lead: everything - {"reporting:matrix-csv"} | {"reporting:decisions-csv"},
        released.member("board_member"): everything | more - {"reporting:feed-keys"},
        released.member("admin"): everything | records | more,
    }
    for user, shown in expected.items():
        client.force_login(user)
        page = client.get(reverse("reporting:exports", args=["elmham"])).content.decode()
        for name in everything | records | more:
            address = reverse(name, args=HERE if name in everything else HERE[:1])
            assert (f'"{address}"' in page) is (name in shown), (user, name)


def test_single_self_assessments_and_the_feed_stay_closed_to_the_board(client, released):
    client.force_login(released.member("board_member"))
    for name in ("assessments:assessments-csv", "organisations:services-csv", "reporting:feed-keys"):
        assert client.get(reverse(name, args=["elmham"])).status_code == 403
    for name in (*FIGURES, "matrix-csv"):
        assert client.get(reverse(f"reporting:{name}", args=HERE)).status_code == 200
