"""What a field says where its form has no sentence of its own."""

import pytest
from django import forms

from reporting.forms.feeds import FeedKeyForm

TOO_LONG = "x" * 161


@pytest.mark.parametrize(
    ("field", "sent", "said"),
    [
        (forms.CharField(max_length=160), TOO_LONG, "Shorten this to 160 characters or fewer"),
        (forms.CharField(max_length=1), "xy", "Shorten this to 1 character"),
        (forms.CharField(min_length=2), "x", "Enter at least 2 characters"),
        (forms.CharField(), "a\x00b", "This contains characters we cannot use"),
        (forms.IntegerField(max_value=60), "61", "Enter a number up to 60"),
        (forms.IntegerField(min_value=1), "0", "Enter 1 or more"),
        (forms.IntegerField(), "many", "Enter a whole number"),
        (forms.DecimalField(decimal_places=1), "1.25", "Enter a number with no more than 1 decimal place"),
        (forms.DateField(), "tomorrow", "Enter a date with a day, month and year, for example 27/3/2026"),
        (forms.EmailField(), "me", "Enter an email address in the correct format, for example name@example.org"),
        (forms.URLField(assume_scheme="https"), "x y", "Enter a web address, for example https://www.example.org"),
        (forms.ChoiceField(choices=[("a", "A")]), "b", "Select one of the options"),
        (forms.MultipleChoiceField(choices=[("a", "A")]), ["b"], "Select one of the options"),
    ],
)
def test_an_error_says_what_to_do(field: forms.Field, sent, said: str):
    with pytest.raises(forms.ValidationError) as error:
        field.clean(sent)
    assert error.value.messages[0] == said


def test_a_field_of_a_row_says_so_too():
    form = FeedKeyForm({"name": "x" * 1000})
    assert form.errors["name"][0].startswith("Shorten this to ")


def test_a_sentence_of_the_form_s_own_stays():
    field = forms.CharField(max_length=3, error_messages={"max_length": "Shorter"})
    with pytest.raises(forms.ValidationError, match="Shorter"):
        field.clean("four")
