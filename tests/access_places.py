"""The places of the tests of access: two boroughs with something at every address, and everyone's browser in them."""

import copy
import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any
from unittest import mock

from django.contrib.auth.backends import ModelBackend
from django.http import HttpResponse, HttpResponseForbidden, HttpResponseNotFound
from django.test import Client

from assessments.actions.assessing import start_assessment
from organisations.actions import close_round
from organisations.models import Invitation, Membership
from organisations.models.people import hash_of
from organisations.roles import Role
from signing_in.session_store import SessionStore
from surveys.actions.floods import store_comments
from surveys.actions.links import survey_links_for
from surveys.actions.paper import start_batch
from surveys.models import Comment, ContactRequest, PaperBatch, Question, YouSaidWeDid
from tests.access_pages_activities import activities_things_of
from tests.access_pages_background import background_things_of
from tests.access_pages_data_protection import data_protection_things_of
from tests.access_pages_directory import directory_things_of
from tests.access_pages_evaluation import evaluating_things_of
from tests.access_pages_evidence import evidence_of
from tests.access_pages_identity import identity_things_of
from tests.access_pages_importing import importing_things_of
from tests.access_pages_improving import improving_things_of
from tests.access_pages_learning import learning_things_of
from tests.access_pages_peers import peers_things_of
from tests.access_pages_people import people_of_access
from tests.access_pages_pledges import pledges_things_of
from tests.access_pages_reflecting import reflecting_things_of
from tests.access_pages_reporting import reporting_things_of
from tests.access_pages_restructuring import restructured_things_of
from tests.access_pages_room import room_things_of
from tests.access_rows import INSIDERS
from tests.builders import NOON, TODAY, Borough, days, make_borough, make_member, make_round, make_user, release_round

# The page that someone found at an address, or None where it was no page, as far as it was opened in this process.
OPENED: dict[tuple[str, str], str | None] = {}


class Visitor(Client):
    """A browser, and whose it is."""

    def __init__(self, who: str, signed_in: Client | None = None) -> None:
        super().__init__()
        self.who = who
        if signed_in:
            self.cookies = signed_in.cookies


def page_in(answer: HttpResponse) -> str | None:
    """The whole page, where an answer is one."""
    is_page = answer.status_code == 200 and answer.headers["Content-Type"].startswith("text/html")
    return answer.content.decode() if is_page else None


@dataclass
class Places:
    """Two boroughs, and of the first a place where everybody has their right and one where only the admin has."""

    borough: Borough
    clients: dict[str, Visitor]
    own: SimpleNamespace
    other: SimpleNamespace
    elsewhere: SimpleNamespace


def fill(borough: Borough, names: tuple[str, ...] = ("ward",)) -> list[SimpleNamespace]:
    """Give each of the services something at every address; what they have in common is the borough's."""
    admin = borough.people["admin"]
    prefix = "" if borough.slug == "elmfield" else f"{borough.slug} "
    closed = make_round(borough, f"{prefix}Spring 2026", state="planned", opens_on=TODAY - days(200))
    released = make_round(borough, f"{prefix}Autumn 2025", state="planned", opens_on=TODAY - days(380))
    planned = make_round(borough, f"{prefix}Spring 2027", state="planned", opens_on=TODAY + days(180))
    borough.round.state = "planned"
    borough.round.save()
    for each in (closed, released):
        each.state = "open"
        each.save()
        close_round(round_=each, by=admin)
    release_round(released, at=NOON)
    borough.round.state = "open"
    borough.round.save()
    guest = make_user(f"{borough.slug}-guest")
    common = {
        "slug": borough.slug,
        "round": borough.round.slug,
        "closed": closed.slug,
        "released": released.slug,
        "planned": planned.slug,
        **importing_things_of(borough),
        "invitation": invite(borough).pk,
        **background_things_of(borough),
        **people_of_access(borough),
        **directory_things_of(borough),
        **data_protection_things_of(borough.partnership, admin, borough.people["lead"]),
        "membership": Membership.objects.create(user=guest, role=Role.REVIEWER, partnership=borough.partnership).pk,
        "membership_person": guest.pk,
    }
    return [SimpleNamespace(**common, **things_of(borough, name)) for name in names]


