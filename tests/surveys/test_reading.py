"""What children and families are asked is easy to read: the grades are measured, text by text."""

import re

import pytest

from setup import words
from surveys.models import Instrument, SupportLine
from tests.surveys.reading import HARDEST, grade, is_long_enough_to_grade

pytestmark = pytest.mark.thorough

# On the same pages, but said to staff, or of a made-up borough only.
NOT_TO_FAMILIES = (
    "This is a demonstration.",
    "No one sees your answers on their own, not even your manager",
    "When the round has closed",
    "Once you send your answers you cannot take them back",
    "Results are only shown for 10 people or more",
    "A safeguarding reviewer reads comments first",
)


def texts_of(instrument: Instrument) -> list[str]:
    """Every text of a survey that anyone who answers it reads."""
    texts = [instrument.title, instrument.introduction]
    for section in instrument.sections.prefetch_related("questions__scale__points"):
        texts += [section.title, section.note]
        for question in section.questions.all():
            texts += [question.text, question.easy_text]
            if question.scale:
                texts += [question.scale.stem, *(point.label for point in question.scale.points.all())]
    return list(dict.fromkeys(filter(None, texts)))


@pytest.mark.parametrize("key", HARDEST)
def test_t11_what_families_and_children_read_is_easy(key: str, framework):
    texts = texts_of(Instrument.objects.get(framework=framework, key=key))
    assert len(texts) > 20
    hard = {text: found for text in texts if is_long_enough_to_grade(text) and (found := grade(text)) > HARDEST[key]}
    assert hard == {}
    whole = " ".join(text if text[-1] in ".?!" else f"{text}." for text in texts)
    assert grade(whole) <= HARDEST[key]


def test_t11_the_hours_of_support_lines_are_easy_to_read(framework):
    hours = ". ".join(line.hours for line in SupportLine.objects.filter(framework=framework, for_families=True))
    assert grade(hours) <= HARDEST["families"]


# What the regulations ask a public body to say, in their own terms: about the site, and on no page of a survey.
OF_THE_STATEMENT = ("templates/organisations/_accessibility.html", "organisations/known_faults.csv")


def test_t11_what_the_pages_say_to_families_is_easy():
    said_in_surveys = [
        message
        for message in words.phrases("ur")
        if not all(path in OF_THE_STATEMENT for path, _line in message.locations)
    ]
    phrases = [
        one for message in said_in_surveys for one in ([message.id] if isinstance(message.id, str) else message.id)
    ]
    said = [re.sub(r"%\(\w+\)s", "ten", phrase) for phrase in phrases if not phrase.startswith(NOT_TO_FAMILIES)]
    assert len(said) > 100
    hard = {
        text: found for text in said if is_long_enough_to_grade(text) and (found := grade(text)) > HARDEST["families"]
    }
    assert hard == {}


def test_t11_the_measure_tells_easy_from_hard():
    assert grade("You can stop when you like.") < 1
    assert grade("Participants may discontinue their involvement whenever they consider it appropriate.") > 10
    assert grade("Carers of 13 and over") < 5


def test_a_child_is_asked_the_same_things_in_shorter_words(framework):
    families, children = (Instrument.objects.get(framework=framework, key=key) for key in ("families", "children"))
    asked = {
        survey.key: [question.statement.code for question in survey.questions.filter(statement__isnull=False)]
        for survey in (families, children)
    }
    assert sorted(asked["children"]) == sorted(set(asked["families"]))
    assert (len(asked["children"]), len(asked["families"])) == (10, 11)
    assert "under 13" in children.introduction
    assert "grown-up you trust" in children.introduction
    scale = children.questions.exclude(scale=None).first().scale
    ratings = scale.points.filter(kind="rating").values_list("label", "face", "positive")
    assert list(ratings) == [("No", "low", False), ("Sometimes", "middle", False), ("Yes", "high", True)]
