"""Everything out of one installation and into another: what comes is what went, byte for byte."""

import csv
import io

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.urls import reverse

from carrying import kinds
from carrying.actions.bringing_in import bring_in
from carrying.actions.taking_out import take_out, take_out_with_answers
from carrying.columns import PERSON, in_order
from carrying.gathering import rows_in
from carrying.refusals import Refused
from demonstration.people import PEOPLE
from organisations.actions import ActionRefused
from organisations.models import AuditEntry, Membership, Partnership, Round, Service, User
from reporting.models import Release
from surveys.models import ClosedRoundAnswer, ClosedRoundResponse, SurveyLink
from tests.builders import NOON, Borough, signed_in
from tests.carrying.zips import empty_the_installation, files_in, table
from tests.demonstration.conftest import Built, millbrook  # noqa: F401  a scene
from tests.files_that_leave import make_all
from tests.scenes import scene

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


@scene
def whole_borough() -> Borough:
    """A row of every kind that can be taken away."""
    return make_all()


def counted(partnership: Partnership) -> dict[str, int]:
    """How many rows of each model a partnership has."""
    return {label: rows_in(label, partnership).count() for label in in_order() if label != PERSON}


def what_is_seen(person: User, place: Partnership) -> list[bytes]:
    """The matrix and the figures of each release, and the records, as files that someone may take today."""
    client = signed_in(person)
    found = []
    for release in Release.objects.filter(round__partnership=place).order_by("round__opens_on"):
        for name in ("reporting:matrix-csv", "reporting:figures-csv"):
            found.append(client.get(reverse(name, args=[place.slug, release.round.slug])).getvalue())
    for name in (
        *("organisations:services-csv", "assessments:assessments-csv", "assessments:actions-csv"),
        *("learning:barriers-csv", "pledges:pledges-csv", "activities:meetings-csv", "reporting:decisions-csv"),
    ):
        found.append(client.get(reverse(name, args=[place.slug])).getvalue())
    return found


def without_numbers(files: list[bytes]) -> list[list[list[str]]]:
    """The cells of the same without the numbers of places, which each database gives out for itself."""
    found = []
    for file in files:
        head, *rows = csv.reader(io.StringIO(file.decode("utf-8-sig"), newline=""))
        kept = [at for at, name in enumerate(head) if name != "place_number"]
        found.append([[row[at] for at in kept] for row in (head, *rows)])
    return found


def test_everything_comes_as_it_went_and_the_pages_say_the_same(whole_borough: Borough):
    there, admin = whole_borough.partnership, whole_borough.people["admin"]
    content = take_out(partnership=there, by=admin, at=NOON)
    before = counted(there)
    seen = without_numbers(what_is_seen(admin, there))
    email = admin.email
    empty_the_installation()
    here, counts = bring_in(content=content, at=NOON)
    assert here.slug == "elmfield"
    assert counts["reporting.ReleasedFigure"] == before["reporting.ReleasedFigure"] > 1000
    partly = {"activities.OrganisationalAnswer", *kinds.ROWS_FOR_ADMINS}  # a draft is its maker's
    not_admins = {*kinds.SEALED, *partly}
    assert [label for label in before if counts[label] != before[label] and label not in not_admins] == []
    assert without_numbers(what_is_seen(User.objects.get(email=email), here)) == seen
    again = take_out(partnership=here, by=None, at=NOON)
    kept, now = files_in(content), files_in(again)
    assert kept.keys() == now.keys()
    random = {"rows/learning_barrier.csv", "rows/learning_barrieranswer.csv", "rows/learning_hoursgivenback.csv"}
    assert {name for name in kept if kept[name] != now[name]} == {"manifest.csv", *random}


def test_it_is_written_down_on_both_sides(whole_borough: Borough):
    take_out(partnership=whole_borough.partnership, by=whole_borough.people["admin"], at=NOON)
    taken = AuditEntry.objects.filter(partnership=whole_borough.partnership).latest("pk")
    assert (taken.what, taken.about, taken.by) == ("exported", "everything, as one zip", whole_borough.people["admin"])
    content = take_out(partnership=whole_borough.partnership, by=None, at=NOON)
    here, _counts = bring_in(content=content, at=NOON, address="elmham")
    assert AuditEntry.objects.get(partnership=here).what == "brought in"


def test_people_are_found_by_their_address_and_new_ones_have_no_password(whole_borough: Borough):
    content = take_out(partnership=whole_borough.partnership, by=None, at=NOON)
    empty_the_installation()
    User.objects.create_user("ELMFIELD-ADMIN@example.org", "a password of their own", name="Known here")
    here, _counts = bring_in(content=content, at=NOON)
    known = User.objects.get(email="elmfield-admin@example.org")
    assert (known.name, known.check_password("a password of their own")) == ("Known here", True)
    assert Membership.objects.get(user=known).partnership == here
    others = User.objects.exclude(pk=known.pk)
    assert others.exists()
    assert not any(other.has_usable_password() or other.is_staff or other.is_superuser for other in others)


def test_links_of_surveys_are_new_and_nobody_has_agreed_to_the_front_page(whole_borough: Borough):
    Partnership.objects.update(is_listed=True)
    old = set(SurveyLink.objects.values_list("token", flat=True))
    content = take_out(partnership=whole_borough.partnership, by=None, at=NOON)
    empty_the_installation()
    here, _counts = bring_in(content=content, at=NOON)
    assert not here.is_listed
    assert SurveyLink.objects.count() == len(old)
    assert not old & set(SurveyLink.objects.values_list("token", flat=True))


