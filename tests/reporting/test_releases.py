"""A release: whole, immutable, and the only way out for figures about people."""

import csv
import io
import re
from dataclasses import replace
from decimal import Decimal

import pytest
from django.db import InternalError, connection, transaction
from django.db.models import ProtectedError
from django.urls import reverse

from assessments.actions.assessing import start_assessment
from assessments.models import Assessment, Rating
from organisations.actions import ActionRefused
from organisations.models import AuditEntry, RoundService, Sector
from reporting.measures import surveys
from reporting.measures.registry import RECORDED
from reporting.measures.round_context import RoundContext
from reporting.models import Frozen, Release, ReleasedFigure
from reporting.release.frozen import forget_releases
from surveys.models import ClosedRoundResponse
from tests.builders import release_round, text_of
from tests.scenes import scene

from .conftest import Borough

pytestmark = pytest.mark.slow


@scene
def elmham_out(elmham: Borough) -> Release:
    """The borough of these tests closed and released, as it is: nothing else was recorded in its round."""
    return release_round(elmham.close().round)


@pytest.fixture
def release(elmham_out: Release) -> Release:
    return elmham_out


def figure(release, measure, level="system", place=0, statistic="share_positive", kind="overall", subject=""):
    return ReleasedFigure.objects.get(
        release=release,
        measure=measure,
        level=level,
        place=place,
        statistic=statistic,
        subject_kind=kind,
        subject=subject,
    )


def test_an_open_round_gives_no_figures(borough):
    with pytest.raises(ActionRefused, match="not closed yet"):
        release_round(borough.round)
    assert not Release.objects.exists()


def test_a_release_is_made_once_and_never_changed(borough, release):
    with pytest.raises(ActionRefused, match="already been released"):
        release_round(borough.round)
    with pytest.raises(Frozen):
        Release.objects.all().delete()
    with pytest.raises(Frozen):
        ReleasedFigure.objects.filter(release=release).update(value=1)
    for row in (release, release.figures.first()):
        with pytest.raises(Frozen), transaction.atomic():
            row.save()
    with pytest.raises(ProtectedError):
        borough.round.delete()
    assert AuditEntry.objects.filter(what="released a round").count() == 1


@pytest.mark.parametrize("change", ["UPDATE reporting_releasedfigure SET value = 1", "DELETE FROM reporting_release"])
def test_the_database_itself_refuses_to_change_a_release(borough, change, release):
    if connection.vendor != "postgresql":
        pytest.skip("only PostgreSQL has this guard")
    refused = pytest.raises(InternalError, match="stays as it was made")
    with connection.cursor() as cursor, refused, transaction.atomic():
        cursor.execute(change)


def test_only_a_made_up_release_can_be_forgotten(borough, release):
    with pytest.raises(ValueError, match="made up"):
        forget_releases(borough.partnership)
    borough.partnership.is_demonstration = True
    forget_releases(borough.partnership)
    assert not Release.objects.exists()


def test_small_services_are_withheld_and_shown_together(borough, release):
    small = borough.services[-1]
    assert figure(release, "workforce_results", "service", small.pk).text == "[c]"
    together = figure(release, "workforce_results", "rest", small.sector_id, kind="question", subject="w1a-ask")
    assert together.base_low >= 10
    assert figure(release, "workforce_results", "service", borough.services[0].pk).is_shown


def test_s8_hidden_for_being_small_and_hidden_to_protect_look_the_same(borough, release):
    hidden = ReleasedFigure.objects.filter(release=release, level="service", status="withheld", subject_kind="overall")
    middling, small = borough.services[4], borough.services[-1]
    assert {middling.pk, small.pk} <= set(hidden.values_list("place", flat=True))
    seen = {
        tuple(getattr(row, name) for name in ("status", "value", "edge", "base_low", "base_high", "numerator", "note"))
        for row in hidden
    }
    assert len(seen) == 1


def test_a_withheld_figure_holds_no_number_in_the_database(borough, release):
    hidden = ReleasedFigure.objects.exclude(status="shown")
    assert hidden.exists()
    assert not hidden.exclude(value=None, base_low=None, base_high=None, numerator=None).exists()


def test_skips_and_does_not_apply_are_not_in_the_base(borough):
    borough.answer(borough.services[0], "workforce", 40, point="not-applicable")
    borough.answer(borough.services[0], "workforce", 20, point="prefer-not")
    release = release_round(borough.close().round)
    share = figure(release, "workforce_results", "service", borough.services[0].pk, kind="question", subject="w1a-ask")
    assert (share.base_low, share.base_high) == (60, 64)
    responses = figure(release, "workforce_take_up", "service", borough.services[0].pk, "responses")
    assert (responses.base_low, responses.base_high) == (120, 124)


def test_take_up_counts_services_with_answers_and_the_share_of_staff(borough, release):
    count = figure(release, "workforce_take_up", statistic="count")
    assert (count.numerator, count.denominator) == (7, 7)
    assert figure(release, "workforce_take_up", statistic="rate").value == Decimal(
        20
    )  # about 152 of 700, to the nearest 5%


