"""Forms for setting up a partnership."""

from collections.abc import Callable
from typing import TypeVar

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Submit
from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from background.models import OutgoingMail
from framework.models import Feature, FrameworkVersion
from organisations.actions import ActionRefused
from organisations.asking import AsksAboutPeople
from organisations.choosing import ServiceChoice
from organisations.models import Invitation, Membership, Organisation, Partnership, Round, Sector, Service
from organisations.models.naming import TidyText
from organisations.roles import PLACE_OF_ROLE, Role
from organisations.row_forms import RowForm


def helper_with_button(text: str | Promise, *, kind: str = "") -> FormHelper:
    """A form's helper with one button that says what happens; `kind` is "secondary" where another comes first."""
    helper = FormHelper()
    helper.add_input(Submit("go", text, css_class=kind))
    return helper


Saved = TypeVar("Saved")


class FilterForm(forms.Form):
    """What a list shows, asked for by its address, with one quiet button. Nothing chosen is everything."""

    mark_optional = False
    helper = FormHelper()
    helper.form_method = "get"
    helper.disable_csrf = True
    helper.form_class = "tip-filter"
    helper.add_input(Submit("", _("Apply filters"), css_class="secondary"))

    @property
    def asks(self) -> bool:
        """Whether anything narrower than everything was asked for."""
        return (self.is_valid() and any(self.cleaned_data.values())) or bool(self.errors)


def saved_from(form: forms.BaseForm, save: Callable[[], Saved]) -> Saved | None:
    """What `save` makes of a form; None where the form has mistakes, or where it is refused: then the form says why.

    Anyone who came too late finds everything they typed still on the page.
    """
    if not form.is_valid():
        return None
    try:
        return save()
    except ActionRefused as reason:
        form.add_error(None, str(reason))
        return None


class DateInput(forms.DateInput):
    """A day, chosen or typed."""

    input_type = "date"

    def __init__(self, **kwargs) -> None:
        super().__init__(format="%Y-%m-%d", **kwargs)


