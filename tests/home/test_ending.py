"""A partnership ends for good: two admins, or one and seven days; then nothing of it is left."""

from collections import Counter

import pytest
from auditlog.models import LogEntry
from django.apps import apps
from django.utils import timezone

from activities.models import Briefing
from background.actions import jobs
from background.models import Job, OutgoingMail
from organisations.actions import ActionRefused, close_round, end_membership
from organisations.ending import ask_to_end, confirm_ending, end_what_has_waited, go_on_deleting, withdraw_ending
from organisations.models import (
    EndedPartnership,
    Membership,
    Partnership,
    PartnershipEnding,
    ReminderChoice,
    Round,
    User,
)
from organisations.roles import Role
from surveys.models import Instrument, PaperInHand, PaperKeyer, SurveyLink
from tests.access_places import fill
from tests.builders import NOON, Borough, days, make_borough, make_member, signed_in, text_of

pytestmark = pytest.mark.django_db
END = "/elmfield/setup/end/"


@pytest.fixture
def over(framework) -> Borough:
    """A partnership with two admins and no open round."""
    borough = make_borough(with_round=False)
    borough.people["second"] = make_member(borough, "second", Role.ADMIN)
    return borough


def asked(borough: Borough, at=None) -> PartnershipEnding:
    name = borough.partnership.name
    return ask_to_end(partnership=borough.partnership, typed=name, by=borough.people["admin"], at=at)


def rows_by_table() -> Counter:
    return Counter({model._meta.label: model._base_manager.count() for model in apps.get_models()})


@pytest.mark.slow
def test_one_admin_asks_and_another_confirms(over: Borough):
    admin, second = over.client("admin"), over.client("second")
    assert "Enter the name of this partnership" in text_of(admin.post(END, {"name": "Elmfield"}))
    assert "We have emailed the admins" in text_of(admin.post(END, {"name": "elmfield partnership"}, follow=True))
    assert OutgoingMail.objects.filter(kind="ending").count() == 2
    assert "It ends when another admin confirms it who was already an admin" in text_of(admin.get(END))
    with pytest.raises(ActionRefused, match="Another admin"):
        confirm_ending(partnership=over.partnership, typed=over.partnership.name, by=over.people["admin"])
    assert "asked for this on" in text_of(second.get(END))
    assert "has ended" in text_of(second.post(END, {"name": "Elmfield Partnership", "meant": "confirm"}, follow=True))
    assert not Partnership.objects.exists()
    assert second.get("/elmfield/").status_code == 404


def test_its_addresses_are_gone_as_soon_as_it_is_confirmed(over: Borough):
    Partnership.objects.update(ended_at=timezone.now(), is_listed=True)
    for address in ("/elmfield/", "/elmfield/start/", END, "/s/contact/elmfield/", "/s/barrier/elmfield/"):
        assert over.client("admin").get(address).status_code == 404, address
    assert not Partnership.objects.listed().exists()


def test_any_admin_can_keep_it(over: Borough):
    asked(over)
    assert "goes on" in text_of(over.client("second").post(END, {"go": "withdraw"}, follow=True))
    assert not PartnershipEnding.objects.exists()
    with pytest.raises(ActionRefused, match="any more"):
        confirm_ending(partnership=over.partnership, typed=over.partnership.name, by=over.people["second"])


@pytest.mark.slow
def test_an_only_admin_waits_seven_days(framework):
    alone, now = make_borough(with_round=False), timezone.now()
    asked(alone, at=now - days(7))
    assert "it ends by itself on" in text_of(alone.client("admin").get(END))
    assert end_what_has_waited(at=now - days(1)) == 0
    assert end_what_has_waited(at=now) == 1
    assert end_what_has_waited(at=now) == 0
    assert not Partnership.objects.exists()


