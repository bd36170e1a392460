"""Taking part in coffee by lot, stopping, and drawing the lot of a month."""

import datetime
import random

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from activities.lots import Person, draw
from activities.models import CoffeeDraw, CoffeeGroup, CoffeeMember, CoffeeSeat, NotWith
from background.actions.mail import post
from background.models import OutgoingMail
from organisations.actions import ActionRefused, hold_partnership
from organisations.audit import record
from organisations.models import Membership, Partnership, User
from surveys.models import QuietTime

KEPT_FOR = datetime.timedelta(days=365)
SATURDAY = 5
QUESTIONS = (
    gettext_lazy("What went well for you this month?"),
    gettext_lazy("What do you wish more people knew about your work?"),
    gettext_lazy("When did you last think: this is why I do it?"),
    gettext_lazy("What have you changed lately, however small?"),
    gettext_lazy("Who has taught you most about listening?"),
    gettext_lazy("What helps you after a hard day?"),
    gettext_lazy("What would a family notice first when they come to your place?"),
    gettext_lazy("What have you stopped doing, and was glad of it?"),
    gettext_lazy("Which word would you drop from our letters and forms?"),
    gettext_lazy("What could the other one’s service and yours do together?"),
    gettext_lazy("What did you learn from a child or a family?"),
    gettext_lazy("What would you try if you had one free day a month?"),
)


@transaction.atomic
def join_coffee(*, partnership: Partnership, by: User, on: datetime.date) -> bool:
    """Take part from the next lot; whether that is news."""
    _member, created = CoffeeMember.objects.get_or_create(user=by, partnership=partnership, defaults={"since": on})
    if created:
        record(partnership=partnership, by=by, what="joined coffee by lot", about=by)
    return created


@transaction.atomic
def leave_coffee(*, partnership: Partnership, by: User) -> bool:
    """Take part no more; whether that is news."""
    gone, _each = CoffeeMember.objects.filter(user=by, partnership=partnership).delete()
    if gone:
        record(partnership=partnership, by=by, what="left coffee by lot", about=by)
    return bool(gone)


@transaction.atomic
def not_with(*, partnership: Partnership, other: User, by: User, asks: bool = True) -> None:
    """Not be drawn with someone any more, or be again. It is in no log: no one but the person learns of it.

    Raises ActionRefused for someone whom no lot has brought them together with.
    """
    if not asks:
        NotWith.objects.filter(user=by, other=other, partnership=partnership).delete()
        return
    mine = CoffeeSeat.objects.filter(user=by, group__draw__partnership=partnership).values("group")
    if not CoffeeSeat.objects.filter(group__in=mine, user=other).exclude(user=by).exists():
        raise ActionRefused(_("You have not been drawn with this person."))
    NotWith.objects.get_or_create(user=by, other=other, partnership=partnership)


@transaction.atomic
def draw_coffee(*, partnership: Partnership, on: datetime.date) -> CoffeeDraw | None:
    """Draw the lot of the month and tell everyone in it by one email each; None where there is nothing to draw.

    Once a month, on its first weekday or later, and not while all surveys of the partnership are paused. Those who may
    no longer sign in, or have no role any more, take no part.
    """
    month = on.replace(day=1)
    if on.weekday() >= SATURDAY or CoffeeDraw.objects.filter(partnership=partnership, month=month).exists():
        return None
    hold_partnership(partnership.pk)  # two runs at one moment draw one lot
    if QuietTime.objects.running().filter(partnership=partnership, service=None).exists():
        return None
    people = _people(partnership)
    seed = f"{partnership.pk} {month}"
    apart = NotWith.objects.filter(partnership=partnership).values_list("user", "other")
    met = CoffeeSeat.objects.times_met(partnership)
    groups = draw(list(people.values()), met=met, not_with=[frozenset(pair) for pair in apart], seed=seed)
    if not groups:
        return None
    drawn, created = CoffeeDraw.objects.get_or_create(partnership=partnership, month=month, defaults={"drawn_on": on})
    if not created:
        return None
    users = User.objects.in_bulk(people)
    rng = random.Random(seed)  # noqa: S311  a question to start with
    for group in groups:
        row = CoffeeGroup.objects.create(draw=drawn, question=str(rng.choice(QUESTIONS)))
        CoffeeSeat.objects.bulk_create(CoffeeSeat(group=row, user=users[key]) for key in group)
        _tell(row, [users[key] for key in group], partnership)
    record(partnership=partnership, by=None, what="drew coffee by lot", about=f"{len(groups)} groups")
    return drawn


def _people(partnership: Partnership) -> dict[int, Person]:
    """Those who take part and still have a role, each with their services."""
    members = CoffeeMember.objects.filter(partnership=partnership, user__is_active=True).values("user")
    held = Membership.objects.filter(partnership=partnership, user__in=members).values_list("user", "service")
    services: dict[int, set[int]] = {}
    for user, service in held:
        services.setdefault(user, set()).update([service] if service else [])
    return {user: Person(user, frozenset(mine)) for user, mine in services.items()}


def _tell(group: CoffeeGroup, users: list[User], partnership: Partnership) -> None:
    """One mail each, with the others' names and work addresses: what they agreed to when they joined."""
    for person in users:
        others = [user for user in users if user != person]
        names = get_text_list([str(user) for user in others], _("and"))
        context = {
            "person": person,
            "others": [f"{user.name}, {user.email}" if user.name else user.email for user in others],
            "question": group.question,
            "place": partnership.name,
            "address": settings.SITE_ADDRESS + reverse("activities:coffee", args=[partnership.slug]),
        }
        post(
            to=person.email,
            subject=_("Coffee with %(names)s") % {"names": names},
            text=render_to_string("activities/mail/coffee.txt", context),
            kind=OutgoingMail.Occasion.REMINDER,
            partnership=partnership,
        )


@transaction.atomic
def forget_old_draws(*, on: datetime.date) -> int:
    """Delete what lots of more than a year ago brought together, and who takes part but has left; how many lots."""
    here = Membership.objects.filter(user=OuterRef("user"), partnership=OuterRef("partnership"))
    CoffeeMember.objects.filter(~Exists(here)).delete()
    old = CoffeeDraw.objects.filter(drawn_on__lt=on - KEPT_FOR)
    number = old.count()
    old.delete()
    return number
