"""The tree of places: partnership > sector > organisation > service."""

from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from organisations.colours import DEFAULT_BRAND, validate_brand_colour
from organisations.permissions import places_where
from organisations.roles import Permission

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


class Partnership(models.Model):
    """The top of one tree: a borough's partners working together."""

    slug = models.SlugField("address", max_length=60, unique=True, validators=[validate_address])
    name = models.CharField("name", max_length=120)
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


class Sector(models.Model):
    """A part of the system, such as health or schools."""

    partnership = models.ForeignKey(Partnership, models.CASCADE, related_name="sectors")
    slug = models.SlugField("address", max_length=80)
    name = models.CharField("name", max_length=120)

    class Meta:
        ordering = ("name",)
        constraints = [
            models.UniqueConstraint(fields=["partnership", "slug"], name="one_sector_per_address"),
            models.UniqueConstraint(fields=["partnership", "name"], name="one_sector_per_name"),
        ]

    def __str__(self) -> str:
        return self.name


class OrganisationQuerySet(models.QuerySet):
    def in_partnership(self, partnership):
        return self.filter(partnership=partnership)

    def active(self):
        return self.filter(archived_on__isnull=True)


class Organisation(models.Model):
    """An employer or charity. It can span sectors through its services."""

    partnership = models.ForeignKey(Partnership, models.CASCADE, related_name="organisations")
    slug = models.SlugField("address", max_length=80)
    name = models.CharField("name", max_length=160)
    archived_on = models.DateField("left the partnership on", null=True, blank=True)

    objects = OrganisationQuerySet.as_manager()

    class Meta:
        ordering = ("name",)
        constraints = [
            models.UniqueConstraint(fields=["partnership", "slug"], name="one_organisation_per_address"),
            models.UniqueConstraint(fields=["partnership", "name"], name="one_organisation_per_name"),
        ]

    def __str__(self) -> str:
        return self.name


class ServiceQuerySet(models.QuerySet):
    def in_partnership(self, partnership):
        return self.filter(organisation__partnership=partnership)

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


class Service(models.Model):
    """A team that works with or for families; the place where practice happens."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="services")
    sector = models.ForeignKey(Sector, models.PROTECT, related_name="services")
    slug = models.SlugField("address", max_length=100, unique=True)
    name = models.CharField("name", max_length=160)
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
            models.UniqueConstraint(fields=["organisation", "name"], name="one_service_per_name"),
            models.CheckConstraint(
                condition=Q(headcount__isnull=True) | Q(headcount__gte=1), name="headcount_is_at_least_one"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def partnership(self) -> Partnership:
        return self.organisation.partnership

    def get_absolute_url(self) -> str:
        return reverse("service-home", args=[self.partnership.slug, self.slug])


def counts_of_places(partnership) -> dict[str, int]:
    """How many sectors, organisations and active services a partnership has."""
    return Partnership.objects.filter(pk=partnership.pk).aggregate(
        sector_count=Count("sectors", distinct=True),
        organisation_count=Count("organisations", distinct=True),
        service_count=Count(
            "organisations__services",
            distinct=True,
            filter=Q(organisations__services__archived_on__isnull=True),
        ),
    )
