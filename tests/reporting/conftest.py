"""A small closed round with answers, for the tests of releases and pages."""

import datetime
import random
from pathlib import Path

import pytest

from assessments.models import Assessment, Rating
from framework.actions import load_framework
from framework.models import Statement
from organisations.actions import close_round
from organisations.models import Membership, Organisation, Partnership, Round, Sector, Service, User
from pledges.models import Pledge
from surveys.models import Answer, Instrument, Response, SurveyLink
from tests.builders import release_round
from tests.scenes import scene

FRAMEWORK = Path(__file__).parents[2] / "framework" / "content" / "tip-2026-5"
DAY = datetime.date(2026, 10, 1)
MOST_ANSWERED = {"workforce": 11, "families": 10}  # of each survey's questions: the others are left out by everyone


class Borough:
    """Builds a partnership with as many services as asked for, and people's answers in one round."""

    def __init__(self, slug: str, sizes: dict[str, list[int]], *, seed: int = 1) -> None:
        self.random = random.Random(seed)
        framework, _ = load_framework(folder=FRAMEWORK)
        self.partnership = Partnership.objects.create(slug=slug, name=slug.title())
        self.round = Round.objects.create(
            partnership=self.partnership,
            framework=framework,
            name="Autumn 2026",
            slug="autumn-2026",
            opens_on=DAY,
            closes_on=DAY + datetime.timedelta(days=30),
            state=Round.State.OPEN,
        )
        self.services: list[Service] = []
        self.people: dict[str, User] = {}
        for sector_name, people in sizes.items():
            sector = Sector.objects.create(partnership=self.partnership, name=sector_name, slug=sector_name.lower())
            organisation = Organisation.objects.create(
                partnership=self.partnership, name=f"{sector_name} Trust", slug=f"{sector_name.lower()}-trust"
            )
            for number, answers in enumerate(people, start=1):
                name = f"{sector_name} service {number}"
                service = Service.objects.create(
                    sector=sector,
                    organisation=organisation,
                    name=name,
                    slug=f"{slug}-{name.lower().replace(' ', '-')}",
                    headcount=100,
                )
                self.services.append(service)
                for survey in ("workforce", "families"):
                    self.answer(service, survey, answers)

    def answer(self, service: Service, instrument_key: str, people: int, point: str | None = None) -> None:
        instrument = Instrument.objects.get(framework=self.round.framework, key=instrument_key)
        asked = instrument.questions.filter(statement__isnull=False).prefetch_related("scale__points")
        questions = list(asked[: MOST_ANSWERED.get(instrument_key)])
        survey_link, _ = SurveyLink.objects.get_or_create(service=service, round=self.round, instrument=instrument)
        responses = Response.objects.bulk_create(Response(survey_link_id=survey_link.pk) for _ in range(people))
        choices = {question.pk: self._choices(question, point) for question in questions}
        Answer.objects.bulk_create(
            Answer(response_id=response.pk, question_id=question, point_id=self.random.choice(points))
            for response in responses
            for question, points in choices.items()
        )

    @staticmethod
    def _choices(question, key: str | None) -> list[int]:
        """The points to choose from at random: every rating, or the one that is asked for."""
        points = question.scale.points.all()
        return [point.pk for point in points if (point.key == key if key else point.value)]

    def close(self) -> "Borough":
        close_round(round_=self.round, by=None)
        self.round.refresh_from_db()
        return self

    def assess(self, service: Service, stage: int) -> None:
        """Let a service submit its self-assessment with every statement at one stage."""
        assessment = Assessment.objects.create(
            service=service,
            round=self.round,
            state=Assessment.State.SUBMITTED,
            started_at="2026-10-02T12:00Z",
            submitted_at="2026-10-02T12:00Z",
        )
        at = self.round.framework.stages.get(value=stage)
        statements = Statement.objects.filter(feature__framework=self.round.framework)
        Rating.objects.bulk_create(Rating(assessment=assessment, statement=one, stage=at) for one in statements)

    def member(self, role: str, email: str = "", **place) -> User:
        user = User.objects.create_user(f"{email or role}@{self.partnership.slug}.example")
        Membership.objects.create(user=user, role=role, partnership=self.partnership, **place)
        return user

    def pledge(self, organisation: Organisation) -> Pledge:
        return Pledge.objects.create(
            organisation=organisation,
            leader_name="Ada",
            leader_role="Head",
            text="We will listen.",
            made_on=DAY,
            agreed_on=DAY,
            state=Pledge.State.AGREED,
        )


SIZES = {"Health": [60, 22, 14], "Schools": [30, 15, 6, 4]}


@scene
def elmham() -> Borough:
    """Two sectors: one with three large services, one with a large, a middling and two small ones."""
    return Borough("elmham", SIZES)


@pytest.fixture
def borough(elmham: Borough) -> Borough:
    """The partnership that most tests of releases play in; its round is open."""
    return elmham


@scene
def elmham_released() -> Borough:
    """The same borough, released: every service but the last two rated itself, at different stages."""
    borough = Borough("elmham", SIZES)
    for number, service in enumerate(borough.services[:5]):
        borough.assess(service, 1 + number % 4)
    release_round(borough.close().round)
    return borough


@pytest.fixture
def released(elmham_released: Borough) -> Borough:
    """The partnership that most tests of published figures play in."""
    return elmham_released
