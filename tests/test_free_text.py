"""Every box that someone can write in and someone else can read is looked at, or stands here with a reason.

What is written to a form is found by walking all forms of the product, so a new box fails here until someone has
decided what it is.
"""

import ast
import importlib
import inspect
import pkgutil

import pytest
from django import forms
from django.apps import apps
from django.db import models

from organisations.asking import AsksAboutPeople

ROOMS = (
    "activities",
    "assessments",
    "home",
    "learning",
    "organisations",
    "signing_in",
    "pledges",
    "reporting",
    "surveys",
    "framework",
)
# Long texts that are written in a box of another name, or by the product.
ELSEWHERE = {"Decision.figure", "EvaluationLine.made", "Instrument.introduction", "Release.correction"}
SETTING = "a setting, which the admin alone writes, about no one in particular"
PLACE = "the name of a place or a thing"
FILTER = "looks something up: nothing is kept"
MEANT = "the name or address of a person who works here is what it asks for"
VENUE = "a venue, which has a name and an address"
# The boxes that are not looked at, by form and name.
REASONS = {
    "activities.forms.attendance.AttendanceForm.*": "numbers",
    "activities.forms.attendance.ListForm.pasted": "organisations and numbers; what is read of it are numbers",
    "activities.forms.events.EventForm.where": VENUE,
    "activities.forms.programme.ChampionFilter.name": FILTER,
    "activities.forms.programme.ChampionForm.name": MEANT,
    "activities.forms.programme.ChampionForm.role": MEANT,
    "activities.forms.programme.CommunicationFilter.audience": FILTER,
    "activities.forms.programme.CommunicationForm.audience": "groups, such as all staff",
    "activities.forms.programme.CommunicationForm.owner": MEANT,
    "activities.forms.subgroups.MeetingForm.where": VENUE,
    "activities.forms.subgroups.MemberForm.name": MEANT,
    "activities.forms.training.CourseForm.length": "how long a course takes",
    "activities.forms.training.CourseForm.level_framework": PLACE,
    "activities.forms.training.CourseForm.title": "the title of a course, in capitals as certificates have it",
    "activities.forms.training.SessionForm.trainer": MEANT,
    "activities.forms.training.SessionForm.where": VENUE,
    "assessments.forms.team_sessions.CodeForm.code": "a code, which is not kept",
    "learning.forms.naming.PublicBarrierForm.words": "a safeguarding reviewer reads it first, with the same look",
    "learning.forms.naming.SlipForm.code": "a code, which is not kept",
    "learning.forms.naming.SlipReplyForm.reply": "reviewers alone read it",
    "learning.forms.review.ReviewBarrierForm.words": "its own tick, “I have checked”, names what the look finds",
    "learning.forms.review.ReviewBarrierForm.said": "a reviewer writes it to one person, who alone reads it",
    "signing_in.forms.DemonstrationLoginForm.*": "signing in",
    "signing_in.forms.RequestCodeForm.*": "signing in",
    "signing_in.forms.ConfirmCodeForm.code": "signing in",
    "signing_in.forms.SecondStepForm.code": "signing in",
    "signing_in.forms.ConfirmForm.code": "signing in",
    "signing_in.forms.AddAppForm.code": "signing in",
    "signing_in.scim.forms.DomainsForm.domains": "domains of email addresses, checked by their kind",
    "signing_in.forms.AddPasskeyForm.name": "the name of one's own passkey, which no one else sees",
    "organisations.forms.AcceptForm.name": MEANT,
    "organisations.forms.OwnNameForm.name": MEANT,
    "organisations.forms.ListingForm.*": SETTING,
    "organisations.forms.MailFilterForm.to": FILTER,
    "organisations.people_forms.PeopleFilter.words": FILTER,
    "organisations.code_forms.CodeForm.code": "a code of an organisation or a service, checked by its kind",
    "organisations.code_forms.CodeForm.words": "what a kind of code is called",
    "organisations.forms.OrganisationForm.name": PLACE,
    "organisations.forms.RoundForm.name": PLACE,
    "organisations.forms.ServiceForm.name": PLACE,
    "organisations.import_forms.ColumnsForm.*": PLACE,
    "organisations.sector_forms.SectorForm.name": PLACE,
    "organisations.restructuring_forms.MergeForm.name": PLACE,
    "organisations.restructuring_forms.MoveForm.name": PLACE,
    "organisations.restructuring_forms.SplitForm.*": PLACE,
    "organisations.service_forms.NewServiceForm.*": "one more question, with two answers to choose from",
    "organisations.service_forms.NewServiceForm.name": PLACE,
    "organisations.service_forms.NewServiceForm.new_organisation": PLACE,
    "organisations.service_forms.RestoreServiceForm.name": PLACE,
    "organisations.views.ending.NameForm.name": "typed to confirm: nothing is kept",
    "pledges.forms.PledgeForm.leader_name": MEANT,
    "reporting.forms.barriers.CommentAsBarrierForm.words": "its own tick, “I have checked”, names what the look finds",
    "reporting.forms.decisions._DecisionFields.who": MEANT,
    "reporting.forms.decisions.DecisionForm.who": MEANT,
    "reporting.forms.decisions.RecordDecisionForm.who": MEANT,
    "reporting.forms.feeds.FeedKeyForm.name": SETTING,
    "reporting.forms.indicators.IndicatorForm.box": "one of a list",
    "reporting.forms.indicators.IndicatorForm.name": "the title of public statistics",
    "reporting.forms.indicators.IndicatorForm.source": "the title of public statistics",
    "reporting.forms.indicators.IndicatorForm.unit": "a unit",
    "reporting.forms.indicators.IndicatorForm.year": "a year",
    "surveys.forms.answering.CodeForm.code": "a code, which is not kept",
    "surveys.forms.answering.ContactForm.*": "someone who asks to be contacted says who they are, to reviewers alone",
    "surveys.forms.answering.SurveyForm.*": "a safeguarding reviewer reads it first, with the same look",
    "surveys.forms.example.ExampleForm.*": "an example, which is not kept",
    "surveys.forms.languages.LanguageForm.checked_by": MEANT,
    "surveys.forms.paper.PaperFormForm.*": "a safeguarding reviewer reads it first, with the same look",
    "surveys.forms.paper.SettlePaperForm.*": "a safeguarding reviewer reads it first, with the same look",
    "surveys.forms.review.CommentReviewForm.text": "its own tick, “I have checked”, names what the look finds",
    "surveys.forms.review.CommentReviewForm.outcome": "reviewers alone read it, and may have to name someone",
    "surveys.forms.review.SettleSeveralForm.outcome": "reviewers alone read it, and may have to name someone",
    "surveys.forms.safety.LocalQuestionForm.*": SETTING,
    "surveys.forms.safety.SafetySettingsForm.escalation_name": MEANT,
    "surveys.forms.safety.SupportLineForm.contact": SETTING,
    "surveys.forms.safety.SupportLineForm.hours": SETTING,
    "surveys.forms.safety.SupportLineForm.name": SETTING,
    "surveys.forms.safety.SupportLineForm.what": SETTING,
}


