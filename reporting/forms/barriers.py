"""What a reviewer decides about a comment that may be a barrier."""

from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from learning.forms.review import ask_for_the_tick
from learning.models.barriers import MOST_WORDS
from organisations.forms import helper_with_button
from reporting.read.barriers import Offered


class CommentAsBarrierForm(forms.Form):
    """Into the ledger, in words that identify no one; or not."""

    PUT_IN, LEAVE_OUT = "put_in", "leave_out"
    helper = helper_with_button(_("Save decision"))
    comment = forms.UUIDField(widget=forms.HiddenInput)
    words = forms.CharField(
        label=_("What stands in the way"),
        help_text=_("Say it in your own words where the comment’s way of speaking could identify someone."),
        max_length=MOST_WORDS,
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    decision = forms.ChoiceField(
        label=_("What should happen?"),
        choices=[(PUT_IN, _("Put it into the ledger")), (LEAVE_OUT, _("Leave it: it is not a barrier"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("Select what should happen")},
    )
    nobody = forms.BooleanField(
        label=_("I have checked that no one can be identified, either the person who wrote it or anyone it is about"),
        required=False,
    )

    def __init__(self, data: QueryDict | None = None, *, offered: Offered) -> None:
        super().__init__(data, initial={"comment": offered.comment.pk, "words": offered.comment.text})

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        words = data.get("words", "").strip()
        if data.get("decision") == self.PUT_IN and not words:
            self.add_error("words", _("Enter what stands in the way"))
        elif data.get("decision") == self.PUT_IN and not data.get("nobody"):
            ask_for_the_tick(self, words)
        return data

    @property
    def words_to_put_in(self) -> str:
        """What goes into the ledger, or nothing. Only for a valid form."""
        return self.cleaned_data["words"] if self.cleaned_data["decision"] == self.PUT_IN else ""
