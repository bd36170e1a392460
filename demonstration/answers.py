"""Made-up answers with believable differences, always the same for the same seed."""

import random
import uuid
from dataclasses import dataclass

# How each feature stands in the made-up borough, on a scale of 1 to 5: what staff say, and what families say.
STAFF = {"1": 3.6, "2": 3.8, "3": 3.9, "4": 3.8, "5": 3.5, "6": 2.9, "7": 3.3, "8": 3.4}
FAMILIES = {"1": 3.3, "2": 3.9, "3": 3.6, "4": 3.9}
# Single statements that differ from their feature.
STATEMENTS = {"1b": -0.4, "2b": -0.3, "3d": -0.7, "4b": -0.5, "5b": -0.3, "6b": -0.2, "8a": 0.3}
GAIN_PER_ROUND = 0.12


@dataclass(frozen=True)
class Character:
    """What makes one service differ from the others, in points of the scale."""

    overall: float
    by_feature: dict[str, float]


def character(rng: random.Random) -> Character:
    return Character(rng.gauss(0, 0.3), {code: rng.gauss(0, 0.25) for code in STAFF})


def level(of: dict[str, float], one: Character, feature: str, statement: str, round_number: int) -> float:
    """Where answers to a statement centre, from 1 to 5."""
    base = of[feature] + STATEMENTS.get(statement, 0) + one.overall + one.by_feature[feature]
    return min(4.7, max(1.4, base + GAIN_PER_ROUND * round_number))


def rating(rng: random.Random, centre: float, person: float, *, points: int = 5) -> int:
    """One person's answer, from 1 to `points`; the centre is always on a scale of 1 to 5."""
    felt = 1 + (rng.gauss(centre + person, 0.85) - 1) * (points - 1) / 4
    return min(points, max(1, round(felt)))


def random_id(rng: random.Random) -> uuid.UUID:
    return uuid.UUID(int=rng.getrandbits(128), version=4)