def all_forms() -> list[type[forms.BaseForm]]:
    """Every form class that the rooms define."""
    found = {}
    for room in ROOMS:
        package = importlib.import_module(room)
        for info in pkgutil.walk_packages(package.__path__, f"{room}."):
            if ".migrations" in info.name or ".management" in info.name:
                continue
            module = importlib.import_module(info.name)
            for _name, one in inspect.getmembers(module, inspect.isclass):
                if issubclass(one, forms.BaseForm) and one.__module__ == info.name and hasattr(one, "base_fields"):
                    found[f"{one.__module__}.{one.__qualname__}"] = one
    return [found[name] for name in sorted(found)]


def is_free_text(field: forms.Field) -> bool:
    """Whether people write in it what they like, as words."""
    narrower = (forms.EmailField, forms.URLField, forms.SlugField, forms.RegexField, forms.UUIDField)
    return isinstance(field, forms.CharField) and not isinstance(field, narrower) and not field.widget.is_hidden


def boxes_made_later(form: type[forms.BaseForm]) -> bool:
    """Whether its own __init__ makes boxes to write in, one for each question or feature."""
    methods = [node for node in ast.walk(ast.parse(inspect.getsource(form))) if isinstance(node, ast.FunctionDef)]
    made = [call for method in methods for call in ast.walk(method) if isinstance(call, ast.Call)]
    return any(getattr(call.func, "attr", getattr(call.func, "id", "")) in BOXES for call in made)


BOXES = ("CharField", "NarrativeField", "WrittenField")


def name_of(form: type[forms.BaseForm]) -> str:
    return f"{form.__module__}.{form.__qualname__}"


def has_reason(form: type[forms.BaseForm], box: str) -> bool:
    return f"{name_of(form)}.{box}" in REASONS or f"{name_of(form)}.*" in REASONS


BOXES_OF_FORMS = [
    (form, name) for form in all_forms() for name, field in form.base_fields.items() if is_free_text(field)
]


def test_there_are_forms_to_walk():
    names = {f"{name_of(form)}.{box}" for form, box in BOXES_OF_FORMS}
    assert len(names) > 50
    assert {"surveys.forms.handing_out.ReplyForm.said", "assessments.forms.assessing.RatingForm.evidence"} <= names


@pytest.mark.parametrize(("form", "box"), BOXES_OF_FORMS, ids=lambda one: getattr(one, "__name__", one))
def test_what_others_can_read_is_looked_at_or_has_a_reason(form, box):
    looked_at = issubclass(form, AsksAboutPeople) and box in form.looks_at
    own = form.__dict__.get("boxes_looked_at") or looked_at
    assert looked_at or has_reason(form, box) or own, f"{name_of(form)}.{box} is neither looked at nor in REASONS"
    assert not (looked_at and f"{name_of(form)}.{box}" in REASONS), "looked at, and yet with a reason"


MADE_LATER = [form for form in all_forms() if boxes_made_later(form)]


@pytest.mark.parametrize("form", MADE_LATER, ids=lambda one: one.__name__)
def test_boxes_that_are_made_for_each_question_are_looked_at_or_have_a_reason(form):
    hidden = {"SentOnceForm", "RowForm"}  # what these make is hidden
    looked_at = issubclass(form, AsksAboutPeople) and "boxes_looked_at" in vars(form)
    assert looked_at or f"{name_of(form)}.*" in REASONS or form.__name__ in hidden, name_of(form)


def test_no_reason_is_left_over():
    forms_there = {name_of(form): form for form in all_forms()}
    for entry in REASONS:
        form, _dot, box = entry.rpartition(".")
        assert form in forms_there, f"{entry}: there is no such form"
        assert box == "*" or box in forms_there[form].base_fields, f"{entry}: there is no such box"


def test_every_long_text_on_record_is_written_in_a_box_that_is_walked_above():
    """A text column that no form shows is written from a box with another name, or by the product itself."""
    shown = {name for form in all_forms() for name in form.base_fields}
    elsewhere = set()
    for model in apps.get_models():
        if model._meta.app_label in ("activities", "assessments", "learning", "pledges", "reporting", "surveys"):
            texts = {field.name for field in model._meta.get_fields() if isinstance(field, models.TextField)}
            elsewhere |= {f"{model.__name__}.{name}" for name in texts - shown}
    assert elsewhere == ELSEWHERE
