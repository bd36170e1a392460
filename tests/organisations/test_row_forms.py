"""A page that lay open for long: what was not touched on it is no one's change, and what two have changed is asked."""

import importlib
import pkgutil
import re
from html import unescape

import pytest
from django.apps import apps
from django.forms import ModelForm

from activities.forms.events import EventForm
from activities.models import Event
from organisations.actions import ActionRefused, close_round
from organisations.forms import LastDayForm, OrganisationForm, ServiceForm
from organisations.leaving import leave_partnership
from organisations.models import Organisation, Round, Service
from organisations.row_forms import RowForm
from tests.builders import NOON, TODAY, Borough, days, text_of

pytestmark = pytest.mark.django_db
EDIT = "/elmfield/services/ward/edit/"


def seen_on(page) -> str:
    """What the page carries along of what it shows."""
    return unescape(re.search(r'name="seen" value="([^"]+)"', page.content.decode())[1])


def ward() -> Service:
    return Service.objects.select_related("sector").get(slug="ward")


def test_what_was_not_touched_on_an_old_page_is_not_put_back(borough: Borough):
    admin, health = borough.client("admin"), borough.sectors["health"]
    seen = seen_on(admin.get(EDIT))
    Service.objects.filter(slug="ward").update(headcount=55, sector=borough.sectors["families"])
    old_page = {"name": "Ward 9", "sector": health.pk, "headcount": 40, "seen": seen}
    admin.post(EDIT, old_page)
    assert (ward().name, ward().headcount, ward().sector) == ("Ward 9", 55, borough.sectors["families"])


def test_who_changes_what_someone_else_has_changed_since_is_told_and_decides(borough: Borough):
    admin = borough.client("admin")
    typed = {"name": "Ward", "sector": borough.sectors["health"].pk, "headcount": 44}
    seen = seen_on(admin.get(EDIT))
    Service.objects.filter(slug="ward").update(headcount=55)
    asked = admin.post(EDIT, typed | {"seen": seen})
    assert "since you opened the page" in text_of(asked)
    assert 'value="44"' in asked.content.decode()
    assert ward().headcount == 55
    admin.post(EDIT, typed | {"seen": seen_on(asked)})
    assert ward().headcount == 44


def test_a_choice_of_someone_else_is_named_in_words(borough: Borough):
    families, health = borough.sectors["families"], borough.sectors["health"]
    schools = type(health).objects.create(partnership=borough.partnership, slug="schools", name="Schools")
    admin = borough.client("admin")
    seen = seen_on(admin.get(EDIT))
    Service.objects.filter(slug="ward").update(sector=families)
    asked = admin.post(EDIT, {"name": "Ward", "sector": schools.pk, "headcount": 40, "seen": seen})
    assert "to “Families”" in text_of(asked)


def test_what_someone_else_has_emptied_is_said_to_be_empty(borough: Borough):
    admin = borough.client("admin")
    typed = {"name": "Ward", "sector": borough.sectors["health"].pk, "headcount": 44}
    seen = seen_on(admin.get(EDIT))
    Service.objects.filter(slug="ward").update(headcount=None)
    said = text_of(admin.post(EDIT, typed | {"seen": seen}))
    assert "Someone else has cleared this" in said
    assert "“”" not in said


def test_a_day_of_someone_else_is_written_as_people_write_it(borough: Borough):
    admin, edit = borough.client("admin"), f"/elmfield/rounds/{borough.round.slug}/edit/"
    seen = seen_on(admin.get(edit))
    theirs, mine = borough.round.closes_on + days(7), borough.round.closes_on + days(14)
    Round.objects.filter(pk=borough.round.pk).update(closes_on=theirs)
    said = text_of(admin.post(edit, {"closes_on": mine, "seen": seen}))
    assert f"to “{theirs.day} {theirs:%B %Y}”" in said


