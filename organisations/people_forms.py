"""Forms with which admins look after people, and leads after their own team."""

from django import forms
from django.utils.translation import gettext_lazy as _

from organisations.choosing import ServiceChoice
from organisations.directory import STATUSES, Entry, narrowed
from organisations.forms import AsksForRole, FilterForm, helper_with_button
from organisations.models import Membership, Organisation, Partnership, Sector, Service, User
from organisations.permissions import PLACE_OF_ROLE
from organisations.roles import Role
from organisations.row_forms import RowForm

MOST_PEOPLE = 100_000  # in one service, as where one is added by hand
LONGEST_ADDRESS = User._meta.get_field("email").max_length


class PeopleFilter(FilterForm):
    """Whom to list: by words, role, place and what has become of them."""

    words = forms.CharField(label=_("Name, email address or place"), required=False, max_length=120)
    role = forms.ChoiceField(label=_("Role"), required=False)
    place = forms.ChoiceField(label=_("Sector or organisation"), required=False)
    status = forms.ChoiceField(label=_("Status"), required=False)

    def __init__(self, *args, partnership: Partnership, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role"].choices = [("", _("All roles")), *Role.choices]
        self.fields["status"].choices = [("", _("Everyone")), *STATUSES.items()]
        sectors = Sector.objects.in_partnership(partnership).active().order_by("name")
        organisations = Organisation.objects.in_partnership(partnership).active().order_by("name")
        self.fields["place"].choices = [
            ("", _("All places")),
            (_("Sectors"), [(f"sector-{one.pk}", one.name) for one in sectors]),
            (_("Organisations"), [(f"organisation-{one.pk}", one.name) for one in organisations]),
        ]

    def narrow(self, entries: list[Entry]) -> list[Entry]:
        """Those that were asked for; everyone where it makes no sense."""
        if not self.is_valid():
            return entries
        asked = self.cleaned_data
        kind, _dash, number = asked["place"].partition("-")
        place = (kind, int(number)) if number else None
        return narrowed(entries, words=asked["words"], role=asked["role"], place=place, status=asked["status"])


class ChangeRoleForm(AsksForRole, forms.Form):
    """Another role, or another place, for someone who has one."""

    mark_optional = False
    helper = helper_with_button(_("Check this change"))
    role = forms.ChoiceField(label=_("Role"), error_messages={"required": _("Select a role")})
    sector = forms.ModelChoiceField(
        Sector.objects.none(), label=_("Sector"), required=False, help_text=_("Only for a sector lead.")
    )
    organisation = forms.ModelChoiceField(
        Organisation.objects.none(),
        label=_("Organisation"),
        required=False,
        help_text=_("Only for an organisation lead."),
    )
    service = ServiceChoice(
        Service.objects.none(),
        label=_("Service"),
        required=False,
        help_text=_("Only for a service lead or a contributor."),
    )

    def __init__(self, *args, membership: Membership, **kwargs) -> None:
        now = {"role": membership.role}
        now |= {kind: getattr(membership, f"{kind}_id") for kind in ("sector", "organisation", "service")}
        super().__init__(*args, initial=now, **kwargs)
        self.membership = membership
        self.offer_places(membership.partnership)

    @property
    def chosen(self) -> tuple[Role, Sector | Organisation | Service | None]:
        """The role that was chosen, and its place."""
        role = Role(self.cleaned_data["role"])
        kind = PLACE_OF_ROLE[role]
        return role, None if kind == "partnership" else self.cleaned_data[kind]

    def clean(self):
        data = super().clean()
        if not data.get("role") or not self.settle_place(data):
            return data
        role, place = self.chosen
        if (role, place or self.membership.partnership) == (self.membership.role, self.membership.place):
            self.add_error("role", _("Select another role or another place"))
        return data


class AddressForm(forms.Form):
    """Another email address for someone."""

    mark_optional = False
    helper = helper_with_button(_("Check this address"))
    email = forms.EmailField(
        label=_("New email address"),
        max_length=LONGEST_ADDRESS,
        error_messages={"required": _("Enter an email address")},
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )

    def clean_email(self) -> str:
        return self.cleaned_data["email"].lower()


class ContributorForm(forms.Form):
    """A contributor whom a lead invites to the lead's own service."""

    mark_optional = False
    helper = helper_with_button(_("Send invitation"))
    email = forms.EmailField(
        label=_("Email address"),
        max_length=LONGEST_ADDRESS,
        help_text=_("We email them a link that works once and expires after 14 days."),
        error_messages={"required": _("Enter an email address")},
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )

    def __init__(self, *args, service: Service, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.service = service

    def clean_email(self) -> str:
        email = self.cleaned_data["email"].lower()
        there = Membership.objects.filter(user__email=email, role=Role.CONTRIBUTOR, service=self.service)
        if there.exists():
            raise forms.ValidationError(_("This person already has this role there"))
        return email


class HeadcountForm(RowForm):
    """How many people work in a service, as its lead knows it."""

    helper = helper_with_button(_("Save"))

    class Meta:
        model = Service
        fields = ("headcount",)
        labels = {"headcount": _("People who work here")}
        help_texts = {"headcount": _("Leave it blank if you do not know. We then show no rates for this service.")}

    def clean_headcount(self) -> int | None:
        told = self.cleaned_data["headcount"]
        if told is not None and told > MOST_PEOPLE:
            raise forms.ValidationError(_("Enter a whole number from 1 to 100,000"))
        return told
