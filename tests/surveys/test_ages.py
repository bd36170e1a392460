"""How old someone is: what is asked about, and what is not."""

import time

import pytest

from organisations.personal_data import find_identifying


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("A boy of 9 told us.", "boy of 9"),
        ("The girl (9) at number 12", "girl (9)"),
        ("a 42-year-old came", "42-year-old"),
        ("she is nine years old", "nine years old"),
        ("twin girls, 4 months old", "4 months old"),
        ("two 14 year olds", "14 year olds"),
        ("a man aged 61", "aged 61"),
        ("a woman aged about thirty-two", "aged about thirty-two"),
        ("at the age of six", "age of six"),
        ("he had just turned 16", "turned 16"),
        ("my son, 11, was heard", "son, 11"),
        ("my daughter who is 7", "daughter who is 7"),
        ("I am 15 and I liked it", "I am 15"),
        ("she’s nine.", "she’s nine"),
        ("a 9yo", "9yo"),
        ("on her 18th birthday", "18th birthday"),
        ("a patient of a hundred and 3", None),
        ("JAYDEN IS HAPPY. A GIRL OF TEN SAID SO", "GIRL OF TEN"),
    ],
)
def test_an_age_is_asked_about_in_figures_and_in_words(text, words):
    found = [said for said, kind in find_identifying(text) if kind == "possible age"]
    assert found == ([words] if words else [])


def test_an_age_that_follows_a_name_is_asked_about_beside_it():
    assert find_identifying("Jayden Whitfield, 9, of the blue house") == [
        ("Jayden Whitfield", "possible name"),
        ("9", "possible age"),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "it took 3 weeks and 20 people",
        "We waited 9 months. They are 3 of us. There were 12 in the room.",
        "One child in 4 said yes. A group of 9 came. We met 3 parents, 4 carers and 2 of the staff.",
        "two years ago it was old",
        "She was one of many. He is 2 metres away. I was 5 minutes late.",
        "page 9, line 12",
    ],
)
def test_other_numbers_are_no_ages(text):
    assert [said for said, kind in find_identifying(text) if kind == "possible age"] == []


@pytest.mark.parametrize("piece", ["9 ", "nine ", "boy ", "she is ", "9-year-", "twenty-", "turned "])
def test_a_long_text_is_looked_through_in_a_moment(piece):
    begun = time.process_time()
    find_identifying(piece * (5000 // len(piece)))
    assert time.process_time() - begun < 1
