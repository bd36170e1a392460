"""Stuffing is flagged and never blocked; a link can be set aside with a reason, until its round is released."""

import datetime
import random

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from organisations.actions import close_round
from organisations.models import AuditEntry, Round
from surveys import daily
from surveys.actions.answering import new_submission_key, submit_response
from surveys.actions.flags import count_take_up, look_for_flags, raise_flag, settle_flags
from surveys.actions.links import replace_link, set_revoked, survey_links_for
from surveys.flags import EXPLANATIONS, more_than_headcount, too_much_alike
from surveys.limits import LinkTally
from surveys.models import (
    Answer,
    Comment,
    ContactRequest,
    Flag,
    Instrument,
    Question,
    QuietTime,
    Response,
    SurveyLink,
)
from tests.builders import NOON, TODAY, Borough, days, figures_of, make_round, make_service, release_round, text_of
from tests.proving import few_and_many

pytestmark = pytest.mark.slow

PEOPLE, BOTS = 40, 200
SURVEYS = {"workforce": (21, 5), "families": (10, 5), "children": (10, 3)}


def honest(rng: random.Random, people: int, questions: int, points: int) -> list:
    """Made-up people: each more or less content, one in four of the same opinion throughout, some skipping."""
    everybody = []
    for _ in range(people):
        mood = min(max(rng.gauss(0.7, 0.25), 0), 1)
        if rng.random() < 0.25:
            values = [1 + round(mood * (points - 1))] * questions
        else:
            near = [min(max(rng.gauss(mood, 0.2), 0), 1) for _ in range(questions)]
            values = [1 + round(each * (points - 1)) for each in near]
        everybody.append(tuple((q, value) for q, value in enumerate(values) if rng.random() > 0.05))
    return everybody


def bots(rng: random.Random, kind: str, questions: int, points: int) -> list:
    """Two hundred sets of answers made in bulk."""
    one = tuple((q, rng.randint(1, points)) for q in range(questions))
    top = tuple((q, points) for q in range(questions))
    anything = [tuple((q, rng.randint(1, points)) for q in range(questions)) for _ in range(BOTS)]
    return {"one set": [one] * BOTS, "all the best": [top] * BOTS, "anything": anything}[kind]


def seen_by(tally: LinkTally, moments: list[tuple[float, float]], answers: int = 10) -> set[str]:
    """What the tally says of answers that come after so many seconds, each page so long open."""
    flags: set[str] = set()
    for after, took in moments:
        at = NOON + datetime.timedelta(seconds=after)
        flags |= set(tally.count(1, at=at, made=int(at.timestamp() - took), answers=answers))
    return flags


@pytest.mark.parametrize("survey", SURVEYS)
@few_and_many(40, 600)
def test_i8_forty_people_alone_are_never_flagged(survey: str, times: int):
    questions, points = SURVEYS[survey]
    for seed in range(times):
        rng = random.Random(seed)
        assert not too_much_alike(honest(rng, PEOPLE, questions, points)), seed
        over_days = [(rng.uniform(0, 10 * 86_400), rng.uniform(45, 900)) for _ in range(PEOPLE)]
        in_one_meeting = [(rng.uniform(0, 1800), rng.uniform(45, 900)) for _ in range(PEOPLE)]
        for moments in (over_days, in_one_meeting):
            assert seen_by(LinkTally(), sorted(moments), questions) == set(), seed
    assert not more_than_headcount(PEOPLE, PEOPLE)


@pytest.mark.parametrize("survey", SURVEYS)
def test_i8_five_hundred_honest_pupils_are_not_taken_for_one(survey: str):
    questions, points = SURVEYS[survey]
    for seed in range(20):
        assert not too_much_alike(honest(random.Random(seed), 500, questions, points)), seed


@pytest.mark.parametrize("survey", SURVEYS)
@pytest.mark.parametrize("kind", ["one set", "all the best"])
@few_and_many(40, 600)
def test_i8_two_hundred_bots_that_say_the_same_among_forty_people_are_flagged(survey: str, kind: str, times: int):
    questions, points = SURVEYS[survey]
    for seed in range(times):
        rng = random.Random(seed)
        mixed = honest(rng, PEOPLE, questions, points) + bots(rng, kind, questions, points)
        rng.shuffle(mixed)
        assert too_much_alike(mixed), seed