def test_a_service_where_no_one_answered_is_none_with_answers(db):
    borough = Borough("elmham", {"Health": [30, 0], "Schools": [0]}).close()
    found = surveys.take_up(RoundContext(borough.round), survey="workforce", with_headcount=True)
    counts = [one for one in found if one.statistic == "count"]
    whole, health, schools = sorted(counts, key=lambda one: -(one.denominator or 0))
    assert (whole.numerator, whole.denominator) == (1, 3)
    assert (health.numerator, health.denominator) == (1, 2)
    assert (schools.numerator, schools.denominator) == (0, 1)


def test_a_service_where_no_one_answered_has_no_share_of_staff(db):
    borough = Borough("elmham", {"Health": [30, 0]})
    borough.services[1].headcount = 10
    borough.services[1].save()
    release = release_round(borough.close().round)
    rate = figure(release, "workforce_take_up", "service", borough.services[1].pk, "rate")
    assert (rate.status, rate.value, rate.note) == ("none", None, "fewer than 5 responses")


def test_a_rate_says_so_where_a_headcount_is_not_known(borough):
    service = borough.services[0]
    service.headcount = None
    service.save()
    release = release_round(borough.close().round)
    rate = figure(release, "workforce_take_up", statistic="rate")
    assert rate.denominator == 600
    assert rate.note == "of headcount, without 1 of 7 services that has no headcount"
    own = figure(release, "workforce_take_up", "service", service.pk, "rate")
    assert (own.status, own.note) == ("none", "its headcount is not known")


def test_pledges_count_organisations_once_in_the_system_and_once_in_each_sector(borough):
    health = borough.services[0].organisation
    school = borough.services[-1]
    school.organisation = health  # now spans both sectors
    school.save()
    borough.pledge(health)
    borough.pledge(health)
    release = release_round(borough.close().round)
    system = figure(release, "pledges", statistic="count")
    assert (system.numerator, system.denominator) == (1, 2)
    for sector in Sector.objects.filter(partnership=borough.partnership):
        assert figure(release, "pledges", "sector", sector.pk, "count").numerator == 1


def test_self_assessments_count_a_service_once_and_leave_out_what_does_not_apply(borough):
    lead = borough.member("admin")
    stages = {stage.value: stage for stage in borough.round.framework.stages.all()}
    for service, value in zip(borough.services[:2], (1, 4), strict=True):
        assessment = start_assessment(service=service, round_=borough.round, by=lead)
        assessment.ratings.update(stage=stages[value])
        assessment.state, assessment.submitted_at = "submitted", assessment.started_at
        assessment.save()
    first = Assessment.objects.first()
    Rating.objects.filter(assessment=first, statement__code="1a").update(
        stage=None, does_not_apply=True, reason="Not our work"
    )
    release = release_round(borough.close().round)
    count = figure(release, "self_assessment", statistic="count")
    assert (count.numerator, count.denominator) == (2, 7)
    assert figure(release, "self_assessment", statistic="mean", kind="statement", subject="1a").value == Decimal(4)
    assert figure(release, "self_assessment", statistic="mean", kind="statement", subject="1b").value == Decimal("2.5")
    assert figure(release, "self_assessment", statistic="count", kind="stage", subject="1b:4").numerator == 1


def test_moving_and_renaming_a_service_leaves_the_release_as_it_was(borough, release):
    service = borough.services[0]
    service.name, service.sector = "Something else", borough.services[-1].sector
    service.save()
    row = figure(release, "workforce_results", "service", service.pk)
    assert row.place_name == "Health service 1"
    assert RoundService.objects.get(round=borough.round, service=service).sector_name == "Health"


# Pages


@pytest.fixture
def board(borough, client):
    client.force_login(borough.member("board_member"))
    return client


def test_s5_while_a_round_is_open_one_more_answer_changes_no_page_of_results(borough, board):
    addresses = [
        reverse("reporting:dashboard", args=["elmham"]),
        reverse("start-page", args=["elmham"]),
    ]
    before = [without_tokens(board.get(address).content.decode()) for address in addresses]
    borough.answer(borough.services[0], "workforce", 1)
    after = [without_tokens(board.get(address).content.decode()) for address in addresses]
    assert before == after
    assert "No results have been released yet" in before[0]
    assert board.get(reverse("reporting:round-dashboard", args=["elmham", "autumn-2026"])).status_code == 404


def without_tokens(page: str) -> str:
    """A page without what is drawn by lot each time: the tokens of its forms, and lines with a nonce."""
    page = re.sub(r'name="csrfmiddlewaretoken" value="[^"]*"', "", page)
    return "\n".join(line for line in page.splitlines() if "nonce=" not in line)


def test_the_board_sees_the_matrix_with_figures_and_reasons(borough, board, release):
    page = board.get(reverse("reporting:dashboard", args=["elmham"])).content.decode()
    for objective in borough.round.framework.objectives.all():
        assert objective.title in page
    assert "of 7 services" in page
    assert "Services briefed on the definition and features: nothing recorded in this round" in page
    assert page.count('class="tip-cell"') == 12


