"""Builds "Millbrook", the made-up borough: places, people, three rounds with their answers, pledges, releases."""

import csv
import datetime
import random
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from assessments.models import Assessment, Rating
from demonstration import answers as made_up
from demonstration import programme, progress, voices
from demonstration.attacked import RememberedAttack
from demonstration.barriers import name_barriers
from demonstration.data_protection import say_who_is_responsible
from demonstration.decisions import decide
from demonstration.evidence import evidence_of
from demonstration.evidence_files import show_files
from demonstration.improvement import plan
from demonstration.on_the_way import Last, place_on_the_way
from demonstration.peers import pair_up
from demonstration.people import DOMAIN, PEOPLE, RIVERSIDE
from demonstration.promises import make_promises
from demonstration.records import found_subgroups, record_activities
from demonstration.reflecting import reflect
from demonstration.team_sessions import hold_sessions
from demonstration.training import offer_training, train
from demonstration.words import IN_OUR_OWN_WORDS, REASON, REPLIES, REPLY_TO_CHECK
from framework.actions import load_framework
from framework.models import FrameworkVersion, Stage, Statement
from organisations.actions import close_round, free_slug, open_round
from organisations.models import Membership, Organisation, OutsideCode, Partnership, Round, Sector, Service, User
from organisations.roles import Role
from reporting.models import OutcomeIndicator
from reporting.protect.attack import Publishable
from reporting.release.narrating import keep_narratives
from reporting.release.releasing import make_release
from signing_in.accounts import DEMONSTRATION_PASSWORD
from surveys.models import SafetySettings, YouSaidWeDid

HERE = Path(__file__).parent
SLUG = "millbrook"
# The version of the framework that each round was planned with. What is made up here speaks of features and statements
# that are the same in all of them; a released round keeps what it asked.
FRAMEWORKS = ("tip-2026-3", "tip-2026-3", "tip-2026-5")
CONTENT = Path(__file__).parents[1] / "framework" / "content"
FRESH = (0, 0, 6)  # statements that services look at with fresh eyes, by round
CHILDREN = "children"  # a survey that fewer people answer than the families' own
SEED = 2026
DAYS_BETWEEN_ROUNDS = 182

Tell = Callable[[str, float], None]


def accounts() -> list[str]:
    """The addresses of the demonstration accounts."""
    return [person.email for person in PEOPLE]


def build(*, on: datetime.date, tell: Tell, attack: Publishable | None = None) -> Partnership:
    """Build the whole borough as it would stand on a day. `tell` hears what is being done and how far, 0 to 1.

    Each step is a transaction of its own: while it runs someone else may sign in and answer, since SQLite lets one
    write at a time. What is stopped half-way says so (DemonstrationBuild), and is removed before it is begun again.
    """
    site = _Site(on, attack or RememberedAttack())
    tell(_("Places and people"), 0)
    site.lay_the_ground()
    with progress.of(site.partnership) as report:
        for doing, share, work in site.steps(report):
            tell(doing, share)
            report(doing, share)
            work()
    tell(_("Done"), 1)
    return site.partnership


