"""Forms of the admin: the partnership's own questions, places to turn to, and how comments are looked after."""

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from organisations.forms import DateInput, helper_with_button
from organisations.row_forms import RowForm
from surveys.actions.support import EMERGENCY
from surveys.kind_words import unkind_phrases
from surveys.languages import Language
from surveys.models import SafetySettings, SupportLine


class LocalQuestionForm(forms.Form):
    """One question of the partnership's own, with its words in other languages."""

    helper = helper_with_button(_("Save this question"))
    text = forms.CharField(
        label=_("What do you want to ask?"),
        max_length=400,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": _("Write the question.")},
    )
    kind = forms.ChoiceField(
        label=_("How do people answer?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose how people answer.")},
    )

    def __init__(self, *args, scale: str, languages: list[Language], is_new: bool, may_change: bool = True, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["text"].help_text = _(
            "Write a sentence, not a question, where people answer on the scale: “%(scale)s” stands above "
            "it. One idea, about how things are and not about what happened to somebody."
        ) % {"scale": scale}
        if not may_change:
            self.fields["text"].disabled = True
            self.fields["text"].help_text = _("People may have answered it as it is, so that it stays.")
        if is_new:
            self.fields["kind"].choices = [
                ("choice", (_("On the survey’s scale: %(scale)s") % {"scale": scale})),
                ("open", _("In their own words, read by a reviewer first")),
            ]
        else:
            del self.fields["kind"]
        self.languages = languages
        for language in languages:
            self.fields[f"words_{language.code}"] = forms.CharField(
                label=f"In {language.name}",
                required=False,
                max_length=400,
                widget=forms.TextInput(attrs={"lang": language.tag, "dir": language.direction}),
            )
            if not may_change and self.initial.get(f"words_{language.code}"):
                self.fields[f"words_{language.code}"].disabled = True

    def clean_text(self) -> str:
        text = self.cleaned_data["text"]
        if found := unkind_phrases(text):
            said = "”, “".join(found)
            raise forms.ValidationError(
                _(
                    "“%(said)s” may hurt somebody who has been hurt. Ask how things are here, without blame and "
                    "without asking what happened."
                )
                % {"said": said}
            )
        return text

    def words(self) -> dict[str, str]:
        """What was written in other languages, by their codes; "" where nothing was."""
        return {language.code: self.cleaned_data[f"words_{language.code}"].strip() for language in self.languages}

    def changed(self) -> dict:
        """The words that somebody changed: of the question itself (None where they stay) and in other languages."""
        words = {code: said for code, said in self.words().items() if f"words_{code}" in self.changed_data}
        return {"text": self.cleaned_data["text"] if "text" in self.changed_data else None, "words": words}


class SupportLineForm(RowForm):
    """One place to turn to: its name, number and hours, for whom, and when somebody last looked."""

    helper = helper_with_button(_("Save this line"))
    whom = forms.MultipleChoiceField(
        label=_("For whom?"),
        choices=[("families", _("Children, young people and families")), ("staff", _("Staff"))],
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose for whom it is: families, staff, or both.")},
    )

    class Meta:
        model = SupportLine
        fields = ("name", "contact", "kind", "hours", "whom", "checked_on")
        widgets = {"checked_on": DateInput, "kind": forms.RadioSelect}
        labels = {
            "name": _("What is it called?"),
            "contact": _("Number"),
            "kind": _("How do people reach it?"),
            "hours": _("When, at what cost, and for whom"),
            "checked_on": _("When did somebody last check this?"),
        }
        help_texts = {
            "hours": _("For example “any time, free” or “weekdays in the daytime, free, for men living with abuse”."),
            "checked_on": _("Ring it, or look at its own page. Twice a year at least."),
        }
        error_messages = {
            "name": {"required": _("Write what it is called.")},
            "contact": {"required": _("Write the number.")},
            "kind": {"required": _("Choose how people reach it.")},
            "hours": {"required": _("Write when somebody answers.")},
        }

    field_order = ("name", "contact", "kind", "hours", "whom", "checked_on")

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = SupportLine.Channel.choices
        self.fields["checked_on"].required = True
        self.fields["checked_on"].error_messages["required"] = "Choose the day on which somebody checked it."
        line = self.instance
        self.initial["whom"] = [name for name in ("families", "staff") if getattr(line, f"for_{name}")]
        self.order_fields(self.field_order)

    def clean_contact(self) -> str:
        contact = " ".join(self.cleaned_data["contact"].split())
        if not contact.replace(" ", "").lstrip("+").isdigit():
            raise forms.ValidationError(_("Write the number in digits, for example 0808 800 5000."))
        return EMERGENCY if contact.replace(" ", "") == EMERGENCY else contact

    def clean_checked_on(self):
        day = self.cleaned_data["checked_on"]
        if day and day > timezone.localdate():
            raise forms.ValidationError(_("That day has not come yet. Choose the day on which somebody checked it."))
        return day

    def values(self) -> dict[str, object]:
        """The columns of a new line, or those of a line that is there which were changed; only for a valid form."""
        whom = self.cleaned_data["whom"]
        columns = {name: self.cleaned_data[name] for name in ("name", "contact", "kind", "hours", "checked_on")}
        columns |= {"for_families": "families" in whom, "for_staff": "staff" in whom}
        if self.instance.pk is None:
            return columns
        changed = {"for_families", "for_staff"} if "whom" in self.changed_data else set()
        return {name: value for name, value in columns.items() if name in changed | set(self.changed_data)}


class SafetySettingsForm(RowForm):
    """How soon comments are read, who hears of a worry, how long raw answers are kept."""

    helper = helper_with_button(_("Save"))

    class Meta:
        model = SafetySettings
        fields = ("review_days", "escalation_name", "escalation_email", "retention_months")
        labels = {
            "review_days": _("Within how many working days is a comment read?"),
            "escalation_name": _("Who hears at once when somebody may not be safe?"),
            "escalation_email": _("Their email address"),
            "retention_months": _("For how many months are raw answers kept after a release?"),
        }
        help_texts = {
            "review_days": _("From 1 to 28. Reviewers are reminded of what is overdue."),
            "escalation_name": _("A person or a team, for example the safeguarding lead on duty."),
            "escalation_email": _(
                "A reviewer who passes a comment on sends word here. The comment itself is not in the message."
            ),
            "retention_months": _("From 1 to 60. Then they are deleted. Released results stay."),
        }

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        for name, least, most in (("review_days", 1, 28), ("retention_months", 1, 60)):
            field = self.fields[name]
            field.min_value, field.max_value, field.width = least, most, 5
            field.validators = [self._between(least, most)]
            said = f"Write a number from {least} to {most}."
            field.error_messages |= {"required": said, "invalid": said}

    @staticmethod
    def _between(least: int, most: int):
        def check(value: int) -> None:
            if not least <= value <= most:
                raise forms.ValidationError(
                    _("Write a number from %(least)s to %(most)s.") % {"least": least, "most": most}
                )

        return check

    def clean(self):
        data = super().clean()
        if data.get("escalation_name") and not data.get("escalation_email") and "escalation_email" not in self.errors:
            self.add_error("escalation_email", _("Write their email address, so that word can reach them."))
        return data
