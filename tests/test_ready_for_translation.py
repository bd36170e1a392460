"""What Python says to people is ready for translation, as what templates say is."""

from pathlib import Path

import pytest

from tests.plain_sentences import modules, plain_sentences
from tests.test_house_rules import OUR_APPS, ROOT, name

# Made-up texts that show us our own components.
IN_ENGLISH_ONLY = {"design/gallery_forms.py"}
# Names keep their own.
NAMES = {"TiP Borough"}
OURS = modules(ROOT, [*dict.fromkeys([*OUR_APPS, "tip_borough"])])


@pytest.mark.parametrize("path", OURS, ids=name)
def test_every_sentence_that_python_says_to_people_is_ready_for_translation(path: Path):
    if name(path) not in IN_ENGLISH_ONLY:
        found = [f"{name(path)}:{line} {said}" for line, said in plain_sentences(path.read_text()) if said not in NAMES]
        assert found == []


PLAIN = [
    'messages.success(request, "The link is closed.")',
    'messages.error(request, f"There is no {thing} here.")',
    'raise ValidationError("Write a number.")',
    'raise forms.ValidationError("Write a number." if wrong else "Write two numbers.")',
    'raise ActionRefused("A round" " is open.")',
    'field = forms.CharField(label="Your name", help_text=_("As you like it."))',
    'field.empty_label = "Choose one"',
    'class Kind(models.TextChoices):\n    LINK = "link", "Open link"',
    'labels = {"name": "What is it called?"}',
    'form.add_error(None, "Please wait.")',
    'subject = "A comment waits"',
    'choices = [("a", "In words of their own"), ("b", _("On the scale"))]',
]
READY = [
    'messages.success(request, _("The link is closed."))',
    'raise ValidationError(_("Write a number from %(least)s.") % {"least": 1})',
    'raise ActionRefused(ngettext("One is open.", "%(n)s are open.", n) % {"n": n})',
    'class Kind(models.TextChoices):\n    LINK = "link", _("Open link")',
    'logger.info("nothing to do")',
    'raise ValueError("only programmers read this")',
    'field = forms.CharField(label=_("Your name"), widget=Input(attrs={"class": "one two"}))',
]


@pytest.mark.parametrize("text", PLAIN)
def test_a_sentence_outside_gettext_is_found(text: str):
    assert len(plain_sentences(text)) == (2 if " if wrong" in text else 1)


@pytest.mark.parametrize("text", READY)
def test_a_sentence_inside_gettext_and_what_no_one_reads_pass(text: str):
    assert plain_sentences(text) == []
