"""No one-line field of any form takes a line break, whoever sends it."""

from collections.abc import Iterator

import pytest
from django import forms
from django.http import QueryDict
from django.urls import get_resolver, reverse

from organisations.models import Organisation
from tests.builders import Borough

BREAKS = ["\r\n", "\n", "\r", "\u2028", "\u2029", "\v", "\x85"]


def below(form: type) -> Iterator[type]:
    for each in form.__subclasses__():
        yield each
        yield from below(each)


def one_line_fields() -> dict[str, forms.Field]:
    assert get_resolver().url_patterns  # all views, and with them all forms, are loaded
    return {
        f"{form.__module__}.{form.__name__}.{name}": field
        for form in set(below(forms.BaseForm))
        for name, field in getattr(form, "base_fields", {}).items()
        if isinstance(field.widget, forms.TextInput) and type(field).__module__ != "django.forms.models"
    }


@pytest.mark.anywhere
@pytest.mark.parametrize("line_break", BREAKS, ids=ascii)
def test_no_one_line_field_takes_a_line_break(line_break: str):
    found = one_line_fields()
    assert len(found) > 60
    taken = []
    for name, field in found.items():
        sent = QueryDict(mutable=True)
        sent["it"] = f"Bridge{line_break}Road"
        try:
            kept = field.clean(field.widget.value_from_datadict(sent, {}, "it"))
        except forms.ValidationError:
            continue
        if len(str(kept).splitlines()) > 1:
            taken.append(name)
    assert taken == []


@pytest.mark.anywhere
def test_a_box_of_several_lines_keeps_them():
    sent = QueryDict(mutable=True)
    sent["it"] = "One\r\ntwo"
    assert forms.Textarea().value_from_datadict(sent, {}, "it") == "One\r\ntwo"


def test_a_crafted_request_stores_one_line(borough: Borough):
    organisation = Organisation.objects.filter(partnership=borough.partnership).first()
    path = reverse("organisations:organisation-edit", args=[borough.slug, organisation.slug])
    borough.client("admin").post(path, {"name": "Bridge\r\nBcc: all@example.org"})
    organisation.refresh_from_db()
    assert organisation.name == "Bridge Bcc: all@example.org"
