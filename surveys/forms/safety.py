"""Forms of the admin: the partnership's own questions, helplines, and how comments are looked after."""

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from organisations.asking import AsksAboutPeople
from organisations.forms import DateInput, helper_with_button
from organisations.row_forms import RowForm
from surveys.actions.support import EMERGENCY
from surveys.kind_words import unkind_phrases
from surveys.languages import Language
from surveys.models import SafetySettings, SupportLine


class LocalQuestionForm(AsksAboutPeople, forms.Form):
    """One question of the partnership's own, with its words in other languages."""

    looks_at = ("text",)
    says_what_it_cannot_see = False  # an admin writes it, about no one

    helper = helper_with_button(_("Save this question"))
    text = forms.CharField(
        label=_("What do you want to ask?"),
        max_length=400,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": _("Enter the question")},
    )
    kind = forms.ChoiceField(
        label=_("How do people answer?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Select how people answer")},
    )

    def __init__(self, *args, scale: str, languages: list[Language], is_new: bool, may_change: bool = True, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["text"].help_text = _(
            "If people answer on the scale, write a sentence, not a question. “%(scale)s” is shown above it. "
            "Keep to one idea. Ask about how things are, not about what happened to someone."
        ) % {"scale": scale}
        if not may_change:
            self.fields["text"].disabled = True
            self.fields["text"].help_text = _("You cannot change this, because people may have answered it.")
        if is_new:
            self.fields["kind"].choices = [
                ("choice", (_("On the survey’s scale: %(scale)s") % {"scale": scale})),
                ("open", _("In their own words. A safeguarding reviewer reads these first")),
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
                    "“%(said)s” may upset people who have been hurt. Ask how things are here, without blame and "
                    "without asking what happened"
                )
                % {"said": said}
            )
        return text

    def words(self) -> dict[str, str]:
        """What was written in other languages, by their codes; "" where nothing was."""
        return {language.code: self.cleaned_data[f"words_{language.code}"].strip() for language in self.languages}

    def changed(self) -> dict:
        """The words that someone changed: of the question itself (None where they stay) and in other languages."""
        words = {code: said for code, said in self.words().items() if f"words_{code}" in self.changed_data}
        return {"text": self.cleaned_data["text"] if "text" in self.changed_data else None, "words": words}


WHOM = ("families", "children", "staff")  # whom a helpline may be for


class SupportLineForm(RowForm):
    """One helpline: its name, number and hours, who it is for, and when someone last checked it."""

    helper = helper_with_button(_("Save helpline"))
    whom = forms.MultipleChoiceField(
        label=_("Who is it for?"),
        choices=[
            ("families", _("Young people aged 13 and over, parents and carers")),
            ("children", _("Children aged 8 to 12")),
            ("staff", _("Staff")),
        ],
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Select who it is for")},
    )

    class Meta:
        model = SupportLine
        fields = ("name", "what", "contact", "kind", "hours", "whom", "checked_on")
        widgets = {"checked_on": DateInput, "kind": forms.RadioSelect}
        labels = {
            "name": _("What is it called?"),
            "what": _("What is it, or who is it for?"),
            "contact": _("Number"),
            "kind": _("How do people contact it?"),
            "hours": _("Opening hours and cost"),
            "checked_on": _("When did someone last check this?"),
        }
        help_texts = {
            "what": _("For example, “to talk about how you feel” or “for men living with abuse”."),
            "hours": _("For example, “24 hours a day, free”."),
            "checked_on": _("Call it or check its website at least twice a year."),
        }
        error_messages = {
            "name": {"required": _("Enter the name of the helpline")},
            "contact": {"required": _("Enter the number")},
            "kind": {"required": _("Select how people contact it")},
            "hours": {"required": _("Enter the opening hours and cost")},
        }

    field_order = ("name", "what", "contact", "kind", "hours", "whom", "checked_on")

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = SupportLine.Channel.choices
        self.fields["checked_on"].required = True
        self.fields["checked_on"].error_messages["required"] = _("Enter the date someone last checked this")
        line = self.instance
        self.initial["whom"] = [name for name in WHOM if getattr(line, f"for_{name}")]
        self.order_fields(self.field_order)

    def clean_contact(self) -> str:
        contact = " ".join(self.cleaned_data["contact"].split())
        if not contact.replace(" ", "").lstrip("+").isdigit():
            raise forms.ValidationError(_("Enter the number in digits, for example 0808 800 5000"))
        return EMERGENCY if contact.replace(" ", "") == EMERGENCY else contact

    def clean_checked_on(self):
        day = self.cleaned_data["checked_on"]
        if day and day > timezone.localdate():
            raise forms.ValidationError(_("The date someone last checked this must be today or in the past"))
        return day

    def values(self) -> dict[str, object]:
        """The columns of a new line, or those of a line that is there which were changed; only for a valid form."""
        whom = self.cleaned_data["whom"]
        said = ("name", "what", "contact", "kind", "hours", "checked_on")
        columns = {name: self.cleaned_data[name] for name in said} | {f"for_{name}": name in whom for name in WHOM}
        if self.instance.pk is None:
            return columns
        changed = {f"for_{name}" for name in WHOM} if "whom" in self.changed_data else set()
        return {name: value for name, value in columns.items() if name in changed | set(self.changed_data)}


class SafetySettingsForm(RowForm):
    """How soon comments are read, who is alerted, how long raw answers are kept."""

    helper = helper_with_button(_("Save"))

    class Meta:
        model = SafetySettings
        fields = ("review_days", "escalation_name", "escalation_email", "retention_months")
        labels = {
            "review_days": _("How many working days do reviewers have to read a comment?"),
            "escalation_name": _("Who should we alert straight away if someone may not be safe?"),
            "escalation_email": _("Their email address"),
            "retention_months": _("How many months do you keep individual answers after results are released?"),
        }
        help_texts = {
            "review_days": _("From 1 to 28. We email reviewers and admins if a comment is overdue."),
            "escalation_name": _("A person or a team, for example, the duty safeguarding lead."),
            "escalation_email": _(
                "We email this address when a reviewer passes on a comment. The comment is not in the email."
            ),
            "retention_months": _("From 1 to 60. Then we delete them. Released results are kept."),
        }

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        for name, least, most in (("review_days", 1, 28), ("retention_months", 1, 60)):
            field = self.fields[name]
            field.min_value, field.max_value, field.width = least, most, 5
            field.validators = [self._between(least, most)]
            said = _("Enter a number from %(least)s to %(most)s") % {"least": least, "most": most}
            field.error_messages |= {"required": said, "invalid": said}

    @staticmethod
    def _between(least: int, most: int):
        def check(value: int) -> None:
            if not least <= value <= most:
                raise forms.ValidationError(
                    _("Enter a number from %(least)s to %(most)s") % {"least": least, "most": most}
                )

        return check

    def clean(self):
        data = super().clean()
        if data.get("escalation_name") and not data.get("escalation_email") and "escalation_email" not in self.errors:
            self.add_error("escalation_email", _("Enter an email address we can alert"))
        return data
