"""Naming a barrier, and coming back with a slip."""

from django import forms
from django.utils.translation import gettext_lazy as _

from learning.models.barriers import MOST_WORDS
from organisations.asking import AsksAboutPeople
from organisations.forms import helper_with_button
from organisations.models import Organisation, Partnership
from surveys.forms.answering import TOO_LONG, WrittenField

WHAT = _("What stands in the way?")
EXAMPLES = _("For example, a form, a rule, a letter or a room. Say what it does, and to whom.")
NOTHING_WRITTEN = _("Write what stands in the way.")


class _OrganisationField(forms.ModelChoiceField):
    """Where a barrier is: an organisation that has not left, or the partnership as a whole."""

    def __init__(self, **kwargs) -> None:
        super().__init__(Organisation.objects.none(), required=False, **kwargs)

    def of(self, partnership: Partnership) -> None:
        self.queryset = Organisation.objects.in_partnership(partnership).active()


class NameBarrierForm(AsksAboutPeople, forms.Form):
    """Someone who is signed in says what stands in the way."""

    looks_at = ("words",)
    helper = helper_with_button(_("Name this barrier"))
    organisation = _OrganisationField(
        label=_("Which organisation is it in?"), empty_label=_("The partnership as a whole: the board answers")
    )
    words = WrittenField(
        label=WHAT,
        help_text=EXAMPLES,
        max_length=MOST_WORDS,
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={"required": NOTHING_WRITTEN},
    )

    def __init__(self, *args, partnership: Partnership, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.partnership = partnership
        self.fields["organisation"].of(partnership)

    def place_of_words(self) -> Partnership:
        return self.partnership


class PublicBarrierForm(forms.Form):
    """Anyone says what stands in the way, without a name. A reviewer reads it first."""

    is_of_a_survey = True
    mark_optional = False
    organisation = _OrganisationField(
        label=_("Which organisation is it in?"),
        empty_label=_("I would rather not say, or all of them"),
        help_text=_(
            "In a small team, people may guess who wrote something. If you do not choose one, the board answers."
        ),
    )
    words = WrittenField(
        label=WHAT,
        max_length=MOST_WORDS,
        widget=forms.Textarea(attrs={"rows": 6, "maxlength": None}),
        error_messages={"required": NOTHING_WRITTEN, "max_length": TOO_LONG},
    )

    def __init__(self, *args, partnership: Partnership, before_writing: str, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"].of(partnership)
        words = self.fields["words"]
        words.help_text, words.show_count = before_writing, False
        words.widget.attrs.pop("maxlength", None)  # a browser would cut off what is pasted without a word


class SlipForm(forms.Form):
    """The code of a slip, typed by hand."""

    mark_optional = False
    is_of_a_survey = True
    code = WrittenField(
        label=_("The code on your slip"),
        help_text=_("Small or big letters will both do."),
        max_length=80,
        widget=forms.TextInput(attrs={"autocapitalize": "none", "spellcheck": "false", "autocomplete": "off"}),
        error_messages={"required": _("Enter the code on your slip."), "max_length": _("This code is too long.")},
    )


class SlipReplyForm(forms.Form):
    """The one answer to the reviewer's one question."""

    mark_optional = False
    is_of_a_survey = True
    reply = WrittenField(
        label=_("Your answer"),
        max_length=MOST_WORDS,
        widget=forms.Textarea(attrs={"rows": 5, "maxlength": None}),
        error_messages={"required": _("Write your answer."), "max_length": TOO_LONG},
    )

    def __init__(self, *args, before_writing: str, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        reply = self.fields["reply"]
        reply.help_text, reply.show_count = before_writing, False
        reply.widget.attrs.pop("maxlength", None)
