"""Commentary: short texts beside the figures, kept with the release."""

import csv
import datetime
import io

import pytest
from django.db import InternalError, connection, transaction
from django.urls import reverse

from organisations.actions import ActionRefused
from organisations.models import AuditEntry, Round
from reporting.models import Frozen, Narrative, Release, ReleasedNarrative
from reporting.read.narratives import Narratives, of_cell
from reporting.release.frozen import forget_releases
from reporting.release.narrating import keep_narratives
from tests.builders import hidden_fields, release_round, text_of

pytestmark = pytest.mark.thorough

HERE = ["elmham", "autumn-2026"]
WRITE = reverse("reporting:narratives-edit", args=HERE)
PREPARE = reverse("reporting:release-prepare", args=HERE)
DAY = datetime.date(2027, 5, 3)
NAMED = "We thank Anna Smith, 07700 900123."


@pytest.fixture
def cell(borough) -> str:
    return of_cell(borough.round.framework.objectives.first().key, "service")


@pytest.fixture
def admin(borough, client):
    person = borough.member("admin")
    client.force_login(person)
    return person


@pytest.fixture
def released(borough, admin, cell) -> Release:
    borough.close()
    texts = {"dashboard": "A hard year, and a kind one.", cell: "Two teams began anew.", "theme-1": "We listen more."}
    keep_narratives(round=borough.round, texts=texts, by=admin, on=datetime.date(2026, 11, 2))
    return release_round(borough.round)


def test_while_a_round_is_open_no_one_writes_about_its_figures(borough, client, admin):
    assert "not closed yet" in client.get(WRITE, follow=True).content.decode()
    with pytest.raises(ActionRefused, match="not closed yet"):
        keep_narratives(round=borough.round, texts={"dashboard": "Well."}, by=admin, on=DAY)


def test_an_admin_writes_before_the_release_and_the_approver_reads_it(borough, client, admin, cell):
    borough.close()
    assert "Add commentary" in text_of(client.get(PREPARE))
    page = text_of(client.get(WRITE))
    assert "All results" in page
    assert page.count("In services: ") == 4
    client.post(WRITE, {"dashboard": "A hard year.\r\nAnd a kind one. ", cell: "Two teams began anew."})
    found = Narrative.objects.get(where="dashboard")
    assert (found.text, found.written_by) == ("A hard year.\nAnd a kind one.", admin)
    assert AuditEntry.objects.filter(what="wrote about figures in their own words").count() == 1
    client.post(PREPARE)
    client.force_login(borough.member("board_member"))
    page = text_of(client.get(PREPARE))
    assert "Two teams began anew." in page
    assert "Add commentary" not in page
    client.post(f"{PREPARE}approve/", hidden_fields(client.get(PREPARE)))
    assert {one.where for one in ReleasedNarrative.objects.all()} == {"dashboard", cell}
    assert not Narrative.objects.exists()


def test_what_may_name_someone_is_asked_about_once_and_nothing_is_lost(borough, client, admin, cell):
    borough.close()
    page = client.post(WRITE, {"dashboard": NAMED, cell: "Calm."})
    assert "“Anna Smith” may be a name." in text_of(page)
    assert "Keep it as it is" in text_of(page)
    assert f"{NAMED}</textarea>" in page.content.decode()
    assert "Calm.</textarea>" in page.content.decode()
    assert not Narrative.objects.exists()
    key = page.context["form"].fields["dashboard"].keep_as_it_is
    client.post(WRITE, {"dashboard": NAMED, cell: "Calm.", "dashboard-keep": key["mark"]})
    assert Narrative.objects.count() == 2
    again = client.post(WRITE, {"dashboard": NAMED, "seen-dashboard": NAMED, "theme-1": "Well."})
    assert again.status_code == 302  # what was agreed to is not asked about again


