"""Two people at what an admin decides about surveys: each finds their own change, and nothing that went comes back."""

import pytest
from django.urls import reverse

from organisations.actions import ActionRefused
from organisations.models import Round
from surveys.actions import local, support
from surveys.actions.comments import settle_comment, settle_contact, version_of
from surveys.actions.flags import set_link_aside
from surveys.actions.links import set_revoked, survey_links_for
from surveys.actions.paper import discard_batch, key_form, start_batch
from surveys.actions.replies import take_down_reply
from surveys.actions.safety import save_safety_settings
from surveys.forms.languages import LanguageForm
from surveys.forms.safety import LocalQuestionForm, SafetySettingsForm, SupportLineForm
from surveys.models import (
    Comment,
    ContactRequest,
    LanguageChoice,
    Question,
    SafetySettings,
    SupportLine,
    SurveyLink,
    YouSaidWeDid,
)
from tests.builders import TODAY, Borough, days, text_of
from tests.meanwhile import meanwhile, no_audit_entry_can_be_written

from .test_local_questions import GARDEN, ask, survey

pytestmark = pytest.mark.django_db
SETTINGS = {"review_days": "5", "escalation_name": "", "escalation_email": "", "retention_months": "12"}


def at(name: str, *args) -> str:
    return reverse(f"surveys:{name}", args=["elmfield", *args])


def fresh(row):
    return type(row).objects.filter(pk=row.pk).first()


@pytest.mark.parametrize("has_settings", [True, False], ids=["changed", "first"])
def test_two_admins_at_the_safety_settings_both_find_their_change(borough: Borough, has_settings: bool):
    if has_settings:
        SafetySettings.objects.create(partnership=borough.partnership)

    def others():
        theirs = SafetySettings.objects.filter(partnership=borough.partnership).first()
        theirs = theirs or SafetySettings(partnership=borough.partnership)
        theirs.escalation_name, theirs.escalation_email = "Duty lead", "duty@example.org"
        fields = ["escalation_name", "escalation_email"]
        save_safety_settings(settings=theirs, fields=fields, by=borough.people["admin"])

    with meanwhile(SafetySettingsForm, others):
        borough.client("admin").post(at("safety-settings"), SETTINGS | {"review_days": "3"})
    stored = SafetySettings.objects.get()
    assert (stored.review_days, stored.escalation_email, stored.retention_months) == (3, "duty@example.org", 12)


def test_two_admins_who_decide_about_a_language_for_the_first_time_both_find_their_words(borough: Borough):
    here = {"partnership": borough.partnership, "framework": borough.round.framework, "language": "ur"}
    with meanwhile(LanguageForm, lambda: LanguageChoice.objects.create(**here, is_offered=False)):
        said = {"is_offered": "yes", "checked_by": "Interpreter", "checked_on": "2026-09-01"}
        page = borough.client("admin").post(at("language-edit", "ur"), said)
    assert page.status_code == 302
    stored = LanguageChoice.objects.get()
    assert (stored.is_offered, stored.checked_by) == (False, "Interpreter")


def own_line(borough: Borough) -> SupportLine:
    """One line of the partnership's own list, which the first change of it makes."""
    support.mark_checked(code="childline", on=TODAY, **the_list(borough))
    return SupportLine.objects.filter(partnership=borough.partnership, code="childline").get()


def the_list(borough: Borough) -> dict:
    admin = borough.people["admin"]
    return {"partnership": borough.partnership, "framework": borough.round.framework, "by": admin}


def of_line(line: SupportLine, **changes) -> dict:
    whom = [name for name in ("families", "staff") if getattr(line, f"for_{name}")]
    said = {name: getattr(line, name) for name in ("name", "contact", "kind", "hours")}
    return said | {"whom": whom, "checked_on": line.checked_on.isoformat()} | changes


def test_a_support_line_that_is_moved_and_checked_while_it_is_changed_stays_where_it_is(borough: Borough):
    line = own_line(borough)

    def others():
        support.move_line(code=line.code, up=False, **the_list(borough))
        support.mark_checked(code=line.code, on=TODAY - days(1), **the_list(borough))

    with meanwhile(SupportLineForm, others):
        borough.client("admin").post(at("support-edit", line.code), of_line(line, hours="any time"))
    stored = fresh(line)
    assert (stored.hours, stored.checked_on) == ("any time", TODAY - days(1))
    assert stored.order != line.order


def test_a_support_line_that_is_taken_away_while_it_is_changed_does_not_come_back(borough: Borough):
    line = own_line(borough)
    with meanwhile(SupportLineForm, lambda: support.remove_line(code=line.code, **the_list(borough))):
        page = borough.client("admin").post(at("support-edit", line.code), of_line(line, hours="any time"))
    assert "Someone else has just removed this helpline" in text_of(page)
    assert fresh(line) is None


