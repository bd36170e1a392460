"""The form for a file beside a statement."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from organisations.asking import AsksAboutPeople
from organisations.forms import helper_with_button
from organisations.models import Partnership
from stored_files.checking import TAKEN, Checked, checked_file
from stored_files.refusals import MOST_BYTES, NotTaken, too_large


class EvidenceFileForm(AsksAboutPeople, forms.Form):
    """A file, and what it is in words. What is wrong with the file is said beside it; the words stay."""

    helper = helper_with_button(_("Add this file"))
    looks_at = ("words",)

    words = forms.CharField(
        label=_("What is it, and what does it show?"),
        help_text=_("For example: minutes of our team meeting in March, with the plan for a quiet room."),
        max_length=200,
        error_messages={"required": _("Enter what the file is and what it shows")},
    )
    file = forms.FileField(
        label=_("Your file"),
        help_text=_(
            "A PDF, a Word document, an Excel workbook or a picture, up to %(mb)s MB. Take out names and pictures of "
            "families, children and colleagues first: we cannot look for them inside a file."
        )
        % {"mb": MOST_BYTES // 1024 // 1024},
        widget=forms.ClearableFileInput(attrs={"accept": ",".join(f".{ending}" for ending in TAKEN)}),
        max_length=None,
        error_messages={"required": _("Select a file"), "empty": _("Select a file that is not empty")},
    )

    def __init__(self, *args: Any, place: Partnership, **kwargs: Any) -> None:
        self.place = place
        super().__init__(*args, **kwargs)

    def place_of_words(self) -> Partnership:
        return self.place

    def clean_file(self) -> Checked:
        file = self.cleaned_data["file"]
        try:
            if file.size > MOST_BYTES:  # before it is read
                raise too_large()
            return checked_file(file.name, file.read())
        except NotTaken as reason:
            raise forms.ValidationError(str(reason)) from reason

    def full_clean(self) -> None:
        """A browser never sends a file again by itself: where the words are asked about, the file says so."""
        super().full_clean()
        if self.is_bound and self.errors and "file" not in self.errors:
            self.add_error("file", _("Select the file again. What you entered is still here."))
