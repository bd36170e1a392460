"""Forms for going through what a place tells an inspector of itself."""

from django import forms
from django.utils.translation import gettext_lazy as _

from organisations.asking import AsksAboutPeople
from organisations.models import Partnership
from organisations.row_forms import RowForm
from reporting.models import EvaluationLine


class LineForm(AsksAboutPeople, RowForm):
    """One sentence: in other words, or left out."""

    looks_at = ("said",)
    says_what_it_cannot_see = False  # the page does, once
    mark_optional = False

    class Meta:
        model = EvaluationLine
        fields = ("said", "is_left_out")
        labels = {"said": _("What we say"), "is_left_out": _("Leave out")}
        widgets = {"said": forms.Textarea(attrs={"rows": 2})}
        error_messages = {"said": {"required": _("Enter what you say, or select “Leave out”")}}

    def __init__(self, *args, **kwargs) -> None:
        line = kwargs["instance"]
        super().__init__(*args, prefix=f"line-{line.pk}", **kwargs)
        self.fields["said"].show_count = False  # type: ignore[attr-defined]

    def is_asked_about(self, name: str) -> bool:
        """What the rules made of released figures and of what was looked at before is not asked about again."""
        return name in self.changed_data

    def place_of_words(self) -> Partnership:
        return self.instance.partnership


class OwnLineForm(AsksAboutPeople, RowForm):
    """A sentence of one's own, and where it comes from. Left empty it adds nothing."""

    looks_at = ("said", "source")
    says_what_it_cannot_see = False

    class Meta:
        model = EvaluationLine
        fields = ("section", "said", "source")
        labels = {
            "section": _("Where does it belong?"),
            "said": _("What else do you want to say?"),
            "source": _("Where does this come from?"),
        }
        help_texts = {"source": _("For example, “minutes of the board, 3 May 2026”.")}
        widgets = {"said": forms.Textarea(attrs={"rows": 3}), "section": forms.RadioSelect}

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, prefix="own", **kwargs)
        self.fields["said"].required = self.fields["section"].required = False
        # Without the empty choice that a list of radio buttons does not need.
        self.fields["section"].choices = EvaluationLine.Section.choices  # type: ignore[attr-defined]

    def clean(self):
        data = super().clean() or self.cleaned_data
        if data.get("said") and not data.get("section"):
            self.add_error("section", _("Select where it belongs"))
        if data.get("said") and not data.get("source"):
            self.add_error("source", _("Enter where this comes from"))
        if data.get("source") and not data.get("said"):
            self.add_error("said", _("Enter what you want to say"))
        return data

    def place_of_words(self) -> Partnership:
        return self.instance.partnership
