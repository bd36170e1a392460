"""A service looks at itself: begin, carry forward, save, two people at one page, submit, open again."""

import csv
import io
import re
from unittest import mock

import pytest

from assessments.actions.assessing import StatementDraft, save_wording, start_assessment, submit_assessment
from assessments.models import Assessment, Rating
from organisations.access import open_round_of
from organisations.actions import ActionRefused, close_round
from organisations.models import AuditEntry
from tests.builders import NOON, TODAY, Borough, days, make_round, text_of

pytestmark = pytest.mark.slow

STAGE = {0: "not-yet", 1: "realise", 2: "recognise", 3: "respond", 4: "embed"}


@pytest.fixture
def assessment(borough: Borough) -> Assessment:
    return start_assessment(service=borough.services["ward"], round_=borough.round, by=borough.people["lead"], at=NOON)


def address(borough: Borough, *parts: str) -> str:
    return "/".join(["", borough.slug, "services", "ward", "assessment", borough.round.slug, *parts, ""])


def decide_all(assessment: Assessment, *, but: str = "") -> None:
    stage = assessment.round.framework.stages.get(value=2)
    assessment.ratings.exclude(statement__code=but).update(stage=stage, carried_forward=False, version=1)


def fields_of(page) -> dict[str, str]:
    """What the form on a page would send, as it stands."""
    body, found = page.content.decode(), {}
    for tag in re.findall(r"<input[^>]+>", body):
        attribute = dict(re.findall(r'([a-z]+)="([^"]*)"', tag))
        chosen = attribute.get("type") not in ("radio", "checkbox") or re.search(r"\schecked", tag)
        if chosen and attribute.get("name"):
            found[attribute["name"]] = attribute.get("value", "")
    for name, text in re.findall(r'<textarea[^>]*name="([^"]+)"[^>]*>\r?\n?(.*?)</textarea>', body, re.DOTALL):
        found[name] = text.strip().replace("\n", "\r\n")  # as browsers send line ends
    return found


def rating(assessment: Assessment, code: str) -> Rating:
    return assessment.ratings.select_related("stage", "statement", "changed_by").get(statement__code=code)


# --- beginning -----------------------------------------------------------------------------------


def test_the_lead_begins_and_finds_a_statement_for_each_of_the_framework(borough: Borough):
    page = borough.client("lead").post(f"/{borough.slug}/services/ward/assessment/start/", follow=True)
    assert "Start with feature 1" in text_of(page)
    assert "Not yet started" in text_of(page)
    assert Rating.objects.filter(assessment__service=borough.services["ward"]).count() == 19


def test_beginning_twice_is_beginning_once(borough: Borough):
    for _ in range(2):
        borough.client("contributor").post(f"/{borough.slug}/services/ward/assessment/start/")
    assert Assessment.objects.count() == 1
    assert AuditEntry.objects.filter(what="started a self-assessment").count() == 1


def test_nothing_begins_in_a_round_that_closes_at_that_moment(borough: Borough):
    seen = open_round_of(borough.partnership)
    close_round(round_=borough.round, by=borough.people["admin"], at=NOON)
    with mock.patch("assessments.views.assessing.open_round_of", return_value=seen):
        page = borough.client("lead").post(f"/{borough.slug}/services/ward/assessment/start/", follow=True)
    assert "Autumn 2026 is not open, so a self-assessment cannot be started." in text_of(page)
    assert not Assessment.objects.exists()


def test_nothing_begins_while_no_round_is_open(borough: Borough):
    close_round(round_=borough.round, by=borough.people["admin"])
    page = borough.client("lead").post(f"/{borough.slug}/services/ward/assessment/start/", follow=True)
    assert "No round is open at the moment." in text_of(page)
    borough.round.refresh_from_db()
    with pytest.raises(ActionRefused, match="is not open"):
        start_assessment(service=borough.services["ward"], round_=borough.round, by=borough.people["lead"])


# --- carried forward -----------------------------------------------------------------------------


@pytest.fixture
def second(borough: Borough, assessment: Assessment) -> Assessment:
    """The self-assessment of the round after one that was submitted."""
    decide_all(assessment)
    assessment.ratings.filter(statement__code="1a").update(evidence="Our welcome letter.")
    assessment.ratings.filter(statement__code="1b").update(stage=None, does_not_apply=True, reason="We meet nobody.")
    submit_assessment(assessment=assessment, by=borough.people["lead"], at=NOON)
    close_round(round_=borough.round, by=borough.people["admin"])
    borough.round = make_round(borough, "Spring 2027", opens_on=TODAY + days(180), fresh_statements=0)
    return start_assessment(service=borough.services["ward"], round_=borough.round, by=borough.people["lead"], at=NOON)


