"""A release with a mistake is corrected in sight, and both releases together tell what no one answered."""

from itertools import combinations_with_replacement

import pytest
from django.urls import reverse

from organisations.actions import ActionRefused
from organisations.roles import Role
from reporting.export.tidy import TidyTable
from reporting.models import Release, ReleasedFigure
from reporting.protect.corrected import corrected
from reporting.protect.disclosure import coarsen
from reporting.protect.exactness import ends_of
from reporting.protect.rollup import RatingPoint, Tally
from reporting.read.selectors import released_rounds
from reporting.read.visibility import EVERYWHERE
from reporting.release.correcting import (
    Wanted,
    begin_correction,
    discard_correction,
    publish_correction,
    standing_release,
)
from surveys.models import ClosedRoundResponse, Comment, Question, SurveyLink
from tests.builders import make_member, signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
POINTS = [RatingPoint("never", 1, False), RatingPoint("sometimes", 2, False), RatingPoint("always", 3, True)]


def tally_of(answers) -> Tally:
    found = Tally()
    for number in answers:
        found.by_point[POINTS[number].key] += 1
    return found


def ways(people: int) -> list[tuple[int, ...]]:
    return list(combinations_with_replacement(range(len(POINTS)), people))


@pytest.mark.parametrize(("stay", "go"), [(15, 3), (40, 3), (55, 2)])
def test_two_releases_with_one_link_set_aside_cannot_be_subtracted_to_its_answers(stay: int, go: int):
    """By going through every way in which all can have answered: what is published second tells nothing more, truly."""
    second_by_first: dict = {}
    shown = 0
    for of_link in ways(go):
        for of_others in ways(stay):
            first = coarsen(tally_of(of_link + of_others), POINTS)
            second = corrected(first, went=5, came=0)
            key = (first.share, first.mean, tuple(sorted(first.options.items())), first.base)
            assert second_by_first.setdefault(key, second) == second
            if second is not None:
                shown += 1
                ends, true = ends_of(second), tally_of(of_others)
                assert ends.low <= 100 * true.positive(POINTS) / stay <= ends.high
                assert second.mean is None
                assert not second.options
    assert shown or stay < 20


def test_what_is_left_is_never_said_of_fewer_than_ten():
    first = coarsen(tally_of([0] * 4 + [2] * 8), POINTS)
    assert corrected(first, went=5, came=0) is None


# --- a whole release ----------------------------------------------------------------------------


@pytest.fixture
def release(released) -> Release:
    for name, role in (("admin", Role.ADMIN), ("board", Role.BOARD_MEMBER)):
        released.people[name] = make_member(released, f"correcting-{name}", role)
    return released.round.releases.get()


def everything(release: Release) -> list[tuple]:
    return list(ReleasedFigure.objects.of(release).order_by("pk").values_list()) + list(
        Release.objects.filter(pk=release.pk).values_list()
    )


def figures(release: Release) -> dict[tuple, str]:
    rows = ReleasedFigure.objects.of(release)
    return {(r.measure, r.level, r.place, r.subject_kind, r.subject, r.statistic): r.text for r in rows}


def correct(release: Release, released, **wanted) -> Release:
    begun = begin_correction(release=release, wanted=Wanted("We were wrong.", **wanted), by=released.people["admin"])
    return publish_correction(correction=begun, by=released.people["board"])


def test_a_note_alone_changes_no_figure_and_the_first_stays_as_it_was(released, release):
    before = everything(release)
    second = correct(release, released)
    assert figures(second) == figures(release)
    assert everything(release) == before
    assert second.corrects == release
    assert released_rounds(released.partnership) == [second]
    assert standing_release(released.round) == second
    client = signed_in(released.people["board"])
    slug = [released.partnership.slug, released.round.slug]
    now = client.get(reverse("reporting:round-dashboard", args=slug)).content.decode()
    first = reverse("reporting:release-as-it-was", args=[*slug, release.pk])
    assert "We were wrong." in now
    assert first in now
    page = client.get(first).content.decode()
    assert "Corrected on" in page
    assert reverse("reporting:release-as-it-was", args=[*slug, second.pk]) in page


def test_it_takes_two_people_and_one_at_a_time(released, release):
    admin = released.people["admin"]
    begun = begin_correction(release=release, wanted=Wanted("Wrong."), by=admin)
    with pytest.raises(ActionRefused, match="You prepared"):
        publish_correction(correction=begun, by=admin)
    with pytest.raises(ActionRefused, match="Another correction"):
        begin_correction(release=release, wanted=Wanted("Wrong too."), by=admin)
    discard_correction(correction=begun, by=admin)
    second = correct(release, released)
    with pytest.raises(ActionRefused, match="just been corrected"):
        begin_correction(release=release, wanted=Wanted("Wrong."), by=admin)
    assert correct(second, released).corrects == second


