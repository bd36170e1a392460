"""A leader makes a pledge, the admin agrees, and anyone can read it."""

from datetime import timedelta

from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from pledges.models import Pledge
from tests.browser.visiting import BOTH_WAYS, PROBLEM, look_at
from tests.builders import Borough
from tests.pledges.test_pictures import drawn

WORDS = "We will not ask any family to tell us their story twice."


@BOTH_WAYS
def test_a_pledge_from_first_mistake_to_the_public_wall(open_browser, borough: Borough, script: bool):
    look = look_at if script else lambda page: None
    wall = reverse("pledges:pledge-wall", args=["elmfield"])
    visitor = open_browser(java_script_enabled=script)
    visitor.goto(wall)
    expect(visitor.get_by_text("No pledges yet")).to_be_visible()
    look(visitor)

    leader = open_browser(borough.people["leader"], java_script_enabled=script)
    leader.goto(reverse("start-page", args=["elmfield"]))
    look(leader)
    leader.get_by_role("link", name="Choose which reminder emails you get").click()
    look(leader)
    leader.get_by_role("checkbox", name="Pledge update due").uncheck()
    leader.get_by_role("button", name="Save choices").click()
    expect(leader.get_by_text("Reminders saved")).to_be_visible()
    expect(leader.get_by_role("checkbox", name="Pledge update due")).not_to_be_checked()
    leader.get_by_role("link", name="Home").first.click()
    leader.get_by_role("link", name="Make a pledge").click()
    look(leader)
    leader.get_by_label("Your pledge, in your own words").fill(WORDS)
    tomorrow = timezone.localdate() + timedelta(days=1)
    leader.get_by_label("Date of the pledge").fill(tomorrow.isoformat())
    leader.get_by_role("button", name="Save and preview pledge").click()
    summary = leader.locator(PROBLEM)
    expect(summary.get_by_role("link")).to_have_count(4)
    look(leader)
    expect(leader.get_by_label("Your pledge, in your own words")).to_have_value(WORDS)
    summary.get_by_role("link", name="Select what the pledge is about").click()
    if script:
        expect(leader.get_by_role("checkbox").first).to_be_focused()
    leader.get_by_role("checkbox").first.check()
    leader.get_by_label("Leader’s name").fill("Ada Osei")
    leader.get_by_label("Leader’s role").fill("Head teacher")
    leader.get_by_label("Date of the pledge").fill(timezone.localdate().isoformat())
    leader.get_by_label("Upload a picture").set_input_files(
        {"name": "a.jpg", "mimeType": "image/jpeg", "buffer": b"no"}
    )
    leader.get_by_role("button", name="Save and preview pledge").click()
    wrong = summary.get_by_role("link", name="must be a JPEG, PNG or WebP picture")
    expect(wrong).to_be_visible()
    look(leader)
    expect(leader.get_by_label("Your pledge, in your own words")).to_have_value(WORDS)
    leader.get_by_label("Upload a picture").set_input_files(
        {"name": "tree.jpg", "mimeType": "image/jpeg", "buffer": drawn()}
    )
    leader.get_by_label("What does the picture show?").fill("A tree in our garden")
    leader.get_by_role("button", name="Save and preview pledge").click()
    expect(leader.get_by_text("only your organisation’s leads can see it")).to_be_visible()
    expect(leader.get_by_role("img", name="A tree in our garden")).to_be_visible()
    look(leader)
    leader.get_by_role("link", name="Change pledge").click()
    expect(leader.get_by_label("Your pledge, in your own words")).to_have_value(WORDS)
    expect(leader.get_by_label("Leader’s name")).to_have_value("Ada Osei")
    expect(leader.get_by_role("img", name="A tree in our garden")).to_be_visible()
    look(leader)
    leader.get_by_label("Leader’s role").fill("Head of the school")
    leader.get_by_role("button", name="Save and preview pledge").click()
    leader.get_by_role("button", name="Send pledge for approval").click()
    expect(leader.get_by_text("Your pledge has been sent for approval")).to_be_visible()
    look(leader)
    visitor.reload()
    expect(visitor.get_by_text(WORDS)).to_have_count(0)

    admin = open_browser(borough.people["admin"], java_script_enabled=script)
    admin.goto(reverse("start-page", args=["elmfield"]))
    look(admin)
    admin.get_by_role("link", name="Read and approve pledges").click()
    look(admin)
    admin.get_by_role("link", name="Return pledge").click()
    look(admin)
    admin.go_back()
    admin.get_by_role("button", name="Approve pledge").click()
    expect(admin.get_by_text("It is on the public pledge wall now.")).to_be_visible()
    look(admin)

    visitor.reload()
    expect(visitor.get_by_text(WORDS)).to_be_visible()
    expect(visitor.get_by_text("Ada Osei, Head of the school")).to_be_visible()
    look(visitor)
    visitor.get_by_role("link", name=WORDS).click()
    expect(visitor.get_by_role("img", name="A tree in our garden")).to_be_visible()
    look(visitor)
    visitor.get_by_role("link", name="Poster to print (A4)").click()
    expect(visitor.get_by_role("heading", name="Our pledge")).to_be_visible()
    look(visitor)

    leader.goto(reverse("pledges:pledge-list", args=["elmfield"]))
    look(leader)
    leader.get_by_role("link", name="Update progress").click()
    look(leader)
    leader.get_by_role("button", name="Save progress update").click()
    expect(leader.locator(PROBLEM).get_by_role("link")).to_have_count(2)
    look(leader)
    leader.get_by_label("Stuck").check()
    leader.get_by_label("How can you tell?").fill("Two teams still have no room to talk in.")
    leader.get_by_role("button", name="Save progress update").click()
    expect(leader.get_by_text("Thank you. Your progress update has been saved.")).to_be_visible()
    look(leader)
    leader.get_by_role("link", name="Say what this pledge should change").click()
    look(leader)
    leader.get_by_label("What staff say").check()
    leader.get_by_role("button", name="Save").click()
    leader.locator(PROBLEM).get_by_role("link", name="Select at least one feature").click()
    look(leader)
    leader.get_by_label("6 Managing secondary trauma").check()
    leader.get_by_label("Briefings of teams").check()
    leader.get_by_role("button", name="Save").click()
    expect(leader.get_by_text("Nothing has been recorded yet")).to_be_visible()
    expect(leader.get_by_text("No results have been released yet")).to_be_visible()
    look(leader)
    visitor.goto(wall)
    expect(visitor.get_by_text(WORDS)).to_be_visible()
    expect(visitor.get_by_text("Two teams still have no room to talk in.")).to_have_count(0)
    admin.goto(reverse("start-page", args=["elmfield"]))
    admin.get_by_role("link", name="Check and publish").click()
    expect(admin.get_by_text("Two teams still have no room to talk in.")).to_be_visible()
    look(admin)
    admin.get_by_role("link", name="Return with a note").click()
    look(admin)
    admin.go_back()
    admin.get_by_role("button", name="Publish").click()
    expect(admin.get_by_text("The progress update is public now.")).to_be_visible()
    look(admin)
    visitor.goto(wall)
    expect(visitor.get_by_text("Two teams still have no room to talk in.")).to_be_visible()
    look(visitor)
    assert Pledge.objects.get().state == Pledge.State.AGREED
    assert visitor.context.cookies() == []
