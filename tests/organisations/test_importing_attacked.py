"""What somebody could have made of an import, of its yes and of its undoing, and cannot."""

import contextlib

import pytest

from assessments.models import ImprovementAction
from organisations.actions import ActionRefused, close_round
from organisations.coding import add_code
from organisations.importing import drafts
from organisations.importing.columns import Choice, found_in
from organisations.importing.drafts import carry_out, plan_of, take_in
from organisations.importing.kinds import kinds
from organisations.importing.undoing import undo
from organisations.merging import merge_organisations, merge_services
from organisations.models import (
    ImportDraft,
    Invitation,
    Membership,
    Organisation,
    OutsideCode,
    Round,
    RoundService,
    Service,
    ServiceMove,
)
from organisations.putting_right import add_service
from organisations.roles import Role
from organisations.sectors import merge_sector
from tests.builders import TODAY, Borough, days, make_member, make_round, make_service
from tests.organisations.importing import agreed, waiting

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
H = "sector,organisation,service,headcount\n"


def people(borough: Borough, text: str) -> ImportDraft:
    kind = kinds()["people"]
    by = borough.people["admin"]
    return take_in(partnership=borough.partnership, content=text.encode(), file_name="p.csv", by=by, kind=kind)


def yes(draft: ImportDraft, what: str = "services", mark: str | None = None):
    kind = kinds()[what]
    return carry_out(draft=draft, kind=kind, mark=mark or plan_of(draft, kind).mark, by=draft.by)


@pytest.fixture
def calm(borough: Borough) -> Borough:
    Round.objects.update(state="closed", is_sealed=True, closes_on=TODAY - days(1))
    return borough


def test_people_row_that_names_an_organisation_is_invited_there_or_nowhere(borough):
    draft = people(
        borough, "email,role,service,organisation\nsam@trust.example,Service lead,Ward,Charity\n"
    )  # Ward is Hospital's
    run = plan_of(draft, kinds()["people"])
    assert [r.outcome for r in run.rows] != ["added"], run.rows


def test_people_yes_holds_for_the_place_that_was_shown(borough):
    draft = people(borough, "email,role,service\nsam@trust.example,Service lead,Ward\n")
    mark = plan_of(draft, kinds()["people"]).mark
    ward = borough.services["ward"]
    ward.name = "Ward of old"
    ward.save()
    other = make_service(borough, "ward2", sector="families", organisation="charity")
    other.name = "Ward"
    other.save()
    with pytest.raises(ActionRefused):
        yes(draft, "people", mark)


def test_people_yes_holds_for_the_role_that_was_shown(borough):
    draft = people(borough, "email,role\nsam@trust.example,Chief\n")
    kind = kinds()["people"]
    q = plan_of(draft, kind).asking.open[0]
    drafts.answer(draft=draft, answers={q.name: "board_member"})
    mark = plan_of(draft, kind).mark
    drafts.answer(draft=draft, answers={q.name: "training_lead"})
    with pytest.raises(ActionRefused):
        yes(draft, "people", mark)


def test_people_file_of_somebody_who_is_no_admin_any_more(borough):
    draft = people(borough, "email,role\nmine@evil.example,Board member\n")
    mark = plan_of(draft, kinds()["people"]).mark
    Membership.objects.filter(user=borough.people["admin"]).delete()
    draft = ImportDraft.objects.select_related("by").get()  # as the worker reads it, later
    with pytest.raises(ActionRefused, match="no longer import"):
        yes(draft, "people", mark)
    assert not Invitation.objects.filter(email="mine@evil.example").exists()


def test_people_no_sector_lead_of_a_merged_sector(borough):
    Round.objects.all().delete()
    merge_sector(sector=borough.sectors["health"], into=borough.sectors["families"], by=borough.people["admin"])
    draft = people(borough, "email,role,sector\nsam@trust.example,Sector lead,Health\n")
    rows = plan_of(draft, kinds()["people"]).rows
    assert rows[0].place is None or rows[0].place.archived_on is None


def test_services_yes_holds_for_what_was_shown(borough):
    """Columns changed in another tab: the mark is the same, the services are not."""
    draft = waiting(borough, "sector,organisation,service,other\nHealth,Hospital,Alpha team,Beta team\n")
    kind = kinds()["services"]
    mark = plan_of(draft, kind).mark
    drafts.choose_columns(
        draft=draft,
        kind=kind,
        found=found_in(draft, kind.wanted),
        choices={"sector": Choice(0), "organisation": Choice(1), "service": Choice(3)},
    )
    with pytest.raises(ActionRefused):
        yes(draft, mark=mark)


def test_import_does_not_bring_back_a_merged_organisation(calm):
    b = calm
    merge_organisations(
        organisation=b.organisations["charity"],
        into=b.organisations["council"],
        renames={},
        joins=(),
        by=b.people["admin"],
        on=TODAY,
    )
    with contextlib.suppress(ActionRefused):
        agreed(waiting(b, H + "Health,Charity,New team,5\n"))
    assert Organisation.objects.get(pk=b.organisations["charity"].pk).archived_on is not None


