"""The core training offer: courses, sessions, who came, and what a round's sessions add up to."""

import pytest
from django.db import connection
from django.db.models import Sum
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from activities.models import Course, TrainingAttendance, TrainingSession
from activities.take_up import take_up_in
from organisations.actions import close_round
from organisations.models import Service
from tests.builders import TODAY, Borough, days, make_round, make_service, text_of

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
HERE = ["elmfield"]


def course(borough: Borough, title: str = "Beginning", level: str = "awareness") -> Course:
    return Course.objects.create(partnership=borough.partnership, title=title, level=level, for_whom="Everybody")


def session(of: Course, day=TODAY, **came: int) -> TrainingSession:
    """A session with so many people of each organisation (by its short name), all on the front line."""
    held = TrainingSession.objects.create(course=of, day=day)
    organisations = {each.slug: each for each in of.partnership.organisations.all()}
    for name, people in came.items():
        TrainingAttendance.objects.create(
            session=held, organisation=organisations[name], kind_of_role="front_line", people=people
        )
    return held


def test_the_training_lead_adds_a_course_and_its_level_names_its_framework(borough: Borough):
    trainer = borough.client("trainer")
    answer = trainer.post(
        reverse("activities:course-create", args=HERE),
        {"title": "Beginning", "level": "skilled", "level_framework": "Wales 2022", "for_whom": "Everybody"},
        follow=True,
    )
    assert "Skilled (Wales 2022)" in text_of(answer)


def test_two_courses_do_not_share_a_title(borough: Borough):
    course(borough)
    form = {"title": "Beginning", "level": "skilled", "level_framework": "Ours", "for_whom": "All"}
    answer = borough.client("trainer").post(reverse("activities:course-create", args=HERE), form)
    assert "There is already a course with this title" in text_of(answer)


def test_a_course_that_is_retired_stays_with_its_sessions_and_takes_no_new_ones(borough: Borough):
    of = course(borough)
    session(of, hospital=4)
    trainer = borough.client("trainer")
    trainer.post(reverse("activities:course-retire", args=[*HERE, of.pk]), {"retired": "yes"})
    assert "No longer on offer" in text_of(trainer.get(reverse("activities:course-list", args=HERE)))
    assert "Beginning" not in text_of(trainer.get(reverse("activities:training-session-create", args=HERE)))
    assert take_up_in(borough.round).total == 4


def test_a_session_outside_every_round_is_kept_and_said_where_it_counts(borough: Borough):
    form = {"course": course(borough).pk, "day": (TODAY + days(900)).isoformat()}
    answer = borough.client("trainer").post(reverse("activities:training-session-create", args=HERE), form, follow=True)
    assert "It will count in the next round that closes" in text_of(answer)
    assert TrainingSession.objects.count() == 1


@pytest.mark.parametrize(
    ("times", "said"),
    [
        ({"starts_at": "12:00", "ends_at": "09:00"}, "End time must be after start time"),
        ({"ends_at": "09:00"}, "Enter a start time"),
        ({"places": "0"}, "Enter 1 or more"),
    ],
)
def test_what_cannot_be_is_said_beside_its_field_and_nothing_is_lost(borough: Borough, times: dict, said: str):
    form = {"course": course(borough).pk, "day": TODAY.isoformat(), "trainer": "Ada Osei", **times}
    answer = borough.client("trainer").post(reverse("activities:training-session-create", args=HERE), form)
    assert said in text_of(answer)
    assert "Ada Osei" in answer.content.decode()


def test_who_came_is_typed_on_one_page_and_unlikely_numbers_are_asked_about(borough: Borough):
    held = session(course(borough))
    held.places = 20
    held.save()
    url = reverse("activities:training-attendance", args=[*HERE, held.pk])
    hospital, charity = borough.organisations["hospital"], borough.organisations["charity"]
    typed = {f"o{hospital.pk}-front_line": "45", f"o{charity.pk}-senior": "3"}
    trainer = borough.client("trainer")
    asked = trainer.post(url, typed)
    assert "You entered 48 people, but the number of places is 20." in text_of(asked)
    assert "Hospital: you entered 45 people, but the headcount there is 40." in text_of(asked)
    assert "Charity: you entered" not in text_of(asked)  # no one knows how many work there
    key = asked.context["form"].fields["confirmed"].choices[0][0]
    saved = trainer.post(url, typed | {"confirmed": key}, follow=True)
    assert "Attendance saved: 48 people. It counts in Autumn 2026." in text_of(saved)
    trainer.post(url, {f"o{charity.pk}-senior": "3"})
    assert list(held.attendance.values_list("organisation", "kind_of_role", "people")) == [(charity.pk, "senior", 3)]