def test_someone_who_writes_the_same_as_someone_else_is_asked_nothing(borough: Borough):
    admin = borough.client("admin")
    seen = seen_on(admin.get(EDIT))
    Service.objects.filter(slug="ward").update(headcount=44)
    sent = {"name": "Ward 9", "sector": borough.sectors["health"].pk, "headcount": 44, "seen": seen}
    assert admin.post(EDIT, sent).status_code == 302
    assert (ward().name, ward().headcount) == ("Ward 9", 44)


@pytest.mark.parametrize("seen", ["", "{", "[1]", '"x"', "null"])
def test_a_page_that_says_nothing_of_what_it_showed_is_compared_with_the_row(borough: Borough, seen: str):
    sent = {"name": "Ward 9", "sector": borough.sectors["health"].pk, "headcount": 40, "seen": seen}
    assert borough.client("admin").post(EDIT, sent).status_code == 302
    assert ward().name == "Ward 9"


def test_words_on_several_lines_that_no_one_touched_are_no_change(borough: Borough):
    event = Event.objects.create(
        partnership=borough.partnership, title="T", day=TODAY, kind="other", description="One.\nTwo."
    )
    keeper, address = borough.client("programme"), f"{event.get_absolute_url()}change/"
    seen = seen_on(keeper.get(address))
    Event.objects.update(description="Three.", places=20, is_public=True)
    old_page = {"title": "T2", "day": TODAY.isoformat(), "kind": "other", "description": "One.\r\nTwo.", "seen": seen}
    keeper.post(address, old_page)
    stored = Event.objects.get()
    assert (stored.title, stored.description, stored.places, stored.is_public) == ("T2", "Three.", 20, True)


def test_a_form_that_is_saved_past_its_action_writes_its_changed_columns_only(borough: Borough):
    admin = borough.people["admin"]
    stale = Round.objects.get(pk=borough.round.pk)
    close_round(round_=borough.round, by=admin, at=NOON)
    with pytest.raises(ActionRefused, match="Someone else changed this"):  # closing has moved the last day too
        LastDayForm({"closes_on": (TODAY + days(40)).isoformat()}, instance=stale).save()
    assert Round.objects.get(pk=stale.pk).state == Round.State.CLOSED

    stale = Organisation.objects.get(slug="charity")
    leave_partnership(organisation=borough.organisations["charity"], by=admin)
    OrganisationForm({"name": "Charity and friends"}, instance=stale).save()
    stored = Organisation.objects.get(pk=stale.pk)
    assert stored.archived_on is not None
    assert stored.name == "Charity and friends"

    event = Event.objects.create(partnership=borough.partnership, title="T", day=TODAY, kind="other")
    stale = Event.objects.get(pk=event.pk)
    Event.objects.update(people=55, called_off_on=TODAY)
    sent = {"title": "T2", "day": TODAY.isoformat(), "kind": "other"}
    EventForm(sent, instance=stale, partnership=borough.partnership).save()
    stored = Event.objects.get(pk=event.pk)
    assert (stored.title, stored.people, stored.called_off_on) == ("T2", 55, TODAY)


def all_model_forms() -> set[type[ModelForm]]:
    """Every form of a row that the product has, wherever it stands."""
    rooms = {config.name for config in apps.get_app_configs()} & {
        *("organisations", "activities", "pledges", "assessments", "surveys", "reporting", "framework"),
    }
    for room in rooms:
        for module in pkgutil.walk_packages(importlib.import_module(room).__path__, f"{room}."):
            if "forms" in module.name or module.name.endswith(".admin"):
                importlib.import_module(module.name)
    found, waiting = set(), [ModelForm]
    while waiting:
        for form in waiting.pop().__subclasses__():
            if form not in found:
                found.add(form)
                waiting.append(form)
    return {form for form in found if form.__module__.split(".")[0] in rooms and form is not RowForm}


def test_every_form_of_a_row_writes_only_what_was_changed():
    forms = all_model_forms()
    assert {LastDayForm, OrganisationForm, ServiceForm, EventForm} <= forms
    assert [form.__name__ for form in forms if not issubclass(form, RowForm)] == []
    assert [form.__name__ for form in forms if "save" in vars(form) or "full_clean" in vars(form)] == []
