"""Forms for pledges."""

import datetime

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from framework.models import Feature
from organisations.access import newest_framework_of
from organisations.asking import AsksAboutPeople
from organisations.days import NOT_A_DAY, day_of_our_time
from organisations.forms import DateInput, helper_with_button
from organisations.models import Organisation, Partnership
from organisations.row_forms import RowForm
from pledges.actions import OF_A_PLEDGE
from pledges.days import next_review
from pledges.models import Commitment, Pledge, PledgeAim, PledgeReview
from stored_files.pictures import NotAPicture, checked_picture


class AimFields(forms.Form):
    """What a pledge is meant to move: kinds, and the features that those kinds are about which need one."""

    aims = forms.MultipleChoiceField(
        label=_("What do you want this pledge to change?"),
        help_text=_(
            "Select what would show that you are keeping the pledge. The pledge’s page then shows what has "
            "been recorded since, and released results."
        ),
        choices=PledgeAim.Area.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    features = forms.MultipleChoiceField(
        label=_("Which features is it about?"),
        help_text=_(
            "Only needed for what services, staff or families say. Families are only asked about features for families."
        ),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def offer(self, pledge: Pledge) -> None:
        """Offer the features of the partnership's framework, with what the pledge has chosen so far."""
        framework = newest_framework_of(pledge.organisation.partnership)
        found = list(framework.features.all()) if framework else []
        self.fields["features"].choices = [(feature.code, str(feature)) for feature in found]
        self.for_families = {feature.code for feature in found if feature.audience == Feature.Audience.FAMILIES}
        chosen = list(pledge.aims.all()) if pledge.pk else []
        self.initial["aims"] = list(dict.fromkeys(aim.kind for aim in chosen))
        self.initial["features"] = list(dict.fromkeys(aim.feature for aim in chosen if aim.feature))

    def check_aims(self, data: dict) -> None:
        """Say what is missing where kinds and features do not go together."""
        kinds, features = data.get("aims", []), data.get("features", [])
        about = [kind for kind in kinds if kind in PledgeAim.OF_FEATURES]
        if about and not features:
            self.add_error("features", _("Select at least one feature, or clear what services, staff and families say"))
        if features and not about:
            self.add_error("aims", _("Select whose view of these features you want: services, staff or families"))
        if PledgeAim.Area.FAMILIES in kinds and features and not self.for_families & set(features):
            self.add_error("features", _("Select at least one feature that families are asked about"))

    def chosen_aims(self) -> list[tuple[str, str]]:
        """Kinds with the codes of features, "" for those that need none."""
        found = []
        for kind in self.cleaned_data["aims"]:
            if kind not in PledgeAim.OF_FEATURES:
                found.append((kind, ""))
                continue
            asked = self.for_families if kind == PledgeAim.Area.FAMILIES else self.cleaned_data["features"]
            found += [(kind, code) for code in self.cleaned_data["features"] if code in asked]
        return found


class AimsForm(AimFields):
    """What a pledge is meant to move, said later."""

    helper = helper_with_button(_("Save what this pledge should change"))

    def __init__(self, *args, pledge: Pledge, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.offer(pledge)

    def clean(self):
        data = super().clean()
        self.check_aims(data)
        return data


class PledgeForm(AsksAboutPeople, AimFields, RowForm):
    """A leader's pledge in their own words, with the kinds of commitment it makes."""

    looks_at = ("text", "leader_role", "description")  # the leader is meant to be named
    helper = helper_with_button(_("Save and preview pledge"))
    kinds = forms.MultipleChoiceField(
        label=_("What is the pledge about?"),
        help_text=_("Select all that apply."),
        choices=Commitment.Promise.choices,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Select what the pledge is about")},
    )

    picture = forms.FileField(
        label=_("Upload a picture"),
        help_text=_(
            "JPEG, PNG or WebP, up to 10 MB. Details of where and when it was taken are removed. Do not use a "
            "picture of children or families. Ask everyone in the picture if you may use it."
        ),
        required=False,
        widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png,image/webp"}),
        error_messages={"empty": _("The selected file is empty")},
    )
    without_picture = forms.BooleanField(label=_("Remove the picture"), required=False)
    description = forms.CharField(
        label=_("What does the picture show?"),
        help_text=_(
            "A description for people who cannot see it, for example “Our team planting a tree in the garden”."
        ),
        max_length=300,
        required=False,
    )

    class Meta:
        model = Pledge
        fields = OF_A_PLEDGE
        labels = {
            "text": _("Your pledge, in your own words"),
            "leader_name": _("Leader’s name"),
            "leader_role": _("Leader’s role"),
            "made_on": _("Date of the pledge"),
            "is_public": _("Show it on the public pledge wall"),
        }
        help_texts = {
            "text": _(
                "1 or 2 sentences that say what will be different, for example “We will not ask any family "
                "to tell us their story twice”."
            ),
            "leader_role": _("For example, “Head teacher”."),
        }
        widgets = {"made_on": DateInput, "text": forms.Textarea(attrs={"rows": 4})}
        error_messages = {
            "text": {"required": _("Enter your pledge")},
            "leader_name": {"required": _("Enter the leader’s name")},
            "leader_role": {"required": _("Enter the leader’s role")},
            "made_on": {"required": _("Enter the date of the pledge"), "invalid": NOT_A_DAY},
        }

    field_order = (
        *("text", "kinds", "leader_name", "leader_role", "made_on"),
        *("picture", "without_picture", "description", "aims", "features", "is_public"),
    )

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.offer(self.instance)
        self.here = self.instance.picture_or_none if self.instance.pk else None
        if self.here:
            self.initial["description"] = self.here.description
            self.fields["picture"].label = _("Upload a different picture")
        else:
            del self.fields["without_picture"]
        if self.instance.pk:
            self.initial["kinds"] = [commitment.kind for commitment in self.instance.commitments.all()]
        else:
            self.initial["made_on"] = self.initial.get("made_on") or timezone.localdate()

    def place_of_words(self) -> Partnership:
        return self.instance.organisation.partnership

    def clean_made_on(self):
        day = self.cleaned_data["made_on"]
        if day > timezone.localdate():
            raise forms.ValidationError(_("Date of the pledge must be today or in the past"))
        return day

    def clean_picture(self):
        """The picture, made ready to be kept."""
        file = self.cleaned_data["picture"]
        if not file:
            return None
        try:
            return checked_picture(file, size=file.size)
        except NotAPicture as reason:
            raise forms.ValidationError(str(reason)) from reason

    def clean(self):
        data = super().clean()
        self.check_aims(data)
        shows_one = data.get("picture") or (self.here and not data.get("without_picture"))
        if shows_one and not data.get("description"):
            self.add_error("description", _("Enter what the picture shows"))
        if data.get("picture") and self.errors:
            self.add_error("picture", _("Select the picture again. Everything else you entered is still here."))
        return data

    @property
    def chosen(self) -> dict:
        """What is saved: the pledge's own columns and what stands beside them, as far as someone changed it."""
        data, changed = self.cleaned_data, set(self.changed_data)
        return {
            "fields": changed,
            "kinds": data["kinds"] if "kinds" in changed else None,
            "aims": self.chosen_aims() if changed & {"aims", "features"} else None,
            "picture": data["picture"],
            "description": data["description"] if changed & {"picture", "description"} else "",
            "without_picture": data.get("without_picture", False),
        }


class ChoosePledgesForm(forms.Form):
    """Which pledges the list shows."""

    organisation = forms.ModelChoiceField(
        label=_("Organisation"), queryset=Organisation.objects.none(), required=False, empty_label=_("All")
    )
    state = forms.ChoiceField(label=_("Status"), choices=[("", _("All")), *Pledge.State.choices], required=False)
    standing = forms.ChoiceField(
        label=_("Progress"),
        choices=[("", _("All")), *PledgeReview.Standing.choices, ("none", _("No update yet"))],
        required=False,
    )
    review = forms.ChoiceField(
        label=_("Next progress update"),
        choices=[("", _("Any date")), ("due", _("Due now")), ("soon", _("Due within 30 days"))],
        required=False,
    )

    def __init__(self, *args, organisations, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"].queryset = organisations

    def chosen_from(self, pledges, *, on: datetime.date):
        """Those of the pledges that were asked for; an address typed by hand that asks for nonsense asks for all."""
        if not self.is_bound:
            return pledges
        self.is_valid()
        wanted = self.cleaned_data
        if wanted.get("organisation"):
            pledges = pledges.filter(organisation=wanted["organisation"])
        if wanted.get("state"):
            pledges = pledges.filter(state=wanted["state"])
        if wanted.get("standing"):
            pledges = pledges.agreed().standing(wanted["standing"])
        if wanted.get("review"):
            pledges = pledges.review_due(on + datetime.timedelta(days=30 if wanted["review"] == "soon" else 0))
        return pledges


class PledgeReviewForm(AsksAboutPeople, RowForm):
    """Where a pledge stands, in its organisation's words, and when it is looked at next."""

    looks_at = ("why",)
    helper = helper_with_button(_("Save progress update"))
    review_due_on = forms.DateField(
        label=_("When will you next update progress?"),
        validators=[day_of_our_time],
        widget=DateInput,
        error_messages={"required": _("Enter the date of your next update"), "invalid": NOT_A_DAY},
    )

    class Meta:
        model = PledgeReview
        fields = ("standing", "why", "day")
        labels = {
            "standing": _("How is it going?"),
            "why": _("How can you tell?"),
            "day": _("Date of this update"),
        }
        help_texts = {
            "why": _(
                "Say what has happened and what got in the way. If the pledge is public, anyone can read this. "
                "Do not name anyone."
            ),
        }
        widgets = {"day": DateInput, "why": forms.Textarea(attrs={"rows": 4}), "standing": forms.RadioSelect}
        error_messages = {
            "standing": {"required": _("Select how it is going")},
            "why": {"required": _("Enter how you can tell")},
            "day": {"required": _("Enter the date of this update"), "invalid": NOT_A_DAY},
        }

    def __init__(self, *args, on: datetime.date, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.on = on
        self.fields["standing"].choices = PledgeReview.Standing.choices
        self.fields["standing"].option_hints = {
            "kept": _("We have done what we said, and we are keeping it up."),
            "under_way": _("We have done some of it and are working on the rest."),
            "stuck": _("We have not been able to make progress. Saying so helps others to help."),
            "changed": _("We have learned something and will do it differently."),
        }
        self.initial["day"] = on
        self.initial.setdefault("review_due_on", next_review(on))

    def place_of_words(self) -> Partnership:
        return self.instance.pledge.organisation.partnership

    def clean_day(self):
        day = self.cleaned_data["day"]
        if day > self.on:
            raise forms.ValidationError(_("Date must be today or in the past"))
        if day < self.instance.pledge.made_on:
            raise forms.ValidationError(_("Date must be the same as or after the date of the pledge"))
        return day

    def clean_review_due_on(self):
        day = self.cleaned_data["review_due_on"]
        if day <= self.on:
            raise forms.ValidationError(_("Next update must be in the future"))
        return day


class ReturnForm(AsksAboutPeople, forms.Form):
    """A note with which a pledge goes back."""

    looks_at = ("note",)

    helper = helper_with_button(_("Return pledge"))
    note = forms.CharField(
        label=_("What should they change?"),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=1000,
        error_messages={"required": _("Enter what they should change")},
    )