class _Site:
    """What the steps of building hand on to each other: places, people, and the made-up chance that all comes from."""

    def __init__(self, on: datetime.date, attack: Publishable) -> None:
        self.on, self.attack = on, attack
        self.rng = random.Random(SEED)  # noqa: S311  made-up data, not secrets
        self.rng_of_records = random.Random(SEED)  # noqa: S311  apart from the others, which stay as they are
        self.rng_of_training = random.Random(SEED + 1)  # noqa: S311
        self.rng_of_journey = random.Random(SEED + 3)  # noqa: S311
        self.submitted: dict = {}
        self.on_the_way: Last = {}

    @transaction.atomic
    def lay_the_ground(self) -> None:
        """Everything that stands before the first round."""
        self.partnership = Partnership.objects.create(slug=SLUG, name="Millbrook Partnership", is_demonstration=True)
        progress.begin(self.partnership, _("Places and people"))
        self.services, self.families = _places(self.partnership)
        self.people = _people(self.partnership)
        self.characters = {service.pk: made_up.character(self.rng) for service in self.services}
        versions = {code: version(code) for code in FRAMEWORKS}
        self.rounds = [
            _round(self.partnership, versions[code], number, self.on) for number, code in enumerate(FRAMEWORKS)
        ]
        make_promises(self.partnership, _rows("pledges.csv"), self.people, self.on)
        programme.fill(self.partnership, self.rounds, self.people, self.on, DOMAIN)
        OutcomeIndicator.objects.bulk_create(
            OutcomeIndicator(partnership=self.partnership, **x) for x in _rows("indicators.csv")
        )
        _what_came_of_it(self.partnership, self.services, self.people, self.on)
        name_barriers(self.partnership, self.people, on=self.on)
        found_subgroups(self.partnership, self.on)
        offer_training(self.partnership)
        agreed = _at(self.on - datetime.timedelta(days=200))
        say_who_is_responsible(self.partnership, self.people, on=self.on, domain=DOMAIN, at=agreed)

    def steps(self, report: progress.Say) -> Iterator[tuple[str, float, Callable[[], None]]]:
        """What is done, how far the whole is when it begins (0 to 1), and the doing; in this order."""
        for number, round_ in enumerate(self.rounds):
            start = 0.05 + number * 0.4
            named = {"round": round_.name}
            yield _("%(round)s: self-assessments") % named, start, partial(self.assess, number, round_)
            yield (
                _("%(round)s: responses from staff and families") % named,
                start + 0.05,
                partial(self.ask, number, round_),
            )
            if number < 2:
                yield _("%(round)s: closing the round") % named, start + 0.15, partial(self.close, round_)
                say = partial(report, _("%(round)s: testing that no one can be identified") % named, start + 0.25)
                yield (
                    _("%(round)s: releasing the results") % named,
                    start + 0.25,
                    partial(self.release, number, round_, say),
                )

    @transaction.atomic
    def assess(self, number: int, round_: Round) -> None:
        open_round(round_=round_, by=self.people["admin"])
        self.submitted = _assess(self.rng, round_, self.services, self.characters, number, self.people, self.submitted)
        hold_sessions(number, round_, self.people, on=self.on)
        place_on_the_way(self.rng_of_journey, round_, self.services, number, self.people, self.on_the_way, _at)
        record_activities(self.rng_of_records, round_, self.services, self.people, number, self.on)
        train(self.rng_of_training, round_, self.people, number, self.on)
        if number == 2:
            show_files(round_, self.people, at=_at(self.on - datetime.timedelta(days=3)))
            pair_up(self.partnership, self.rounds, self.people, on=self.on)

    @transaction.atomic
    def ask(self, number: int, round_: Round) -> None:
        voices.answer(self.rng, round_, self.services, self.families, self.characters, number)
        waiting = 12 if number == 2 else 0
        voices.write(self.rng, round_, self.services, self.people["reviewer"], waiting=waiting, on=self.on)

    def close(self, round_: Round) -> None:
        close_round(round_=round_, by=self.people["admin"], at=_at(round_.closes_on))
        round_.refresh_from_db()

    def release(self, number: int, round_: Round, say: Callable[[], None]) -> None:
        """Prepare and approve. To attack the questions takes long and writes nothing, so no transaction is open."""
        by, at = self.people["admin"], _at(round_.closes_on + datetime.timedelta(days=9))
        if number == 1:
            keep_narratives(round=round_, texts=IN_OUR_OWN_WORDS, by=by, on=timezone.localdate(at))

        def attack(*given, **more):
            say()
            return self.attack(*given, **more)

        release = make_release(round=round_, prepared_by=by, approved_by=self.people["admin2"], at=at, attack=attack)
        if number == 0:
            decide(release, self.people)
            reflect(release, self.people)
        plan(number, round_, self.people, on=self.on)


def _at(day: datetime.date, hour: int = 10) -> datetime.datetime:
    return timezone.make_aware(datetime.datetime.combine(day, datetime.time(hour)))


