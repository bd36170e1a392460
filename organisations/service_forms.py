"""Adding one service by hand, and reopening a closed one under a free name."""

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from organisations.forms import helper_with_button
from organisations.models import Organisation, Partnership, Sector, Service
from organisations.putting_right import alike, name_is_taken, same_name
from tables.folding import fold, tidy

ANOTHER = "+"  # no organisation has such an address
SAME = "same"
TAKEN = _("Enter a different name. This organisation already has a service called this")


def _shown(text: str) -> str:
    """A typed name as it is kept. Raises ValidationError for signs that nobody would see."""
    kept = tidy(text)
    if not kept.isprintable():
        raise forms.ValidationError(_("Remove the characters that cannot be shown"))
    return kept


class NewServiceForm(forms.Form):
    """One service: where it belongs, its name, how many work there. Names that are near another one are asked about."""

    helper = helper_with_button(_("Add this service"))
    sector = forms.ChoiceField(label=_("Sector"), error_messages={"required": _("Select a sector")})
    organisation = forms.ChoiceField(
        label=_("Organisation"), error_messages={"required": _("Select an organisation, or another one")}
    )
    new_organisation = forms.CharField(
        label=_("Name of the new organisation"),
        help_text=_("Only if you selected another organisation."),
        max_length=160,
        required=False,
    )
    name = forms.CharField(
        label=_("Name of the service"),
        max_length=160,
        error_messages={"required": _("Enter the name of the service")},
    )
    headcount = forms.IntegerField(
        label=_("People who work here"),
        help_text=_("Leave it blank if you do not know. We then show no rates for this service."),
        min_value=1,
        max_value=100_000,
        required=False,
        error_messages={
            "min_value": _("Enter a whole number from 1 to 100,000"),
            "max_value": _("Enter a whole number from 1 to 100,000"),
            "invalid": _("Enter a whole number from 1 to 100,000"),
        },
    )

    def __init__(self, *args, partnership: Partnership, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.partnership = partnership
        sectors = Sector.objects.filter(partnership=partnership)
        self.organisations = list(Organisation.objects.in_partnership(partnership))
        self.fields["sector"].choices = [("", _("Select a sector")), *((one.name, one.name) for one in sectors)]
        if not sectors:
            self.fields["sector"] = forms.CharField(
                label=_("Sector"), help_text=_("For example “Health”."), max_length=120
            )
        active = [one for one in self.organisations if one.archived_on is None]
        self.fields["organisation"].choices = [
            ("", _("Select an organisation")),
            *((one.slug, one.name) for one in active),
            (ANOTHER, _("Another organisation")),
        ]
        if not active:
            self.initial["organisation"] = ANOTHER

    def clean_sector(self) -> str:
        return _shown(self.cleaned_data["sector"])

    def clean_new_organisation(self) -> str:
        return _shown(self.cleaned_data["new_organisation"])

    def clean_name(self) -> str:
        return _shown(self.cleaned_data["name"])

    def clean(self):
        data = super().clean()
        if data.get("organisation") == ANOTHER and not data.get("new_organisation"):
            self.add_error("new_organisation", _("Enter the name of the new organisation"))
        if self.errors:
            return data
        self._refuse_the_same(data)
        if not self.errors and (found := self._alike(data)):
            self._ask(found)
        return data

    @property
    def names_organisation(self) -> str:
        """The organisation that was selected or typed, by its name."""
        data = self.cleaned_data
        if data["organisation"] == ANOTHER:
            return data["new_organisation"]
        return next(one.name for one in self.organisations if one.slug == data["organisation"])

    @property
    def is_the_same(self) -> bool:
        """Whether the person said that it is one that is there already."""
        return self.cleaned_data.get("alike") == SAME

    def _services(self) -> list[Service]:
        return list(Service.objects.in_partnership(self.partnership).with_places())

    def _refuse_the_same(self, data: dict) -> None:
        known = same_name(self.names_organisation, self.organisations)
        if known and same_name(data["name"], [one for one in self._services() if one.organisation_id == known.pk]):
            self.add_error("name", TAKEN)

    def _alike(self, data: dict) -> list[str | Promise]:
        """A sentence for each name that may be meant, with where it is."""
        found = []
        if data["organisation"] == ANOTHER:
            near = alike(data["new_organisation"], (one.name for one in self.organisations))
            found += [
                _("“%(typed)s”: there is already “%(known)s”.") % _both(data["new_organisation"], n) for n in near
            ]
        by_name: dict[str, list[Service]] = {}
        for service in self._services():
            by_name.setdefault(service.name, []).append(service)
        for near in (*alike(data["name"], by_name), *(n for n in by_name if fold(n) == fold(data["name"]))):
            for one in by_name[near]:
                said = _both(data["name"], near) | {"organisation": one.organisation.name}
                words = _("“%(typed)s”: there is already “%(known)s” (%(organisation)s).")
                if one.archived_on:
                    words = _("“%(typed)s”: there is already “%(known)s” (%(organisation)s, archived).")
                found.append(words % said)
        return found

    def _ask(self, found: list[str | Promise]) -> None:
        """Ask whether they are the same, where nobody has said so of these very names."""
        names = fold(f"{self.cleaned_data['new_organisation']} {self.cleaned_data['name']}")
        self.fields["alike"] = forms.ChoiceField(
            label=_("Is it the same?"),
            help_text=" ".join(str(each) for each in found),
            choices=[(names, _("No, it is another one. Add it.")), (SAME, _("Yes, it is the same. Add nothing."))],
            widget=forms.RadioSelect,
        )
        said = self.data.get("alike")
        if said in (names, SAME):
            self.cleaned_data["alike"] = said
        else:
            self.add_error("alike", _("Say whether it is the same"))


def _both(typed: str, known: str) -> dict[str, str]:
    return {"typed": typed, "known": known}


class RestoreServiceForm(forms.Form):
    """The name under which a closed service is open again: its own, unless another one has that by now."""

    helper = helper_with_button(_("Restore this service"))
    name = forms.CharField(
        label=_("Name"), max_length=160, error_messages={"required": _("Enter the name of the service")}
    )

    def __init__(self, *args, service: Service, **kwargs) -> None:
        super().__init__(*args, initial={"name": service.name}, **kwargs)
        self.service = service
        if name_is_taken(service, service.name):
            self.fields["name"].help_text = _("Its name was given to another service meanwhile. Enter another one.")

    def clean_name(self) -> str:
        kept = _shown(self.cleaned_data["name"])
        if name_is_taken(self.service, kept):
            raise forms.ValidationError(TAKEN)
        return kept