@few_and_many(40, 600)
def test_i8_two_hundred_bots_that_say_anything_are_flagged_by_their_hurry(times: int):
    for seed in range(times):
        rng = random.Random(seed)
        people = [(rng.uniform(0, 6 * 3600), rng.uniform(45, 900)) for _ in range(PEOPLE)]
        in_a_burst = [(rng.uniform(3600, 7000), rng.uniform(45, 300)) for _ in range(BOTS)]
        too_fast = [(rng.uniform(0, 6 * 3600), rng.uniform(0.1, 3)) for _ in range(BOTS)]
        assert "burst" in seen_by(LinkTally(), sorted(people + in_a_burst)), seed
        assert "speed" in seen_by(LinkTally(), sorted(people + too_fast)), seed


def test_i8_two_hundred_slow_bots_that_say_anything_are_more_than_work_there():
    assert more_than_headcount(PEOPLE + BOTS, PEOPLE)
    assert not more_than_headcount(PEOPLE + BOTS, None), "nobody knows how many work there"


def test_i8_a_glad_team_that_says_mostly_to_everything_has_done_nothing_wrong():
    mostly = tuple((q, 4) for q in range(21))
    assert not too_much_alike([mostly] * 39)
    assert not too_much_alike([((1, 4), (2, 4))] * 500), "two answers are the same by chance"


# --- what the database tells -------------------------------------------------------------------------------------


def link_to(borough: Borough, survey: str = "workforce", service: str = "ward", kind: str = "link") -> SurveyLink:
    instrument = Instrument.objects.get(framework=borough.round.framework, key=survey)
    place = {"service": borough.services[service], "round": borough.round, "instrument": instrument, "kind": kind}
    return SurveyLink.objects.get_or_create(**place)[0]


def answer(link: SurveyLink, sets: list) -> None:
    """Store sets of answers as they come from `honest` and `bots`."""
    questions = [q for q in link.instrument.questions.prefetch_related("scale__points") if q.statement_id]
    points = [{point.value: point for point in q.scale.points.all()} for q in questions]
    responses = Response.objects.bulk_create(Response(survey_link=link) for _ in sets)
    Answer.objects.bulk_create(
        Answer(response=response, question=questions[q], point=points[q][value])
        for response, given in zip(responses, sets, strict=True)
        for q, value in given
    )


def flags_of(link: SurveyLink) -> set[str]:
    return set(link.flags.values_list("kind", flat=True))


def test_i8_the_daily_look_flags_two_hundred_alike_and_not_forty_people(borough: Borough):
    rng = random.Random(1)
    stuffed, quiet = link_to(borough), link_to(borough, "families", "clinic")
    answer(quiet, honest(rng, PEOPLE, 10, 5))
    answer(stuffed, honest(rng, PEOPLE, 21, 5))
    daily.run(on=TODAY)
    assert not Flag.objects.exists(), "forty people work at the ward"
    answer(stuffed, bots(rng, "one set", 21, 5))
    assert "1 links with a sign of bulk use" in daily.run(on=TODAY + days(1))
    assert flags_of(stuffed) == {"headcount", "alike"}
    assert not quiet.flags.exists()
    assert look_for_flags(round_=borough.round, on=TODAY + days(2)) == 1
    assert {flag.first_on for flag in stuffed.flags.all()} == {TODAY + days(1)}, "as it was first noted"


def test_i8_a_headcount_put_right_takes_its_flag_with_it(borough: Borough):
    link, clinic = link_to(borough, service="clinic"), borough.services["clinic"]
    answer(link, honest(random.Random(1), clinic.headcount + 1, 21, 5))
    look_for_flags(round_=borough.round, on=TODAY)
    assert flags_of(link) == {"headcount"}
    raise_flag(link, "burst", TODAY)
    clinic.headcount += 5
    clinic.save()
    look_for_flags(round_=borough.round, on=TODAY)
    assert flags_of(link) == {"burst"}, "what was seen as answers came in stays"


def test_i8_all_ways_of_one_service_count_together_and_families_have_no_headcount(borough: Borough):
    rng = random.Random(1)
    open_link, poster, codes = (link_to(borough, service="clinic", kind=kind) for kind in ("link", "poster", "codes"))
    for way in (open_link, poster, codes):
        answer(way, honest(rng, 5, 21, 5))
    families = link_to(borough, "families", "clinic")
    answer(families, honest(rng, 30, 10, 5))
    look_for_flags(round_=borough.round, on=TODAY)
    assert flags_of(open_link) == flags_of(poster) == {"headcount"}
    assert not codes.flags.exists(), "one answer to a code"
    assert not families.flags.exists()