def test_without_a_link_only_what_it_touches_changes_and_nothing_there_gets_finer(released, release):
    link = (
        SurveyLink.objects.filter(pk__in=ClosedRoundResponse.objects.values("survey_link"), instrument__key="workforce")
        .select_related("service", "instrument")
        .first()
    )
    second = correct(release, released, links=[link])
    old, new = figures(release), figures(second)
    assert old.keys() == new.keys()
    changed = {key for key in old if old[key] != new[key]}
    assert changed
    sector = released.round.places.get(service=link.service).sector_id
    above = {("service", link.service_id), ("sector", sector), ("rest", sector), ("system", 0)}
    for measure, level, place, kind, _subject, statistic in old:
        touched = measure in ("workforce_results", "workforce_take_up") and (level, place) in above
        key = (measure, level, place, kind, _subject, statistic)
        if not touched:
            assert key not in changed
        elif (kind, statistic) != ("question", "share_positive"):
            assert new[key] in ("[c]", "–"), key
        elif new[key] not in ("[c]", "–"):
            assert "to the nearest" in new[key] or " or more" in new[key] or "under" in new[key]
    link.refresh_from_db()
    assert link.set_aside_on is None  # what people answered stays as it was


def test_a_service_in_the_wrong_sector_goes_to_the_right_one_and_neither_gets_finer(released, release):
    """Its own figures stay, in the right sector. Of both sectors only shares are said, and less exactly."""
    moved = SurveyLink.objects.filter(
        pk__in=ClosedRoundResponse.objects.values("survey_link"), instrument__key="workforce"
    ).first()
    service = moved.service
    was = released.round.places.get(service=service).sector_id
    right = released.partnership.sectors.exclude(pk=was).first()
    right = right or released.partnership.sectors.create(name="Somewhere else", slug="somewhere-else")
    before = everything(release)
    second = correct(release, released, moved=service, moved_to=right)
    assert everything(release) == before
    assert released.round.places.get(service=service).sector_id == was  # what was frozen stays
    own = ReleasedFigure.objects.of(second).filter(level="service", place=service.pk)
    assert {row.sector for row in own} == {right.pk}
    old, new = figures(release), figures(second)
    assert old.keys() == new.keys()
    changed = 0
    for key in old:
        _measure, level, place, kind, _subject, statistic = key
        if level in ("sector", "rest") and place in (was, right.pk):
            changed += old[key] != new[key]
            if (kind, statistic) != ("question", "share_positive"):
                assert new[key] in ("[c]", "–") or old[key] == new[key] == "", key
        else:
            assert old[key] == new[key], key
    assert changed


def test_a_comment_that_should_not_have_been_shown_is_shown_no_longer(released, release):
    question = Question.objects.filter(instrument__framework=released.round.framework, kind="open").first()
    comment = Comment.objects.create(
        round=released.round, service=released.services[0], question=question, text="The desk", state="released"
    )
    before = everything(release)
    second = correct(release, released, comments=[comment])
    comment.refresh_from_db()
    assert comment.state == Comment.State.WITHHELD
    assert comment.outcome == "Taken down from released results."
    assert everything(release) == before
    assert figures(second) == figures(release)


def test_files_and_feeds_take_the_newest(released, release):
    second = correct(release, released)
    admin = signed_in(released.people["admin"])
    answer = admin.get(reverse("reporting:figures-csv", args=[released.partnership.slug, released.round.slug]))
    assert answer.status_code == 200
    assert TidyTable(released_rounds(released.partnership)[0], EVERYWHERE).release == second


def test_a_page_to_prepare_and_a_page_to_publish(released, release):
    page = reverse("reporting:correction", args=[released.partnership.slug, released.round.slug])
    admin, board = signed_in(released.people["admin"]), signed_in(released.people["board"])
    wrong = admin.post(page, {"note": "", "recounts": "on"}).content.decode()
    assert "Enter what was wrong" in wrong
    assert "checked" in wrong
    admin.post(page, {"note": "An event was counted twice.", "recounts": "on"})
    assert "Someone else needs to publish it" in admin.get(page).content.decode()
    shown = board.get(page)
    begun = shown.context["begun"]
    publish = reverse("reporting:correction-publish", args=[released.partnership.slug, released.round.slug])
    board.post(publish, {"correction": begun.pk})
    assert Release.objects.standing().get(round=released.round).correction == "An event was counted twice."