def test_what_was_said_last_time_is_carried_forward_and_marked(borough: Borough, second: Assessment):
    assert second.ratings.filter(carried_forward=True).count() == 19
    page = text_of(borough.client("lead").get(address(borough, "1")))
    assert "Saving this page confirms it" in page
    assert "In Autumn 2026 you chose Recognise." in page
    assert "In Autumn 2026 you chose Does not apply." in page
    assert "Our welcome letter." in page


def test_saving_a_page_confirms_what_was_carried_forward(borough: Borough, second: Assessment):
    lead = borough.client("lead")
    fields = fields_of(lead.get(address(borough, "1")))
    lead.post(address(borough, "1"), fields | {"go": "later"})
    assert not rating(second, "1a").carried_forward
    assert rating(second, "1a").evidence == "Our welcome letter."
    assert rating(second, "2a").carried_forward


def test_saving_by_itself_confirms_nothing(borough: Borough, second: Assessment):
    lead = borough.client("lead")
    fields = fields_of(lead.get(address(borough, "1")))
    answer = lead.post(address(borough, "1", "autosave"), fields)
    assert answer.json()["status"] == "saved"
    assert rating(second, "1a").carried_forward


def test_what_is_only_carried_forward_cannot_be_submitted(borough: Borough, second: Assessment):
    page = borough.client("lead").post(address(borough, "check"))
    assert "You still need to complete" in text_of(page)
    assert "(from last round, not confirmed yet)" in text_of(page)


def test_a_draft_that_was_never_submitted_is_not_carried_forward(borough: Borough, assessment: Assessment):
    decide_all(assessment)
    close_round(round_=borough.round, by=borough.people["admin"])
    borough.round = make_round(borough, "Spring 2027", opens_on=TODAY + days(180))
    new = start_assessment(service=borough.services["ward"], round_=borough.round, by=borough.people["lead"])
    assert not new.ratings.filter(stage__isnull=False).exists()


# --- saving --------------------------------------------------------------------------------------


def test_a_page_is_saved_and_leads_on_to_the_next_feature(borough: Borough, assessment: Assessment):
    lead = borough.client("lead")
    fields = fields_of(lead.get(address(borough, "1")))
    fields |= {"1a-stage": "respond", "1a-evidence": "Audit in March.", "1b-stage": "not-yet", "go": "on"}
    page = lead.post(address(borough, "1"), fields, follow=True)
    assert page.redirect_chain[-1][0] == address(borough, "2")
    saved = rating(assessment, "1a")
    assert (saved.stage.key, saved.evidence, saved.changed_by) == (
        "respond",
        "Audit in March.",
        borough.people["lead"],
    )
    assert "1 of 8 features completed" in text_of(lead.get(address(borough)))


def test_does_not_apply_needs_a_reason_and_keeps_what_was_typed(borough: Borough, assessment: Assessment):
    lead = borough.client("lead")
    fields = fields_of(lead.get(address(borough, "1")))
    fields |= {"1a-stage": "does-not-apply", "1a-evidence": "Typed already", "go": "on"}
    page = lead.post(address(borough, "1"), fields)
    assert "Enter why it does not apply to you, or select a stage" in text_of(page)
    assert "Typed already" in text_of(page)
    page = lead.post(address(borough, "1"), fields | {"1a-reason": "We meet no families."}, follow=True)
    assert rating(assessment, "1a").does_not_apply


ODD = {
    "a stage that is not there": ({"1a-stage": "perfect"}, "Select one of the options"),
    "too long a text": ({"1a-evidence": "x" * 5001}, "Shorten this to 5,000 characters or fewer"),
    "a million letters": ({"1a-evidence": "x" * 1_000_000}, "Shorten this to 5,000 characters or fewer"),
    "a null byte": ({"1a-evidence": "a\0b"}, "This contains characters we cannot use"),
}


@pytest.mark.parametrize(("odd", "reason"), ODD.values(), ids=ODD)
def test_what_cannot_be_kept_is_named_and_nothing_of_the_page_is_lost(odd, reason, borough, assessment):
    lead = borough.client("lead")
    fields = fields_of(lead.get(address(borough, "1"))) | {"1b-stage": "respond", "1b-evidence": "Beside it 🌻"} | odd
    page = lead.post(address(borough, "1"), fields)
    assert page.status_code == 200
    assert reason in text_of(page)
    assert "Beside it 🌻" in text_of(page)