def test_i8_a_link_that_was_closed_and_the_one_in_its_place_count_together(borough: Borough):
    old, lead = link_to(borough, service="clinic"), borough.people["lead"]
    set_revoked(survey_link=old, revoked=True, by=lead)
    new = replace_link(survey_link=old, by=lead)
    answer(old, bots(random.Random(1), "one set", 21, 5))
    answer(new, honest(random.Random(1), 5, 21, 5))
    look_for_flags(round_=borough.round, on=TODAY)
    assert flags_of(old) == {"headcount", "alike"}
    assert flags_of(new) == {"headcount"}


def test_i8_what_came_in_on_the_last_day_is_looked_at_when_the_round_closes(borough: Borough):
    link = link_to(borough)
    answer(link, bots(random.Random(1), "one set", 21, 5))
    close_round(round_=borough.round, by=None)
    assert flags_of(link) == {"headcount", "alike"}


def test_i8_whoever_read_the_round_while_it_was_open_takes_no_flag_once_it_is_sealed(borough: Borough):
    """A look that began before sealing finds no answer where they came in, which says nothing of them."""
    link = link_to(borough)
    answer(link, bots(random.Random(1), "one set", 21, 5))
    look_for_flags(round_=borough.round, on=TODAY)
    settle_flags(survey_links=[link], reason="A class sent it in", by=borough.people["admin"], on=TODAY)
    stale = Round.objects.get(pk=borough.round.pk)
    close_round(round_=borough.round, by=None)
    assert stale.is_open
    assert look_for_flags(round_=stale, on=TODAY) == 1
    assert set(link.flags.values_list("kind", "settled_reason")) == {
        ("headcount", "A class sent it in"),
        ("alike", "A class sent it in"),
    }


def test_i8_while_answers_lie_in_two_places_no_flag_comes_or_goes(borough: Borough):
    link = link_to(borough)
    answer(link, bots(random.Random(1), "one set", 21, 5))
    look_for_flags(round_=borough.round, on=TODAY)
    stale = Round.objects.get(pk=borough.round.pk)
    Round.objects.update(state="closed", is_being_sealed=True)
    kept = Response.objects.first().pk  # the others are on their way
    Answer.objects.exclude(response=kept).delete()
    Response.objects.exclude(pk=kept).delete()
    assert look_for_flags(round_=stale, on=TODAY) == 1
    assert flags_of(link) == {"headcount", "alike"}


@pytest.mark.parametrize("state", ["being sealed", "sealed"])
def test_i8_whoever_read_the_round_while_it_was_open_does_not_count_nobody(borough: Borough, state: str):
    link = link_to(borough)
    answer(link, honest(random.Random(1), 12, 21, 5))
    SurveyLink.objects.update(counted_on=TODAY - days(1), counted_responses=11)
    stale = Round.objects.get(pk=borough.round.pk)
    if state == "sealed":
        close_round(round_=borough.round, by=None)
    else:
        Round.objects.update(state="closed", is_being_sealed=True)
        Response.objects.all().delete()
    link.refresh_from_db()
    count_take_up(round_=stale, links=[link], on=TODAY)
    link.refresh_from_db()
    assert link.counted_responses == (12 if state == "sealed" else 11)


def test_i8_nothing_is_blocked_by_a_flag(borough: Borough):
    link = link_to(borough)
    for kind in Flag.Sign.values:
        raise_flag(link, kind, TODAY)
    question = link.instrument.questions.filter(statement__isnull=False).first()
    answers = {question: question.choices()[0]}
    assert submit_response(survey_link=link, key=new_submission_key(link), answers=answers)
    close_round(round_=borough.round, by=None)
    assert link.kept_responses.counted().count() == 1, "it counts until somebody decides otherwise"


def test_i8_every_flag_is_explained_without_blame():
    assert set(EXPLANATIONS) == set(Flag.Sign.values)
    for each in EXPLANATIONS.values():
        assert "cheat" not in f"{each.seen} {each.honest} {each.ask}"


# --- the overview, and a link set aside --------------------------------------------------------------------------

OVERVIEW = "/elmfield/surveys/"


def page_of(link: SurveyLink) -> str:
    return f"{OVERVIEW}links/{link.pk}/"


def set_aside(borough: Borough, link: SurveyLink, reason: str = "A class sent it in five times") -> str:
    return text_of(borough.client("admin").post(page_of(link), {"reason": reason}, follow=True))