class RoundForm(RowForm):
    """A new round: its name, its first and last day, and what it shows first."""

    helper = helper_with_button(_("Plan this round"))
    assessed = forms.MultipleChoiceField(
        label=_("Which features do services assess themselves on?"),
        help_text=_(
            "Selecting two or three makes it shorter. Select none for all of them. Surveys ask staff and families "
            "about all of them in any case."
        ),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    field_order = (
        "name",
        "is_practice",
        "opens_on",
        "closes_on",
        "framework",
        "assessed",
        "fresh_statements",
        "shown_first",
    )

    class Meta:
        model = Round
        fields = ("name", "is_practice", "opens_on", "closes_on", "framework", "fresh_statements", "shown_first")
        widgets = {"opens_on": DateInput, "closes_on": DateInput, "shown_first": forms.RadioSelect}
        labels = {
            "name": _("Name of the round"),
            "is_practice": _("This round is for practice"),
            "opens_on": _("First day"),
            "closes_on": _("Last day"),
            "framework": _("Framework"),
            "fresh_statements": _("How many statements should each service look at with fresh eyes?"),
            "shown_first": _("What should we show first when not everything can be shown?"),
        }
        help_texts = {
            "name": _("People see this name on every page, for example “Autumn 2026”."),
            "is_practice": _(
                "Try everything first. Every page and paper says that nothing counts. When it ends, all its answers, "
                "comments, links, codes and self-assessments are deleted, and it is in no results. You cannot turn it "
                "into a real round, or a real round into practice."
            ),
            "framework": _("The round uses this version of the statements and questions until it closes."),
            "fresh_statements": _(
                "What a service said of these in an earlier round stays hidden until it has chosen a stage again. The "
                "others begin with its last answer, to check. Those that have waited longest come first. Leave this "
                "blank for all statements."
            ),
            "shown_first": _(
                "To protect people in a small team, we sometimes have to leave out a figure for another team too. "
                "You cannot change this after the round has opened."
            ),
        }
        error_messages = {
            "name": {"required": _("Enter a name for the round")},
            "opens_on": {"required": _("Enter the first day")},
            "closes_on": {"required": _("Enter the last day")},
            "framework": {"required": _("Select the version of the framework")},
        }

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["framework"].queryset = FrameworkVersion.objects.newest_first()
        self.fields["framework"].empty_label = None
        if not self.instance._state.adding:
            del self.fields["is_practice"]  # said once, when it is planned
        self._choose_features()
        self.fields["shown_first"].required = False  # one is always chosen: what is not sent stays as it is

    def _choose_features(self) -> None:
        """By their codes, since the version of the framework is chosen on the same page; all to begin with."""
        versions = self.fields["framework"].queryset
        titles: dict[str, str] = {}
        for feature in Feature.objects.filter(framework__in=versions).order_by("framework", "order"):
            titles[feature.code] = str(feature)
        chosen = [] if self.instance._state.adding else [one.code for one in self.instance.assessed.all()]
        self.fields["assessed"].choices = list(titles.items())
        self.initial["assessed"] = chosen

    @property
    def chosen_features(self) -> list[Feature]:
        """The features that were chosen, of the framework that was; none where these are all of them."""
        of = Feature.objects.filter(framework=self.cleaned_data["framework"])
        chosen = [one for one in of if one.code in self.cleaned_data["assessed"]]
        return chosen if len(chosen) < len(of) else []

    def clean_shown_first(self):
        return self.cleaned_data["shown_first"] or self.instance.shown_first

    def clean(self):
        data = super().clean()
        first, last = data.get("opens_on"), data.get("closes_on")
        if first and last and last < first:
            self.add_error("closes_on", _("Last day must be after the first day"))
        framework, codes = data.get("framework"), data.get("assessed")
        if framework and codes and not Feature.objects.filter(framework=framework, code__in=codes).exists():
            self.add_error("assessed", _("Select at least one feature of this version of the framework"))
        name = data.get("name")
        others = Round.objects.filter(partnership=self.instance.partnership).exclude(pk=self.instance.pk)
        if name and others.named(name).exists():
            self.add_error("name", _("Enter a different name. Another round is already called this"))
        return data


class LastDayForm(RowForm):
    """An open round's last day, which can be moved."""

    helper = helper_with_button(_("Save"))

    class Meta:
        model = Round
        fields = ("closes_on",)
        widgets = {"closes_on": DateInput}
        labels = {"closes_on": _("Last day")}
        error_messages = {"closes_on": {"required": _("Enter the last day")}}

    def clean_closes_on(self):
        day = self.cleaned_data["closes_on"]
        if day < self.instance.opens_on:
            raise forms.ValidationError(_("Last day must be after the first day"))
        return day


SELECT_PLACE = {
    "sector": _("Select a sector"),
    "organisation": _("Select an organisation"),
    "service": _("Select a service"),
}
SELECT_PLACE_FOR_ROLE = {
    "sector": _("Select a sector for this role"),
    "organisation": _("Select an organisation for this role"),
    "service": _("Select a service for this role"),
}


class AsksForRole:
    """A form with a role and with the place at which it is held: of the other kinds of places none is kept."""

    fields: dict
    add_error: Callable

    def offer_places(self, partnership: Partnership) -> None:
        for name, model in (("sector", Sector), ("organisation", Organisation), ("service", Service)):
            self.fields[name].queryset = model.objects.in_partnership(partnership).active()
            self.fields[name].empty_label = SELECT_PLACE[name]
        self.fields["role"].choices = [("", _("Select a role")), *Role.choices]

    def settle_place(self, data: dict) -> bool:
        """Whether the role has the place that it needs."""
        held_at = PLACE_OF_ROLE[Role(data["role"])]
        for kind in ("sector", "organisation", "service"):
            if kind != held_at:
                data[kind] = None
        if held_at != "partnership" and not data.get(held_at):
            self.add_error(held_at, SELECT_PLACE_FOR_ROLE[held_at])
            return False
        return True


class InvitationForm(AsksForRole, RowForm):
    """Invite someone by email into a role at a place."""

    mark_optional = False
    helper = helper_with_button(_("Send invitation"))

    class Meta:
        model = Invitation
        fields = ("email", "role", "sector", "organisation", "service")
        field_classes = {"service": ServiceChoice}
        labels = {
            "email": _("Email address"),
            "role": _("Role"),
            "sector": _("Sector"),
            "organisation": _("Organisation"),
            "service": _("Service"),
        }
        help_texts = {
            "email": _("We email them a link that works once and expires after 14 days."),
            "sector": _("Only for a sector lead."),
            "organisation": _("Only for an organisation lead."),
            "service": _("Only for a service lead or a contributor."),
        }
        error_messages = {
            "email": {"required": _("Enter an email address")},
            "role": {"required": _("Select a role")},
        }

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.offer_places(self.instance.partnership)

    def clean(self):
        data = super().clean()
        if not data.get("role") or not self.settle_place(data):
            return data
        place = {kind: data.get(kind) for kind in ("sector", "organisation", "service")}
        if Membership.objects.filter(
            user__email=(data.get("email") or "").lower(),
            role=data["role"],
            partnership=self.instance.partnership,
            **place,
        ).exists():
            self.add_error("email", _("This person already has this role there"))
        return data


class AcceptForm(forms.Form):
    """What an invited person wants to be called here."""

    helper = helper_with_button(_("Accept invitation"))
    name = TidyText(
        label=_("Your name"),
        help_text=_("Colleagues can see it, for example if you both change the same text."),
        max_length=120,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )


class OwnNameForm(AcceptForm):
    """What someone who has signed in wants to be called."""

    helper = helper_with_button(_("Save"))


class ServiceForm(RowForm):
    """What an admin may change of a service."""

    helper = helper_with_button(_("Save"))

    class Meta:
        model = Service
        fields = ("name", "sector", "headcount")
        labels = {"name": _("Name"), "sector": _("Sector"), "headcount": _("People who work here")}
        error_messages = {
            "name": {"required": _("Enter the name of the service")},
            "sector": {"required": _("Select a sector")},
        }

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["sector"].queryset = Sector.objects.in_partnership(self.instance.partnership).active()
        self.fields["sector"].empty_label = None

    def clean_name(self):
        name = self.cleaned_data["name"]
        others = Service.objects.filter(organisation=self.instance.organisation).exclude(pk=self.instance.pk)
        if others.named(name).exists():
            raise forms.ValidationError(
                _("Enter a different name. This organisation already has a service called this")
            )
        return name


class OrganisationForm(RowForm):
    """What an admin may change of an organisation."""

    helper = helper_with_button(_("Save"))

    class Meta:
        model = Organisation
        fields = ("name",)
        labels = {"name": _("Name")}
        error_messages = {"name": {"required": _("Enter the name of the organisation")}}

    def clean_name(self):
        name = self.cleaned_data["name"]
        others = Organisation.objects.in_partnership(self.instance.partnership).exclude(pk=self.instance.pk)
        if others.named(name).exists():
            raise forms.ValidationError(_("Enter a different name. Another organisation is already called this"))
        return name


class ReturnWordsForm(AsksAboutPeople, forms.Form):
    """A word with which something that was to go public is sent back."""

    looks_at = ("note",)
    helper = helper_with_button(_("Return with this note"))
    note = forms.CharField(
        label=_("What should be changed?"),
        help_text=_("The people who can change it can read this."),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=1000,
        error_messages={"required": _("Enter what should be changed")},
    )

    def __init__(self, *args, partnership: Partnership, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.partnership = partnership

    def place_of_words(self) -> Partnership:
        return self.partnership


class ListingForm(forms.Form):
    """Whether the front page names the partnership."""

    helper = helper_with_button(_("Save"))
    mark_optional = False
    is_listed = forms.BooleanField(
        required=False,
        help_text=_("Anyone can then go from there to its public page, pledges and events."),
    )

    def __init__(self, *args, partnership: Partnership, **kwargs) -> None:
        super().__init__(*args, initial={"is_listed": partnership.is_listed}, **kwargs)
        self.fields["is_listed"].label = _("Name %(partnership)s on the front page") % {"partnership": partnership}


class RemindersForm(forms.Form):
    """Which kinds of reminders someone gets."""

    helper = helper_with_button(_("Save choices"))
    mark_optional = False
    wanted = forms.MultipleChoiceField(
        label=_("Which reminders do you want?"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args, kinds, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["wanted"].choices = [(kind.code, kind.title) for kind in kinds]
        self.fields["wanted"].option_hints = {kind.code: kind.description for kind in kinds}


class MailFilterForm(forms.Form):
    """Which mail to list: by what became of it, and to whom."""

    STATES = {
        "undelivered": OutgoingMail.UNDELIVERED,
        "waiting": (OutgoingMail.State.WAITING, OutgoingMail.State.SENDING),
        "sent": (OutgoingMail.State.SENT,),
    }

    state = forms.ChoiceField(
        label=_("Delivery"),
        required=False,
        choices=[
            ("", _("All emails")),
            ("undelivered", _("Not delivered")),
            ("waiting", _("Being sent")),
            ("sent", _("Sent")),
        ],
    )
    to = forms.CharField(label=_("Sent to"), required=False, max_length=254)

    def narrow(self, found):
        """Only the mail that was asked for."""
        states, to = self.STATES.get(self.cleaned_data["state"]), self.cleaned_data["to"].strip()
        found = found.filter(state__in=states) if states else found
        return found.filter(to__icontains=to) if to else found