def test_a_feature_that_is_not_there_is_not_found(borough: Borough, assessment: Assessment):
    assert borough.client("lead").get(address(borough, "99")).status_code == 404


def test_saving_by_itself_answers_with_what_the_next_save_builds_on(borough: Borough, assessment: Assessment):
    lead = borough.client("lead")
    fields = fields_of(lead.get(address(borough, "1")))
    for text in ("One", "One line\nTwo lines", "Three"):
        answer = lead.post(address(borough, "1", "autosave"), fields | {"1a-evidence": text})
        assert answer.status_code == 200
        assert re.fullmatch(r"Saved at \d{1,2}:\d\d[ap]m", answer.json()["message"])
        fields |= {"1a-evidence": text} | answer.json()["fields"]
    page = lead.post(address(borough, "1"), fields | {"1a-evidence": "Four", "go": "later"}, follow=True)
    assert "Saved. You can come back to it at any time." in text_of(page)
    assert rating(assessment, "1a").evidence == "Four"


def test_a_text_that_is_too_long_does_not_keep_the_others_from_being_saved(borough: Borough, assessment: Assessment):
    lead = borough.client("lead")
    fields = fields_of(lead.get(address(borough, "1")))
    mine = fields | {"1a-evidence": "x" * 5001, "1b-evidence": "First"}
    answer = lead.post(address(borough, "1", "autosave"), mine)
    assert (answer.status_code, answer.json()["status"]) == (422, "invalid")
    assert rating(assessment, "1b").evidence == "First"
    mine |= answer.json()["fields"] | {"1a-evidence": "short", "1b-evidence": "Second"}
    assert lead.post(address(borough, "1", "autosave"), mine).status_code == 200
    assert rating(assessment, "1b").evidence == "Second"


# --- two people at one page ----------------------------------------------------------------------


@pytest.fixture
def two(borough: Borough, assessment: Assessment):
    """The lead and the contributor both have the first page open; the contributor has just saved hers."""
    lead, contributor = borough.client("lead"), borough.client("contributor")
    mine = fields_of(lead.get(address(borough, "1")))
    theirs = fields_of(contributor.get(address(borough, "1")))
    theirs |= {"1a-stage": "recognise", "1a-evidence": "Hers,\r\non two lines.", "go": "later"}
    assert contributor.post(address(borough, "1"), theirs).status_code == 302
    return lead, mine | {"1a-stage": "realise", "1a-evidence": "His.", "go": "later"}


def test_the_later_one_sees_both_texts_and_nothing_is_overwritten(borough: Borough, assessment: Assessment, two):
    lead, mine = two
    page = lead.post(address(borough, "1"), mine)
    assert page.status_code == 409
    assert "Elmfield contributor changed this while you were writing." in text_of(page)
    assert "Realise. His." in text_of(page)
    assert "Recognise. Hers, on two lines." in text_of(page)
    assert rating(assessment, "1a").evidence == "Hers,\non two lines."


@pytest.mark.parametrize(
    ("choice", "stage", "evidence"),
    [
        ("mine", "realise", "His."),
        ("theirs", "recognise", "Hers,\non two lines."),
        ("both", "realise", "Hers,\non two lines.\n\nHis."),
    ],
)
def test_the_later_one_chooses(choice: str, stage: str, evidence: str, borough, assessment, two):
    lead, mine = two
    asked = fields_of(lead.post(address(borough, "1"), mine))
    page = lead.post(address(borough, "1"), asked | {"keep-1a": choice, "go": "later"})
    assert page.status_code == 302
    kept = rating(assessment, "1a")
    assert (kept.stage.key, kept.evidence) == (stage, evidence)


def test_choosing_nothing_asks_again(borough: Borough, assessment: Assessment, two):
    lead, mine = two
    asked = fields_of(lead.post(address(borough, "1"), mine))
    for _ in range(2):
        page = lead.post(address(borough, "1"), asked | {"go": "later"})
        assert page.status_code == 409
        assert "Realise. His." in text_of(page)
        asked = fields_of(page)
    assert rating(assessment, "1a").evidence == "Hers,\non two lines."