def test_i8_a_flag_is_explained_in_kind_words(borough: Borough):
    link = link_to(borough)
    raise_flag(link, "burst", TODAY)
    link_to(borough, "families")
    page = text_of(borough.client("admin").get(OVERVIEW))
    assert page.index("Flagged links") < page.index("To do") < page.index("Links with nothing unusual (1)")
    assert "There is often an ordinary reason" in page
    page = text_of(borough.client("admin").get(page_of(link)))
    assert str(EXPLANATIONS["burst"].honest) in page
    assert "There is often an ordinary reason" in page


def test_a_flag_and_the_number_of_responses_beside_it_do_not_contradict_each_other(borough: Borough):
    today, link = timezone.localdate(), link_to(borough, kind="link")
    SurveyLink.objects.filter(pk=link.pk).update(counted_on=today, counted_responses=3)
    raise_flag(link, "burst", today)
    page = text_of(borough.client("admin").get(page_of(link)))
    counted = f"{today.day} {today:%B %Y}"
    assert "There were many responses within an hour." in page
    assert f"Responses: fewer than 10 when we counted on {counted}. We count once a day" in page
    assert "what came since is not in this number yet" in page
    assert "fewer than 10 responses at the last count, once a day" in text_of(borough.client("admin").get(OVERVIEW))
    link.flags.update(first_on=today - days(1))
    page = text_of(borough.client("admin").get(page_of(link)))
    assert "Responses: fewer than 10 updated once a day, in groups of 5" in page


def test_i8_several_flagged_links_are_included_at_once_with_one_reason(borough: Borough):
    links = [link_to(borough, "children", service, "link") for service in ("ward", "refuge", "clinic")]
    for link in links:
        raise_flag(link, "burst", TODAY)
    client, why = borough.client("admin"), "The schools answered in one lesson"
    assert "Enter why these responses should be included" in text_of(
        client.post(OVERVIEW, {"links": [links[0].pk], "why": ""})
    )
    assert "Select at least one link" in text_of(client.post(OVERVIEW, {"why": why}))
    assert not Flag.objects.exclude(settled_on=None).exists()
    page = client.post(OVERVIEW, {"links": [links[0].pk, links[2].pk], "why": why}, follow=True)
    assert "2 links are included in results." in text_of(page)
    assert set(Flag.objects.values_list("survey_link", "settled_reason")) == {
        (links[0].pk, why),
        (links[1].pk, ""),
        (links[2].pk, why),
    }
    assert AuditEntry.objects.filter(what="included a flagged survey link in results").count() == 2
    again = client.post(OVERVIEW, {"links": [links[0].pk], "why": why})
    assert "Someone else has just decided" in text_of(again)


def test_i8_a_link_is_set_aside_with_a_reason_and_back(borough: Borough):
    link = link_to(borough)
    assert "Enter why these responses should be excluded" in set_aside(borough, link, "  ")
    page = set_aside(borough, link)
    assert "A class sent it in five times" in page
    link.refresh_from_db()
    assert link.set_aside_by == borough.people["admin"]
    assert "Excluded links" in text_of(borough.client("admin").get(OVERVIEW))
    entry = AuditEntry.objects.get(what="excluded a survey link from results")
    assert entry.about.endswith("A class sent it in five times")
    assert entry.by == borough.people["admin"]
    page = text_of(borough.client("admin").post(f"{page_of(link)}count/", follow=True))
    assert "included in results again" in page
    link.refresh_from_db()
    assert (link.set_aside_on, link.set_aside_reason) == (None, "")
    assert AuditEntry.objects.filter(what="included a survey link in results again").exists()


def test_i8_a_link_that_is_set_aside_is_not_flagged_any_further(borough: Borough):
    link = link_to(borough)
    answer(link, bots(random.Random(1), "one set", 21, 5))
    set_aside(borough, link)
    look_for_flags(round_=borough.round, on=TODAY)
    assert not link.flags.exists()


def test_i8_a_release_is_as_if_a_link_that_is_set_aside_had_never_taken_an_answer(borough: Borough):
    rng = random.Random(1)
    answer(link_to(borough), honest(rng, 30, 21, 5))
    answer(link_to(borough, service="clinic"), honest(rng, 20, 21, 5))
    poster = link_to(borough, kind="poster")
    answer(poster, bots(rng, "one set", 21, 5))
    set_aside(borough, poster)
    close_round(round_=borough.round, by=None)
    borough.round.refresh_from_db()
    release = release_round(borough.round)
    without = figures_of(borough.round)
    SurveyLink.objects.filter(pk=poster.pk).update(set_aside_on=None)
    assert figures_of(borough.round) != without, "two hundred people more"
    poster.kept_responses.all().delete()
    assert figures_of(borough.round) == without
    take_up = release.figures.filter(measure="workforce_take_up", statistic="responses", level="system").get()
    assert (take_up.base_low, take_up.base_high) == (50, 54)


