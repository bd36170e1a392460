"""Asking for single-use codes, and what a service says it changed."""

from django import forms

from organisations.forms import helper_with_button
from surveys.models import Reply

MOST_CODES = 300


class CodesForm(forms.Form):
    """How many codes, and in which language the cards are."""

    mark_optional = False
    number = forms.IntegerField(
        label="How many codes do you need?",
        help_text=f"From 1 to {MOST_CODES}. Make some more than there are people, so that the last one has a choice.",
        min_value=1,
        max_value=MOST_CODES,
        error_messages={
            "required": "Say how many codes you need.",
            "invalid": "Write a whole number, for example 40.",
            "min_value": "Ask for one code at least.",
            "max_value": f"{MOST_CODES} codes at a time are the most. You can make more afterwards.",
        },
    )
    language = forms.ChoiceField(label="Language of the cards", widget=forms.RadioSelect, initial="en-gb")

    def __init__(self, *args, languages, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["number"].width = 5
        self.fields["language"].choices = [(one.code, f"{one.name} ({one.own_name})") for one in languages]
        if len(languages) == 1:
            del self.fields["language"]


class ReplyForm(forms.ModelForm):
    """ "You said, we did": two sentences for those who answered."""

    helper = helper_with_button("Show it on the survey’s page")

    class Meta:
        model = Reply
        fields = ("said", "did", "for_families")
        widgets = {"said": forms.Textarea(attrs={"rows": 2}), "did": forms.Textarea(attrs={"rows": 2})}
        labels = {"said": "You said", "did": "We did", "for_families": "Who is it for?"}
        help_texts = {
            "said": "What the results showed, in one sentence. Do not quote anybody.",
            "did": "What is different now, or what you are working on. If nothing could change, say why.",
        }
        error_messages = {
            "said": {"required": "Write what people said."},
            "did": {"required": "Write what you did."},
        }

    field_order = ("for_families", "said", "did")

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["for_families"] = forms.TypedChoiceField(
            label="Who is it for?",
            choices=[("yes", "Families"), ("no", "Staff")],
            coerce=lambda value: value == "yes",
            widget=forms.RadioSelect,
            error_messages={"required": "Choose families or staff."},
        )
        self.initial["for_families"] = "yes" if self.instance.for_families else "no"
        self.order_fields(self.field_order)