def test_a_third_change_while_choosing_asks_once_more(borough: Borough, assessment: Assessment, two):
    lead, mine = two
    asked = fields_of(lead.post(address(borough, "1"), mine))
    contributor = borough.client("contributor")
    again = fields_of(contributor.get(address(borough, "1"))) | {"1a-evidence": "Hers once more.", "go": "later"}
    contributor.post(address(borough, "1"), again)
    page = lead.post(address(borough, "1"), asked | {"keep-1a": "mine", "go": "later"})
    assert page.status_code == 409
    assert "Recognise. Hers once more." in text_of(page)


def test_who_changed_nothing_keeps_the_others_text_without_being_asked(borough: Borough, assessment: Assessment, two):
    lead, mine = two
    mine |= {"1a-stage": "", "1a-evidence": "", "1b-stage": "respond"}
    assert lead.post(address(borough, "1"), mine).status_code == 302
    assert rating(assessment, "1a").evidence == "Hers,\non two lines."
    assert rating(assessment, "1b").stage.key == "respond"


def test_text_on_two_lines_that_one_did_not_touch_is_no_conflict(borough: Borough, assessment: Assessment, two):
    lead, _ = two
    mine = fields_of(lead.get(address(borough, "1")))
    contributor = borough.client("contributor")
    theirs = fields_of(contributor.get(address(borough, "1"))) | {"1a-evidence": "Changed again", "go": "later"}
    contributor.post(address(borough, "1"), theirs)
    assert lead.post(address(borough, "1"), mine | {"go": "later"}).status_code == 302
    assert rating(assessment, "1a").evidence == "Changed again"


def test_saying_the_same_is_no_conflict(borough: Borough, assessment: Assessment, two):
    lead, mine = two
    mine |= {"1a-stage": "recognise", "1a-evidence": "Hers,\r\non two lines."}
    assert lead.post(address(borough, "1"), mine).status_code == 302


def test_one_does_not_clash_with_oneself_on_the_other_statements_of_the_page(borough, assessment, two):
    lead, mine = two
    asked = fields_of(lead.post(address(borough, "1"), mine | {"1b-stage": "respond", "1b-evidence": "First"}))
    final = asked | {"keep-1a": "theirs", "1b-evidence": "Second", "go": "later"}
    assert lead.post(address(borough, "1"), final).status_code == 302
    assert rating(assessment, "1b").evidence == "Second"


def test_saving_by_itself_never_overwrites_the_other(borough: Borough, assessment: Assessment, two):
    lead, mine = two
    answer = lead.post(address(borough, "1", "autosave"), mine | {"1b-evidence": "Kept"})
    assert (answer.status_code, answer.json()["status"]) == (409, "conflict")
    assert "Save and continue" in answer.json()["message"]
    assert rating(assessment, "1a").evidence == "Hers,\non two lines."
    assert rating(assessment, "1b").evidence == "Kept"
    assert answer.json()["fields"]["1b-version"] == "1"


def test_a_forged_starting_point_is_taken_for_none(borough: Borough, assessment: Assessment, two):
    lead, mine = two
    assert lead.post(address(borough, "1"), mine | {"1a-base": "forged"}).status_code == 409


# --- submitting and opening again ----------------------------------------------------------------


def test_what_is_missing_is_named_and_keeps_it_from_being_submitted(borough: Borough, assessment: Assessment):
    decide_all(assessment, but="3d")
    page = text_of(borough.client("lead").post(address(borough, "check")))
    assert "You still need to complete" in page
    assert "Submit self-assessment" not in page
    assessment.refresh_from_db()
    assert assessment.state == "draft"


def test_a_whole_self_assessment_is_submitted_once(borough: Borough, assessment: Assessment):
    decide_all(assessment)
    lead = borough.client("lead")
    assert "Submit self-assessment" in text_of(lead.get(address(borough, "check")))
    for _ in range(2):
        page = lead.post(address(borough, "check"), follow=True)
        assert "submitted" in text_of(page)
    assert AuditEntry.objects.filter(what="submitted a self-assessment").count() == 1


def test_a_contributor_fills_in_and_the_lead_submits(borough: Borough, assessment: Assessment):
    decide_all(assessment)
    assert "Your service lead submits it" in text_of(borough.client("contributor").get(address(borough)))
    assert borough.client("contributor").post(address(borough, "check")).status_code == 403


@pytest.fixture
def submitted(borough: Borough, assessment: Assessment) -> Assessment:
    decide_all(assessment)
    submit_assessment(assessment=assessment, by=borough.people["lead"], at=NOON)
    return assessment