def test_i8_a_released_link_stays_as_it_is(borough: Borough):
    link, other = link_to(borough), link_to(borough, "families")
    set_aside(borough, link)
    close_round(round_=borough.round, by=None)
    borough.round.refresh_from_db()
    release_round(borough.round)
    assert "cannot be changed" in set_aside(borough, other)
    other.refresh_from_db()
    assert other.set_aside_on is None
    page = text_of(borough.client("admin").post(f"{page_of(link)}count/", follow=True))
    assert "cannot be changed" in page
    link.refresh_from_db()
    assert link.set_aside_on is not None


# --- many services -----------------------------------------------------------------------------------------------


def cost_of_overview(borough: Borough) -> int:
    client = borough.client("admin")
    client.get(f"/{borough.slug}/surveys/")  # counts answers, once a day
    with CaptureQueriesContext(connection) as queries:
        page = text_of(client.get(f"/{borough.slug}/surveys/"))
    assert "Links with nothing unusual" in page
    return len(queries)


def test_the_overview_costs_the_same_for_a_small_and_a_large_borough(borough: Borough, other_borough: Borough):
    for number in range(20):
        make_service(other_borough, f"school-{number}", sector="schools", organisation="council")
    for place in (borough, other_borough):
        for service in place.services.values():
            for link in survey_links_for(service=service, round_=place.round):
                raise_flag(link, "burst", TODAY) if link.instrument.key == "children" else None
    small, large = cost_of_overview(borough), cost_of_overview(other_borough)
    assert small == large
    assert large < 30


def test_the_overview_shows_thirty_links_at_once_and_answers_in_bands(borough: Borough):
    for number in range(12):
        make_service(borough, f"school-{number}", sector="schools", organisation="council")
    for service in borough.services.values():
        survey_links_for(service=service, round_=borough.round)
    SurveyLink.objects.update(counted_on=TODAY)  # handed out, and counted, on an earlier day
    answer(link_to(borough), honest(random.Random(1), 12, 21, 5))
    first = text_of(borough.client("admin").get(OVERVIEW))
    assert "Links with nothing unusual (48)" in first
    assert first.count("fewer than 10 responses") == 30
    second = text_of(borough.client("admin").get(f"{OVERVIEW}?page=2"))
    assert second.count("fewer than 10 responses") == 17
    assert "10 to 14 responses" in second
    answer(link_to(borough), honest(random.Random(2), 12, 21, 5))
    assert text_of(borough.client("admin").get(f"{OVERVIEW}?page=2")) == second, "counted once a day"


def test_the_overview_says_how_much_waits_and_not_what(borough: Borough):
    question = Question.objects.filter(instrument__key="families").first()
    for due in (TODAY - days(3000), TODAY + days(3000)):
        Comment.objects.create(
            service=borough.services["ward"], round=borough.round, question=question, text="Secret", due_on=due
        )
    ContactRequest.objects.create(partnership=borough.partnership, name="Sky", reach="07", due_on=TODAY - days(3000))
    page = text_of(borough.client("admin").get(OVERVIEW))
    assert "Comments to review some (including overdue ones)" in page
    assert "Contact requests 1 (1 overdue)" in page
    assert "Batches of paper forms to complete 0" in page
    assert "Secret" not in page
    assert "Sky" not in page


def test_the_overview_says_where_quiet_mode_runs(borough: Borough):
    QuietTime.objects.create(partnership=borough.partnership, service=borough.services["refuge"], began_at=NOON)
    page = text_of(borough.client("admin").get(OVERVIEW))
    assert "Surveys are paused in: Refuge" in page


def test_without_a_round_the_overview_says_what_to_do(borough: Borough):
    borough.round.delete()
    page = text_of(borough.client("admin").get(OVERVIEW))
    assert "No round is open" in page
    assert "Survey languages" in page


def test_a_closed_round_can_still_be_looked_at_beside_the_open_one(borough: Borough):
    link = link_to(borough)
    close_round(round_=borough.round, by=None)
    make_round(borough, "Spring 2027", opens_on=TODAY + days(100))
    page = borough.client("admin").get(f"{OVERVIEW}?round=autumn-2026")
    assert "Autumn 2026 Closed and not released yet" in text_of(page)
    assert page_of(link) in page.content.decode()
    assert "Spring 2027 Surveys open on 9 January 2027" in text_of(borough.client("admin").get(OVERVIEW))