@pytest.mark.slow
def test_the_seven_days_begin_when_the_other_admins_are_gone(over: Borough):
    now = timezone.now()
    asked(over, at=now - days(8))
    second = Membership.objects.get(user=over.people["second"])
    end_membership(membership=second, by=over.people["admin"])
    sent = OutgoingMail.objects.filter(kind="ending").count()
    assert end_what_has_waited(at=now) == 0
    told = OutgoingMail.objects.filter(kind="ending").order_by("pk")[sent:]
    assert {mail.to for mail in told} == {over.people["admin"].email, over.people["second"].email}
    assert "is the only admin now, so it ends by itself on" in " ".join(mail.text for mail in told)
    assert end_what_has_waited(at=now + days(6)) == 0
    third = make_member(over, "third", Role.ADMIN)  # from another admin on they begin again
    assert end_what_has_waited(at=now + days(8)) == 0
    Membership.objects.filter(user=third).delete()
    assert end_what_has_waited(at=now + days(9)) == 0
    assert end_what_has_waited(at=now + days(15)) == 0
    assert end_what_has_waited(at=now + days(16)) == 1


def test_who_became_an_admin_after_it_was_asked_for_cannot_confirm_it(over: Borough):
    asked(over)
    over.people["late"] = make_member(over, "late", Role.ADMIN)
    page = over.client("late").get(END)
    assert "You were not an admin then" in text_of(page)
    assert "Name of the partnership" not in text_of(page)
    pressed = over.client("late").post(END, {"name": over.partnership.name, "meant": "confirm"})
    assert "Only someone who was an admin when" in text_of(pressed)
    Membership.objects.filter(user=over.people["second"]).delete()
    assert "Keep the partnership, then ask again" in text_of(over.client("admin").get(END))
    assert Partnership.objects.get().ended_at is None


def test_two_admins_who_each_press_ask_end_nothing(over: Borough):
    first, second = over.client("admin"), over.client("second")
    assert 'name="meant" value="ask"' in second.get(END).content.decode()
    for meant in ({"meant": "ask"}, {}):
        first.post(END, {"name": over.partnership.name, **meant})
        page = second.post(END, {"name": over.partnership.name, **meant})
        assert "has already asked for this, so nothing has changed" in text_of(page)
        assert 'name="meant" value="confirm"' in page.content.decode()
    assert Partnership.objects.get().ended_at is None


def test_the_only_admin_left_cannot_confirm_what_another_asked_for_who_left(over: Borough):
    asked(over)
    Membership.objects.filter(user=over.people["admin"]).delete()
    second = over.client("second")
    assert "asked for this on" not in text_of(second.get(END))
    page = text_of(second.post(END, {"name": over.partnership.name, "meant": "confirm"}))
    assert "is no longer an admin, so that is withdrawn" in page
    assert "It ends seven days after you ask" in page
    assert not PartnershipEnding.objects.exists()


def test_asking_for_what_another_asked_for_who_left_is_asking_anew(over: Borough):
    asked(over, at=timezone.now() - days(20))
    Membership.objects.filter(user=over.people["admin"]).delete()
    place, second = over.partnership, over.people["second"]
    assert ask_to_end(partnership=place, typed=place.name, by=second).asked_by == second
    assert end_what_has_waited(at=timezone.now()) == 0


@pytest.mark.slow
def test_accounts_that_rows_of_another_partnership_hang_on_are_kept_and_closed(over: Borough):
    other = make_borough("otherfield")
    ward = other.services["ward"]
    link = SurveyLink.objects.create(service=ward, round=other.round, instrument=Instrument.objects.first())
    keyer, entered, plain = (over.people[one] for one in ("keyer", "second", "admin"))
    PaperKeyer.objects.create(round=other.round, service=ward, user=keyer)
    PaperInHand.objects.create(survey_link=link, user=entered)
    ReminderChoice.objects.create(user=plain, kind="any", wants=False)
    asked(over)
    confirm_ending(partnership=over.partnership, typed=over.partnership.name, by=entered)
    assert (PaperKeyer.objects.count(), PaperInHand.objects.count()) == (1, 1)
    assert not User.objects.filter(pk__in=[keyer.pk, entered.pk], is_active=True).exists()
    assert User.objects.filter(pk__in=[keyer.pk, entered.pk]).count() == 2
    assert not User.objects.filter(pk=plain.pk).exists()