def _rows(name: str) -> list[dict[str, str]]:
    with (HERE / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _places(partnership: Partnership) -> tuple[list[Service], dict[int, int]]:
    """All places, and about how many family answers each service gets in a round."""
    sectors: dict[str, Sector] = {}
    organisations: dict[str, Organisation] = {}
    services, families = [], {}
    for row in _rows("services.csv"):
        for model, known, name in (
            (Sector, sectors, row["sector"]),
            (Organisation, organisations, row["organisation"]),
        ):
            if name not in known:
                slug = free_slug(name, model.objects.filter(partnership=partnership))
                known[name] = model.objects.create(partnership=partnership, name=name, slug=slug)
        service = Service.objects.create(
            sector=sectors[row["sector"]],
            organisation=organisations[row["organisation"]],
            name=row["service"],
            slug=free_slug(row["service"], Service.objects.in_partnership(partnership), most=100),
            headcount=int(row["headcount"]) if row["headcount"] else None,
        )
        _code(service, row["scheme"], row["code"])
        services.append(service)
        families[service.pk] = int(row["families"])
    return services, families


def _code(place: Organisation | Service, scheme: str, code: str) -> None:
    """A made-up code that nobody real has: no list of these begins with a nine, or with ZZ."""
    if code:
        kind = {place._meta.model_name: place}
        OutsideCode.objects.create(partnership=place.partnership, scheme=scheme, code=code, **kind)


def _people(partnership: Partnership) -> dict[str, User]:
    people = {}
    password = make_password(DEMONSTRATION_PASSWORD)
    for person in PEOPLE:
        user = User.objects.create(email=person.email, password=password, name=person.name)
        place = _held_at(partnership, person.role, person.place)
        Membership.objects.create(user=user, role=person.role, partnership=partnership, **place)
        people[person.account] = user
    return people


def _held_at(partnership: Partnership, role: Role, place: str | None) -> dict[str, Sector | Organisation | Service]:
    if role is Role.SECTOR_LEAD:
        return {"sector": Sector.objects.get(partnership=partnership, name=place)}
    if role is Role.ORGANISATION_LEAD:
        return {"organisation": Organisation.objects.get(partnership=partnership, name=place)}
    return {"service": Service.objects.in_partnership(partnership).get(name=place)} if place else {}


def version(code: str) -> FrameworkVersion:
    """A version of the framework, loaded from its files where no one has loaded it yet."""
    found = FrameworkVersion.objects.filter(code=code).first()
    return found or load_framework(folder=CONTENT / code)[0]


def _round(partnership: Partnership, framework: FrameworkVersion, number: int, on: datetime.date) -> Round:
    """Rounds half a year apart; the last is open, for 40 days already and 12 more."""
    back = datetime.timedelta(days=DAYS_BETWEEN_ROUNDS * (2 - number))
    opens, closes = on - datetime.timedelta(days=40) - back, on + datetime.timedelta(days=12) - back
    name = f"{'Spring' if closes.month <= 6 else 'Autumn'} {closes.year}"
    return Round.objects.create(
        partnership=partnership,
        framework=framework,
        name=name,
        slug=free_slug(name, Round.objects.filter(partnership=partnership)),
        opens_on=opens,
        closes_on=closes,
        state=Round.State.PLANNED,
        fresh_statements=FRESH[number],
    )


def _assess(rng, round_: Round, services, characters, number: int, people, before: dict) -> dict:
    """Self-assessments: most services in the closed rounds, about half of them so far in the open one.

    `before` holds what each service submitted in the round before, by statement; what this round's services
    submit is given back for the next.
    """
    share = (0.76, 0.87, 0.6)[number]
    stages = {stage.value: stage for stage in round_.framework.stages.all()}
    statements = list(Statement.objects.filter(feature__framework=round_.framework).select_related("feature"))
    afresh = {statement.code for statement in statements[: FRESH[number]]}
    assessments, ratings, submitted = [], [], {}
    for service in services:
        riverside = service.name == RIVERSIDE
        if not riverside and rng.random() > share:
            continue
        at = _at(round_.opens_on + datetime.timedelta(days=rng.randrange(2, 35)))
        whole = number < 2 or (not riverside and rng.random() < 0.6)
        upto = 8 if whole else 5 if riverside else rng.randrange(1, 8)
        assessment = Assessment(service=service, round=round_, started_at=at)
        if whole:
            assessment.state, assessment.submitted_at = Assessment.State.SUBMITTED, at
            assessment.submitted_by = people["service"] if riverside else None
        assessments.append(assessment)
        own = {statement.code: Rating(assessment=assessment, statement=statement) for statement in statements}
        for statement in statements:
            rating = own[statement.code]
            rating.is_afresh = statement.code in afresh and service.pk in before
            if statement.feature.order < upto:
                _decide(rng, rating, characters[service.pk], number, stages, at)
            elif service.pk in before and not rating.is_afresh:
                _carry_forward(rating, before[service.pk][statement.code], stages)
        if whole:
            submitted[service.pk] = own
        ratings += own.values()
    Assessment.objects.bulk_create(assessments)
    Rating.objects.bulk_create(ratings, batch_size=1000)
    return submitted


def _carry_forward(rating: Rating, earlier: Rating, stages: dict[int, Stage]) -> None:
    # The round before may have another version of the framework: the same stage is another row there.
    rating.stage = stages[earlier.stage.value] if earlier.stage else None
    rating.does_not_apply, rating.reason = earlier.does_not_apply, earlier.reason
    rating.evidence, rating.carried_forward = earlier.evidence, True


def _decide(rng, rating: Rating, character, number: int, stages, at) -> None:
    """Services rate themselves a little higher than staff and families say."""
    feature = rating.statement.feature.code
    rating.version, rating.changed_at = 1, at
    if rng.random() < 0.02:
        rating.does_not_apply, rating.reason = True, REASON
        return
    centre = made_up.level(made_up.STAFF, character, feature, rating.statement.code, number) - 0.8
    rating.stage = stages[min(4, max(0, round(rng.gauss(centre, 0.6))))]
    if rng.random() < 0.5:
        rating.evidence = evidence_of(rating, rng)


def _what_came_of_it(partnership: Partnership, services: list[Service], people, on: datetime.date) -> None:
    """Whom a reviewer tells, and what one service has changed."""
    SafetySettings.objects.create(
        partnership=partnership, escalation_name="Safeguarding duty desk", escalation_email=f"duty@{DOMAIN}"
    )
    riverside = next((service for service in services if service.name == RIVERSIDE), None)
    for said, did in REPLIES if riverside else ():
        YouSaidWeDid.objects.create(
            service=riverside,
            said=said,
            did=did,
            written_by=people["service"],
            sent_on=on - datetime.timedelta(days=31),
            published_on=on - datetime.timedelta(days=30),
            published_by=people["admin"],
        )
    if riverside:
        said, did = REPLY_TO_CHECK
        YouSaidWeDid.objects.create(
            service=riverside, said=said, did=did, written_by=people["service"], sent_on=on - datetime.timedelta(days=2)
        )
