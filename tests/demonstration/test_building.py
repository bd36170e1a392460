"""The demonstration is built beside the running site: step by step, seen on the front page, begun again if it stops."""

import datetime
import io
import os
from collections import Counter
from functools import cache

import pytest
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from demonstration import attacked, progress
from demonstration import build as building
from demonstration.remove import remove
from organisations.models import DemonstrationBuild, Partnership
from reporting.measures.round_context import RoundContext
from reporting.protect import attack
from reporting.protect.disclosure import Thresholds
from reporting.protect.rollup import SERVICE, Node, RatingPoint, Tally, Tree
from tests.builders import TODAY, text_of
from tests.demonstration.conftest import Built, rows_of_everything, what_was_answered

pytestmark = pytest.mark.slow

STEPS_OF_TWO_CLOSED_ROUNDS_AND_AN_OPEN_ONE = 1 + 4 + 4 + 2


def load() -> str:
    said = io.StringIO()
    call_command("load_demonstration", if_empty=True, stdout=said)
    return said.getvalue()


class Stopped(BaseException):
    """As Ctrl-C or `kill` in the middle of the work."""


def stop_at(words: str):
    def tell(doing: str, share: float) -> None:
        if words in doing:
            raise Stopped

    return tell


@pytest.mark.thorough
def test_progress_is_kept_where_the_front_page_finds_it(millbrook: Built):
    found = millbrook.told
    assert found[0] == ("Places and people", None, None)
    assert found[-1] == ("Done", 100, True)
    assert len(found) == STEPS_OF_TWO_CLOSED_ROUNDS_AND_AN_OPEN_ONE + 1
    shares = [percent for _, percent, _ in found[1:]]
    assert shares == sorted(shares)
    assert not any(done for *_, done in found[:-1])


@pytest.mark.thorough
@pytest.mark.parametrize(
    "where",
    [
        "Autumn 2025: self",
        *(
            pytest.param(where, marks=pytest.mark.prove)
            for where in ("Autumn 2025: releasing", "Spring 2026: closing", "Autumn 2026: responses")
        ),
    ],
)
def test_what_stops_half_way_says_so_and_leaves_nothing_behind_when_it_is_removed(
    where: str,
    framework,
    small,
):
    before = rows_of_everything()
    with pytest.raises(Stopped):
        building.build(on=TODAY, tell=stop_at(where))
    build = DemonstrationBuild.objects.get()
    assert not build.is_done
    assert not build.is_going_on(timezone.now())
    assert "Building Millbrook stopped at" in text_of(Client().get("/"))
    assert Client().post("/demonstration/walk-in/", {"account": "service"}).status_code == 404
    remove()
    assert rows_of_everything() == before


@pytest.mark.thorough
def test_what_was_stopped_is_begun_again_and_becomes_the_same(millbrook: Built, small):
    remove()
    with pytest.raises(Stopped):
        building.build(on=timezone.localdate(), tell=stop_at("Spring 2026: responses"))
    said = load()
    assert "Removing what is there, to start again." in said
    assert "service@millbrook.example" in said
    assert what_was_answered() == millbrook.answers
    assert DemonstrationBuild.objects.get().is_done
    assert "Loading" not in load()


@pytest.fixture
def half_built(db) -> DemonstrationBuild:
    """Millbrook while someone else builds it."""
    partnership = Partnership.objects.create(slug="millbrook", name="Millbrook Partnership", is_demonstration=True)
    building._places(partnership)
    building._people(partnership)
    return DemonstrationBuild.objects.create(
        partnership=partnership, doing="Spring 2026: release", percent=70, alive_at=timezone.now()
    )


def test_the_front_page_shows_how_far_it_is_and_lets_no_one_in_yet(half_built: DemonstrationBuild):
    response = Client().get("/")
    page = text_of(response)
    assert "70% · Spring 2026: release" in page
    assert "Sign in as" not in page
    whole = response.content.decode()
    assert 'data-follow="2"' in whole
    assert '<noscript><meta http-equiv="refresh" content="5"></noscript>' in whole
    assert Client().post("/demonstration/walk-in/", {"account": "service"}).status_code == 404


def test_the_page_follows_it_and_is_told_when_it_has_come_to_its_end(half_built: DemonstrationBuild):
    follow = {"headers": {"X-Follow": "yes"}}
    assert "70% · Spring 2026: release" in Client().get("/", **follow).content.decode()
    DemonstrationBuild.objects.update(is_done=True, percent=100)
    assert Client().get("/", **follow).status_code == 204
    page = Client().get("/").content.decode()
    assert "Sign in as Amira Hussain" in page
    assert "refresh" not in page