def test_a_text_that_is_too_long_is_not_cut(borough, client, admin):
    borough.close()
    page = client.post(WRITE, {"dashboard": "a" * 1201})
    assert "Shorten this to 1,200 characters" in text_of(page)
    assert "a" * 1201 in page.content.decode()


def test_two_at_the_same_page_do_not_undo_each_other(borough, client, admin, cell):
    borough.close()
    keep_narratives(round=borough.round, texts={"dashboard": "Theirs.", cell: "Theirs too."}, by=admin, on=DAY)
    mine = {"dashboard": "Mine.", cell: "", "theme-1": "A new one."}
    page = client.post(WRITE, mine)
    assert "Someone else changed this" in text_of(page)
    assert 'name="seen-dashboard" value="Theirs."' in page.content.decode()
    assert f'name="seen-{cell}" value=""' in page.content.decode()
    assert Narrative.objects.get(where="dashboard").text == "Theirs."
    client.post(WRITE, mine | {"seen-dashboard": "Theirs."})
    texts = dict(Narrative.objects.values_list("where", "text"))
    assert texts == {"dashboard": "Mine.", cell: "Theirs too.", "theme-1": "A new one."}
    client.post(WRITE, {"dashboard": "", "seen-dashboard": "Mine."})
    assert not Narrative.objects.filter(where="dashboard").exists()


def test_the_texts_stand_beside_the_figures_and_go_with_them(client, released):
    page = text_of(client.get(reverse("reporting:round-dashboard", args=HERE)))
    assert "A hard year, and a kind one." in page
    assert "Two teams began anew. Written on 2 November 2026" in page
    assert "We listen more." not in page
    assert "We listen more." in text_of(client.get(reverse("reporting:theme", args=[*HERE, "1"])))
    pack = text_of(client.get(reverse("reporting:board-pack", args=HERE)))
    assert all(words in pack for words in ("A hard year", "Two teams", "We listen more."))
    table = client.get(reverse("reporting:matrix-csv", args=HERE)).content.decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(table)))
    assert [row["narrative"] for row in rows if row["narrative"]] == ["Two teams began anew."]


def test_what_is_added_after_a_release_stands_apart_with_its_own_day(client, admin, released, cell):
    assert "Commentary that has been released cannot be changed" in text_of(client.get(WRITE))
    keep_narratives(round=released.round, texts={cell: "A third one has."}, by=admin, on=DAY)
    page = text_of(client.get(reverse("reporting:round-dashboard", args=HERE)))
    assert "Two teams began anew." in page
    assert "Added on 3 May 2027, after the release A third one has." in page
    said = [words.line for words in Narratives(released.round).at(cell)]
    assert said == ["Two teams began anew.", "Added on 3 May 2027: A third one has."]
    assert ReleasedNarrative.objects.count() == 3


def test_words_sent_while_someone_releases_are_not_taken_for_released_ones(borough, admin):
    as_it_was = Round.objects.get(pk=borough.close().round.pk)
    release_round(borough.round)
    with pytest.raises(ActionRefused, match="has just been released"):
        keep_narratives(round=as_it_was, texts={"dashboard": "Late."}, by=admin, on=DAY)


def test_released_words_are_never_changed(borough, released):
    with pytest.raises(Frozen):
        ReleasedNarrative.objects.update(text="Other.")
    with pytest.raises(Frozen), transaction.atomic():
        ReleasedNarrative.objects.first().save()
    with pytest.raises(Frozen):
        ReleasedNarrative.objects.all().delete()
    borough.partnership.is_demonstration = True
    forget_releases(borough.partnership)
    assert not ReleasedNarrative.objects.exists()


def test_the_database_itself_refuses_to_change_released_words(released):
    if connection.vendor != "postgresql":
        pytest.skip("only PostgreSQL has this guard")
    refused = pytest.raises(InternalError, match="stays as it was made")
    with connection.cursor() as cursor, refused, transaction.atomic():
        cursor.execute("UPDATE reporting_releasednarrative SET text = 'Other.'")