def test_what_somebody_asked_for_who_is_no_admin_any_more_is_withdrawn(over: Borough):
    asked(over, at=timezone.now() - days(8))
    Membership.objects.filter(user=over.people["admin"]).delete()
    assert end_what_has_waited(at=timezone.now()) == 0
    assert not PartnershipEnding.objects.exists()


def test_an_open_round_and_a_demonstration_do_not_end(borough: Borough):
    assert "Close it first" in text_of(borough.client("admin").get(END))
    with pytest.raises(ActionRefused, match="Close it first"):
        asked(borough)
    Round.objects.update(state="closed")
    with pytest.raises(ActionRefused, match="not sealed yet"):
        asked(borough)
    Round.objects.update(state="planned")
    Partnership.objects.update(is_demonstration=True)
    with pytest.raises(ActionRefused, match="demonstration"):
        asked(borough)


@pytest.mark.slow
def test_nothing_of_it_is_left_and_of_another_one_everything(framework):
    other = make_borough("otherfield")
    fill(other)
    both = make_member(other, "both", Role.ADMIN)
    before = rows_by_table()
    ends = make_borough()
    fill(ends)
    close_round(round_=ends.round, by=ends.people["admin"])
    second = make_member(ends, "second", Role.ADMIN)
    Membership.objects.create(user=both, role=Role.ADMIN, partnership=ends.partnership)
    asked(ends)
    confirm_ending(partnership=ends.partnership, typed=ends.partnership.name, by=second)
    assert str(EndedPartnership.objects.get()) == f"Elmfield Partnership, ended on {timezone.localdate()}"
    left = rows_by_table() - before
    beside = {"organisations.EndedPartnership", "sessions.Session", "django_tasks_db.DBTaskResult"}
    # People who never had a role in it (who released, and was removed) are no accounts of it alone.
    assert {label: number for label, number in left.items() if label not in beside} == {"organisations.User": 2}
    assert not before - rows_by_table()
    assert User.objects.filter(pk=both.pk).exists()
    assert not LogEntry.objects.filter(object_repr__icontains="elmfield-").exists()
    assert signed_in(both).get("/otherfield/start/").status_code == 200


def test_withdrawing_after_it_has_ended_comes_too_late(over: Borough):
    asked(over)
    Partnership.objects.update(ended_at=timezone.now())
    with pytest.raises(ActionRefused, match="has ended"):
        withdraw_ending(partnership=over.partnership, by=over.people["second"])


def test_what_was_interrupted_goes_on_the_next_day(over: Borough, monkeypatch):
    place, admin = over.partnership, over.people["admin"]
    for number in range(3):
        Briefing.objects.create(service=over.services["ward"], day=NOON.date(), people_reached=1, team_size=number + 1)
    Partnership.objects.update(ended_at=NOON)
    job = jobs.put_down(
        kind=Job.Task.ENDING,
        key=f"partnership {place.pk}",
        about="",
        partnership=place,
        by=admin,
        arguments={"people": [admin.pk]},
    )
    with monkeypatch.context() as broken:
        broken.setattr("home.ending.AT_ONCE", 1)
        broken.setattr("home.ending.Run.say", lambda _run, done, total: 1 / (total - 5 - done))
        with pytest.raises(ZeroDivisionError):
            jobs.do_now(job)
    assert not Briefing.objects.exists()
    assert Partnership.objects.exists()
    assert not EndedPartnership.objects.exists()
    assert go_on_deleting() == 1
    assert not Partnership.objects.exists()
    assert not User.objects.filter(pk=admin.pk).exists()
    assert EndedPartnership.objects.count() == 1
