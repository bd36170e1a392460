"""From events to figures of a round, and from there to a cell of the matrix and back to the events."""

import pytest
from django.urls import reverse

from activities.models import Event, EventOrganisation
from organisations.actions import close_round
from organisations.leaving import leave_partnership
from organisations.models import Organisation, Round
from reporting.figures import COUNT, NONE, ORGANISATIONS, PEOPLE, Figure
from tests.builders import TODAY, Borough, days, figures_of, release_round, text_of
from tests.taking import file_from

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


def held(borough: Borough, *there: str, people: int | None = None, day=TODAY, **fields) -> Event:
    made = Event.objects.create(
        partnership=borough.partnership, title="A day", day=day, kind="taster", people=people, **fields
    )
    for name in there:
        EventOrganisation.objects.create(event=made, organisation=borough.organisations[name])
    return made


def close(borough: Borough) -> dict[tuple[str, str], Figure]:
    """The figures about events, by place and statistic."""
    close_round(round_=borough.round, by=borough.people["admin"])
    borough.round.refresh_from_db()
    return {(one.place.name, one.statistic): one for one in figures_of(borough.round) if one.measure == "events"}


def out_of(figure: Figure) -> tuple[int | None, int | None]:
    return figure.numerator, figure.denominator


def test_events_people_and_organisations_add_up(borough: Borough):
    held(borough, "hospital", "council", people=40)
    held(borough, "hospital", people=25)
    held(borough)
    found = close(borough)
    whole = "Elmfield Partnership"
    assert out_of(found[whole, COUNT]) == (3, None)
    assert out_of(found[whole, PEOPLE]) == (65, None)
    assert out_of(found[whole, ORGANISATIONS]) == (2, 3)
    assert out_of(found["Health", ORGANISATIONS]) == (2, 2)
    assert out_of(found["Families", ORGANISATIONS]) == (1, 2)


def test_called_off_elsewhere_and_outside_the_round_is_not_counted(borough: Borough, other_borough: Borough):
    held(borough, "charity", people=9, called_off_on=TODAY)
    held(borough, "charity", people=9, day=borough.round.closes_on + days(1))
    held(other_borough, people=9)
    found = close(borough)
    assert [(key, one.status) for key, one in found.items()] == [(("Elmfield Partnership", COUNT), NONE)]


def test_an_organisation_without_a_service_in_the_round_is_a_guest(borough: Borough):
    guest = Organisation.objects.create(partnership=borough.partnership, slug="guest", name="Guest")
    EventOrganisation.objects.create(event=held(borough, "hospital", people=9), organisation=guest)
    assert out_of(close(borough)["Elmfield Partnership", ORGANISATIONS]) == (1, 3)


def test_the_cell_says_it_and_leads_down_to_the_events(borough: Borough):
    held(borough, "hospital", "council", people=1240, is_public=True)
    close(borough)
    release_round(borough.round)
    board = borough.client("board")
    said = text_of(board.get(reverse("reporting:dashboard", args=["elmfield"])))
    assert "1 TiP event, 1,240 attendances" in said
    cell = text_of(board.get(reverse("reporting:cell", args=["elmfield", "autumn-2026", "comms", "system"])))
    assert "1 TiP event, 1,240 attendances" in cell
    assert "2 of 3 organisations took part" in cell
    page = board.get(reverse("reporting:measure-results", args=["elmfield", "autumn-2026", "events"]))
    assert "2 of 3" in text_of(page)
    below = reverse("activities:event-list", args=["elmfield"]) + "?round=autumn-2026"
    assert below in page.content.decode()
    assert "A day" in text_of(board.get(below))
    sector = borough.sectors["health"].pk
    for name, more in (("how-made", []), ("measure-services", []), ("place-results", ["sector", sector])):
        assert (
            board.get(reverse(f"reporting:{name}", args=["elmfield", "autumn-2026", "events", *more])).status_code
            == 200
        )
    how = board.get(reverse("reporting:how-made", args=["elmfield", "autumn-2026", "events"])).context["rows"]
    assert how == [["Whole partnership", 1, 0, 0], ["Sectors", 2, 0, 0]]
    assert "TiP events" in text_of(board.get(reverse("reporting:board-pack", args=["elmfield", "autumn-2026"])))
    admin, release = borough.client("admin"), ["elmfield", "autumn-2026"]
    table = admin.get(reverse("reporting:figures-csv", args=release)).content.decode()
    assert [line for line in table.splitlines() if "events" in line and "people" in line and "1240" in line]
    assert file_from(admin, reverse("reporting:figures-xlsx", args=release)).status_code == 200


def test_the_first_page_of_activities_says_how_many_so_far(borough: Borough):
    held(borough, people=12, day=borough.round.opens_on)
    said = text_of(borough.client("lead").get(reverse("activities:overview", args=["elmfield"])))
    assert "1 event held so far in Autumn 2026. 12 people came." in said


def test_the_list_of_events_counts_the_organisations_that_the_matrix_counts(borough: Borough, monkeypatch):
    monkeypatch.setattr("activities.views.events.timezone.localdate", lambda *_: TODAY)
    held(borough, "hospital", "council", people=9)
    Round.objects.update(state="planned")
    leave_partnership(organisation=borough.organisations["hospital"], by=borough.people["admin"], on=TODAY)
    Round.objects.update(state="open")
    page = text_of(borough.client("board").get(reverse("activities:event-list", args=[borough.slug])))
    number = close(borough)["Elmfield Partnership", ORGANISATIONS].numerator
    assert number == 1
    assert f"Organisations that came {number} " in page
