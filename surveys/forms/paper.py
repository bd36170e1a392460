"""Forms for entering paper."""

from django import forms
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from organisations.choosing import ServiceChoice
from organisations.forms import helper_with_button
from organisations.models import Service
from surveys.models import Instrument, PaperMark, Question, ScalePoint

NOTHING = "none"


class BatchForm(forms.Form):
    """A new batch: whose forms, and of which survey."""

    helper = helper_with_button(_("Start entering forms"))
    service = ServiceChoice(
        label=_("Which service are the forms from?"),
        queryset=Service.objects.none(),
        empty_label=_("Select a service"),
        error_messages={"required": _("Select the service the forms are from")},
    )
    instrument = forms.ModelChoiceField(
        label=_("Which survey is it?"),
        queryset=Instrument.objects.none(),
        widget=forms.RadioSelect,
        empty_label=None,
        help_text=_("Its name is at the top of the form."),
        error_messages={"required": _("Select the survey")},
    )

    def __init__(self, *args, services, instruments, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["service"].queryset = services
        self.fields["instrument"].queryset = instruments


class PaperFormForm(forms.Form):
    """One paper form: the number of the box that is ticked, question by question; nothing where nothing is."""

    mark_optional = False

    def __init__(self, *args, questions: list[Question], **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.questions = {f"q{question.pk}": question for question in questions}
        for number, (name, question) in enumerate(self.questions.items(), start=1):
            label = f"{number}. {question.text}"
            if question.is_open:
                self.fields[name] = forms.CharField(
                    label=label, required=False, max_length=5000, widget=forms.Textarea(attrs={"rows": 2})
                )
            else:
                most = len(question.choices())
                self.fields[name] = forms.IntegerField(
                    label=label,
                    required=False,
                    min_value=1,
                    max_value=most,
                    widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
                    error_messages={
                        "invalid": _("Enter a number from 1 to %(most)s, or leave it blank") % {"most": most},
                        "min_value": _("Enter a number from 1 to %(most)s, or leave it blank") % {"most": most},
                        "max_value": _("Enter a number from 1 to %(most)s, or leave it blank") % {"most": most},
                    },
                )
                self.fields[name].width = 5

    def scales(self) -> list[dict]:
        """What the numbers stand for: one line for each scale on the paper, in words."""
        seen: dict[int, dict] = {}
        for number, question in enumerate(self.questions.values(), start=1):
            if not question.is_open:
                line = seen.setdefault(question.scale_id, {"points": question.choices(), "numbers": []})
                line["numbers"].append(number)
        return list(seen.values())

    def reading(self) -> dict[Question, ScalePoint | str | None]:
        """What was read on the paper. Only for a valid form."""
        read: dict[Question, ScalePoint | str | None] = {}
        for name, question in self.questions.items():
            value = self.cleaned_data[name]
            read[question] = value if question.is_open else question.choices()[value - 1] if value else None
        return read


class SettlePaperForm(forms.Form):
    """What the paper says wherever two people read different things."""

    helper = helper_with_button(_("Complete this batch"))

    def __init__(self, *args, differences, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.pairs = {f"d{first.form_id}-{first.question_id}": (first, second) for first, second in differences}
        for name, (first, second) in self.pairs.items():
            nothing = _("Nothing is ticked, or it is not clear")
            if first.question.is_open:
                nothing = _("Nothing is written, or it cannot be read")
            hints = ((first, _("entered by the first person")), (second, _("entered by the second person")))
            field = forms.ChoiceField(
                label=_("Form %(number)s: %(text)s") % {"number": first.form.number, "text": first.question.text},
                choices=[*_what_it_may_say(first, second), (NOTHING, nothing)],
                widget=forms.RadioSelect,
                error_messages={"required": _("Select what the paper says")},
            )
            field.label_size = "s"
            field.option_dividers = [NOTHING]
            field.option_hints = {_value_of(mark): hint for mark, hint in hints}
            self.fields[name] = field

    @property
    def has_words(self) -> bool:
        """Whether words that someone wrote are among the differences."""
        return any(first.question.is_open for first, _ in self.pairs.values())

    def chosen(self) -> dict[tuple[int, int], ScalePoint | str | None]:
        """By form and question, the answer or the words on the paper. Only for a valid form."""
        return {
            (first.form_id, first.question_id): self._said(name, first, second)
            for name, (first, second) in self.pairs.items()
        }

    def _said(self, name: str, first: PaperMark, second: PaperMark) -> ScalePoint | str | None:
        value = self.cleaned_data[name]
        if first.question.is_open:
            return next((mark.text for mark in (first, second) if mark.text and _value_of(mark) == value), None)
        return next((point for point in first.question.choices() if str(point.pk) == value), None)


def _value_of(mark: PaperMark) -> str:
    """What stands for one person's reading in the form."""
    if mark.question.is_open:
        return f"words{mark.keying}" if mark.text else NOTHING
    return str(mark.point_id or NOTHING)


def _what_it_may_say(first: PaperMark, second: PaperMark) -> list[tuple[str, str]]:
    """Every answer to a question; of an open one, the words that each person read, as they wrote them down."""
    if not first.question.is_open:
        return [(str(point.pk), point.label) for point in first.question.choices()]
    read = [mark for mark in (first, second) if mark.text]
    return [(_value_of(mark), format_html('<span class="tip-read" dir="auto">{}</span>', mark.text)) for mark in read]
