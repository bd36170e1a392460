"""What activities need done once a day: the lot for coffee, once a month."""

import datetime

from activities.actions.coffee import draw_coffee, forget_old_draws
from organisations.models import Partnership

ORDER = 40


def run(*, on: datetime.date) -> list[str]:
    """Draw this month's coffee where it is not drawn yet, and forget who met more than a year ago."""
    forgotten = forget_old_draws(on=on)
    places = Partnership.objects.filter(coffee_members__isnull=False).distinct()
    drawn = sum(draw_coffee(partnership=place, on=on) is not None for place in places)
    return [f"{drawn} lots drawn for coffee", f"{forgotten} lots of more than a year ago forgotten"]
