"""What a service does to grow: in a minute, without an owner or a day if need be, from round to round."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from assessments.actions.assessing import start_assessment, submit_assessment
from assessments.actions.improving import save_action, set_state
from assessments.models import ImprovementAction, Rating
from assessments.progress import room_to_grow
from assessments.reminders import ACTION_DUE, due
from framework.models import Stage, Statement
from organisations.actions import close_round
from organisations.models import AuditEntry
from tests.builders import TODAY, Borough, days, hidden_fields, make_round, text_of

pytestmark = pytest.mark.django_db
HERE = ["elmfield", "ward"]
PLAN = "/elmfield/services/ward/actions/"


@pytest.fixture(autouse=True)
def _today(monkeypatch):
    monkeypatch.setattr("assessments.views.improving.timezone.localdate", lambda *_: TODAY)
    monkeypatch.setattr("home.views.service.timezone.localdate", lambda *_: TODAY)


def action(borough: Borough, what: str = "Ask who should be in the room", service: str = "ward", **fields):
    row = ImprovementAction(service=borough.services[service], what=what, **fields)
    return save_action(action=row, by=borough.people["lead"], on=TODAY)


def test_an_action_is_recorded_with_nothing_but_what_it_is_and_what_is_missing_is_said(borough: Borough):
    lead = borough.client("lead")
    page = lead.post(f"{PLAN}new/", {"what": "Quieter waiting room"}, follow=True)
    assert "The action has been saved. No one is named yet who will do it." in page.content.decode()
    assert "Quieter waiting room Planned No one is named yet · no end date" in text_of(page)
    row = ImprovementAction.objects.get()
    assert (row.recorded_by, row.recorded_on, row.state) == (borough.people["lead"], TODAY, "planned")
    assert AuditEntry.objects.filter(what="planned an action", about="Quieter waiting room").count() == 1


def test_a_day_that_has_passed_is_taken_and_said(borough: Borough):
    sent = {"what": "Quieter room", "due_on": (TODAY - days(1)).isoformat(), "who": "The whole team"}
    page = borough.client("lead").post(f"{PLAN}new/", sent, follow=True)
    assert "The action has been saved. Its date has passed." in page.content.decode()
    assert "Quieter room Past its date Planned The whole team · by 30 September 2026" in text_of(page)


def test_a_day_that_is_today_has_not_passed(borough: Borough):
    row = action(borough, due_on=TODAY)
    assert not row.is_late_on(TODAY)
    assert row.is_late_on(TODAY + days(1))
    assert list(ImprovementAction.objects.late_on(TODAY)) == []
    assert list(ImprovementAction.objects.late_on(TODAY + days(1))) == [row]


def test_nothing_is_no_action_and_what_was_typed_stays(borough: Borough):
    page = borough.client("lead").post(f"{PLAN}new/", {"what": " ", "who": "The team"})
    assert "Enter what you will change" in text_of(page)
    assert 'value="The team"' in page.content.decode()
    assert not ImprovementAction.objects.exists()


def test_a_name_in_what_will_change_is_asked_about(borough: Borough):
    sent = {"what": "Ring Mrs Okafor at 12 Station Road", "would_show": "Kayden (9) comes again"}
    page = borough.client("lead").post(f"{PLAN}new/", sent)
    assert "“Mrs Okafor” may be a name." in text_of(page)
    assert not ImprovementAction.objects.exists()


def test_it_begins_with_the_statement_that_the_service_page_names(borough: Borough):
    page = borough.client("lead").get(f"{PLAN}new/?statement=3c").content.decode()
    statement = Statement.objects.get(feature__framework=borough.round.framework, code="3c")
    assert f'<option value="{statement.pk}" selected>' in page
    unknown = borough.client("lead").get(f"{PLAN}new/?statement=zz").content.decode()
    assert '<option value="" selected>None in particular</option>' in unknown


def test_only_people_of_the_service_and_its_organisation_can_be_named(borough: Borough):
    page = borough.client("lead").get(f"{PLAN}new/").content.decode()
    named = page[page.index('name="person"') : page.index("</select>", page.index('name="person"'))]
    assert str(borough.people["lead"]) in named
    assert str(borough.people["board"]) not in named
    sent = {"what": "Something", "person": borough.people["board"].pk}
    assert borough.client("lead").post(f"{PLAN}new/", sent).status_code == 200
    assert not ImprovementAction.objects.exists()


def test_one_press_says_how_far_it_is_and_twice_changes_nothing(borough: Borough):
    row, lead = action(borough), borough.client("lead")
    url = reverse("assessments:action-state", args=[*HERE, row.pk])
    assert lead.post(url, {"state": "under_way"})["Location"] == f"{PLAN}#action-{row.pk}"
    lead.post(url, {"state": "done"})
    row.refresh_from_db()
    assert (row.state, row.ended_on) == ("done", TODAY)
    entries = AuditEntry.objects.count()
    lead.post(url, {"state": "done"})
    assert AuditEntry.objects.count() == entries
    assert not set_state(action=row, state="done", by=borough.people["lead"], on=TODAY + days(9))
    row.refresh_from_db()
    assert row.ended_on == TODAY
    lead.post(url, {"state": "under_way"})
    row.refresh_from_db()
    assert (row.state, row.ended_on) == ("under_way", None)
    assert lead.post(url, {"state": "flying"}).status_code == 404
    assert lead.get(url).status_code == 405


def test_whoever_is_named_says_how_far_it_is_and_another_who_may_only_read_does_not(borough: Borough):
    leader = borough.client("leader")
    mine, other = action(borough, "Mine", person=borough.people["leader"]), action(borough, "Not mine")
    page = leader.get(PLAN).content.decode()
    assert page.count('value="done"') == 1
    assert f"{PLAN}{mine.pk}/" not in page.replace(f"{PLAN}{mine.pk}/state/", "")
    assert leader.post(f"{PLAN}{mine.pk}/state/", {"state": "done"}).status_code == 302
    assert leader.post(f"{PLAN}{other.pk}/state/", {"state": "done"}).status_code == 403
    assert leader.get(f"{PLAN}{mine.pk}/").status_code == 403
    assert list(ImprovementAction.objects.filter(state="done")) == [mine]


def test_it_goes_on_from_round_to_round(borough: Borough):
    action(borough, "Story kept once")
    close_round(round_=borough.round, by=borough.people["admin"])
    assert "Story kept once" in text_of(borough.client("lead").get(PLAN))
    make_round(borough, "Spring 2027", opens_on=TODAY + days(100))
    assert "Story kept once" in text_of(borough.client("lead").get("/elmfield/services/ward/"))


def test_what_is_done_leads_to_telling_people_in_one_press(borough: Borough):
    row, lead = action(borough, "You can wait in the garden room"), borough.client("lead")
    set_state(action=row, state="done", by=borough.people["lead"], on=TODAY)
    page = lead.get(PLAN).content.decode()
    there = "/elmfield/services/ward/surveys/you-said/?did=You%20can%20wait%20in%20the%20garden%20room"
    assert there in page or "?did=You%20can%20wait%20in%20the%20garden%20room" in page
    url = reverse("surveys:reply-list", args=HERE)
    assert "You can wait in the garden room</textarea>" in lead.get(url, {"did": row.what}).content.decode()
    named = lead.post(
        f"{url}?did=Mrs Okafor helped", {"said": "Loud.", "did": "Mrs Okafor helped", "for_families": "yes"}
    )
    assert "“Mrs Okafor” may be a name." in text_of(named), "what an address brings is looked at like what is typed"


def test_after_submitting_the_statements_with_most_room_to_grow_are_offered(borough: Borough):
    assessment = start_assessment(service=borough.services["ward"], round_=borough.round, by=borough.people["lead"])
    stages = list(Stage.objects.filter(framework=borough.round.framework).order_by("value"))
    assert room_to_grow(assessment) == [], "nothing is chosen yet"
    assessment.ratings.update(stage=stages[-1])
    assert room_to_grow(assessment) == [], "nothing has room to grow"
    low = Rating.objects.filter(assessment=assessment, statement__code__in=["3c", "7a"])
    low.update(stage=stages[1])
    Rating.objects.filter(assessment=assessment, statement__code="1a").update(
        stage=None, does_not_apply=True, reason="No"
    )
    assert [each.statement.code for each in room_to_grow(assessment)] == ["3c", "7a"]
    other = Statement.objects.get(feature__framework=borough.round.framework, code="7a")
    acted = action(borough, statement=other)
    assert [each.statement.code for each in room_to_grow(assessment)] == ["3c"], "7a is acted on already"
    set_state(action=acted, state="stopped", by=borough.people["lead"], on=TODAY)
    submit_assessment(assessment=assessment, by=borough.people["lead"])
    page = text_of(borough.client("lead").get("/elmfield/services/ward/"))
    assert f"where you chose “{stages[1].title}”, so they have the most room to grow" in page
    assert "Add an action for 3c" in page
    Rating.objects.filter(assessment=assessment).update(stage=stages[0], does_not_apply=False)
    assert len(room_to_grow(assessment)) == 3


@pytest.mark.slow
def test_the_list_shows_each_one_the_services_that_they_may_read_and_filters_them(borough: Borough):
    late = action(borough, "Late one", due_on=TODAY - days(1))
    statement = Statement.objects.get(feature__framework=borough.round.framework, code="7a")
    action(borough, "On 7a", statement=statement)
    done = action(borough, "Done one", service="refuge", due_on=TODAY - days(5))
    set_state(action=done, state="done", by=borough.people["admin"], on=TODAY)

    def found(who: str, **asked) -> list[str]:
        return [each.what for each in borough.client(who).get("/elmfield/actions/", asked).context["actions"]]

    assert found("lead") == ["Late one", "On 7a"]
    assert found("admin") == ["Late one", "On 7a", "Done one"]
    for asked, names in (
        ({"state": "open"}, ["Late one", "On 7a"]),
        ({"state": "late"}, ["Late one"]),
        ({"state": "done"}, ["Done one"]),
        ({"feature": "7"}, ["On 7a"]),
        ({"organisation": late.service.organisation.slug}, ["Late one", "On 7a"]),
        ({"sector": "no-such"}, ["Late one", "On 7a", "Done one"]),
    ):
        assert found("admin", **asked) == names, asked
        table = borough.client("admin").get("/elmfield/exports/actions.csv", asked).getvalue().decode()
        assert len(table.strip().splitlines()) == 1 + len(names)
    assert "3 actions, 2 planned or under way, 1 past its date" in text_of(
        borough.client("admin").get("/elmfield/actions/")
    )


@pytest.mark.parametrize("where", ["/elmfield/actions/", PLAN, "/elmfield/services/ward/"])
def test_twenty_actions_cost_no_more_questions_than_one(borough: Borough, where: str):
    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            client.get(where)
        return len(queries)

    client, person = borough.client("lead"), borough.people["lead"]
    action(borough, person=person)
    client.get(where)
    one = cost()
    for number in range(20):
        statement = Statement.objects.order_by("?").first()
        action(borough, f"Action {number}", person=person, statement=statement, due_on=datetime.date(2026, 12, 1))
    assert cost() == one


def test_whoever_leaves_takes_nothing_with_them(borough: Borough):
    row = action(borough, person=borough.people["contributor"], who="The team")
    borough.people["contributor"].delete()
    row.refresh_from_db()
    assert (row.person, row.whose) == (None, "The team")


# --- reminders and the start page -----------------------------------------------------------------


def reminded(on: datetime.date) -> list[tuple[str, str]]:
    return [(each.user.email.split("@")[0], each.text) for each in due(on=on) if each.kind is ACTION_DUE]


def test_whoever_is_named_is_reminded_a_week_before_and_else_the_service_s_leads(borough: Borough):
    named = action(borough, "Named", person=borough.people["contributor"], due_on=TODAY + days(7))
    action(borough, "Of the team", who="The team", due_on=TODAY + days(3))
    action(borough, "Later", due_on=TODAY + days(8))
    action(borough, "Open", due_on=None)
    over = action(borough, "Over", due_on=TODAY + days(1))
    set_state(action=over, state="stopped", by=borough.people["lead"], on=TODAY)
    said = "“Named” is due by 8 October 2026. Say how far it is."
    who = borough.people["contributor"].email.split("@")[0]
    assert (who, said) in reminded(TODAY)
    assert [what.split("”")[0] for _, what in reminded(TODAY)] == ["“Named", "“Of the team"]
    assert reminded(TODAY - days(30)) == []
    # Once they have left, the leads are asked, and nobody who is no longer there.
    borough.people["contributor"].memberships.all().delete()
    assert [to for to, _ in reminded(TODAY)] == [borough.people["lead"].email.split("@")[0]] * 2
    borough.people["lead"].is_active = False
    borough.people["lead"].save()
    assert reminded(TODAY) == []
    assert {each.key for each in due(on=TODAY)} & {f"{named.pk}:{named.due_on}"} == set()


def test_no_one_is_reminded_of_what_a_closed_service_planned(borough: Borough):
    row = action(borough, due_on=TODAY + days(3))
    type(row.service).objects.filter(pk=row.service_id).update(archived_on=TODAY)
    assert reminded(TODAY) == []
    page = borough.client("leader").get("/elmfield/actions/")
    assert [each.what for each in page.context["actions"]] == [row.what], "its organisation’s lead still finds it"
    assert f"/services/{row.service.slug}/actions/" not in page.content.decode()


def test_the_start_page_says_what_is_past_its_date(borough: Borough, monkeypatch):
    monkeypatch.setattr("home.views.start.timezone.localdate", lambda *_: TODAY)
    start = "/elmfield/start/"
    assert "past its date" not in text_of(borough.client("lead").get(start))
    action(borough, due_on=TODAY - days(1))
    page = borough.client("lead").get(start)
    assert "1 action is past its date. Update the action plan" in text_of(page)
    assert PLAN in page.content.decode()
    action(borough, due_on=TODAY - days(2))
    assert "2 actions are past their dates." in text_of(borough.client("contributor").get(start))
    assert "past their dates" not in text_of(borough.client("admin").get(start))


@pytest.mark.parametrize(
    "what",
    ["Ask who should be in the room", "Offer first meetings outdoors", "Share one glossary", "Keep the same worker"],
)
def test_what_one_does_at_the_beginning_of_a_sentence_is_no_name(borough: Borough, what: str):
    borough.client("lead").post(f"{PLAN}new/", {"what": what})
    assert ImprovementAction.objects.get().what == what


# --- two people, and what a page shows --------------------------------------------------------------


def test_a_page_of_an_action_shows_its_statement_and_it_can_be_taken_away(borough: Borough):
    statement = Statement.objects.get(feature__framework=borough.round.framework, code="3c")
    row, lead = action(borough, statement=statement), borough.client("lead")
    page = lead.get(f"{PLAN}{row.pk}/")
    assert f'<option value="{statement.pk}" selected>' in page.content.decode()
    assert f"3c {statement.text}" in text_of(lead.get(PLAN))
    lead.post(f"{PLAN}{row.pk}/", hidden_fields(page) | {"what": row.what, "statement": ""})
    row.refresh_from_db()
    assert row.statement is None


def test_a_press_on_an_old_page_undoes_nothing(borough: Borough):
    row, url = action(borough), f"{PLAN}{{}}/state/"
    set_state(action=row, state="done", by=borough.people["contributor"], on=TODAY)
    said = borough.client("lead").post(url.format(row.pk), {"state": "under_way", "from": "planned"}, follow=True)
    assert "since you opened the page. It is now: done. Check it first." in said.content.decode()
    row.refresh_from_db()
    assert (row.state, row.ended_on) == ("done", TODAY)
    borough.client("lead").post(url.format(row.pk), {"state": "done", "from": "planned"})
    assert borough.client("lead").post(url.format(row.pk), {"state": "under_way", "from": "done"}).status_code == 302
    row.refresh_from_db()
    assert row.state == "under_way"


def test_what_has_changed_is_kept_though_someone_else_says_that_it_is_not_done(borough: Borough):
    row, lead = action(borough), borough.client("lead")
    set_state(action=row, state="done", by=borough.people["lead"], on=TODAY)
    page = lead.get(f"{PLAN}{row.pk}/")
    set_state(action=row, state="under_way", by=borough.people["contributor"], on=TODAY)
    lead.post(f"{PLAN}{row.pk}/", hidden_fields(page) | {"what": row.what, "became": "Every family is asked."})
    row.refresh_from_db()
    assert (row.state, row.became) == ("under_way", "Every family is asked.")


def test_who_will_do_it_is_looked_at_too(borough: Borough):
    page = borough.client("lead").post(f"{PLAN}new/", {"what": "Ring back", "who": "Mum of Kayleigh, 07700 900123"})
    assert "may be a name" in text_of(page)
    assert not ImprovementAction.objects.exists()


def test_an_organisation_s_lead_who_is_named_finds_it_on_home(borough: Borough, monkeypatch):
    monkeypatch.setattr("home.views.start.timezone.localdate", lambda *_: TODAY)
    action(borough, "Someone else's", due_on=TODAY - days(1))
    assert "past its date" not in text_of(borough.client("leader").get("/elmfield/start/"))
    action(borough, "Theirs", due_on=TODAY - days(1), person=borough.people["leader"])
    assert "1 action is past its date." in text_of(borough.client("leader").get("/elmfield/start/"))


def test_of_what_has_ended_it_is_not_said_that_no_one_is_named_yet(borough: Borough):
    row = action(borough)
    assert "No one is named yet" in text_of(borough.client("lead").get(PLAN))
    set_state(action=row, state="stopped", by=borough.people["lead"], on=TODAY)
    page = text_of(borough.client("lead").get(PLAN))
    assert "No one is named yet" not in page
    assert "Stopped stopped on 1 October 2026" in page
