"""What could say who someone is, is asked about beside its own box, and a person decides."""

import pytest
from django import forms
from django.template import engines

from organisations.asking import AsksAboutPeople, finds_in, is_of_a_place, mark_of
from organisations.personal_data import find_identifying
from tests.builders import Borough, make_borough

WRITTEN = "Jayden Whitfield, 9, of Albert Street told Mrs Khan on 3 May about his father."


class Note(AsksAboutPeople, forms.Form):
    looks_at = ("note",)
    title = forms.CharField(required=False)
    note = forms.CharField(widget=forms.Textarea, required=False)
    number = forms.IntegerField(required=False)


def test_each_kind_is_named_in_a_plain_sentence():
    form = Note({"note": WRITTEN})
    assert not form.is_valid()
    [said] = form.errors["note"]
    for sentence in (
        "“Jayden Whitfield” may be a name.",
        "“9” may be an age.",
        "“Albert Street” may be an address.",
        "“Mrs Khan” may be a name.",
        "“3 May” may be a date.",
    ):
        assert sentence in said
    assert said.endswith("Take out what could identify someone, or select “Keep it as it is” below the box.")


def test_a_yes_beside_the_box_keeps_it_and_holds_for_these_words_only():
    asked = Note({"note": "Ask Aisha Begum."})
    assert not asked.is_valid()
    mark = asked.fields["note"].keep_as_it_is["mark"]
    kept = Note({"note": "Ask Aisha Begum.", "note-keep": mark})
    assert kept.is_valid()
    assert kept.kept_as_it_is == {"note": mark}
    other = Note({"note": "Ask Ben Taylor.", "note-keep": mark})
    assert not other.is_valid()


def test_other_mistakes_and_names_are_said_at_once_and_the_yes_stays():
    asked = Note({"note": "Ask Aisha Begum.", "number": "x"})
    assert set(asked.errors) == {"note", "number"}
    again = Note({"note": "Ask Aisha Begum.", "number": "x", "note-keep": asked.fields["note"].keep_as_it_is["mark"]})
    assert set(again.errors) == {"number"}
    assert again.fields["note"].keep_as_it_is["is_kept"]


def test_only_boxes_that_others_read_and_that_were_changed_are_asked_about():
    assert Note({"title": "Aisha Begum"}).is_valid()
    assert Note({"note": "Ask Aisha Begum."}, initial={"note": "Ask Aisha Begum."}).is_valid()


def test_the_box_says_what_cannot_be_seen_and_has_a_tick_with_its_own_name():
    page = engines["django"].from_string("{{ form.note|as_crispy_field }}")
    shown = page.render({"form": Note()})
    assert "We cannot see names in small letters or in other alphabets" in shown
    assert "Keep it as it is" not in shown
    asked = Note({"note": "Ask Aisha Begum."})
    asked.is_valid()
    shown = page.render({"form": asked})
    assert 'id="id_note_keep" name="note-keep"' in shown
    assert 'for="id_note_keep">Keep it as it is. No one can be identified from this.' in shown
    assert 'aria-describedby="id_note_helptext id_note_error"' in shown


def test_more_finds_than_can_be_read_are_counted():
    form = Note({"note": "We met Ann Bee, Cat Dee, Eva Eff, Gus Haitch, Ian Jay, Kay Ell, Mia Enn and Oli Pee."})
    assert not form.is_valid()
    assert "There are 2 more." in form.errors["note"][0]
    assert "Mia Enn" not in form.errors["note"][0]


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("they live at 12 Albert Street", "12 Albert Street"),
        ("they live in Old Mill Lane now", "Old Mill Lane"),
        ("The girl at number 12 said so", "at number 12"),
        ("the boy in flat 3b", "in flat 3b"),
        ("we saw 14b, Queen's Road", "14b, Queen's Road"),
    ],
)
def test_an_address_is_asked_about(text: str, address: str):
    assert (address, "an address") in find_identifying(text)


@pytest.mark.parametrize("text", ["a number 12 bus", "On the road to it we learned", "in room to grow", "a way of 3"])
def test_what_only_sounds_like_an_address_is_not(text: str):
    assert "an address" not in [kind for _words, kind in find_identifying(text)]


def test_a_place_of_the_partnership_may_be_named_and_one_word_of_its_name_is_asked_about():
    names = ["albert street surgery", "riverside"]
    assert is_of_a_place("Albert Street Surgery", names)
    assert is_of_a_place("Albert Street", names)
    assert is_of_a_place("Riverside", names)
    assert not is_of_a_place("Albert", names)
    assert not is_of_a_place("Bert Street", names)


@pytest.mark.django_db
def test_places_are_read_only_where_something_was_found(django_assert_num_queries):
    borough: Borough = make_borough()
    with django_assert_num_queries(0):
        assert finds_in("all is well", lambda: borough.partnership) == []
    with django_assert_num_queries(3):
        found = finds_in("we met the Elmfield Partnership and Ann Bee", lambda: borough.partnership)
    assert found == [("Ann Bee", "possible name")]
    assert len(mark_of(found)) == 16
