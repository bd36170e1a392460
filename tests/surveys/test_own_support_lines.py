"""A partnership's own places to turn to, and how it looks after what people tell it."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from organisations.actions import ActionRefused
from organisations.models import AuditEntry
from surveys.actions.links import survey_links_for
from surveys.actions.support import mark_checked, move_line, remove_line
from surveys.models import SafetySettings, SupportLine
from tests.builders import Borough, text_of

WARM = {
    "name": "Warm line",
    "contact": "01632 960 001",
    "kind": "phone",
    "hours": "weekdays, free",
    "whom": ["families", "staff"],
    "checked_on": "2026-01-05",
}


def page(borough: Borough, what: str = "support-list", *args) -> str:
    return reverse(f"surveys:{what}", args=[borough.slug, *args])


def own(borough: Borough) -> list[str]:
    return list(SupportLine.objects.filter(partnership=borough.partnership).values_list("code", flat=True))


def the_list(borough: Borough) -> dict:
    framework = borough.round.framework
    return {"partnership": borough.partnership, "framework": framework, "by": borough.people["admin"]}


def test_t6_the_first_change_copies_the_frameworks_list_and_families_see_it(
    borough: Borough, other_borough: Borough, client
):
    admin = borough.client("admin")
    assert "This is the list that comes with TiP Borough" in text_of(admin.get(page(borough)))
    assert own(borough) == []
    shown = text_of(admin.post(page(borough, "support-create"), WARM, follow=True))
    assert "Warm line" in shown
    assert "Samaritans" in shown
    assert "This is the list that comes" not in shown
    assert SupportLine.objects.filter(partnership=None).count() == len(own(borough)) - 1, "the framework's stays"
    for place, seen in ((borough, True), (other_borough, False)):
        link = survey_links_for(service=place.services["ward"], round_=place.round)[0]
        assert ("01632 960 001" in client.get(link.get_absolute_url()).content.decode()) is seen
    assert AuditEntry.objects.get(what="added a helpline").about == "Warm line 01632 960 001"


def test_t6_a_line_is_changed(borough: Borough):
    admin = borough.client("admin")
    assert "0800 1111" in admin.get(page(borough, "support-edit", "childline")).content.decode()
    sent = WARM | {"name": "Childline", "contact": "0800  1111", "whom": ["families"]}
    admin.post(page(borough, "support-edit", "childline"), sent)
    line = SupportLine.objects.get(partnership=borough.partnership, code="childline")
    assert (line.contact, line.hours, line.for_staff) == ("0800 1111", "weekdays, free", False)
    assert line.checked_on == datetime.date(2026, 1, 5)
    assert own(borough).count("childline") == 1


def test_t6_999_and_someone_to_talk_to_stay(borough: Borough):
    admin = borough.client("admin")
    gone = text_of(admin.post(page(borough, "support-change", "emergency"), {"what": "remove"}, follow=True))
    assert "Keep 999 on the list" in gone
    sent = WARM | {"name": "In danger now", "contact": "112"}
    assert "Keep 999 on the list" in text_of(admin.post(page(borough, "support-edit", "emergency"), sent))
    sent = WARM | {"name": "In danger now", "contact": "999", "whom": ["staff"]}
    assert "Keep 999 on the list" in text_of(admin.post(page(borough, "support-edit", "emergency"), sent))
    for code in ("childline", "shout", "nhs", "nspcc", "domestic-abuse", "mens-advice"):
        remove_line(**the_list(borough), code=code)
    with pytest.raises(ActionRefused, match="Families need at least 1 helpline"):
        remove_line(**the_list(borough), code="samaritans")
    assert own(borough) == ["emergency", "samaritans"]


def test_t6_staff_keep_someone_to_talk_to_as_well(borough: Borough):
    for code in SupportLine.objects.filter(partnership=None, for_staff=True).values_list("code", flat=True):
        if code not in ("emergency", "nhs"):
            remove_line(**the_list(borough), code=code)
    with pytest.raises(ActionRefused, match="Staff need at least 1 helpline"):
        remove_line(**the_list(borough), code="nhs")
    assert set(own(borough)) == {"emergency", "childline", "nhs"}


def test_an_admin_goes_back_to_the_list_that_comes_with_the_framework(borough: Borough):
    admin, restore = borough.client("admin"), page(borough, "support-restore")
    admin.post(restore)
    assert not AuditEntry.objects.exists(), "there was nothing to give up"
    remove_line(**the_list(borough), code="shout")
    assert "Go back to the original list" in text_of(admin.get(page(borough)))
    shown = text_of(admin.post(restore, follow=True))
    assert "Shout" in shown
    assert "This is the list that comes with TiP Borough" in shown
    assert own(borough) == []
    assert AuditEntry.objects.filter(what="went back to the framework's helplines").exists()


def test_lines_are_put_in_another_order(borough: Borough):
    before = list(SupportLine.objects.filter(partnership=None).values_list("code", flat=True))
    move_line(**the_list(borough), code=before[1], up=True)
    assert own(borough)[:2] == [before[1], before[0]]
    move_line(**the_list(borough), code=before[1], up=True)
    move_line(**the_list(borough), code=before[1], up=False)
    assert own(borough) == before
    borough.client("admin").post(page(borough, "support-change", before[-1]), {"what": "up"})
    assert own(borough)[-1] == before[-2]


def test_t6_a_line_that_no_one_has_checked_for_half_a_year_is_pointed_out_until_someone_has(borough: Borough):
    today = timezone.localdate()
    mark_checked(**the_list(borough), code="nhs", on=today - datetime.timedelta(days=181))
    lines = SupportLine.objects.filter(partnership=borough.partnership).exclude(code="nhs")
    lines.update(checked_on=today - datetime.timedelta(days=180))
    admin = borough.client("admin")
    assert "No one has checked 1 of these helplines" in text_of(admin.get(page(borough)))
    assert "1 to check" in text_of(admin.get(page(borough, "survey-overview")))
    shown = text_of(admin.post(page(borough, "support-change", "nhs"), {"what": "checked"}, follow=True))
    assert "Marked as checked today" in shown
    assert "No one has checked" not in shown
    assert AuditEntry.objects.filter(what="checked a helpline", about="NHS 111").exists()


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"name": ""}, "Enter the name of the helpline"),
        ({"contact": "ask Jo"}, "Enter the number in digits"),
        ({"whom": []}, "Select who it is for"),
        ({"checked_on": "2999-01-01"}, "must be today or in the past"),
        ({"checked_on": ""}, "Enter the date someone last checked this"),
    ],
)
def test_what_cannot_be_is_refused_kindly(borough: Borough, wrong: dict, said: str):
    assert said in text_of(borough.client("admin").post(page(borough, "support-create"), WARM | wrong))
    assert own(borough) == []


def test_a_line_that_is_not_there_is_not_found(borough: Borough):
    admin = borough.client("admin")
    assert admin.get(page(borough, "support-edit", "nothing")).status_code == 404
    shown = text_of(admin.post(page(borough, "support-change", "nothing"), {"what": "remove"}, follow=True))
    assert "Someone else has just removed this helpline" in shown


def test_two_lines_of_one_name_have_codes_of_their_own(borough: Borough):
    admin = borough.client("admin")
    for _ in range(2):
        admin.post(page(borough, "support-create"), WARM)
    assert own(borough)[-2:] == ["warm-line", "warm-line-2"]
    admin.post(page(borough, "support-create"), WARM | {"name": "Restore"})
    assert own(borough)[-1] == "restore-2", "the other is the address of a page"


# --- how comments are looked after -------------------------------------------------------------------------------

KEPT = {"review_days": "3", "escalation_name": "Jo", "escalation_email": "jo@example.org", "retention_months": "6"}


def test_t8_an_admin_says_how_soon_comments_are_read_and_who_hears_of_a_worry(borough: Borough):
    admin = borough.client("admin")
    assert "No contact added yet" in text_of(admin.get(page(borough, "survey-overview")))
    shown = text_of(admin.post(page(borough, "safety-settings"), KEPT, follow=True))
    assert "No contact added yet" not in shown
    kept = SafetySettings.objects.get(partnership=borough.partnership)
    assert (kept.review_days, kept.escalation_email, kept.retention_months) == (3, "jo@example.org", 6)
    admin.post(page(borough, "safety-settings"), KEPT | {"review_days": "4"})
    assert SafetySettings.objects.count() == 1
    entries = AuditEntry.objects.filter(what="changed the surveys' safety settings")
    assert entries.latest("pk").about == "review_days"


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"review_days": "0"}, "Enter a number from 1 to 28"),
        ({"review_days": "29"}, "Enter a number from 1 to 28"),
        ({"retention_months": "61"}, "Enter a number from 1 to 60"),
        ({"retention_months": "soon"}, "Enter a number from 1 to 60"),
        ({"escalation_email": ""}, "Enter an email address we can alert"),
        ({"escalation_email": "jo"}, "email address"),
    ],
)
def test_settings_that_cannot_be_are_refused_kindly(borough: Borough, wrong: dict, said: str):
    assert said in text_of(borough.client("admin").post(page(borough, "safety-settings"), KEPT | wrong))
    assert not SafetySettings.objects.exists()