def test_it_can_stand_beside_the_same_partnership_at_another_address(whole_borough: Borough):
    content = take_out(partnership=whole_borough.partnership, by=None, at=NOON)
    with pytest.raises(Refused, match=r"partnership.csv, line 2: there is already a partnership at /elmfield/"):
        bring_in(content=content, at=NOON)
    here, _counts = bring_in(content=content, at=NOON, address="elmham")
    slugs = set(Service.objects.in_partnership(here).values_list("slug", flat=True))
    assert slugs == {"ward", "clinic", "centre", "refuge"}


@pytest.mark.thorough
def test_with_its_key_the_operator_brings_peoples_answers_in_too(millbrook: Built):  # noqa: F811
    there = Partnership.objects.get()
    with pytest.raises(ActionRefused, match="is not sealed yet, so its answers would stay behind"):
        take_out_with_answers(partnership=there, at=NOON)
    before, answers = counted(there), answers_by_link(there)
    content, key = take_out_with_answers(partnership=there, at=NOON, leaves_unsealed=True)
    assert before["surveys.ClosedRoundAnswer"] > 1000
    assert before["surveys.Comment"] > 0
    empty_the_installation()
    with pytest.raises(Refused, match=r"locked.bin: this is not the key of this zip"):
        bring_in(content=content, at=NOON, key="x" * 44)
    here, counts = bring_in(content=content, at=NOON, key=key)
    assert {label: counts[label] for label in before} == before
    after = counted(here)
    assert after.pop("organisations.AuditEntry") == before.pop("organisations.AuditEntry") + 1
    assert after == before
    assert answers_by_link(here) == answers
    assert not ClosedRoundResponse.objects.filter(answers=None).exists()
    assert {person.email for person in PEOPLE} <= set(User.objects.values_list("email", flat=True))


def answers_by_link(partnership: Partnership) -> list[tuple]:
    """What was answered in rounds that are sealed, by round, service, survey and way: without any order."""
    of = ("survey_link__round__slug", "survey_link__service__name", "survey_link__instrument__key", "survey_link__kind")
    found = {}
    for row in ClosedRoundResponse.objects.filter(survey_link__round__partnership=partnership).values_list("pk", *of):
        found[row[0]] = [*map(str, row[1:])]
    answers = ClosedRoundAnswer.objects.filter(response__in=found).values_list(
        "response", "question__code", "point__key"
    )
    for response, *answer in answers.order_by("question__code"):
        found[response] += answer
    return sorted(found.values())


def test_while_answers_are_being_sealed_nothing_is_taken_out(whole_borough: Borough):
    Round.objects.filter(state="open").update(state="closed", is_being_sealed=True)
    with pytest.raises(ActionRefused, match="are being sealed at the moment"):
        take_out(partnership=whole_borough.partnership, by=None, at=NOON)


def test_practice_stays_with_all_that_belongs_to_it(whole_borough: Borough):
    Round.objects.filter(state="open").update(is_practice=True)
    content = take_out(partnership=whole_borough.partnership, by=None, at=NOON)
    assert [row["slug"] for row in table(content, "rows/organisations_round.csv")] == ["spring-2026"]
    assert {row["round"] for row in table(content, "rows/assessments_assessment.csv")} == {"1"}
    empty_the_installation()
    here, _counts = bring_in(content=content, at=NOON)
    assert not here.rounds.filter(is_practice=True).exists()


def test_of_a_partnership_that_has_ended_nothing_is_taken_out(whole_borough: Borough):
    whole_borough.partnership.ended_at = NOON
    with pytest.raises(ActionRefused, match="has ended"):
        take_out(partnership=whole_borough.partnership, by=None, at=NOON)


def test_the_operators_commands_take_out_and_bring_in(whole_borough: Borough, tmp_path, capsys):
    zip_file, key_file = tmp_path / "elmfield.zip", tmp_path / "key"
    with pytest.raises(CommandError, match="is not sealed yet"):
        call_command("take_out", "elmfield", str(zip_file), with_answers=True)
    assert not zip_file.exists()
    call_command("take_out", "elmfield", str(zip_file), with_answers=True, leave_unsealed=True)
    said = capsys.readouterr().out.split()
    assert zip_file.stat().st_mode & 0o077 == 0
    with pytest.raises(CommandError, match="already there"):
        call_command("take_out", "elmfield", str(zip_file))
    with pytest.raises(CommandError, match="no partnership at /nowhere/"):
        call_command("take_out", "nowhere", str(tmp_path / "other.zip"))
    key_file.write_text(said[-1])
    with pytest.raises(CommandError, match=r"Nothing was changed.*already a partnership"):
        call_command("bring_in", str(zip_file), key_file=key_file)
    call_command("bring_in", str(zip_file), address="elmham", key_file=key_file)
    assert "surveys.ClosedRoundAnswer" in capsys.readouterr().out
    assert Partnership.objects.get(slug="elmham").name == "Elmfield Partnership"


def test_a_round_that_is_not_sealed_comes_without_answers_and_the_zip_says_so(whole_borough: Borough):
    content = take_out(partnership=whole_borough.partnership, by=None, at=NOON)
    said = files_in(content)["README.txt"].decode()
    assert "Autumn 2026 is not sealed yet. Nothing that people have answered in it is here." in said
    assert {"what": "round whose answers are not here", "says": "autumn-2026"} in table(content, "about.csv")