def test_what_is_submitted_can_only_be_read(borough: Borough, submitted: Assessment):
    lead = borough.client("lead")
    page = lead.get(address(borough, "1"), follow=True)
    assert "so it can only be read" in text_of(page)
    answer = lead.post(address(borough, "1", "autosave"), {})
    assert (answer.status_code, answer.json()["status"]) == (409, "closed")
    with pytest.raises(ActionRefused):
        save_wording(
            rating=rating(submitted, "1a"),
            wording=StatementDraft(evidence="late"),
            base=None,
            version=1,
            confirm=True,
            by=borough.people["lead"],
        )


def test_it_is_opened_again_with_a_reason_that_stays_readable(borough: Borough, submitted: Assessment):
    lead = borough.client("lead")
    page = lead.post(address(borough, "reopen"), {"reason": " "})
    assert "Enter a reason for reopening it" in text_of(page)
    page = lead.post(address(borough, "reopen"), {"reason": "We forgot 2b."}, follow=True)
    assert "Self-assessment reopened" in text_of(page)
    assert "Elmfield lead: We forgot 2b." in text_of(lead.get(address(borough, "check")))


def test_a_closed_round_takes_no_more(borough: Borough, assessment: Assessment):
    decide_all(assessment)
    close_round(round_=borough.round, by=borough.people["admin"])
    page = borough.client("lead").post(address(borough, "check"))
    assert "is closed, so you can no longer submit this" in text_of(page)


def test_a_closed_round_opens_nothing_again(borough: Borough, submitted: Assessment):
    close_round(round_=borough.round, by=borough.people["admin"])
    lead = borough.client("lead")
    assert "Reopen self-assessment" not in text_of(lead.get(address(borough, "check")))
    page = lead.post(address(borough, "reopen"), {"reason": "Too late"}, follow=True)
    assert "is closed, so you can no longer change its" in text_of(page)
    submitted.refresh_from_db()
    assert submitted.state == "submitted"


# --- taking it away ------------------------------------------------------------------------------


def test_the_export_has_a_row_for_each_statement_and_runs_no_formula(borough: Borough, submitted: Assessment):
    submitted.ratings.filter(statement__code="1a").update(evidence="=1+1\nand more")
    content = borough.client("admin").get(f"/{borough.slug}/exports/self-assessments.csv").content
    rows = list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))
    assert len(rows) == 19
    assert rows[0]["evidence"] == "'=1+1\nand more"
    assert (rows[0]["service"], rows[0]["statement"], rows[0]["stage"]) == ("Ward", "1a", "Recognise")


def test_the_export_of_a_closed_round_keeps_its_own_places(borough: Borough, submitted: Assessment):
    close_round(round_=borough.round, by=borough.people["admin"], at=NOON)
    ward = borough.services["ward"]
    ward.sector, ward.organisation, ward.name = borough.sectors["families"], borough.organisations["charity"], "Ward 9"
    ward.save()
    later = make_round(borough, "Spring 2027", opens_on=TODAY + days(120))
    start_assessment(service=ward, round_=later, by=borough.people["lead"], at=NOON)
    content = borough.client("admin").get(f"/{borough.slug}/exports/self-assessments.csv").content
    rows = csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline=""))
    places = {(row["round"], row["sector"], row["organisation"], row["service"]) for row in rows}
    assert places == {
        ("Autumn 2026", "Health", "Hospital", "Ward"),
        ("Spring 2027", "Families", "Charity", "Ward 9"),
    }


def test_an_export_holds_nothing_of_another_partnership(borough: Borough, other_borough: Borough, submitted):
    content = other_borough.client("admin").get(f"/{other_borough.slug}/exports/self-assessments.csv").content
    assert content.decode("utf-8-sig").count("\r\n") == 1


def test_a_page_that_comes_too_late_shows_what_was_typed(borough: Borough, assessment: Assessment):
    lead = borough.client("lead")
    fields = fields_of(lead.get(address(borough, "1")))
    decide_all(assessment)
    submit_assessment(assessment=assessment, by=borough.people["lead"], at=NOON)
    page = lead.post(address(borough, "1"), fields | {"1a-evidence": "Three parents rewrote our letter."})
    assert page.status_code == 409
    assert "Three parents rewrote our letter." in text_of(page)
    assert "Reopen self-assessment" in text_of(page)
