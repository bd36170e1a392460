"""Fresh eyes: what a service said of a statement before stays hidden until it has chosen a stage again."""

import pytest

from assessments.actions.assessing import start_assessment, submit_assessment
from assessments.models import Assessment
from organisations.actions import close_round
from organisations.models import Round
from tests.assessments.test_self_assessment import address, decide_all, fields_of, rating
from tests.builders import NOON, TODAY, Borough, days, make_round, text_of

pytestmark = pytest.mark.slow
WORDS = "Our welcome letter."


def submitted(borough: Borough) -> Assessment:
    found = start_assessment(service=borough.services["ward"], round_=borough.round, by=borough.people["lead"], at=NOON)
    decide_all(found)
    found.ratings.filter(statement__code="1a").update(evidence=WORDS)
    submit_assessment(assessment=found, by=borough.people["lead"], at=NOON)
    return found


def next_round(borough: Borough, name: str, number: int | None) -> Assessment:
    close_round(round_=borough.round, by=borough.people["admin"])
    opens = borough.round.opens_on + days(180)
    borough.round = make_round(borough, name, opens_on=opens, fresh_statements=number)
    return start_assessment(service=borough.services["ward"], round_=borough.round, by=borough.people["lead"], at=NOON)


@pytest.fixture
def afresh(borough: Borough) -> Assessment:
    submitted(borough)
    return next_round(borough, "Spring 2027", None)


def test_what_was_said_before_is_nowhere_on_the_page_until_a_stage_is_chosen(borough: Borough, afresh: Assessment):
    page = borough.client("lead").get(address(borough, "1"))
    assert "Choose with fresh eyes." in text_of(page)
    assert WORDS not in page.content.decode()
    assert "you chose" not in page.content.decode()
    assert not afresh.ratings.exclude(stage=None).exists()


def test_once_chosen_it_stands_beside_and_the_page_stays(borough: Borough, afresh: Assessment):
    lead = borough.client("lead")
    fields = fields_of(lead.get(address(borough, "1"))) | {"1a-stage": "respond", "go": "on"}
    page = lead.post(address(borough, "1"), fields, follow=True)
    assert page.redirect_chain == [(address(borough, "1"), 302)]
    text = text_of(page)
    assert "In Autumn 2026 you chose Recognise." in text
    assert WORDS in text
    assert "You can now see what you said before." in text
    assert text.count("Choose with fresh eyes.") == 1  # 1b is not chosen yet
    assert rating(afresh, "1a").stage.key == "respond"
    # Seen once, it holds no one up again.
    fields = fields_of(lead.get(address(borough, "1"))) | {"1b-stage": "respond", "go": "later"}
    assert lead.post(address(borough, "1"), fields).url == address(borough)


def test_saving_by_itself_hands_out_what_was_said_of_what_was_chosen_and_of_nothing_else(
    borough: Borough, afresh: Assessment
):
    lead = borough.client("lead")
    fields = fields_of(lead.get(address(borough, "1")))
    assert lead.post(address(borough, "1", "autosave"), fields).json()["beside"] == {}
    answer = lead.post(address(borough, "1", "autosave"), fields | {"1a-stage": "respond"}).json()
    assert answer["beside"] == {"1a": {"chose": "In Autumn 2026 you chose Recognise.", "words": WORDS}}


def test_neither_words_nor_choice_come_by_a_post_that_chooses_nothing(borough: Borough, afresh: Assessment):
    lead = borough.client("lead")
    fields = fields_of(lead.get(address(borough, "1")))
    page = lead.post(address(borough, "1"), fields | {"words": "1a"}, follow=True)
    assert WORDS not in page.content.decode()
    assert rating(afresh, "1a").evidence == ""
    sent = fields | {"1a-stage": "respond", "keep-1a": "theirs"}
    assert lead.post(address(borough, "1", "autosave"), sent).json()["beside"] == {}


def test_words_from_then_come_back_in_one_press_and_only_once(borough: Borough, afresh: Assessment):
    lead = borough.client("lead")
    fields = fields_of(lead.get(address(borough, "1"))) | {"1a-stage": "respond", "1a-evidence": "A new film."}
    lead.post(address(borough, "1"), fields | {"go": "on"})
    for _ in range(2):
        fields = fields_of(lead.get(address(borough, "1")))
        page = lead.post(address(borough, "1"), {**fields, "words": "1a"}, follow=True)
    assert rating(afresh, "1a").evidence == f"{WORDS}\n\nA new film."
    assert "Your words from then are in the box again." in text_of(page)


def test_as_many_as_the_round_says_and_over_the_rounds_each_in_its_turn(borough: Borough):
    submitted(borough)
    seen = []
    for number in range(3):
        now = next_round(borough, f"Round {number}", 8)
        seen.append(set(now.ratings.filter(is_afresh=True).values_list("statement__code", flat=True)))
        assert now.ratings.filter(carried_forward=True).count() == 11
        decide_all(now)
        submit_assessment(assessment=now, by=borough.people["lead"], at=NOON)
    assert [len(one) for one in seen] == [8, 8, 8]
    assert len(seen[0] | seen[1]) == 16
    assert len(seen[0] | seen[1] | seen[2]) == 19


def test_what_a_round_skipped_is_remembered_from_the_one_before(borough: Borough):
    first = submitted(borough)
    second = next_round(borough, "Spring 2027", 0)
    decide_all(second)
    submit_assessment(assessment=second, by=borough.people["lead"], at=NOON)
    second.ratings.filter(statement__code="1a").delete()  # as in a round over a part of the framework
    third = next_round(borough, "Autumn 2027", 0)
    assert rating(third, "1a").evidence == rating(first, "1a").evidence == WORDS
    page = text_of(borough.client("lead").get(address(borough, "1")))
    assert "In Autumn 2026 you chose Recognise." in page
    assert "In Spring 2027 you chose Recognise." in page


def test_an_admin_says_how_many_when_a_round_is_planned(borough: Borough):
    close_round(round_=borough.round, by=borough.people["admin"])
    asked = {"name": "Spring 2027", "opens_on": TODAY + days(100), "closes_on": TODAY + days(130)}
    asked |= {"framework": borough.round.framework_id, "shown_first": "whole"}
    admin = borough.client("admin")
    admin.post(f"/{borough.slug}/rounds/new/", asked | {"fresh_statements": "6"})
    assert Round.objects.get(name="Spring 2027").fresh_statements == 6
    admin.post(f"/{borough.slug}/rounds/new/", asked | {"name": "Autumn 2027", "fresh_statements": ""})
    assert Round.objects.get(name="Autumn 2027").fresh_statements is None
    page = admin.post(f"/{borough.slug}/rounds/new/", asked | {"name": "Later", "fresh_statements": "-1"})
    assert not Round.objects.filter(name="Later").exists()
    assert "There is a problem" in text_of(page)
