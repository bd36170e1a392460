"""Asking before saving: what looks unlikely is asked about, never refused."""

import hashlib

from django import forms
from django.utils.translation import gettext_lazy as _

CONFIRMED = "confirmed"


class AsksFirst(forms.BaseForm):
    """A form that asks about what looks unlikely, and saves once the person says that it is right.

    `questions()` gives what there is to ask, in sentences, of data that is valid otherwise. A yes holds for the very
    questions that were asked: a change that raises another one is asked about again.
    """

    yes = _("Yes, this is correct. Save it.")

    def questions(self) -> list[str]:
        raise NotImplementedError

    def full_clean(self) -> None:
        super().full_clean()
        if not self.is_bound or self._errors:
            return
        asked = [str(question) for question in self.questions()]
        if not asked:
            return
        name = self.add_prefix(CONFIRMED)
        key = hashlib.sha256("\n".join(asked).encode()).hexdigest()[:16]
        said = self.data.getlist(name) if hasattr(self.data, "getlist") else [self.data.get(name)]
        if key in said:
            return
        self.fields[CONFIRMED] = forms.MultipleChoiceField(
            label=_("Check before you save"),
            choices=[(key, self.yes)],
            widget=forms.CheckboxSelectMultiple,
            required=False,
        )
        for question in asked:
            self.add_error(CONFIRMED, question)
