"""Places that merge, split and move between rounds: what is released stays, and what was hidden is not opened."""

import hashlib
import random

import pytest
from django.db import transaction
from django.urls import reverse

from assessments.models import ImprovementAction
from organisations import daily
from organisations.actions import ActionRefused, end_membership
from organisations.handing_over import hand_over, people_at, without_an_owner
from organisations.lineage import Lineage
from organisations.merging import NewService, clashes, merge_organisations, merge_services, split_service
from organisations.models import Membership, Organisation, Round, Sector, Service, User
from organisations.moving import move_service
from organisations.previews import leads_to_find
from organisations.roles import Role
from pledges.models import Pledge
from reporting.measures.pledges import pledges
from reporting.measures.round_context import RoundContext
from reporting.models import Release, ReleasedFigure
from surveys.models import Answer, ClosedRoundResponse, Response, SurveyLink
from tests.builders import days, release_round, signed_in, text_of
from tests.proving import few_and_many
from tests.reporting.conftest import DAY, Borough
from tests.scenes import scene

pytestmark = [pytest.mark.slow, pytest.mark.django_db]
AFTER = DAY + days(60)


@scene
def first_round() -> Borough:
    """One sector of four services, of which the last is too small to be shown; its first round is released."""
    borough = Borough("elmham", {"Health": [24, 14, 30, 6]})
    for service in borough.services[:3]:
        borough.assess(service, 2)
    borough.person = borough.member("admin")
    release_round(borough.close().round)
    return borough


def checksum(partnership) -> str:
    """Of all that has been released, row by row."""
    rows = ReleasedFigure.objects.filter(release__round__partnership=partnership).order_by("pk").values_list()
    return hashlib.sha256("\n".join(repr(row) for row in rows).encode()).hexdigest()


def releases(partnership) -> list[tuple[int, str]]:
    """Each release in order, with the checksum of its own figures."""
    return [
        (release.pk, hashlib.sha256(repr(list(release.figures.order_by("pk").values_list())).encode()).hexdigest())
        for release in Release.objects.filter(round__partnership=partnership).order_by("pk")
    ]


def again(borough: Borough, successors: dict[int, list[Service]], *, more: dict[Service, int] | None = None) -> Round:
    """A second round in which everyone answers as before, where their service is now; the first part of a split one."""
    first = borough.round
    borough.round = Round.objects.create(
        partnership=borough.partnership,
        framework=first.framework,
        name="Spring 2027",
        slug="spring-2027",
        opens_on=DAY + days(120),
        closes_on=DAY + days(150),
        state=Round.State.OPEN,
    )
    for number, kept in enumerate(ClosedRoundResponse.objects.in_round(first).select_related("survey_link__service")):
        was = kept.survey_link.service
        now = successors.get(was.pk, [was])
        link, _ = SurveyLink.objects.get_or_create(
            service=now[number % len(now)], round=borough.round, instrument=kept.survey_link.instrument
        )
        response = Response.objects.create(survey_link=link)
        answers = kept.answers.values_list("question_id", "point_id")
        Answer.objects.bulk_create(Answer(response=response, question_id=q, point_id=p) for q, p in answers)
    for service, people in (more or {}).items():
        borough.answer(service, "workforce", people)
    borough.close()
    release_round(borough.round)
    return borough.round


def shown_at(round_: Round, level: str, place: int, **of) -> int:
    rows = ReleasedFigure.objects.filter(release__round=round_, level=level, place=place, status="shown", **of)
    return rows.filter(subject_kind__in=["question", "option"]).exclude(statistic="change").count()


def test_the_figure_of_a_merged_service_does_not_open_the_one_that_was_hidden(first_round: Borough):
    """24 were shown, and 6 hidden: all 30 together, less the 24, would be the 6."""
    borough = first_round
    large, small = borough.services[0], borough.services[3]
    assert shown_at(borough.round, "service", large.pk)
    assert not shown_at(borough.round, "service", small.pk)
    new = NewService("Hub", large.organisation, large.sector)
    hub = merge_services(services=[large, small], into=new, by=borough.person, on=AFTER)
    round_ = again(borough, {large.pk: [hub], small.pk: [hub]})
    assert not shown_at(round_, "service", hub.pk, measure="workforce_results")
    assert shown_at(round_, "service", borough.services[2].pk, measure="workforce_results")


