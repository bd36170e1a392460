"""Recording a conversation, without names."""

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Fieldset, Layout
from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from activities.actions.records import WITH
from activities.forms.briefings import at_least_one, not_to_come
from activities.forms.recording import RecordForm
from activities.models import DeepListening
from framework.models import Feature
from organisations.asking import AsksAboutPeople
from organisations.days import NOT_A_DAY
from organisations.forms import DateInput, helper_with_button

WORDS = {
    "with_children": _("Children"),
    "with_young_people": _("Young people"),
    "with_parents_carers": _("Parents and carers"),
    "with_staff": _("Staff"),
}


class DeepListeningForm(AsksAboutPeople, RecordForm):
    """Who was heard by kind and number, what was heard by feature, what will change, what they were told.

    Before it is saved it asks beside each box about whatever looks like a name, an age, an address or a date.
    """

    mark_optional = False
    says_what_it_cannot_see = False  # the page does, above the boxes
    with_whom = forms.MultipleChoiceField(
        label=_("Who did you talk to?"),
        choices=list(WORDS.items()),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Select who you talked to")},
    )

    class Meta:
        model = DeepListening
        fields = ("day", "people_heard", "method", "will_change", "told_them", "told_on")
        widgets = {
            "day": DateInput,
            "told_on": DateInput,
            "method": forms.RadioSelect,
            "will_change": forms.Textarea(attrs={"rows": 3}),
            "told_them": forms.Textarea(attrs={"rows": 3}),
        }
        labels = {
            "day": _("Date of the conversation"),
            "people_heard": _("How many people did you listen to?"),
            "method": _("How did you talk?"),
            "will_change": _("What will you change?"),
            "told_them": _("What did you tell them afterwards?"),
            "told_on": _("When did you tell them?"),
        }
        help_texts = {
            "will_change": _("Small things count. If nothing can change, say so and say why."),
            "told_them": _(
                "You can come back and add this later. People you listened to want to know what has changed."
            ),
        }
        error_messages = {
            "day": {"required": _("Enter the date of the conversation"), "invalid": NOT_A_DAY},
            "told_on": {"invalid": NOT_A_DAY},
            "people_heard": {"required": _("Enter how many people you listened to")},
            "method": {"required": _("Select how you talked")},
        }

    def __init__(self, *args, features: list[Feature], **kwargs) -> None:
        self.features = features
        super().__init__(*args, **kwargs)
        self.fields["method"].choices = DeepListening.Method.choices
        at_least_one(self.fields["people_heard"])
        before = {}
        if self.instance.pk:
            before = {heard.feature_id: heard.text for heard in self.instance.heard.all()}
            self.initial["with_whom"] = [name for name in WITH if getattr(self.instance, name)]
        else:
            self.initial["day"] = self.initial.get("day") or timezone.localdate()
        for feature in features:
            field = self.fields[self.name_of(feature)] = forms.CharField(
                label=str(feature),
                required=False,
                max_length=3000,
                initial=before.get(feature.pk),
                widget=forms.Textarea(attrs={"rows": 2}),
            )
            field.show_count = False
        self.helper = self._laid_out()

    def _laid_out(self) -> FormHelper:
        helper = helper_with_button(_("Save this conversation"))
        helper.render_unmentioned_fields = True  # what is asked before saving
        helper.layout = Layout(
            *("day", "with_whom", "people_heard", "method"),
            Fieldset(_("What did you hear?"), *(self.name_of(feature) for feature in self.features)),
            Fieldset(_("What happens next?"), "will_change", "told_them", "told_on"),
        )
        return helper

    @staticmethod
    def name_of(feature: Feature) -> str:
        return f"heard-{feature.code}"

    def heard(self) -> dict[Feature, str]:
        """What was written down, by feature."""
        written = {feature: self.cleaned_data[self.name_of(feature)].strip() for feature in self.features}
        return {feature: text for feature, text in written.items() if text}

    @property
    def changed_columns(self) -> list[str]:
        """The columns of the conversation that someone changed."""
        return [*self.changed_data, *(WITH if "with_whom" in self.changed_data else ())]

    @property
    def changed_features(self) -> list[Feature]:
        """The features of which something else was written than stood there."""
        return [feature for feature in self.features if self.name_of(feature) in self.changed_data]

    def clean_day(self):
        return not_to_come(self.cleaned_data["day"])

    def clean(self):
        data = super().clean()
        if data.get("told_on"):
            if not (data.get("told_them") or "").strip():
                self.add_error("told_them", _("Enter what you told them, or leave the date blank"))
            if data.get("day") and data["told_on"] < data["day"]:
                self.add_error("told_on", _("Date must be the same as or after the conversation"))
            elif data["told_on"] > timezone.localdate():
                self.add_error("told_on", _("Date must be today or in the past"))
        if "people_heard" in data and data["people_heard"] < len(data.get("with_whom", ())):
            self.add_error("people_heard", _("Number of people must be at least the number of groups you selected"))
        for name in WITH:
            setattr(self.instance, name, name in data.get("with_whom", ()))
        return data

    def boxes_looked_at(self) -> list[str]:
        return [*(self.name_of(feature) for feature in self.features), "will_change", "told_them"]
