"""Our component tags: what they say, and what they never let through."""

import re

import pytest
from django import forms
from django.core.paginator import Paginator
from django.template import engines
from django.test import RequestFactory

from design.gallery import matrix_rows, sample_context

WITHHELD = "not shown, to protect people"


def render(text, **context):
    return engines["django"].from_string(text).render(context)


class Long(forms.Form):
    text = forms.CharField(max_length=3000, widget=forms.Textarea)


def test_a_withheld_value_is_never_empty_and_never_zero():
    table = render('{% data_table "Answers" columns rows %}', columns=["Service", "Share"], rows=[["Riverside", None]])
    for html in (
        table,
        render("{% withheld %}"),
        render("{% key_figures items %}", items=[{"label": "answers", "value": None}]),
        render("{% summary_list rows %}", rows=[{"key": "Answers", "value": None}]),
        render("{% matrix_cell cell %}", cell={"measures": [{"title": "Families", "figure": None, "withheld": True}]}),
    ):
        assert "[c]" in html
        assert WITHHELD in html


def test_a_zero_that_was_counted_is_shown():
    assert ">0<" in render("{% matrix_cell cell %}", cell={"measures": [{"title": "Sessions", "figure": "0"}]})
    assert ">0<" in render('{% data_table "T" columns rows %}', columns=["Service", "n"], rows=[["Riverside", 0]])


def test_a_cell_without_data_says_why():
    html = render("{% matrix_cell cell %}", cell={"measures": [{"title": "Sessions", "reason": "No session yet."}]})
    assert "No session yet." in html
    assert "<svg" not in html


@pytest.mark.parametrize(("percent", "width"), [(62, "62.0"), (140, "100"), (-3, "0"), (None, "0")])
def test_a_bar_stays_within_its_track(percent, width):
    assert re.search(rf'class="tip-bar__value"[^>]* width="{width}"', render("{% bar percent %}", percent=percent))


def test_the_matrix_has_a_cell_for_each_objective_and_level():
    html = render("{% matrix rows %}", rows=matrix_rows())
    assert html.count('class="tip-cell"') == 6
    assert html.count('scope="row"') == 2
    assert html.count('scope="col"') == 3


def test_a_row_with_a_cell_too_few_is_a_mistake_not_a_gap():
    with pytest.raises(ValueError, match="shorter"):
        render("{% matrix rows %}", rows=[{"title": "Comms", "cells": [{}]}])


@pytest.mark.parametrize(
    ("given", "used"), [("#6b3f69", "#6b3f69"), ("red;} body{display:none", ""), ("#fff", ""), (None, "")]
)
def test_a_colour_reaches_the_style_sheet_only_as_a_colour(given, used):
    assert render("{{ colour|css_colour }}", colour=given) == used


def test_what_people_wrote_is_text():
    evil = "<script>alert(1)</script>"
    html = render(
        "{% tag x %}{% button x %}{% notification x %}{% pledge_card pledge %}{% task_list rows %}"
        "{% panel x %}{{ x }}{% endpanel %}{% conflict_chooser 'k' x x x %}",
        x=evil,
        pledge={"words": evil, "by": evil},
        rows=[{"text": evil, "hint": evil, "status": evil}],
    )
    assert "<script" not in html
    assert html.count("&lt;script&gt;") >= 12


def test_pages_keep_the_rest_of_the_question():
    request = RequestFactory().get("/", {"q": "school", "page": "2"})
    html = render("{% pagination page %}", page=Paginator(range(90), 10).page(2), request=request)
    assert 'href="?q=school&amp;page=3"' in html
    assert html.count('aria-current="page"') == 1


def test_one_page_needs_no_pagination():
    assert render("{% pagination page %}", page=Paginator(range(3), 10).page(1)).strip() == ""


def test_the_same_thing_looks_the_same_twice():
    context = sample_context(RequestFactory().get("/"))
    tags = '{% task_list tasks %}{% data_table "Staff" columns table %}'
    assert render(tags, **context) == render(tags, **context)


def test_large_numbers_are_written_with_a_comma():
    assert "1,200 of 1,347 answers" in render('{% progress 1200 1347 "answers" %}')
    box = "{% load crispy_forms_tags %}{{ form.text|as_crispy_field }}"
    assert "You can write up to 3,000 characters." in render(box, form=Long())
