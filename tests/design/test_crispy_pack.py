"""Our form pack: every link and description has its target, and nothing that was written gets lost."""

from html.parser import HTMLParser

import pytest
from crispy_forms.helper import FormHelper
from crispy_forms.layout import Field, Layout, Submit
from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile
from django.template import engines

from design.gallery_forms import SampleForm

WRONG = {"evidence": "Monthly reflection", "email": "not an address", "day": "2026-02-30", "sector": "health"}


class Page(HTMLParser):
    """The start tags of a page with their attributes, and its text."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict]] = []
        self.text = ""
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data):
        self.text += data

    def all(self, tag):
        return [attrs for name, attrs in self.tags if name == tag]

    def by_id(self, identity):
        return next(((tag, attrs) for tag, attrs in self.tags if attrs.get("id") == identity), None)

    @property
    def ids(self):
        return [attrs["id"] for _, attrs in self.tags if "id" in attrs]

    @property
    def references(self):
        """Every id that a description, a label or a link inside the page points at."""
        found = []
        for _, attrs in self.tags:
            found += (attrs.get("aria-describedby") or "").split()
            found += (attrs.get("aria-labelledby") or "").split()
            found += [attrs["for"]] if "for" in attrs else []
            href = attrs.get("href") or ""
            found += [href[1:]] if href.startswith("#") and len(href) > 1 else []
        return found


def render(text, **context):
    return Page(engines["django"].from_string(text).render(context))


WAYS = ["{% crispy form %}", "{{ form|crispy }}", "{% for field in form %}{{ field|as_crispy_field }}{% endfor %}"]


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("data", [None, {}, WRONG], ids=["new", "empty", "wrong"])
def test_everything_that_points_somewhere_points_at_one_thing_that_is_there(way, data):
    page = render(way, form=SampleForm(data))
    assert [target for target in page.references if target not in page.ids] == []
    assert len(page.ids) == len(set(page.ids))


@pytest.mark.parametrize("way", WAYS[:2])
def test_an_error_link_lands_on_something_one_can_answer(way):
    page = render(way, form=SampleForm({}))
    links = [attrs["href"][1:] for attrs in page.all("a")]
    assert links == ["id_stage_0", "id_audience_0", "id_name", "id_agreed"]
    assert {page.by_id(link)[0] for link in links} == {"input"}


def test_the_errors_stand_beside_their_fields_too():
    page = render("{% crispy form %}", form=SampleForm({}))
    assert page.text.count("Select a stage, or select that it does not apply") == 2
    assert "id_name_error" in page.by_id("id_name")[1]["aria-describedby"]


def test_what_was_written_is_still_there_after_an_error():
    page = render("{% crispy form %}", form=SampleForm({**WRONG, "stage": "3", "audience": ["board"], "place": "here"}))
    assert "Monthly reflection" in page.text
    assert page.by_id("id_email")[1]["value"] == "not an address"
    assert page.by_id("id_day")[1]["value"] == "2026-02-30"
    assert [attrs["value"] for attrs in page.all("option") if "selected" in attrs] == ["health"]
    assert [attrs["value"] for attrs in page.all("input") if "checked" in attrs] == ["3", "board"]
    assert page.by_id("id_place")[1]["value"] == "here"


def test_a_date_is_given_to_the_browser_as_it_wants_it():
    page = render("{{ form|crispy }}", form=SampleForm(initial={"day": "2026-05-03"}))
    field = page.by_id("id_day")[1]
    assert (field["type"], field["value"]) == ("date", "2026-05-03")


def test_an_option_may_explain_itself():
    page = render("{{ form|crispy }}", form=SampleForm())
    option = page.by_id("id_stage_2")[1]
    assert option["aria-describedby"] == "id_stage_2_hint"
    assert "a checklist or review helps us look" in page.text
    assert "aria-describedby" not in page.by_id("id_stage_5")[1]


def test_the_options_belong_to_a_question():
    page = render("{{ form|crispy }}", form=SampleForm())
    assert len(page.all("fieldset")) == len(page.all("legend")) == 2
    assert page.all("fieldset")[0]["aria-describedby"] == "id_stage_helptext"


def test_only_what_may_be_left_out_says_so():
    class Nothing(SampleForm):
        mark_optional = False

    assert render("{{ form|crispy }}", form=SampleForm()).text.count("(optional)") == 6
    assert render("{{ form|crispy }}", form=Nothing()).text.count("(optional)") == 0


def test_the_browsers_own_bubbles_stay_away():
    page = render("{% crispy form %}", form=SampleForm())
    assert "novalidate" in page.all("form")[0]
    assert [attrs for _, attrs in page.tags if "required" in attrs] == []


def test_a_form_with_a_file_is_sent_as_one():
    assert render("{% crispy form %}", form=SampleForm()).all("form")[0]["enctype"] == "multipart/form-data"


def test_an_uploaded_file_does_not_break_the_form_that_failed():
    form = SampleForm({}, {"picture": SimpleUploadedFile("a.png", b"x")})
    assert render("{% crispy form %}", form=form).by_id("id_picture")[1]["type"] == "file"


def test_what_a_person_writes_is_never_markup():
    page = render("{% crispy form %}", form=SampleForm({"name": '"><script>', "evidence": "</textarea><script>"}))
    assert page.all("script") == []


def test_a_form_error_that_belongs_to_no_field_is_said_without_a_link():
    form = SampleForm({})
    form.add_error(None, "This round is closed")
    page = render("{% crispy form %}", form=form)
    assert "This round is closed" in page.text
    assert len(page.all("a")) == 4


def test_a_summary_above_the_heading_is_not_said_twice():
    page = render("{% error_summary form %}<h1>Heading</h1>{% crispy form %}", form=SampleForm({}))
    assert page.text.count("There is a problem") == 1
    assert len(page.all("a")) == 4


def test_a_summary_gets_the_focus_and_is_no_live_region_too_so_that_it_is_said_once():
    summary = next(each for each in render("{% crispy form %}", form=SampleForm({})).all("div") if "data-focus" in each)
    page = render("{% crispy form %}", form=SampleForm({}))
    assert summary["role"] == "group"
    assert not any(each.get("role") in ("alert", "status") for each in page.all("div"))
    assert page.by_id(summary["aria-labelledby"])
    assert page.by_id(summary["aria-describedby"])


def test_a_button_that_sends_nothing_of_its_own_has_no_empty_name():
    form = SampleForm()
    form.helper = FormHelper()
    form.helper.add_input(Submit("", "Show these"))
    button = render("{% crispy form %}", form=form).all("button")[0]
    assert "name" not in button
    assert "value" not in button


def test_a_layout_may_add_attributes_and_classes():
    form = SampleForm()
    form.helper = FormHelper()
    form.helper.add_input(Submit("send", "Send my answers"))
    form.helper.layout = Layout(Field("name", css_class="own", data_note="1", wrapper_class="round"))
    page = render("{% crispy form %}", form=form)
    field = page.by_id("id_name")[1]
    assert field["class"].split() == ["govuk-input", "own"]
    assert field["data-note"] == "1"
    button = page.all("button")[0]
    assert (button["class"], button["name"]) == ("govuk-button", "send")


def test_a_formset_renders_each_form_and_its_management():
    formset = forms.formset_factory(SampleForm, extra=2)({"form-TOTAL_FORMS": 2, "form-INITIAL_FORMS": 0})
    page = render("{{ formset|crispy }}", formset=formset)
    assert page.by_id("id_form-TOTAL_FORMS")
    assert [target for target in page.references if target not in page.ids] == []


def test_a_question_may_be_the_heading_of_its_page():
    form = SampleForm()
    form.fields["stage"].label_is_heading = True
    assert len(render("{{ form|crispy }}", form=form).all("h1")) == 1


def test_a_hidden_fields_error_is_said_and_leads_nowhere():
    form = SampleForm({})
    form.add_error("place", "This place is gone")
    page = render("{% crispy form %}", form=form)
    assert "This place is gone" in page.text
    assert "#id_place" not in [attrs.get("href") for attrs in page.all("a")]
