"""Forms for support and challenge by a peer."""

from collections.abc import Sequence

from crispy_forms.layout import Submit
from django import forms
from django.utils.translation import gettext_lazy as _

from assessments.actions.peers import OF_A_PEER
from assessments.models import PeerConversation
from assessments.models.peers import MOST_AT_ONCE, MOST_FEATURES, MOST_WRITTEN
from framework.models import Feature, FrameworkVersion
from organisations.asking import AsksAboutPeople
from organisations.forms import helper_with_button
from organisations.models import Partnership, User
from organisations.row_forms import RowForm


class _ChoosesFeatures(forms.Form):
    """Some features of the framework, by boxes to select."""

    features = forms.ModelMultipleChoiceField(
        Feature.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        to_field_name="code",
        error_messages={"required": _("Select at least one feature")},
    )

    def __init__(self, *args, framework: FrameworkVersion, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["features"].queryset = Feature.objects.filter(framework=framework)


class OfferForm(_ChoosesFeatures):
    """With what someone can help, and for how many services at a time."""

    helper = helper_with_button(_("Offer to be a peer"))
    at_once = forms.TypedChoiceField(
        label=_("How many services at a time?"),
        choices=[(number, str(number)) for number in range(1, MOST_AT_ONCE + 1)],
        coerce=int,
        widget=forms.RadioSelect,
        error_messages={"required": _("Select how many services at a time")},
    )

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["features"].label = _("What can you help others with?")
        self.fields["features"].help_text = _("You do not have to be an expert. Having tried something is enough.")


class AskForm(_ChoosesFeatures):
    """With what a service asks help."""

    helper = helper_with_button(_("Ask for a peer"))

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["features"].label = _("What would you like help with?")
        self.fields["features"].help_text = _("Select up to 3 features.")

    def clean_features(self):
        chosen = self.cleaned_data["features"]
        if len(chosen) > MOST_FEATURES:
            raise forms.ValidationError(_("Select up to 3 features"))
        return chosen


class InviteForm(forms.Form):
    """Someone whom a service invites, by name."""

    peer = forms.ModelChoiceField(
        User.objects.none(),
        label=_("Invite someone else"),
        help_text=_(
            "People who offer to be a peer and have time. People of your own organisation, and those who look after "
            "your service, are not in this list."
        ),
        empty_label=_("Select a person"),
        error_messages={
            "required": _("Select a person"),
            "invalid_choice": _("Select a person who offers to be a peer"),
        },
    )

    def __init__(
        self, *args, offering: Sequence[User], shown: Sequence[tuple[int, str]], address: str, **kwargs
    ) -> None:
        super().__init__(*args, **kwargs)
        self.helper = helper_with_button(_("Invite this person"), kind="secondary")
        self.helper.form_action = address  # it stands on the service's page too
        # Whoever offers is looked at when they are chosen, and refused with the reason; only those who can be invited
        # are on the list.
        self.fields["peer"].queryset = User.objects.filter(pk__in=[each.pk for each in offering])
        self.fields["peer"].choices = [("", _("Select a person")), *shown]


class DeclineForm(AsksAboutPeople, forms.Form):
    """No, with a reason if someone likes."""

    looks_at = ("reason",)
    helper = helper_with_button(_("Decline kindly"))
    reason = forms.CharField(
        label=_("Would you like to say why?"),
        help_text=_("The service can read it. You do not have to give a reason."),
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *args, partnership: Partnership, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.partnership = partnership

    def place_of_words(self) -> Partnership:
        return self.partnership


class WordsForm(AsksAboutPeople, RowForm):
    """What a peer says. One box is enough, and there is none for a number."""

    looks_at = OF_A_PEER
    helper = helper_with_button(_("Send to the service"))

    class Meta:
        model = PeerConversation
        fields = OF_A_PEER
        labels = {
            "strong": _("What is strong?"),
            "question": _("A question"),
            "offer": _("An offer of help"),
        }
        help_texts = {
            "strong": _("What stood out, and what your own service could learn from it."),
            "question": _("Something that you would like to understand, or that might open a door."),
            "offer": _("For example, a visit, a form that works for you, or half an hour to talk."),
        }
        widgets = {name: forms.Textarea(attrs={"rows": 4}) for name in OF_A_PEER}

    def clean(self):
        data = super().clean()
        if not self.errors and not any(str(data.get(name, "")).strip() for name in OF_A_PEER):
            self.add_error("strong", _("Write in at least one of the 3 boxes"))
        return data


class AnswerForm(AsksAboutPeople, RowForm):
    """What the service answers its peer."""

    looks_at = ("answer",)
    helper = helper_with_button(_("Send answer"))

    class Meta:
        model = PeerConversation
        fields = ("answer",)
        labels = {"answer": _("Your answer")}
        help_texts = {"answer": _("What you take from it, and whether you would like the help that is offered.")}
        widgets = {"answer": forms.Textarea(attrs={"rows": 4})}

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["answer"].required = True
        self.fields["answer"].error_messages["required"] = _("Enter your answer")


class CameOfItForm(AsksAboutPeople, forms.Form):
    """What came of it, ten months later."""

    looks_at = ("text",)
    helper = helper_with_button(_("Save"))
    helper.add_input(Submit("rather_not", _("I would rather not say"), css_class="secondary", formnovalidate=True))
    text = forms.CharField(
        label=_("What has changed since?"),
        help_text=_("A sentence or two. “Nothing yet” is an answer too. You and the other side can read it."),
        max_length=MOST_WRITTEN,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": _("Enter what has changed, or select “I would rather not say”")},
    )
    may_be_told = forms.BooleanField(
        label=_("It may become a story for others to learn from"),
        help_text=_("Only if both of you agree. Someone asks you again before anything is written."),
        required=False,
    )

    def __init__(self, *args, partnership: Partnership, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.partnership = partnership

    def place_of_words(self) -> Partnership:
        return self.partnership
