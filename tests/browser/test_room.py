"""A team in one room: a leader at the big screen, eight phones of which three drop out, and one without JavaScript."""

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from assessments.models import OF_VOTES, SessionStatement, TeamSession
from tests.assessments.rooms import LATER, ROOM, a_session, opened, phone_at, phones_vote
from tests.browser.visiting import PROBLEM, look_at
from tests.builders import Borough

SPREAD = ".tip-spread"
SMALL = {"viewport": {"width": 320, "height": 568}}  # a phone of ten years ago


def press(page: Page, name: str) -> None:
    """Come to a button with the keyboard alone, and press it."""
    button = page.get_by_role("button", name=name, exact=True)
    for _ in range(60):
        page.keyboard.press("Tab")
        if button.evaluate("button => button === document.activeElement"):
            break
    page.keyboard.press("Enter")


def join(open_browser, session: TeamSession, **how) -> Page:
    phone = open_browser(**{**SMALL, **how})
    phone.goto(reverse("room:join", args=[session.code]))
    phone.get_by_role("button", name="Join").click()
    return phone


def cast(phone: Page, stage: str) -> None:
    phone.get_by_label(stage, exact=True).check()
    phone.get_by_role("button", name="Vote").click()


def test_a_team_of_eight_phones_of_which_three_drop_out(open_browser, borough: Borough):
    session = a_session(borough)
    leader: Page = open_browser(borough.people["lead"])
    leader.goto(f"{ROOM}{session.pk}/")
    expect(leader.get_by_role("heading", name="Join with your phone")).to_be_visible()
    look_at(leader)
    phones = [join(open_browser, session, java_script_enabled=number != 0) for number in range(8)]
    expect(phones[7].get_by_role("heading", name="Nothing to vote on right now")).to_be_visible()
    look_at(phones[7])
    press(leader, "Open voting")
    expect(leader.get_by_role("heading", name="Voting is open")).to_be_visible()
    look_at(leader)

    # Without JavaScript a person asks by themselves what is on; the others see it.
    phones[0].get_by_role("link", name="Look again").click()
    for phone in phones:
        expect(phone.get_by_role("heading", name="Vote on 3a")).to_be_visible(timeout=15_000)
    look_at(phones[1])
    phones[0].get_by_role("button", name="Vote").click()
    expect(phones[0].locator(PROBLEM)).to_contain_text("Select a stage, or “Not sure”")
    # One is switched off, one loses its page and never comes back, one loses the network with its vote in hand.
    phones[5].context.close()
    phones[6].goto("about:blank")
    phones[7].context.set_offline(True)
    cast(phones[7], "Recognise")
    expect(phones[7].get_by_text("Your phone has no connection right now")).to_be_visible()
    expect(phones[7].get_by_label("Recognise", exact=True)).to_be_checked()
    for phone, stage in zip(phones, ("Not yet", "Recognise", "Recognise", "Not sure", "Respond"), strict=False):
        cast(phone, stage)
        expect(phone.get_by_role("heading", name="Your vote has been counted")).to_be_visible()
    phones[1].reload()
    expect(phones[1].get_by_role("heading", name="Your vote has been counted")).to_be_visible()
    expect(leader.get_by_text("5 have voted on 3a")).to_be_visible()
    expect(leader.locator(SPREAD)).to_have_count(0)

    press(leader, "Close voting")
    expect(leader.locator(SPREAD)).to_contain_text("5 votes")
    assert [row.inner_text().split()[-1] for row in leader.locator(f"{SPREAD} tbody tr").all()] == list("102101")
    look_at(leader)
    phones[7].context.set_offline(False)
    phones[7].get_by_role("button", name="Vote").click()
    expect(phones[7].get_by_text("this vote was not counted")).to_be_visible()
    look_at(phones[7])
    assert [row.inner_text().split()[-1] for row in leader.locator(f"{SPREAD} tbody tr").all()] == list("102101")

    leader.get_by_role("group", name="Which stage did your team choose?").get_by_label("Recognise").check()
    leader.get_by_label("Why, in one line?").fill("We always ask new families.")
    leader.get_by_label("Where did people see it differently?").fill("On nights we see this less often.")
    press(leader, "Save and go on")
    expect(leader.get_by_text("3a: saved.")).to_be_visible()
    leader.goto(f"{ROOM}{session.pk}/?on=3a")
    expect(leader.get_by_text("The spread was shown once, and was not kept.")).to_be_visible()
    expect(leader.locator(SPREAD)).to_have_count(0)
    row = SessionStatement.objects.get(session=session, statement__code="3a")
    assert (row.stage.key, row.differing) == ("recognise", "On nights we see this less often.")

    # Four of them go on.
    leader.goto(f"{ROOM}{session.pk}/")
    press(leader, "Open voting")
    for phone in phones[1:5]:
        expect(phone.get_by_role("heading", name="Vote on 3c")).to_be_visible(timeout=15_000)
        cast(phone, "Realise")
        expect(phone.get_by_role("heading", name="Your vote has been counted")).to_be_visible()
    press(leader, "Close voting")
    expect(leader.get_by_text("Fewer than 5 people have voted so far")).to_be_visible()
    look_at(leader)
    press(leader, "Close voting all the same")
    expect(leader.get_by_text("Fewer than 5 people voted")).to_be_visible()
    expect(leader.locator(SPREAD)).to_have_count(0)
    look_at(leader)
    leader.get_by_role("button", name="End team session").click()
    expect(leader.get_by_text("The team session is over").first).to_be_visible()
    expect(phones[1].get_by_role("heading", name="This team session is not open")).to_be_visible(timeout=15_000)
    look_at(phones[1])
    assert [model.objects.count() for model in OF_VOTES] == [0, 0, 0]