def test_who_came_to_a_session_that_is_still_to_come_is_asked_about(borough: Borough):
    to_come = session(course(borough), day=timezone.localdate() + days(1))
    url = reverse("activities:training-attendance", args=[*HERE, to_come.pk])
    asked = borough.client("trainer").post(url, {f"o{borough.organisations['hospital'].pk}-senior": "2"})
    assert "which is in the future." in text_of(asked)
    assert not to_come.attendance.exists()


def test_an_organisation_that_left_stays_where_it_came_and_is_offered_nowhere_else(borough: Borough):
    of = course(borough)
    before, after = session(of, hospital=4), session(of)
    borough.organisations["hospital"].archived_on = TODAY
    borough.organisations["hospital"].save()
    trainer = borough.client("trainer")
    there = trainer.get(reverse("activities:training-session", args=[*HERE, before.pk]))
    assert "Hospital (archived)" in text_of(there)
    page = reverse("activities:training-attendance", args=[*HERE, before.pk])
    assert "Hospital" in text_of(trainer.get(page))
    assert "Hospital" not in text_of(trainer.get(page.replace(str(before.pk), str(after.pk))))


def test_a_session_that_is_called_off_is_kept_and_not_counted(borough: Borough):
    held = session(course(borough), hospital=4)
    trainer = borough.client("trainer")
    page = reverse("activities:training-session-call-off", args=[*HERE, held.pk])
    off = trainer.post(page, {"called_off": "yes"}, follow=True)
    assert "It was cancelled, so it does not count in any round." in text_of(off)
    assert take_up_in(borough.round).total == 0
    trainer.post(page, {"called_off": "no"})
    assert take_up_in(borough.round).total == 4


def test_sessions_are_found_by_course_level_day_and_round(borough: Borough):
    make_round(borough, "Spring 2026", state="released", opens_on=TODAY - days(200))
    beginning, deeper = course(borough), course(borough, "Going deeper", "enhanced")
    session(beginning, TODAY - days(190))
    session(deeper, TODAY)
    trainer, url = borough.client("trainer"), reverse("activities:training-sessions", args=HERE)
    for asked, found in (
        ({"course": beginning.pk}, ["Beginning"]),
        ({"level": "enhanced"}, ["Going deeper"]),
        ({"round": "spring-2026"}, ["Beginning"]),
        ({"first": (TODAY - days(1)).isoformat()}, ["Going deeper"]),
        ({"last": (TODAY - days(1)).isoformat()}, ["Beginning"]),
        ({"course": "nonsense", "level": "king"}, ["Going deeper", "Beginning"]),
    ):
        page = trainer.get(url, asked)
        assert [row[1] for row in page.context["rows"]] == found, asked
        lines = trainer.get(reverse("activities:training-sessions-csv", args=HERE), asked).content.decode().split()
        assert len(lines) >= 1 + len(found)


def test_what_is_taken_away_runs_no_formula(borough: Borough):
    held = session(course(borough, "=HYPERLINK(1)"), hospital=4)
    for name in ("training-sessions-csv", "training-attendance-csv"):
        text = borough.client("trainer").get(reverse(f"activities:{name}", args=HERE)).content.decode()
        assert "'=HYPERLINK(1)" in text
    assert "Hospital,4,Front line" in text
    assert str(held.day) in text


def test_take_up_adds_up_levels_roles_and_organisations(borough: Borough):
    session(course(borough), hospital=4, council=2)
    deeper = session(course(borough, "Going deeper", "enhanced"), hospital=3)
    TrainingAttendance.objects.create(
        session=deeper, organisation=borough.organisations["hospital"], kind_of_role="senior", people=1
    )
    session(course(borough, "Long ago"), TODAY - days(900), charity=9)
    found = take_up_in(borough.round)
    assert (found.total, found.at_level("awareness"), found.at_level("enhanced")) == (10, 6, 4)
    assert (found.of_role("front_line"), found.of_role("senior")) == (9, 1)
    assert [found.organisations[key] for key in sorted(found.reached)] == ["Hospital", "Council"]
    page = text_of(borough.client("trainer").get(reverse("activities:training-take-up-now", args=HERE)))
    assert "2 of 3" in page
    assert "Headcount is missing for 1 service." in page
    assert "Charity" in page.split("Organisations that have not taken part yet")[1]