def test_add_by_hand_does_not_bring_back_a_merged_organisation(calm):
    b = calm
    merge_organisations(
        organisation=b.organisations["charity"],
        into=b.organisations["council"],
        renames={},
        joins=(),
        by=b.people["admin"],
        on=TODAY,
    )
    with pytest.raises(ActionRefused):
        add_service(
            partnership=b.partnership,
            sector="Health",
            organisation="Charity",
            name="N",
            headcount=None,
            by=b.people["admin"],
        )


def test_import_sector_change_is_in_the_history(borough):
    agreed(waiting(borough, H + "Families,Hospital,Ward,40\n"))
    assert ServiceMove.objects.filter(service=borough.services["ward"]).exists()


def test_question_of_one_service_does_not_answer_for_another(borough):
    make_service(borough, "x1", sector="health", organisation="north")
    make_service(borough, "x2", sector="health", organisation="north east")
    a, c = borough.services["x1"], borough.services["x2"]
    a.name = "east childrens wellbeing"
    a.save()
    c.name = "childrens wellbeing"
    c.save()
    draft = waiting(borough, H + "Health,North,East childrens welbeing,5\nHealth,North east,Childrens welbeing,5\n")
    assert len(plan_of(draft, kinds()["services"]).asking.questions) == 2


def test_undo_does_not_archive_a_service_that_has_been_used_again(borough):
    """An import takes a closed service in again; it gets a lead and a plan; undo does not close it in an open round."""
    ward = borough.services["ward"]
    Service.objects.filter(pk=ward.pk).update(archived_on=TODAY - days(30))
    Membership.objects.filter(service=ward).delete()
    run = agreed(waiting(borough, H + "Health,Hospital,Ward,40\n"))
    assert Service.objects.get(pk=ward.pk).archived_on is None
    make_member(borough, "newlead", Role.SERVICE_LEAD, service=ward)
    ImprovementAction.objects.create(service=ward, what="Ask", recorded_by=borough.people["admin"], recorded_on=TODAY)
    with contextlib.suppress(ActionRefused):
        undo(run=run, by=borough.people["admin"])
    assert Service.objects.get(pk=ward.pk).archived_on is None, "closed with a lead, an open action, in an open round"


def test_undo_does_not_close_an_organisation_with_an_open_service(borough):
    charity = borough.organisations["charity"]
    Service.objects.filter(organisation=charity).delete()
    Organisation.objects.filter(pk=charity.pk).update(archived_on=TODAY)
    run = agreed(waiting(borough, H + "Health,Charity,New team,5\n"))
    add_service(
        partnership=borough.partnership,
        sector="Health",
        organisation="Charity",
        name="By hand",
        headcount=3,
        by=borough.people["admin"],
    )
    with contextlib.suppress(ActionRefused):
        undo(run=run, by=borough.people["admin"])
    o = Organisation.objects.get(pk=charity.pk)
    assert o.archived_on is None or not o.services.active().exists()


def test_undo_of_a_move_after_a_round_closed_keeps_the_history(calm):
    b = calm
    make_round(b, "Next", state="open")
    add_code(place=b.services["ward"], scheme="urn", code="100001", by=b.people["admin"])
    draft = waiting(b, "sector,organisation,service,urn\nHealth,Council,Ward,100001\n")
    kind = kinds()["services"]
    drafts.answer(draft=draft, answers={q.name: "moved" for q in plan_of(draft, kind).asking.open})
    run = yes(draft)
    assert ServiceMove.objects.done().exists()
    r = Round.objects.get(name="Next")
    close_round(round_=r, by=b.people["admin"])
    assert RoundService.objects.get(round=r, service=b.services["ward"]).organisation.name == "Council"
    with contextlib.suppress(ActionRefused):
        undo(run=run, by=b.people["admin"])
    ward = Service.objects.get(pk=b.services["ward"].pk)
    assert ward.organisation.name == "Council" or ServiceMove.objects.filter(service=ward).exists(), (
        "a closed round counted it at Council; no move is left"
    )


def test_undo_keeps_a_code_that_is_another_services_by_now(calm):
    b = calm
    run = agreed(waiting(b, "sector,organisation,service,urn\nHealth,Hospital,Ward,100001\n"))
    merge_services(services=[b.services["ward"]], into=b.services["clinic"], by=b.people["admin"], on=TODAY)
    assert OutsideCode.objects.get().service_id == b.services["clinic"].pk
    with contextlib.suppress(ActionRefused):
        undo(run=run, by=b.people["admin"])
    assert OutsideCode.objects.exists()


def test_undo_says_of_one_name_that_was_taken_and_does_the_rest(borough):
    add_code(place=borough.services["ward"], scheme="urn", code="100001", by=borough.people["admin"])
    run = agreed(
        waiting(
            borough, "sector,organisation,service,urn\nHealth,Hospital,Renamed ward,100001\nHealth,Hospital,Fresh,\n"
        )
    )
    add_service(
        partnership=borough.partnership,
        sector="Health",
        organisation="Hospital",
        name="Ward",
        headcount=3,
        by=borough.people["admin"],
    )
    undo(run=run, by=borough.people["admin"])
    assert not Service.objects.filter(name="Fresh").exists()
