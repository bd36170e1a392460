"""A survey as a form: a screen at a time, every question optional, earlier answers carried along in the page."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django import forms
from django.utils.translation import gettext_lazy as _

from organisations.row_forms import RowForm
from surveys.models import ContactRequest, Question, ScalePoint
from surveys.screens import Screen
from surveys.wordings import InstrumentWords

MOST_WRITTEN = 2000
# What no keyboard types and a database may refuse: control characters, but neither line breaks nor tabs.
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
TOO_LONG = _("Your answer is too long. Make it a bit shorter. We have kept all of it here.")


class WrittenField(forms.CharField):
    """A few words of one's own, kept as they are: emoji, right-to-left marks and HTML are text like any other."""

    def to_python(self, value):
        return written(super().to_python(value))


def written(text: str) -> str:
    """What someone wrote as it is kept."""
    return _CONTROL.sub("", text.replace("\r\n", "\n")).strip()


@dataclass(frozen=True)
class Given:
    """What was chosen and what was written, by question; skipped questions are in neither."""

    answers: dict[Question, ScalePoint]
    comments: dict[Question, str]

    @property
    def number(self) -> int:
        """How many questions have an answer of any kind."""
        return len(self.answers) + len(self.comments)

    def by_code(self) -> dict[str, str]:
        """The same as a page carries it."""
        chosen = {question.code: point.key for question, point in self.answers.items()}
        return chosen | {question.code: text for question, text in self.comments.items()}


def read_answers(questions: Iterable[Question], sent: Mapping[str, str]) -> Given | None:
    """What was sent; None where something cannot be taken: a `SurveyForm` of the same says what, and keeps all."""
    answers, comments = {}, {}
    for question in questions:
        value = sent.get(question.code, "")
        if question.is_open:
            if text := written(value):
                comments[question] = text
            if len(text) > MOST_WRITTEN:
                return None
        elif value:
            point = next((point for point in question.choices() if point.key == value), None)
            if point is None:
                return None
            answers[question] = point
    return Given(answers, comments)


class SurveyForm(forms.Form):
    """All questions of a survey; those of the screen `asked` are shown, the others ride along hidden.

    Nothing is stored between pages, neither here nor in a cookie: what has been answered lives in the page
    itself until it is sent. A question that stands `alone` is its page's heading.
    """

    mark_optional = False
    is_of_a_survey = True

    def __init__(
        self,
        *args,
        questions: Iterable[Question],
        asked: Screen,
        words: InstrumentWords,
        alone: bool = False,
        before_writing: str = "",
        **kwargs,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.questions = {question.code: question for question in questions}
        self.screen, self.words, self.alone = asked, words, alone or asked.is_open
        shown = {question.code for question in asked.questions}
        for code, question in self.questions.items():
            field = self._open(question) if question.is_open else self._choice(question)
            field.label = words.question(question)
            if code not in shown:
                field.widget = forms.HiddenInput()
                self.fields[code] = field
                continue
            if alone or asked.is_open:
                field.label_is_heading, field.label_size = True, "l"
            # In each group, also where several stand together: who hears one hears what is asked of it.
            stem = "" if question.is_open else words.stem(question.scale)
            field.help_text = before_writing if question.is_open else stem if stem != field.label else ""
            self.fields[code] = field

    @staticmethod
    def _open(question: Question) -> forms.CharField:
        field = WrittenField(
            required=False,
            max_length=MOST_WRITTEN,
            widget=forms.Textarea(attrs={"rows": 6, "maxlength": None}),
            error_messages={"max_length": TOO_LONG},
        )
        field.show_count = False
        field.widget.attrs.pop("maxlength", None)  # a browser would cut off what is pasted without a word
        return field

    def _choice(self, question: Question) -> forms.ChoiceField:
        points = question.choices()
        field = forms.ChoiceField(
            required=False,
            choices=[(point.key, self.words.point(point)) for point in points],
            widget=forms.RadioSelect(),
            error_messages={"invalid_choice": _("Choose one of the answers, or leave them all empty.")},
        )
        field.label_size = "s"
        field.option_faces = {point.key: point.face for point in points if point.face}
        ordered = [point.kind in (ScalePoint.Meaning.RATING, ScalePoint.Meaning.CATEGORY) for point in points]
        if False in ordered:
            field.option_dividers = [points[ordered.index(False)].key]
        return field

    def asked_fields(self) -> list[forms.BoundField]:
        """What is asked on the screen, in its order."""
        return [self[question.code] for question in self.screen.questions]

    def wrong_code(self) -> str:
        """The first question whose answer cannot be taken, if there is one."""
        return next((code for code in self.questions if code in self.errors), "")

    def answered(self) -> int:
        """How many questions have an answer of any kind. Only for a valid form."""
        return sum(bool(value) for value in self.cleaned_data.values())


class CodeForm(forms.Form):
    """A single-use code, typed by hand."""

    mark_optional = False
    is_of_a_survey = True
    code = WrittenField(
        label=_("Your code"),
        help_text=_("It is on your card. After a break, use the longer code. Small or big letters will both do."),
        max_length=80,
        widget=forms.TextInput(attrs={"autocapitalize": "none", "spellcheck": "false", "autocomplete": "off"}),
        error_messages={"required": _("Enter the code from your card."), "max_length": _("This code is too long.")},
    )


class ContactForm(RowForm):
    """What someone leaves who would like to be contacted."""

    is_of_a_survey = True

    class Meta:
        model = ContactRequest
        fields = ("name", "reach", "safe_times", "about")
        labels = {
            "name": _("What should we call you?"),
            "reach": _("How can we reach you?"),
            "safe_times": _("When is it safe to call or write?"),
            "about": _("What is it about?"),
        }
        help_texts = {
            "name": _("Any name will do."),
            "reach": _("A phone number or an email address."),
            "safe_times": _("Tell us if we should not leave a message."),
            "about": _("A few words are enough."),
        }
        field_classes = dict.fromkeys(("name", "reach", "safe_times", "about"), WrittenField)
        error_messages = {
            "name": {"required": _("Tell us what to call you."), "max_length": TOO_LONG},
            "reach": {"required": _("Tell us how we can reach you."), "max_length": TOO_LONG},
            "safe_times": {"max_length": TOO_LONG},
            "about": {"max_length": TOO_LONG},
        }

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.widget.attrs["autocomplete"] = "off"
        about = self.fields["about"]
        about.max_length, about.show_count = MOST_WRITTEN, False
        about.validators.append(forms.fields.validators.MaxLengthValidator(MOST_WRITTEN, message=TOO_LONG))
