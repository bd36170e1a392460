"""Where Millbrook's services place themselves on the change journey, round by round. All of it is made up."""

import datetime
import random

from assessments.models import JourneyPlace
from demonstration.people import RIVERSIDE
from organisations.models import Round, Service, User

_SHARE = (0.7, 0.82, 0.55)  # of the services, in each round; the last one is still open
_LEFT_OUT = 0.07  # of the lines
# How a service moves on a line from one round to the next: mostly not, sometimes on, now and then back.
_STEPS, _WEIGHTS = (0, 1, -1), (58, 34, 8)
# Leaders' lines begin further on than those of practitioners who cope alone.
_BEGINNING = {"practitioner": (40, 45, 13, 2), "organisation": (28, 46, 22, 4)}
_OF_RIVERSIDE_SO_FAR = 6  # lines, in the open round: the others are still to be looked at

Last = dict[tuple[int, str], int]


def place_on_the_way(
    rng: random.Random, round_: Round, services: list[Service], number: int, people: dict[str, User], last: Last, at
) -> None:
    """Place most services on most lines; `last` holds where each was, and is brought up to date."""
    lines = list(round_.framework.journey_lines.all())
    positions = {position.value: position for position in round_.framework.journey_positions.all()}
    highest = max(positions)
    places = []
    for service in services:
        is_riverside = service.name == RIVERSIDE
        if rng.random() > _SHARE[number] and not is_riverside:
            continue
        when = at(round_.opens_on + datetime.timedelta(days=rng.randrange(3, 30)))
        for count, line in enumerate(lines):
            was = last.get((service.pk, line.code))
            if was is None:
                value = rng.choices(range(4), _BEGINNING[line.perspective])[0]
            else:
                value = min(highest, max(0, was + rng.choices(_STEPS, _WEIGHTS)[0]))
            is_left_out = rng.random() < _LEFT_OUT and not is_riverside
            if is_left_out or (is_riverside and number == 2 and count >= _OF_RIVERSIDE_SO_FAR):
                continue
            last[service.pk, line.code] = value
            by = people["service"] if is_riverside else None
            place = JourneyPlace(service=service, round=round_, line=line, position=positions[value])
            place.changed_by, place.changed_at = by, when
            places.append(place)
    JourneyPlace.objects.bulk_create(places)
