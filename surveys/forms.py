"""A survey as a form: a section a page, every question optional, earlier answers carried along in the page."""

from django import forms

from surveys.models import Instrument, Question, ScalePoint, Section


class SurveyForm(forms.Form):
    """All questions of an instrument; those of `section` are asked, the others ride along hidden.

    Nothing is stored between pages, neither here nor in a cookie: what has been answered lives in the page
    itself until it is sent.
    """

    mark_optional = False

    def __init__(self, *args, sections: list[Section], section: Section, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.questions: dict[str, Question] = {}
        self.asked: list[str] = []
        for each in sections:
            for question in each.questions.all():
                if question.is_open:
                    continue
                self.questions[question.code] = question
                self.fields[question.code] = self._field(question, asked=each.pk == section.pk)
                if each.pk == section.pk:
                    self.asked.append(question.code)

    @staticmethod
    def _field(question: Question, *, asked: bool) -> forms.ChoiceField:
        points = list(question.scale.points.all())
        field = forms.ChoiceField(
            label=question.text,
            required=False,
            choices=[(point.key, point.label) for point in points],
            widget=forms.RadioSelect if asked else forms.HiddenInput,
            error_messages={"invalid_choice": "Choose one of the answers, or leave them all empty."},
        )
        field.label_size = "s"
        ordered = [point.kind in (ScalePoint.Kind.RATING, ScalePoint.Kind.CATEGORY) for point in points]
        if False in ordered:
            field.option_dividers = [points[ordered.index(False)].key]
        return field

    def asked_with_stems(self) -> list[dict]:
        """The asked fields; where the scale's own question changes, it stands before the field."""
        asked, before = [], None
        for code in self.asked:
            stem = self.questions[code].scale.stem
            shown = stem if stem != before and stem != self.questions[code].text else ""
            asked.append({"bound": self[code], "stem": shown})
            before = stem
        return asked

    def answers(self) -> dict[Question, ScalePoint]:
        """What was answered; skipped questions are not in it. Only for a valid form."""
        chosen = {}
        for code, key in self.cleaned_data.items():
            if key:
                question = self.questions[code]
                chosen[question] = next(point for point in question.scale.points.all() if point.key == key)
        return chosen


def sections_of(instrument: Instrument) -> list[Section]:
    """An instrument's sections with their questions and scales, in three queries."""
    return list(instrument.sections.prefetch_related("questions__scale__points"))
