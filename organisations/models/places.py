"""The tree of places: partnership > sector > organisation > service."""

from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Count, F, FilteredRelation, Q
from django.db.models.fields.related_descriptors import ForwardManyToOneDescriptor
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from organisations.colours import DEFAULT_BRAND, validate_brand_colour
from organisations.models.naming import FoldedName, NamedQuerySet, TidyName
from organisations.permissions import places_where
from organisations.roles import Permission

AFTER_THE_ORDERED = 1000  # where a new sector stands: after those that someone has put in an order, by its name
# Words that addresses of the whole site begin with.
TAKEN_ADDRESSES = frozenset(
    {
        "accessibility",
        "accounts",
        "admin",
        "components",
        "demonstration",
        "feed",
        "framework",
        "invitations",
        "journey",
        "privacy",
        "s",
        "static",
        "theory-of-change",
        "what-we-keep",
    }
)


def validate_address(slug: str) -> None:
    """Refuse an address that the site itself uses."""
    if slug in TAKEN_ADDRESSES:
        raise ValidationError(_("Enter a different address. The site itself uses /%(slug)s/") % {"slug": slug})


class PartnershipQuerySet(models.QuerySet):
    def real(self):
        return self.filter(is_demonstration=False)

    def listed(self):
        """Those whose admins agreed that strangers find them on the front page of this installation."""
        return self.real().filter(is_listed=True, ended_at=None)

    def there(self):
        """Those that have not ended: of one that has, the worker is deleting what is left."""
        return self.filter(ended_at=None)

    def with_practice(self):
        """With `practice`, the name of the practice round that is open; None where there is none. No query more."""
        open_now = Q(rounds__is_practice=True, rounds__state="open")
        return self.annotate(_practice=FilteredRelation("rounds", condition=open_now)).annotate(
            practice=F("_practice__name")
        )


class Partnership(models.Model):
    """The top of one tree: a borough's partners working together."""

    slug = models.SlugField("address", max_length=60, unique=True, validators=[validate_address])
    name = TidyName("name", max_length=120)
    colour = models.CharField(
        "its own colour",
        max_length=7,
        default=DEFAULT_BRAND,
        validators=[validate_brand_colour],
        help_text=_("# and 6 digits or letters from a to f. White text must be easy to read on it."),
    )
    contact_email = models.EmailField("who to ask", blank=True)
    is_demonstration = models.BooleanField("made up, for demonstration", default=False)
    is_listed = models.BooleanField("named on the front page", default=False)
    ended_at = models.DateTimeField("ended for good", null=True, editable=False)

    objects = PartnershipQuerySet.as_manager()

    class Meta:
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("organisations:partnership-home", args=[self.slug])


class SectorQuerySet(NamedQuerySet):
    def in_partnership(self, partnership):
        return self.filter(partnership=partnership)

    def active(self):
        """Those that services can be in; the others were merged into one of these."""
        return self.filter(archived_on__isnull=True)


