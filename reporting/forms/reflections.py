"""The form of one question to leaders: how far, where there is a scale, and one box."""

from django import forms
from django.utils.translation import gettext_lazy as _

from organisations.asking import AsksAboutPeople
from organisations.models import Partnership
from organisations.row_forms import RowForm
from reporting.models import ReflectionAnswer, ReflectionQuestion


class AnswerForm(AsksAboutPeople, RowForm):
    """How far a thing is in our vision and practice, and in our words. Nothing has to be filled in."""

    looks_at = ("words",)
    says_what_it_cannot_see = False  # the page does, once
    mark_optional = False

    class Meta:
        model = ReflectionAnswer
        fields = ("how_far", "words")
        widgets = {"how_far": forms.RadioSelect, "words": forms.Textarea(attrs={"rows": 3})}

    def __init__(self, *args, how_far: str = "", **kwargs) -> None:
        answer = kwargs["instance"]
        super().__init__(*args, prefix=f"answer-{answer.pk}", **kwargs)
        self.fields["words"].show_count = False  # type: ignore[attr-defined]
        self.fields["words"].label = _("What makes you say so?")
        if answer.question.kind == ReflectionQuestion.Kind.WORDS:
            del self.fields["how_far"]
            self.fields["words"].label = _("Your answer")
            return
        self.fields["how_far"].label = how_far
        # Without the empty choice that a list of radio buttons does not need.
        self.fields["how_far"].choices = ReflectionAnswer.HowFar.choices  # type: ignore[attr-defined]

    def place_of_words(self) -> Partnership:
        return self.instance.partnership
