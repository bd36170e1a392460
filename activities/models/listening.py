"""Deep listening: a conversation with families or staff, recorded without names."""

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Count, Q, Sum
from django.utils.translation import gettext_lazy as _

from activities.models.days import ServiceDayQuerySet
from activities.models.recorded import Recorded
from framework.models import Feature
from organisations.days import day_of_our_time
from organisations.models import Partnership, Service


class DeepListeningQuerySet(ServiceDayQuerySet):
    def held_by_service(self):
        """One row per service: service (id), sessions (held), people (heard)."""
        return (self.order_by().values("service").annotate(sessions=Count("pk"), people=Sum("people_heard"))).order_by(
            "service"
        )

    def people_in_all(self) -> int:
        """People heard, over all services."""
        return self.aggregate(people=Sum("people_heard"))["people"] or 0


class DeepListening(Recorded):
    """One conversation: who was heard (never by name), what will change, and what they were told afterwards."""

    class Method(models.TextChoices):
        CONVERSATION = "conversation", _("A conversation with one person or family")
        GROUP = "group", _("A group conversation")
        WALK = "walk", _("A walk or a visit to a place")
        CREATIVE = "creative", _("Drawing, play or another creative way")
        OTHER = "other", _("Another way")

    service = models.ForeignKey(Service, models.PROTECT, related_name="deep_listening")
    day = models.DateField("day", validators=[day_of_our_time])
    with_children = models.BooleanField("children", default=False)
    with_young_people = models.BooleanField("young people", default=False)
    with_parents_carers = models.BooleanField("parents and carers", default=False)
    with_staff = models.BooleanField("staff", default=False)
    people_heard = models.PositiveIntegerField("people heard", validators=[MinValueValidator(1)])
    method = models.CharField("how", max_length=20, choices=Method.choices)
    will_change = models.TextField("what we will change", max_length=3000, blank=True)
    told_them = models.TextField("what we told them afterwards", max_length=3000, blank=True)
    told_on = models.DateField("told them on", null=True, blank=True, validators=[day_of_our_time])
    recorded_at = models.DateTimeField(auto_now_add=True)

    objects = DeepListeningQuerySet.as_manager()

    class Meta:
        ordering = ("-day", "-pk")
        verbose_name_plural = _("deep listening")
        constraints = [
            models.CheckConstraint(condition=Q(people_heard__gte=1), name="deep_listening_hears_somebody"),
            models.CheckConstraint(
                condition=Q(with_children=True)
                | Q(with_young_people=True)
                | Q(with_parents_carers=True)
                | Q(with_staff=True),
                name="deep_listening_says_with_whom",
            ),
            models.CheckConstraint(
                condition=Q(told_on__isnull=True) | ~Q(told_them=""), name="what_they_were_told_is_written_down"
            ),
        ]

    def __str__(self) -> str:
        return f"Deep listening of {self.service} on {self.day}"

    @property
    def partnership(self) -> Partnership:
        return self.service.partnership

    @property
    def with_whom(self) -> list[str]:
        """The kinds of people who were heard, in words."""
        kinds = ("with_children", "with_young_people", "with_parents_carers", "with_staff")
        return [str(self._meta.get_field(kind).verbose_name) for kind in kinds if getattr(self, kind)]


class Heard(models.Model):
    """What was heard about one feature, in a conversation."""

    session = models.ForeignKey(DeepListening, models.CASCADE, related_name="heard")
    feature = models.ForeignKey(Feature, models.PROTECT, related_name="+")
    text = models.TextField("what we heard", max_length=3000)

    class Meta:
        ordering = ("feature__order",)
        constraints = [models.UniqueConstraint(fields=["session", "feature"], name="a_feature_once_per_conversation")]

    def __str__(self) -> str:
        return f"{self.feature}: {self.text[:60]}"