def test_two_admins_who_change_words_of_one_question_in_two_languages_both_find_them(borough: Borough):
    question = ask(borough, ur="باغ")
    Round.objects.update(state=Round.State.PLANNED)  # so no one can have answered it yet

    def others():
        local.change_question(question=fresh(question), text="The garden.", words={}, by=borough.people["admin"])

    with meanwhile(LocalQuestionForm, others):
        sent = {"text": GARDEN, "words_ur": "باغ اچھا ہے"}
        borough.client("admin").post(at("question-edit", question.pk), sent)
    assert fresh(question).text == "The garden."
    assert local.words_of(question)["ur"] == "باغ اچھا ہے"


def test_a_question_that_is_no_longer_asked_is_asked_again_by_no_ones_older_page(borough: Borough):
    question = ask(borough)
    stale = fresh(question)
    for each in ("One.", "Two.", "Three.", "Four."):
        ask(borough, each)
    local.set_retired(question=question, retired=True, by=borough.people["admin"])
    ask(borough, "Five.")
    with pytest.raises(ActionRefused, match="already"):
        local.set_retired(question=stale, retired=False, by=borough.people["admin"])
    assert Question.objects.get(pk=question.pk).is_retired
    assert survey(borough).questions.filter(partnership=borough.partnership, is_retired=False).count() == 5


def a_link(borough: Borough) -> SurveyLink:
    return survey_links_for(service=borough.services["ward"], round_=borough.round)[0]


def test_a_link_that_is_closed_twice_is_told_of_once(borough: Borough):
    link, stale = a_link(borough), fresh(a_link(borough))
    set_revoked(survey_link=link, revoked=True, by=borough.people["lead"])
    set_revoked(survey_link=stale, revoked=True, by=borough.people["lead"])
    assert borough.partnership.audit_entries.filter(what="turned off a survey link").count() == 1


def test_a_link_that_is_set_aside_by_an_older_page_stays_closed(borough: Borough):
    stale = a_link(borough)
    set_revoked(survey_link=fresh(stale), revoked=True, by=borough.people["lead"])
    set_link_aside(survey_link=stale, reason="One hand.", by=borough.people["admin"], on=TODAY)
    assert (fresh(stale).is_revoked, fresh(stale).set_aside_on) == (True, TODAY)


def test_who_got_in_touch_first_is_on_record_and_the_details_go_when_they_should(borough: Borough):
    asked = ContactRequest.objects.create(
        partnership=borough.partnership, name="A", reach="a@example.org", due_on=TODAY
    )
    stale = fresh(asked)
    settle_contact(request=asked, by=borough.people["reviewer"], on=TODAY)
    with pytest.raises(ActionRefused, match="already"):
        settle_contact(request=stale, by=borough.people["admin"], on=TODAY + days(20))
    assert (fresh(asked).settled_on, fresh(asked).settled_by) == (TODAY, borough.people["reviewer"])


def test_a_comment_that_is_settled_keeps_where_it_belongs(borough: Borough):
    question = Question.objects.filter(instrument=survey(borough, "workforce"), kind="open").first()
    comment = Comment.objects.create(
        service=borough.services["ward"], round=borough.round, question=question, text="x", due_on=TODAY
    )
    settled = settle_comment(
        comment=comment,
        version=version_of(comment),
        state="released",
        text="y",
        features=[],
        outcome="",
        by=borough.people["reviewer"],
        address="x",
    )
    assert (fresh(settled).text, fresh(settled).state, fresh(settled).names_removed) == ("y", "released", True)


def test_a_pile_of_paper_that_was_deleted_is_keyed_by_no_ones_older_page(borough: Borough):
    keyer = borough.people["keyer"]
    pile = start_batch(
        service=borough.services["ward"], round_=borough.round, instrument=survey(borough, "workforce"), by=keyer
    )
    stale = fresh(pile)
    discard_batch(batch=pile, by=keyer)
    with pytest.raises(ActionRefused, match="deleted this batch"):
        key_form(batch=stale, number=1, reading={}, by=keyer)
    with pytest.raises(ActionRefused, match="deleted this batch"):
        discard_batch(batch=stale, by=keyer)


def test_what_was_said_and_done_is_taken_down_once(borough: Borough):
    reply = YouSaidWeDid.objects.create(
        service=borough.services["ward"], said="A", did="B", for_families=True, published_on=TODAY
    )
    stale = fresh(reply)
    take_down_reply(reply=reply, by=borough.people["lead"])
    with pytest.raises(ActionRefused, match="Someone else has just deleted this, so it"):
        take_down_reply(reply=stale, by=borough.people["lead"])


def test_no_reply_comes_or_goes_without_an_entry_in_the_audit_log(borough: Borough):
    reply = YouSaidWeDid.objects.create(
        service=borough.services["ward"], said="A", did="B", for_families=True, published_on=TODAY
    )
    client = borough.client("lead")
    client.raise_request_exception = False
    with no_audit_entry_can_be_written():
        said = {"said": "We wait.", "did": "More chairs.", "for_families": "yes"}
        assert client.post(at("reply-list", "ward"), said).status_code == 500
        assert client.post(at("reply-remove", "ward", reply.pk)).status_code == 500
    assert list(YouSaidWeDid.objects.all()) == [reply]
