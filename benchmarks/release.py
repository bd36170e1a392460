"""How long preparing a release takes for a large borough, the attack included, and how much memory: `make bench`.

A made-up borough of 300 services in 10 sectors, whose 20,000 answers to 45 questions are closed and ready, in a
database of its own that is thrown away afterwards. The goal: under three minutes and 1 GB on two processors.
"""

import os
import random
import resource
import time

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tip_borough.settings")
os.environ.setdefault("DEBUG", "on")

import django

django.setup()

from django.db import connection  # noqa: E402

from framework.actions import load_framework  # noqa: E402
from organisations.actions import close_round  # noqa: E402
from organisations.models import Organisation, Partnership, Round, Sector, Service, User  # noqa: E402
from reporting.release.preparing import carry_out, start_preparing  # noqa: E402
from reporting.release.releasing import approve  # noqa: E402
from setup.place import ROOT  # noqa: E402
from surveys.models import Answer, Flag, Instrument, Question, Response, ScalePoint, SurveyLink  # noqa: E402

SERVICES, SECTORS, PEOPLE = 300, 10, 20_000
OWN_QUESTIONS = 4  # 41 questions of the framework and these
SHARES = {"workforce": 0.6, "families": 0.3, "children": 0.1}
SEED = 2026


def build(rng: random.Random) -> Round:
    """The borough with its answers, its round still open."""
    framework, _ = load_framework(folder=ROOT / "framework" / "content" / "tip-2026-5")
    borough = Partnership.objects.create(slug="large", name="Large Partnership")
    council = Organisation.objects.create(partnership=borough, slug="council", name="Council")
    sectors = [
        Sector.objects.create(partnership=borough, slug=f"sector-{number}", name=f"Sector {number}")
        for number in range(SECTORS)
    ]
    services = [
        Service.objects.create(
            sector=sectors[number % SECTORS], organisation=council, slug=f"service-{number}", name=f"Service {number}"
        )
        for number in range(SERVICES)
    ]
    round_ = Round.objects.create(
        partnership=borough,
        framework=framework,
        slug="autumn",
        name="Autumn",
        opens_on="2026-09-01",
        closes_on="2026-10-31",
        state=Round.State.OPEN,
    )
    sizes = [rng.lognormvariate(0, 1.2) for _ in services]
    for key, share in SHARES.items():
        instrument = Instrument.objects.get(framework=framework, key=key)
        if key == "workforce":
            _own_questions(borough, instrument)
        _answers(rng, round_, instrument, services, [PEOPLE * share * size / sum(sizes) for size in sizes])
    return round_


def _own_questions(borough: Partnership, instrument: Instrument) -> None:
    like = instrument.questions.filter(statement__isnull=False).first()
    for number in range(OWN_QUESTIONS):
        Question.objects.create(
            partnership=borough,
            instrument=instrument,
            section=like.section,
            scale=like.scale,
            kind=like.kind,
            code=f"own-{number}",
            text=f"Question {number} of our own",
            order=900 + number,
        )


def _answers(rng: random.Random, round_: Round, instrument: Instrument, services: list, people: list[float]) -> None:
    questions = list(instrument.questions.filter(kind=Question.Format.CHOICE).select_related("scale"))
    points = {
        question.pk: list(question.scale.points.filter(kind=ScalePoint.Meaning.RATING).values_list("pk", flat=True))
        for question in questions
    }
    links = SurveyLink.objects.bulk_create(
        SurveyLink(service=service, round=round_, instrument=instrument) for service in services
    )
    answers = []
    for link, size in zip(links, people, strict=True):
        warmth = rng.random() + 0.6
        lean = [warmth**step for step in range(7)]
        for response in Response.objects.bulk_create(Response(survey_link=link) for _ in range(round(size))):
            answers += [
                Answer(response=response, question_id=pk, point_id=rng.choices(of, lean[: len(of)])[0])
                for pk, of in points.items()
                if of and rng.random() > 0.05
            ]
    Answer.objects.bulk_create(answers, batch_size=5000)


def megabytes() -> float:
    """The most memory that this process has had so far."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main() -> None:
    connection.creation.create_test_db(verbosity=0, serialize=False)
    rng = random.Random(SEED)  # noqa: S311  made-up answers
    round_ = build(rng)
    close_round(round_=round_, by=None)
    Flag.objects.update(settled_on="2026-11-01", settled_reason="Made up.")
    two = [User.objects.create_user(f"{who}@example.org") for who in ("one", "other")]
    before = megabytes()
    start = time.monotonic()
    preparation = start_preparing(round=round_, by=two[0])
    carry_out(preparation)
    prepared = time.monotonic() - start
    preparation.refresh_from_db()
    start = time.monotonic()
    release = approve(preparation=preparation, by=two[1])
    print(f"{SERVICES} services, {SECTORS} sectors, {preparation.job.total} questions, {PEOPLE:,} answers")
    print(f"prepared and attacked in {prepared:.0f} s, approved in {time.monotonic() - start:.1f} s")
    print(f"memory: {before:.0f} MB before, {megabytes():.0f} MB at most")
    print(f"{release.figures.count():,} figures; the attack: {release.attack}")


if __name__ == "__main__":
    main()