def test_a_merged_service_has_no_change_of_its_own_and_says_what_it_was(first_round: Borough):
    borough = first_round
    one, other, third = borough.services[:3]
    merge_services(services=[other], into=one, by=borough.person, on=AFTER)
    # Many more answer, so that its figures are shown.
    round_ = again(borough, {other.pk: [one]}, more={one: 20, third: 3})
    release = Release.objects.get(round=round_)
    assert release.since is not None
    assert shown_at(round_, "service", one.pk, measure="workforce_results")
    changed = ReleasedFigure.objects.filter(release=release, statistic="change", level="service")
    assert not changed.filter(place=one.pk).exists()
    assert changed.filter(place=third.pk).exists()
    assert ReleasedFigure.objects.filter(release=release, statistic="change", level="sector").exists()

    url = reverse("reporting:place-voices", args=[borough.partnership.slug, round_.slug, "service", one.pk])
    page = text_of(signed_in(borough.person).get(url))
    assert "merged or split since Autumn 2026" in page
    assert f"{one.name} in Autumn 2026 {other.name} in Autumn 2026" in page


def test_a_round_that_is_sealed_and_not_released_counts_what_it_was(first_round: Borough):
    """A pledge and an action that go along count in the closed round where they were."""
    borough = first_round
    trust = borough.services[0].organisation
    borough.pledge(trust)
    other = Organisation.objects.create(partnership=borough.partnership, name="Other", slug="other")
    Service.objects.create(organisation=other, sector=borough.services[0].sector, name="Own", slug="own")
    before = [(each.place, each.numerator, each.denominator) for each in pledges(RoundContext(borough.round))]
    merge_organisations(
        organisation=trust, into=other, renames={}, joins=[], by=borough.person, on=borough.round.closes_on
    )
    assert Pledge.objects.filter(organisation=other, state="agreed").count() == 1
    after = [(each.place, each.numerator, each.denominator) for each in pledges(RoundContext(borough.round))]
    assert after == before