def test_take_up_is_shown_beside_those_who_work_here_by_level_and_by_organisation(borough: Borough):
    Service.objects.filter(headcount=None).update(headcount=36)
    session(course(borough), hospital=4, council=2)
    session(course(borough, "Going deeper", "enhanced"), hospital=3)
    shown = borough.client("trainer").get(reverse("activities:training-take-up-now", args=HERE)).context
    rates = {row[0]: row[-2:] for row in shown["rows"]}
    assert rates["Awareness"] == [6, "6%"]
    assert rates["All levels"] == [9, "9%"]
    works_there = Service.objects.filter(organisation=borough.organisations["hospital"]).aggregate(all=Sum("headcount"))
    assert shown["organisation_rows"][0][0] == "Charity"
    assert {row[0]: row[1:] for row in shown["organisation_rows"]}["Hospital"] == [4, 0, 3, 0, 7, works_there["all"]]
    assert "Organisations without a service in this round" not in [row[0] for row in shown["organisation_rows"]]
    Service.objects.filter(organisation=borough.organisations["hospital"]).update(headcount=None)
    Service.objects.filter(organisation=borough.organisations["council"]).update(archived_on=TODAY)
    shown = borough.client("trainer").get(reverse("activities:training-take-up-now", args=HERE)).context
    assert {row[0]: row[-1] for row in shown["organisation_rows"]}["Hospital"] == "–"
    assert {row[-1] for row in shown["rows"]} == {"–"}
    assert shown["organisation_rows"][-1] == ["Organisations without a service in this round", 2, 0, 0, 0, 2, "–"]


def test_the_rate_is_of_everyone_who_works_here_once_every_headcount_is_known(borough: Borough):
    Service.objects.filter(headcount=None).update(headcount=36)
    session(course(borough), hospital=10)
    page = text_of(borough.client("trainer").get(reverse("activities:training-take-up-now", args=HERE)))
    assert "10% Headcount: 100" in page


def test_a_closed_round_keeps_the_places_it_had(borough: Borough):
    session(course(borough), hospital=4)
    close_round(round_=borough.round, by=None)
    borough.round.refresh_from_db()
    make_service(borough, "later", sector="health", organisation="newcomer")
    assert len(take_up_in(borough.round).organisations) == 3


def test_pages_ask_the_database_the_same_however_much_there_is(borough: Borough):
    of = course(borough)
    held = session(of, hospital=4)
    trainer = borough.client("trainer")
    pages = [reverse(f"activities:{name}", args=HERE) for name in ("training-sessions", "course-list")]
    pages += [reverse("activities:training-take-up-now", args=HERE)]
    pages += [reverse(f"activities:{name}", args=[*HERE, held.pk]) for name in ("training-session",)]
    pages += [reverse("activities:training-attendance", args=[*HERE, held.pk])]

    def asked() -> list[int]:
        found = []
        for page in pages:
            with CaptureQueriesContext(connection) as queries:
                assert trainer.get(page).status_code == 200
            found.append(len(queries))
        return found

    before = asked()
    for number in range(5):
        make_service(borough, f"more-{number}", sector="health", organisation=f"another-{number}")
        session(course(borough, f"Course {number}"), **{f"another-{number}": 3})
        TrainingAttendance.objects.create(
            session=held, organisation=borough.organisations[f"another-{number}"], kind_of_role="senior", people=1
        )
    assert asked() == before


def test_courses_are_listed_by_title(borough: Borough):
    for title in ("Beginning", "Zest", "A start"):
        course(borough, title)
    shown = borough.client("trainer").get(reverse("activities:course-list", args=HERE)).context["offered"]
    assert [each.title for each in shown] == ["A start", "Beginning", "Zest"]


def test_courses_are_taken_away_those_no_longer_on_offer_too(borough: Borough):
    session(course(borough, "Beginning"))
    Course.objects.filter(pk=course(borough, "=Ending").pk).update(retired_on=TODAY)
    trainer, address = borough.client("trainer"), reverse("activities:courses-csv", args=HERE)
    assert f'href="{address}"' in trainer.get(reverse("activities:course-list", args=HERE)).content.decode()
    lines = trainer.get(address).content.decode("utf-8-sig").splitlines()[1:]
    assert sorted(line.split(",")[0] for line in lines) == ["'=Ending", "Beginning"]
    assert [line.split(",")[-2:] for line in lines if line.startswith("Beginning")] == [["1", ""]]
