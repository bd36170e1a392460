"""The organisational survey as a form: for each question an answer and a note, and what is known beside it."""

from collections.abc import Mapping

from django import forms
from django.utils.translation import gettext_lazy as _

from activities.actions.organisational import Said
from activities.known import Known
from activities.models import OrganisationalAnswer
from organisations.asking import AsksAboutPeople
from organisations.models import Organisation, Partnership
from surveys.models import Question


class OrganisationalForm(AsksAboutPeople, forms.Form):
    """Nothing is chosen beforehand, and nothing has to be."""

    mark_optional = False
    says_what_it_cannot_see = False  # the page does, above the boxes

    def __init__(
        self,
        *args,
        organisation: Organisation,
        questions: list[Question],
        known: Mapping[str, Known],
        answers: Mapping[int, OrganisationalAnswer],
        **kwargs,
    ) -> None:
        """`answers` are those on record, by question (id)."""
        self.questions, self.known, self.answers = questions, known, answers
        self.organisation = organisation
        super().__init__(*args, **kwargs)
        for question in questions:
            before, fact = answers.get(question.pk), known.get(question.code)
            self.fields[question.code] = forms.ChoiceField(
                label=question.text,
                help_text=_("From your records: %(fact)s") % {"fact": fact.text} if fact else "",
                choices=[(point.key, point.label) for point in question.choices()],
                widget=forms.RadioSelect,
                required=False,
                initial=before.point.key if before and before.point else None,
            )
            self.fields[f"{question.code}-note"] = forms.CharField(
                label=_("Note on “%(question)s”") % {"question": question.text},
                widget=forms.Textarea(attrs={"rows": 2}),
                max_length=1000,
                required=False,
                initial=before.note if before else "",
            )

    def boxes_looked_at(self) -> list[str]:
        return [f"{question.code}-note" for question in self.questions]

    def place_of_words(self) -> Partnership:
        return self.organisation.partnership

    def sections(self) -> list[dict]:
        """The sections with their questions' bound fields, for the page."""
        parts: dict[str, list[dict]] = {}
        for question in self.questions:
            note = self[f"{question.code}-note"]
            row = {"answer": self[question.code], "note": note, "has_note": bool(note.value()) or bool(note.errors)}
            parts.setdefault(question.section.title, []).append(row)
        return [{"title": title, "rows": rows} for title, rows in parts.items()]

    def said(self, *, confirm: bool = False) -> dict[Question, Said]:
        """What was typed. With `confirm`, yes to whatever is known to be so and has no other answer."""
        found: dict[Question, Said] = {}
        for question in self.questions:
            points = {point.key: point for point in question.choices()}
            chosen = points.get(self.cleaned_data.get(question.code, ""))
            if chosen is None and confirm and self.is_known(question):
                chosen = next((point for point in points.values() if point.positive), None)
            found[question] = (chosen, self.cleaned_data.get(f"{question.code}-note", "").strip())
        return found

    def changed(self, said: Mapping[Question, Said]) -> list[Question]:
        """The questions of which something else is said than was on record when the page was read."""
        stood = {pk: (one.point, one.note) for pk, one in self.answers.items()}
        return [question for question, one in said.items() if one != stood.get(question.pk, (None, ""))]

    def is_known(self, question: Question) -> bool:
        return question.code in self.known and self.known[question.code].is_yes