def invite(borough: Borough) -> Invitation:
    secret = "a-secret" if borough.slug == "elmfield" else f"{borough.slug}-secret"
    return Invitation.objects.create(
        email="new@example.org",
        role=Role.REVIEWER,
        partnership=borough.partnership,
        token_hash=hash_of(secret),
        invited_at=NOON,
        expires_on=TODAY + days(3000),
    )


def things_of(borough: Borough, name: str) -> dict:
    service = borough.services[name]
    assessment = start_assessment(service=service, round_=borough.round, by=borough.people["lead"], at=NOON)
    survey_link = survey_links_for(service=service, round_=borough.round)[0]
    question = survey_link.instrument.questions.first()
    comment = Comment.objects.create(
        service=service, round=borough.round, question=question, text="They listened.", due_on=TODAY
    )
    store_comments(survey_link=survey_link, written=[(question, "They asked.")], held=True, on=TODAY)
    contact = ContactRequest.objects.create(partnership=borough.partnership, name="Sky", reach="A", due_on=TODAY)
    # Each person enters forms of one service in a round.
    keyer = borough.people["keyer"] if name == "ward" else make_member(borough, f"{name}-keyer", Role.PAPER_KEYER)
    instrument = survey_link.instrument
    piles = [start_batch(service=service, round_=borough.round, instrument=instrument, by=keyer) for _ in range(2)]
    PaperBatch.objects.filter(pk=piles[1].pk).update(state=PaperBatch.State.SETTLING)
    last = instrument.sections.last()
    local = {"partnership": borough.partnership, "instrument": instrument, "section": last, "kind": "open"}
    return {
        **reporting_things_of(borough),
        **activities_things_of(borough, service),
        **identity_things_of(service),
        "local": Question.objects.create(**local, code=f"local-{service.pk}", text="Your garden?", order=1).pk,
        "reply": YouSaidWeDid.objects.create(service=service, said="A", did="B", published_on=TODAY).pk,
        "batch": piles[0].pk,
        "settling": piles[1].pk,
        "comment": comment.pk,
        "contact": contact.pk,
        "service": service.slug,
        "service_pk": service.pk,
        "organisation": service.organisation.slug,
        "survey_link": survey_link.pk,
        "token": survey_link.token,
        **pledges_things_of(service.organisation),
        **evaluating_things_of(service),
        **learning_things_of(service.organisation),
        **reflecting_things_of(borough.services[name], borough.people["lead"]),
        **evidence_of(assessment, borough.people["lead"]),
        **improving_things_of(service, borough.people["lead"]),
        **room_things_of(service, borough.people["lead"]),
        **peers_things_of(borough, service, borough.round),
        **restructured_things_of(service),
    }


def make_places() -> Places:
    """Both boroughs, and a browser for each role."""
    borough, strange = make_borough(), make_borough("oakham")
    own, other = fill(borough, ("ward", "refuge"))
    clients = {role: Visitor(role, borough.client(role)) for role in INSIDERS}
    clients |= {"stranger": Visitor("stranger", strange.client("admin")), "anonymous": Visitor("anonymous")}
    return Places(borough, clients, own, other, fill(strange)[0])


def read_once(read: Callable, key: Callable[..., Any]) -> Callable:
    """Give back what was read, each time as new: rows that no test here changes, since what is written is undone."""
    found: dict[Any, Any] = {}

    def reading(*given):
        if key(*given) not in found:
            found[key(*given)] = read(*given)
        return copy.copy(found[key(*given)])

    return reading


@contextmanager
def without_what_is_tried_elsewhere() -> Iterator[None]:
    """Each takes long: what is drawn, the pages that thousands of refusals would show, and who a session belongs to."""
    session = read_once(SessionStore._get_session_from_db, lambda store: store.session_key)
    drawn = mock.patch.multiple(
        "organisations.printing", pdf_of=lambda *_: b"%PDF-", picture_of=lambda *_, **__: b"PNG"
    )
    refused = mock.patch.multiple(
        "surveys.views.errors.defaults",
        permission_denied=lambda *_: HttpResponseForbidden(),
        page_not_found=lambda *_: HttpResponseNotFound(),
    )
    person = read_once(ModelBackend.get_user, lambda backend, number: int(number))
    people = mock.patch.multiple(ModelBackend, get_user=person)
    sessions = mock.patch.multiple(SessionStore, _get_session_from_db=session)
    logging.disable(logging.WARNING)  # hundreds of refusals, each with its traceback
    try:
        with drawn, refused, people, sessions:
            yield
    finally:
        logging.disable(logging.NOTSET)