class Sector(models.Model):
    """A part of the system, such as health or schools. One that was merged into another stays, for rounds of before."""

    partnership = models.ForeignKey(Partnership, models.CASCADE, related_name="sectors")
    slug = models.SlugField("address", max_length=80)
    name = TidyName("name", max_length=120)
    name_key = FoldedName(of="name")
    order = models.PositiveSmallIntegerField("where it stands in lists", default=AFTER_THE_ORDERED)
    archived_on = models.DateField("merged on", null=True, blank=True, editable=False)
    successor = models.ForeignKey(
        "self", models.RESTRICT, null=True, blank=True, editable=False, related_name="predecessors"
    )

    objects = SectorQuerySet.as_manager()

    class Meta:
        ordering = ("order", "name")
        constraints = [
            models.UniqueConstraint(fields=["partnership", "slug"], name="one_sector_per_address"),
            models.UniqueConstraint(fields=["partnership", "name_key"], name="one_sector_per_name"),
            models.CheckConstraint(
                condition=Q(archived_on__isnull=True, successor__isnull=True)
                | Q(archived_on__isnull=False, successor__isnull=False),
                name="a_merged_sector_has_a_successor",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def now(self) -> "Sector":
        """The sector that this one is by now: itself, or what it was merged into."""
        return self.successor.now if self.successor else self


class OrganisationQuerySet(NamedQuerySet):
    def in_partnership(self, partnership):
        return self.filter(partnership=partnership)

    def active(self):
        return self.filter(archived_on__isnull=True)


class Organisation(models.Model):
    """An employer or charity. It can span sectors through its services."""

    partnership = models.ForeignKey(Partnership, models.CASCADE, related_name="organisations")
    slug = models.SlugField("address", max_length=80)
    name = TidyName("name", max_length=160)
    name_key = FoldedName(of="name")
    archived_on = models.DateField("left the partnership on", null=True, blank=True)

    objects = OrganisationQuerySet.as_manager()

    class Meta:
        ordering = ("name",)
        constraints = [
            models.UniqueConstraint(fields=["partnership", "slug"], name="one_organisation_per_address"),
            models.UniqueConstraint(fields=["partnership", "name_key"], name="one_organisation_per_name"),
        ]

    def __str__(self) -> str:
        return self.name


class ServiceQuerySet(NamedQuerySet):
    def in_partnership(self, partnership):
        return self.filter(partnership=partnership)

    def visible_to(self, user, partnership):
        """Services whose own pages this person may open."""
        places = places_where(user, Permission.VIEW_SERVICE, partnership)
        if places.whole_partnership:
            return self.in_partnership(partnership)
        return self.in_partnership(partnership).filter(
            Q(sector__in=places.sectors) | Q(organisation__in=places.organisations) | Q(pk__in=places.services)
        )

    def active(self):
        return self.filter(archived_on__isnull=True)

    def with_places(self):
        return self.select_related("organisation__partnership", "sector")

    def in_order(self):
        """By sector, in the partnership's own order of these, then by name."""
        return self.order_by("sector__order", "sector__name", "name")


class _ByWayOfTheOrganisation(ForwardManyToOneDescriptor):
    """The partnership is read from the organisation, which is at hand wherever a service is."""

    def get_object(self, instance: models.Model) -> Partnership:
        return instance.organisation.partnership  # type: ignore[attr-defined]


class PartnershipOfOrganisation(models.ForeignKey):
    """The partnership of a service's organisation, written with the service; no one chooses it."""

    forward_related_accessor_class = _ByWayOfTheOrganisation

    def deconstruct(self) -> tuple:
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.ForeignKey", args, kwargs

    def pre_save(self, model_instance: models.Model, add: bool) -> int:
        key = model_instance.organisation.partnership_id  # type: ignore[attr-defined]
        setattr(model_instance, self.attname, key)
        return key


class Service(models.Model):
    """A team that works with or for families; the place where practice happens."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="services")
    sector = models.ForeignKey(Sector, models.PROTECT, related_name="services")
    # The organisation's, kept here so that addresses are the partnership's own.
    partnership = PartnershipOfOrganisation(Partnership, models.CASCADE, editable=False, related_name="services")
    slug = models.SlugField("address", max_length=100)
    name = TidyName("name", max_length=160)
    name_key = FoldedName(of="name")
    headcount = models.PositiveIntegerField(
        "people who work in it",
        null=True,
        blank=True,
        validators=[MinValueValidator(1)],
        help_text=_("Leave it blank if you do not know. We then show no rates for this service."),
    )
    archived_on = models.DateField("closed on", null=True, blank=True)
    left_with_organisation = models.BooleanField("closed because its organisation left", default=False, editable=False)

    objects = ServiceQuerySet.as_manager()

    class Meta:
        ordering = ("name",)
        constraints = [
            models.UniqueConstraint(fields=["partnership", "slug"], name="one_service_per_address"),
            models.UniqueConstraint(fields=["organisation", "name_key"], name="one_service_per_name"),
            models.CheckConstraint(
                condition=Q(headcount__isnull=True) | Q(headcount__gte=1), name="headcount_is_at_least_one"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("service-home", args=[self.partnership.slug, self.slug])


def counts_of_places(partnership) -> dict[str, int]:
    """How many sectors, organisations and active services a partnership has."""
    return Partnership.objects.filter(pk=partnership.pk).aggregate(
        sector_count=Count("sectors", distinct=True, filter=Q(sectors__archived_on__isnull=True)),
        organisation_count=Count("organisations", distinct=True),
        service_count=Count(
            "organisations__services",
            distinct=True,
            filter=Q(organisations__services__archived_on__isnull=True),
        ),
    )