def test_an_empty_installation_looks_again_until_the_demonstration_begins(db, settings):
    page = Client().get("/").content.decode()
    assert "There is no partnership here yet." in page
    assert 'data-follow="2"' in page
    assert "There is no partnership" in Client().get("/", headers={"X-Follow": "yes"}).content.decode()
    settings.DEMONSTRATION_BOROUGH = False
    assert "data-follow" not in Client().get("/").content.decode()


def test_someone_who_finds_it_being_built_waits_until_it_is_there(half_built: DemonstrationBuild, monkeypatch):
    def meanwhile(seconds: float) -> None:
        DemonstrationBuild.objects.update(is_done=True)

    monkeypatch.setattr(progress.time, "sleep", meanwhile)
    said = load()
    assert "Waiting for the process that is building it" in said
    assert "Removing" not in said
    assert Partnership.objects.get() == half_built.partnership


def test_a_builder_that_was_killed_is_given_up_after_half_a_minute(half_built: DemonstrationBuild):
    now = half_built.alive_at
    assert half_built.is_going_on(now + datetime.timedelta(seconds=30))
    assert not half_built.is_going_on(now + datetime.timedelta(seconds=31))


# --- what the attack on its answers came to, remembered ----------------------------------------------


A_FEW = "10"  # of 256 beginnings of a fingerprint: one question in 16; `make prove` doubts all


class Doubting(attacked.RememberedAttack):
    """Remembers, and attacks some of the questions once more to see whether it was right."""

    doubts = 0

    def __call__(self, *given):
        found = super().__call__(*given)
        never = given[5] if len(given) > 5 else ()
        if os.environ.get("PROVE") == "on" or attacked.fingerprint(*given[:5], never) < A_FEW:
            self.doubts += 1
            assert found == attack.publishable(*given)
        return found


@pytest.mark.prove  # it builds the whole borough; the tests below are its small form
def test_what_is_remembered_of_the_attack_is_what_the_attack_comes_to(framework):
    doubting = Doubting()
    building.build(on=TODAY, tell=lambda doing, share: None, attack=doubting)
    assert doubting.learnt == {}, "answers have changed: run manage.py attack_demonstration"
    assert doubting.used == set(doubting.known), "some of it is of no use: run manage.py attack_demonstration"
    assert doubting.doubts >= 3


POINTS = [RatingPoint("no", 1, False), RatingPoint("yes", 2, True)]
SECTOR_OF = {11: 1, 12: 1, 13: 1, 21: 2, 22: 2}
ANSWERED = {11: (20, 9), 12: (3, 4), 13: (6, 6), 21: (12, 3), 22: (8, 8)}


def question(*, sector_of=SECTOR_OF, answered=ANSWERED, points=POINTS, people=10, most=40, never=()):
    """All that an attack on one question is given."""
    keys = [point.key for point in points]
    tallies = {service: Tally(Counter(dict(zip(keys, row, strict=True)))) for service, row in answered.items()}
    most_by_service = dict.fromkeys(sector_of, most)
    return tallies, list(points), Tree(sector_of), Thresholds(people, 5), most_by_service, set(never)


OTHERS = {
    "another answer": question(answered={**ANSWERED, 12: (4, 3)}),
    "nobody answered in one service": question(answered={key: row for key, row in ANSWERED.items() if key != 22}),
    "another sector": question(sector_of={**SECTOR_OF, 13: 2}),
    "what counts as positive": question(points=[RatingPoint("no", 1, True), RatingPoint("yes", 2, True)]),
    "a higher threshold": question(people=12),
    "another take-up": question(most=45),
    "something that is never shown": question(never=[Node(SERVICE, 11)]),
}


@cache
def learnt() -> dict[str, tuple[str, ...]]:
    """What is remembered of the question itself."""
    remembering = attacked.RememberedAttack(known={})
    remembering(*question())
    return remembering.learnt


@cache
def what_it_comes_to() -> tuple[set[Node], attack.Report]:
    return attack.publishable(*question())


@pytest.mark.parametrize("other", OTHERS.values(), ids=OTHERS)
def test_a_question_that_differs_in_anything_is_attacked_and_not_remembered(other):
    known = attacked.RememberedAttack(known=learnt())
    assert known(*question()) == what_it_comes_to()
    assert known.learnt == {}
    assert known(*other) == attack.publishable(*other)
    assert len(known.learnt) == 1


def test_what_is_remembered_speaks_of_the_same_places_under_other_numbers():
    moved = question(
        sector_of={service + 500: sector + 70 for service, sector in SECTOR_OF.items()},
        answered={service + 500: row for service, row in ANSWERED.items()},
    )
    known = attacked.RememberedAttack(known=learnt())
    assert known(*moved) == attack.publishable(*moved)
    assert known.learnt == {}


def test_a_real_release_remembers_nothing(borough):
    assert RoundContext(borough.round).publishable is attack.publishable
