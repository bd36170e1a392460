"""Coffee by lot: who takes part, whom a month's lot brought together, and whom someone would rather not meet."""

from collections import Counter
from itertools import combinations

from django.conf import settings
from django.db import models

from organisations.models import Partnership


class CoffeeMember(models.Model):
    """Someone who has a coffee with someone by lot each month, until they stop."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    partnership = models.ForeignKey(Partnership, models.CASCADE, related_name="coffee_members")
    since = models.DateField()

    class Meta:
        ordering = ("pk",)
        constraints = [models.UniqueConstraint(fields=["user", "partnership"], name="once_in_the_lot")]

    def __str__(self) -> str:
        return str(self.user)


class NotWith(models.Model):
    """Two people whom the lot does not bring together, because one asked for it. The other never learns of it."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    other = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    partnership = models.ForeignKey(Partnership, models.CASCADE, related_name="+")

    class Meta:
        ordering = ("pk",)
        constraints = [models.UniqueConstraint(fields=["user", "other", "partnership"], name="said_once_not_with")]

    def __str__(self) -> str:
        return f"{self.user} not with {self.other}"


class CoffeeDraw(models.Model):
    """The lot of one month in one partnership. It is kept for a year, so that few meet the same person again."""

    partnership = models.ForeignKey(Partnership, models.CASCADE, related_name="coffee_draws")
    month = models.DateField("first day of the month")
    drawn_on = models.DateField()

    class Meta:
        ordering = ("-month",)
        constraints = [models.UniqueConstraint(fields=["partnership", "month"], name="one_lot_a_month")]

    def __str__(self) -> str:
        return f"{self.partnership}, {self.month:%B %Y}"


class CoffeeGroup(models.Model):
    """Two people, or three, whom a lot brought together."""

    draw = models.ForeignKey(CoffeeDraw, models.CASCADE, related_name="groups")
    question = models.CharField("a question to start with", max_length=200)

    class Meta:
        ordering = ("pk",)

    def __str__(self) -> str:
        return f"{self.draw}: {self.pk}"


class CoffeeSeatQuerySet(models.QuerySet):
    def times_met(self, partnership) -> dict[frozenset[int], int]:
        """How often each two people have met, of those draws that are kept. One query."""
        groups: dict[int, list[int]] = {}
        rows = self.filter(group__draw__partnership=partnership).order_by("pk").values_list("group", "user")
        for group, user in rows:
            groups.setdefault(group, []).append(user)
        return Counter(frozenset(pair) for users in groups.values() for pair in combinations(users, 2))


class CoffeeSeat(models.Model):
    """Someone in a group. It goes with their account."""

    group = models.ForeignKey(CoffeeGroup, models.CASCADE, related_name="seats")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="coffee_seats")

    objects = CoffeeSeatQuerySet.as_manager()

    class Meta:
        ordering = ("pk",)
        constraints = [models.UniqueConstraint(fields=["group", "user"], name="one_seat_in_a_group")]

    def __str__(self) -> str:
        return f"{self.group}: {self.user}"
