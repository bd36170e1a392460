"""A tiny example of a survey, for whoever wants to see what is stored of an answer."""

from django import forms
from django.utils.translation import gettext_lazy as _

from organisations.forms import helper_with_button
from surveys.forms.answering import WrittenField
from surveys.models import Question, ScalePoint

MOST = 500  # letters


class ExampleForm(forms.Form):
    """Two questions and a box to write in. At least one question is answered, so that there is something to see."""

    mark_optional = False
    comment = WrittenField(
        label=_("Comment (optional)"),
        help_text=_("Write anything. It is deleted as soon as you have seen it."),
        required=False,
        max_length=MOST,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"max_length": _("Comment must be 500 characters or less")},
    )

    def __init__(self, *args, questions: list[Question], **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.questions = questions
        for question in questions:
            choices = [(point.key, point.label) for point in question.choices()]
            self.fields[question.code] = forms.ChoiceField(
                label=question.text, choices=choices, required=False, widget=forms.RadioSelect
            )
        self.order_fields([question.code for question in questions])
        self.helper = helper_with_button(_("Show what you keep"))
        self.helper.disable_csrf = True  # the page sets no cookie, and what it does is undone

    def clean(self) -> dict:
        cleaned = super().clean() or {}
        if not self.errors and not self.answers():
            self.add_error(self.questions[0].code, _("Select an answer to at least one question"))
        return cleaned

    def answers(self) -> dict[Question, ScalePoint]:
        """What was selected, by question."""
        chosen = {question: self.cleaned_data.get(question.code) for question in self.questions}
        return {question: point for question, key in chosen.items() for point in question.choices() if point.key == key}