@pytest.mark.without_javascript
def test_a_team_votes_on_phones_and_paper_without_javascript(open_browser, borough: Borough):
    session = a_session(borough)
    leader: Page = open_browser(borough.people["lead"], java_script_enabled=False)
    leader.goto(f"{ROOM}{session.pk}/")
    phone = open_browser(**SMALL, java_script_enabled=False)
    phone.goto(reverse("room:enter"))
    phone.get_by_label("Code").fill("not the code")
    phone.get_by_role("button", name="Continue").click()
    expect(phone.locator(PROBLEM)).to_contain_text("The code has 8 letters and digits")
    phone.get_by_label("Code").fill(f"{session.code[:4]} {session.code[4:]}".upper())
    phone.get_by_role("button", name="Continue").click()
    phone.get_by_role("button", name="Join").click()
    leader.get_by_role("button", name="Open voting").click()
    phone.get_by_role("link", name="Look again").click()
    cast(phone, "Respond")
    expect(phone.get_by_role("heading", name="Your vote has been counted")).to_be_visible()
    leader.get_by_text("Add votes on paper").click()
    leader.get_by_label("Not yet", exact=True).fill("4")
    leader.get_by_role("button", name="Close voting").click()
    expect(leader.locator(PROBLEM)).to_contain_text("Only 1 voted by phone")
    expect(leader.get_by_label("Not yet", exact=True)).to_have_value("4")
    phones_vote(session, SessionStatement.objects.get(session=session, statement__code="3a"), 1, 1, 1, 1)
    leader.get_by_role("button", name="Close voting").click()
    expect(leader.locator(SPREAD)).to_contain_text("9 votes")
    leader.reload()
    expect(leader.locator(SPREAD)).to_have_count(0)


@pytest.mark.parametrize("width", [320, 1280])
def test_every_page_of_a_session_fits_with_long_words(open_browser, borough: Borough, width: int):
    borough.services["ward"].name = "Donaudampfschifffahrtsgesellschaftskapitänsmützenabzeichenverwaltung " * 2
    borough.services["ward"].save()
    session = a_session(borough)
    SessionStatement.objects.filter(session=session).update(why="W" * 200, differing="D" * 200, does_not_apply=True)
    leader = open_browser(borough.people["lead"], viewport={"width": width, "height": 800})
    here = "/elmfield/services/ward/assessment/autumn-2026/"
    for address in (f"{ROOM}{session.pk}/slips/?people=3", f"{ROOM}{session.pk}/?on=3a", f"{here}check/"):
        leader.goto(address)
        look_at(leader)
    [ballot] = phones_vote(session, opened(session), 1)
    phone = open_browser(viewport={"width": width, "height": 800})
    for address in (phone_at(session, ballot), reverse("room:join", args=[session.code]), reverse("room:enter")):
        phone.goto(address)
        look_at(phone)
    session.ends_at = LATER.replace(year=2020)
    session.save()
    leader.goto(f"{ROOM}start/")
    look_at(leader)