class Years:
    """Four rounds of a made-up borough: people leave, places move, merge and are split. All of it by one seed."""

    def __init__(self, borough: Borough, seed: int) -> None:
        self.borough, self.random = borough, random.Random(seed)
        self.day, self.done, self.refused = AFTER, 0, 0
        self.admin = borough.person
        sector = borough.services[0].sector
        Sector.objects.get_or_create(partnership=borough.partnership, name="Schools", slug="schools")
        for number in range(4):
            trust = Organisation.objects.create(
                partnership=borough.partnership, name=f"Trust {number}", slug=f"trust-{number}"
            )
            for name in ("Intake", f"Team {number}"):
                Service.objects.create(organisation=trust, sector=sector, name=name, slug=f"{name}-{number}".lower())
        self.people = [
            User.objects.create(email=f"{number}@elmham.example", name=f"Person {number}", password="!")
            for number in range(40)
        ]
        for number, service in enumerate(self.services):
            lead, helper = self.people[2 * number : 2 * number + 2]
            for user, role in ((lead, Role.SERVICE_LEAD), (helper, Role.CONTRIBUTOR)):
                Membership.objects.create(user=user, role=role, partnership=borough.partnership, service=service)
            for person in (lead, helper):
                ImprovementAction.objects.create(
                    service=service, what=f"Ask {person}", person=person, recorded_on=self.day
                )

    @property
    def services(self) -> list[Service]:
        found = Service.objects.in_partnership(self.borough.partnership).active().with_places()
        return list(found.order_by("pk"))

    def change_a_place(self) -> None:
        """One move, merger or split, by chance. What cannot be is refused with a sentence, and leaves nothing."""
        services = self.services
        one, other = self.random.sample(services, 2) if len(services) > 1 else (services[0], services[0])
        kinds = ["_move", "_merge", "_merge_new", "_split", "_organisations"] if one != other else ["_split"]
        before = self._state()
        try:
            getattr(self, self.random.choice(kinds))(one, other)
        except ActionRefused:
            self.refused += 1
            assert self._state() == before, "half of it was done"
        else:
            self.done += 1

    def _state(self) -> list:
        return list(Service.objects.order_by("pk").values_list()) + list(
            Membership.objects.order_by("pk").values_list()
        )

    def _move(self, one: Service, other: Service) -> None:
        ahead = self.day + days(self.random.choice([0, 1]))
        to, name = other.organisation, f"{one.name} of {one.pk}"[:160]
        sector = self.random.choice(list(self.borough.partnership.sectors.all()))
        move_service(service=one, organisation=to, sector=sector, name=name, day=ahead, by=self.admin, today=self.day)

    def _merge(self, one: Service, other: Service) -> None:
        merge_services(services=[one], into=other, by=self.admin, on=self.day)

    def _merge_new(self, one: Service, other: Service) -> None:
        new = NewService(f"Hub {one.pk}-{other.pk}", one.organisation, one.sector)
        merge_services(services=[one, other], into=new, by=self.admin, on=self.day)

    def _split(self, one: Service, other: Service) -> None:
        parts = [NewService(f"Part {number} of {one.pk}", one.organisation, one.sector) for number in range(2)]
        split_service(service=one, parts=parts, choices={}, by=self.admin, on=self.day)

    def _organisations(self, one: Service, other: Service) -> None:
        mine, theirs = one.organisation, other.organisation
        names = {each.pk: f"{each.name} of {mine.pk}" for each, _theirs in clashes(mine, theirs)}
        merge_organisations(organisation=mine, into=theirs, renames=names, joins=[], by=self.admin, on=self.day)

    def people_leave(self, share: float) -> None:
        for membership in Membership.objects.filter(partnership=self.borough.partnership, service__isnull=False):
            if self.random.random() < share:
                end_membership(membership=membership, by=self.admin)

    def nobody_is_forgotten(self) -> None:
        """Nothing open lies with a closed service; what is in a leaver's name, or has no lead, is listed today."""
        open_ones = ImprovementAction.objects.open().in_partnership(self.borough.partnership)
        assert not open_ones.exclude(service__archived_on=None).exists()
        services = self.services
        there = people_at(services)
        listed = {(duty.service.pk, duty.person.pk) for duty in without_an_owner(self.borough.partnership)}
        for action in open_ones.select_related("person", "service"):
            assert action.person is not None
            if action.person not in there[action.service_id]:
                assert (action.service_id, action.person_id) in listed
        led = set(Membership.objects.filter(role=Role.SERVICE_LEAD).values_list("service", flat=True))
        wanted = {one.pk for one in services} - led
        has_open = set(open_ones.values_list("service", flat=True))
        came_of = {one.pk for one in services if Lineage(self.borough.partnership).before(one.pk)}
        told = {service.pk for service, _heirs in leads_to_find(self.borough.partnership)}
        assert told == wanted & (has_open | came_of)

    def hold_a_round(self, number: int) -> None:
        """A round as it is held: opened, answered by staff where services are now, closed, released by two people."""
        self.borough.round = Round.objects.create(
            partnership=self.borough.partnership,
            framework=self.borough.round.framework,
            name=f"Round {number}",
            slug=f"round-{number}",
            opens_on=self.day,
            closes_on=self.day + days(30),
            state=Round.State.OPEN,
        )
        for service in self.services:
            self.borough.answer(service, "workforce", self.random.choice([4, 12, 18, 25]))
        self.borough.close()
        release_round(self.borough.round)
        self.day += days(60)

    def hand_over(self) -> None:
        """As an admin does the next day: the first who is proposed takes over."""
        for duty in without_an_owner(self.borough.partnership):
            heirs = people_at([duty.service])[duty.service.pk]
            if heirs:
                hand_over(service=duty.service, person=duty.person, heir=heirs[0], by=self.admin)


@few_and_many(1, 25)
def test_ten_changes_and_thirty_in_a_hundred_leavers_over_four_rounds(first_round: Borough, times: int):
    borough = first_round
    first, done = borough.round, 0
    for seed in range(times):
        with transaction.atomic():
            borough.round = first
            years = Years(borough, seed)
            for number in range(4):
                released = checksum(borough.partnership)
                for _change in range(5):
                    years.change_a_place()
                    years.nobody_is_forgotten()
                    assert checksum(borough.partnership) == released
                earlier = releases(borough.partnership)
                years.hold_a_round(number)
                assert releases(borough.partnership)[: len(earlier)] == earlier
                assert len(releases(borough.partnership)) == len(earlier) + 1
                years.people_leave(0.3 / 4)
                years.nobody_is_forgotten()
                years.day += days(1)
                daily.run(on=years.day)
                years.hand_over()
                years.nobody_is_forgotten()
                years.day += days(120)
            done += years.done
            assert years.done >= 10
            transaction.set_rollback(True)
    assert len(releases(borough.partnership)) == 1
    assert done >= 10 * times