def test_the_board_finds_the_way_from_the_system_to_a_service(borough, board, release):
    system = board.get(reverse("reporting:measure-results", args=["elmham", "autumn-2026", "workforce_results"]))
    sector = borough.services[0].sector
    way = reverse("reporting:place-results", args=["elmham", "autumn-2026", "workforce_results", "sector", sector.pk])
    assert way in system.content.decode()
    in_sector = board.get(way).content.decode()
    service = reverse(
        "reporting:place-results",
        args=["elmham", "autumn-2026", "workforce_results", "service", borough.services[0].pk],
    )
    assert service in in_sector
    assert "I plan support around people&#x27;s strengths" in board.get(service).content.decode()


def test_a_release_from_before_something_was_counted_says_so(borough, board, monkeypatch):
    with monkeypatch.context() as before:
        before.setitem(RECORDED, "events", replace(RECORDED["events"], make=None))
        release_round(borough.close().round)
    page = board.get(reverse("reporting:measure-results", args=["elmham", "autumn-2026", "events"]))
    assert "This was not counted when Autumn 2026 was released." in page.content.decode()
    how = board.get(reverse("reporting:how-made", args=["elmham", "autumn-2026", "events"]))
    assert "This was not counted" in how.content.decode()
    elsewhere = reverse("reporting:place-results", args=["elmham", "autumn-2026", "events", "system", 7])
    assert board.get(elsewhere).status_code == 404


def test_a_service_that_may_not_be_shown_has_no_number_on_any_page(borough, board, release):
    small = borough.services[-1]
    page = board.get(
        reverse("reporting:place-results", args=["elmham", "autumn-2026", "workforce_results", "service", small.pk])
    ).content.decode()
    main = page[page.index("<main") : page.index("</main")]
    assert "[c]" in main
    own_column = [line for line in main.splitlines() if "people answered" in line]
    assert not own_column


def test_a_measure_that_is_not_there_is_404(borough, board, release):
    assert board.get("/elmham/rounds/autumn-2026/results/nonsense/").status_code == 404
    assert board.get("/elmham/rounds/autumn-2026/results/nonsense/how/").status_code == 404


@pytest.mark.parametrize(("families", "staff"), [("never", "not-at-all"), ("always", "mostly")])
def test_nothing_is_called_highest_where_everything_is_alike(db, client, families, staff):
    borough = Borough("elmham", {"Health": [0, 0], "Schools": [0]})
    for service in borough.services:
        borough.answer(service, "families", 30, point=families)
        borough.answer(service, "workforce", 30, point=staff)
    client.force_login(borough.member("board_member"))
    release_round(borough.close().round)
    page = text_of(client.get(reverse("reporting:dashboard", args=["elmham"])))
    assert "What staff say of each feature." in page
    assert "rate “" not in page


def test_s12_the_page_and_the_csv_say_the_same(borough, client, release):
    admin = borough.member("admin")
    client.force_login(admin)
    answer = client.get(reverse("reporting:figures-csv", args=["elmham", "autumn-2026"]))
    assert answer.content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert len(rows) == release.figures.count()
    whole = next(
        row
        for row in rows
        if (row["measure"], row["level"], row["subject_kind"], row["statistic"])
        == ("workforce_results", "system", "overall", "share_positive")
    )
    page = client.get(reverse("reporting:dashboard", args=["elmham"])).content.decode()
    assert f">{whole['text']}</span>" in page
    withheld = [row for row in rows if row["text"] == "[c]"]
    assert withheld
    assert all(row["value"] == row["base_low"] == row["numerator"] == "" for row in withheld)


def test_the_matrix_csv_has_all_twelve_cells(borough, client, release):
    client.force_login(borough.member("admin"))
    answer = client.get(reverse("reporting:matrix-csv", args=["elmham", "autumn-2026"]))
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert len({(row["objective"], row["level"]) for row in rows}) == 12
    assert all(row["figure"] or row["reason"] for row in rows)
    assert [row["measure"] for row in rows if row["ours"]] == [
        *("pledges", "self_assessment", "self_assessment", "journey", "journey"),
        *("families_results", "children_results", "journey", "actions", "barriers"),
    ]
    share = next(row for row in rows if (row["measure"], row["level"]) == ("workforce_results", "system"))
    assert share["figure"].startswith(f"{share['number']}%")
    assert ClosedRoundResponse.objects.exists()
    assert AuditEntry.objects.filter(what="exported").count() == 1


NOT_WITHOUT_A_RELEASE = (
    *("figures-csv", "figures-xlsx", "figures-metadata", "matrix-csv", "board-pack", "board-pack-pdf"),
    *("round-dashboard", "themes", "voices", "comments"),
)
MADE_IN_THE_BACKGROUND = ("figures-xlsx", "board-pack-pdf")


@pytest.mark.parametrize("name", NOT_WITHOUT_A_RELEASE)
def test_a_round_that_is_not_released_has_no_results_and_nothing_to_take_away(borough, client, name):
    client.force_login(borough.close().member("admin"))
    press = client.post if name in MADE_IN_THE_BACKGROUND else client.get
    assert press(reverse(f"reporting:{name}", args=["elmham", "autumn-2026"])).status_code == 404
