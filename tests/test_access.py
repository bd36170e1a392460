"""Who may open what: every address of the site, by role, at a place of one's own and at somebody else's.

Strangers to a partnership get 404, insiders without the right 403, and whoever has not signed in is sent to sign
in, except on public pages. An address that is in no table here fails the last test.
"""

import uuid
from collections.abc import Iterable, Iterator
from dataclasses import replace
from http.cookies import SimpleCookie
from types import SimpleNamespace

import pytest
from django.db import transaction
from django.test import Client
from django.urls import URLResolver, get_resolver, reverse

from organisations.models import Service
from tests.access_pages_activities import (
    ACTIVITIES,
    ACTIVITIES_NUMBERED,
    ACTIVITIES_POST_ONLY,
    ACTIVITIES_PUBLIC,
)
from tests.access_pages_audit import AUDIT
from tests.access_pages_background import BACKGROUND, BACKGROUND_POST_ONLY
from tests.access_pages_carrying import CARRYING
from tests.access_pages_correcting import CORRECTING
from tests.access_pages_data_protection import (
    DATA_PROTECTION,
    DATA_PROTECTION_POST_ONLY,
    DATA_PROTECTION_PUBLIC,
    OWN_DATA,
)
from tests.access_pages_directory import DIRECTORY, DIRECTORY_POST_ONLY, DIRECTORY_WITH_A_KEY
from tests.access_pages_evaluation import EVALUATING
from tests.access_pages_evidence import EVIDENCE
from tests.access_pages_identity import IDENTITY, IDENTITY_POST_ONLY
from tests.access_pages_importing import IMPORTING
from tests.access_pages_importing import UNDO as UNDO_IMPORT
from tests.access_pages_improving import ACTION_STATE, IMPROVING
from tests.access_pages_learning import LEARNING, LEARNING_NAMED, LEARNING_PUBLIC
from tests.access_pages_operating import OPERATING_FOR_STAFF, OPERATING_ILL_HERE, OPERATING_PUBLIC
from tests.access_pages_peers import PEERS, PEERS_POST_ONLY
from tests.access_pages_people import PEOPLE, PEOPLE_POST_ONLY
from tests.access_pages_pledges import PLEDGES, PLEDGES_POST_ONLY, PLEDGES_PUBLIC
from tests.access_pages_putting_right import PUTTING_RIGHT, open_service
from tests.access_pages_reflecting import REFLECTING
from tests.access_pages_reporting import REPORTING, REPORTING_POST_ONLY, WITH_A_KEY
from tests.access_pages_restructuring import RESTRUCTURING, RESTRUCTURING_POST_ONLY
from tests.access_pages_room import ROOM, ROOM_POST_ONLY, ROOM_PUBLIC
from tests.access_pages_signing_in import NUMBERED_OF_ONESELF, OF_ONESELF, SECOND_STEPS
from tests.access_places import OPENED, Places, make_places, page_in, without_what_is_tried_elsewhere
from tests.access_rows import (
    ADMIN,
    ALIKE_EVERYWHERE,
    EDITORS,
    EVERYBODY,
    INSIDERS,
    KEYER,
    NOBODY,
    NUMBERED,
    READERS,
    RESULTS,
    REVIEWER,
    VIEWERS,
    Page,
    assessed,
    childrens,
    family_survey,
    feature,
    here,
    language,
    service,
    support_line,
    survey,
    upload,
)
from tests.builders import (
    TODAY,
    make_user,
    signed_in,
)

pytestmark = [pytest.mark.django_db, pytest.mark.slow, pytest.mark.anywhere]

KEEPERS = ["programme", "admin"]  # of everything in the partnership
LINKS = Page("surveys:survey-links", service, ["lead", "admin"], ADMIN)
EDIT_SERVICE = Page("organisations:service-edit", service, ADMIN, ADMIN)
EDIT_ORGANISATION = Page("organisations:organisation-edit", lambda at: [at.slug, at.organisation], ADMIN, ADMIN)
TASKS = Page("assessments:assessment-tasks", assessed, READERS, ADMIN)
CHECK = Page("assessments:assessment-check", assessed, READERS, ADMIN)
REOPEN = Page("assessments:assessment-reopen", assessed, ["lead"], NOBODY)
FEATURE = Page("assessments:feature-edit", feature, EDITORS, NOBODY)
LISTING = Page("organisations:listing", here, ADMIN)
REMINDERS = Page("organisations:reminders", here, INSIDERS)
INVITE = Page("organisations:invitation-create", here, ADMIN)
IMPORT = Page("organisations:import-create", here, ADMIN)
PLAN_ROUND = Page("organisations:round-create", here, ADMIN)
CLOSE_ROUND = Page("organisations:round-close", lambda at: [at.slug, at.round], ADMIN)
EDIT_ROUND = Page("organisations:round-edit", lambda at: [at.slug, at.planned], ADMIN)

ASSESSMENT = Page("service-assessment", service, READERS, ADMIN, ok=302)  # to the one that is begun
RESULTS_OF_IT = Page("service-results", service, RESULTS, RESULTS, ok=302)  # to the newest

INSIDE = [
    Page("start-page", here, INSIDERS),
    Page("more", here, INSIDERS),
    Page("setup", here, ADMIN),
    Page("programme", here, ["programme", "admin"]),
    Page("my-organisations", here, INSIDERS),  # those that someone leads, which may be none
    Page("my-sectors", here, INSIDERS),
    Page("organisation-home", lambda at: [at.slug, at.organisation], ["leader", "programme", "admin"], KEEPERS),
    Page("sector-home", lambda at: [at.slug, at.sector], ["sector", "programme", "admin"], KEEPERS),
    Page("service-home", open_service, VIEWERS, ADMIN),  # an admin reads a closed one
    ASSESSMENT,
    Page("service-activities", service, READERS, ADMIN),
    RESULTS_OF_IT,
    Page("service-about", service, VIEWERS, ADMIN),
    LINKS,
    Page("organisations:service-list", here, INSIDERS),
    EDIT_SERVICE,
    EDIT_SERVICE.posting(200),
    Page("organisations:organisation-list", here, ADMIN),
    EDIT_ORGANISATION,
    EDIT_ORGANISATION.posting(200),
    IMPORT,
    IMPORT.posting(302, upload),
    *IMPORTING,
    *DATA_PROTECTION,
    Page("organisations:services-csv", here, ADMIN),
    Page("organisations:people-list", here, ADMIN),
    LISTING,
    LISTING.posting(),
    REMINDERS,
    REMINDERS.posting(),
    INVITE,
    INVITE.posting(200),
    Page("organisations:round-list", here, ADMIN),
    PLAN_ROUND,
    PLAN_ROUND.posting(200),
    Page("organisations:round-detail", lambda at: [at.slug, at.round], ADMIN),
    Page("round-progress", lambda at: [at.slug, at.round], ADMIN),
    CLOSE_ROUND,
    CLOSE_ROUND.posting(),
    EDIT_ROUND,
    EDIT_ROUND.posting(200),
    TASKS,
    CHECK,
    Page("assessments:assessment-check", assessed, ["lead"], NOBODY).posting(200),
    REOPEN,
    REOPEN.posting(200),
    FEATURE,
    FEATURE.posting(200),
    Page("assessments:assessments-csv", here, ADMIN),
    *EVALUATING,
    *CORRECTING,
    *IDENTITY,
    *AUDIT,
    *DIRECTORY,
    *CARRYING,
    *IMPROVING,
    *EVIDENCE,
    *ROOM,
    *LEARNING,
    *PEERS,
    *PEOPLE,
    *PLEDGES,
    *PUTTING_RIGHT,
    *REFLECTING,
    *REPORTING,
    *RESTRUCTURING,
    *SECOND_STEPS,
    *ACTIVITIES,
    *BACKGROUND,
]
COMMENT = Page("surveys:comment-review", lambda at: [at.slug, at.comment], REVIEWER)
HEAP = Page("surveys:comment-heap", lambda at: [at.slug, at.round, at.survey_link], REVIEWER)
REVOKE = Page("surveys:link-revoke", lambda at: [at.slug, at.service, at.survey_link], ["lead", "admin"], ADMIN)
QUIET = Page("surveys:quiet-mode", service, ["lead", "admin"], ADMIN)
PUBLISHERS = ["lead", "leader", "admin", "reviewer", "programme"]
PUBLISHERS_ANYWHERE = ["admin", "reviewer", "programme"]


def one_reply(at) -> list:
    return [at.slug, at.service, at.reply]


REPLIES = Page("surveys:reply-list", service, ["lead", "admin"], ADMIN)
CODES = Page("surveys:codes", survey, ["lead", "admin"], ADMIN)
INSIDE += [
    QUIET,
    QUIET.posting(),
    REPLIES,
    REPLIES.posting(200),
    Page("surveys:reply", one_reply, PUBLISHERS, PUBLISHERS_ANYWHERE),
    Page("surveys:reply-edit", one_reply, ["lead", "admin"], ADMIN),
    Page("surveys:reply-edit", one_reply, ["lead", "admin"], ADMIN).posting(200),
    Page("surveys:reply-return", one_reply, PUBLISHERS, PUBLISHERS_ANYWHERE),
    Page("surveys:reply-return", one_reply, PUBLISHERS, PUBLISHERS_ANYWHERE).posting(200),
    Page("words-waiting", here, PUBLISHERS),
    *(Page(f"surveys:{what}", survey, ["lead", "admin"], ADMIN) for what in ("poster", "cards", "paper-survey")),
    Page("surveys:paper-survey", survey, ["lead", "admin"], ADMIN).posting(),
    Page("surveys:sorting-cards", childrens, ["lead", "admin"], ADMIN),
    CODES,
    CODES.posting(200),
    Page("surveys:quiet-everywhere", here, ADMIN),
    Page("surveys:quiet-everywhere", here, ADMIN).posting(),
]
PAPER = Page("surveys:paper-list", here, [*KEYER, *ADMIN])
BATCH = Page("surveys:paper-batch", lambda at: [at.slug, at.batch], [*KEYER, *ADMIN])
DELETE_BATCH = Page("surveys:paper-discard", lambda at: [at.slug, at.batch], [*KEYER, *ADMIN])
PAPER_FORM = Page("surveys:paper-form", lambda at: [at.slug, at.batch, 1], KEYER)
LINK = Page("surveys:link-review", lambda at: [at.slug, at.survey_link], ADMIN)
LANGUAGE = Page("surveys:language-edit", language, ADMIN)
SETTLE = Page("surveys:paper-settle", lambda at: [at.slug, at.settling], KEYER)
INSIDE += [
    PAPER,
    Page("surveys:paper-list", here, KEYER).posting(200),
    BATCH,
    DELETE_BATCH,
    DELETE_BATCH.posting(),
    PAPER_FORM,
    PAPER_FORM.posting(),
    SETTLE,
    SETTLE.posting(200),
    Page("surveys:survey-overview", here, ADMIN),
    Page("surveys:survey-overview", here, ADMIN).posting(200),
    LINK,
    LINK.posting(200),
    Page("surveys:language-list", here, ADMIN),
    LANGUAGE,
    LANGUAGE.posting(200),
    Page("surveys:comment-list", here, REVIEWER),
    Page("surveys:comment-list", here, REVIEWER).posting(200),
    COMMENT,
    COMMENT.posting(200),
    HEAP,
    HEAP.posting(200),
    REVOKE,
    REVOKE.posting(),
]
LOCAL = Page("surveys:question-edit", lambda at: [at.slug, at.local], ADMIN)
ADD_LOCAL = Page("surveys:question-create", family_survey, ADMIN)
LINE = Page("surveys:support-edit", support_line, ADMIN)
MORE = (ADD_LOCAL, LINE, *(Page(f"surveys:{name}", here, ADMIN) for name in ("support-create", "safety-settings")))
INSIDE += [LOCAL, LOCAL.posting(), *MORE, *(page.posting(200) for page in MORE)]
INSIDE += [Page(f"surveys:{name}", here, ADMIN) for name in ("question-list", "support-list")]
POST_ONLY = [
    *PEERS_POST_ONLY,
    *PEOPLE_POST_ONLY,
    *PLEDGES_POST_ONLY,
    *REPORTING_POST_ONLY,
    *RESTRUCTURING_POST_ONLY,
    *ACTIVITIES_POST_ONLY,
    *BACKGROUND_POST_ONLY,
    Page("surveys:question-retire", lambda at: [at.slug, at.local], ADMIN).posting(),
    Page("surveys:support-change", support_line, ADMIN).posting(),
    Page("surveys:support-restore", here, ADMIN).posting(),
    Page("surveys:tablet-begin", survey, ["lead", "admin"], ADMIN).posting(),
    Page("surveys:reply-send", one_reply, ["lead", "admin"], ADMIN).posting(),
    Page("surveys:reply-publish", one_reply, PUBLISHERS, PUBLISHERS_ANYWHERE).posting(),
    Page("surveys:reply-remove", one_reply, PUBLISHERS, PUBLISHERS_ANYWHERE).posting(),
    Page("surveys:link-settle", lambda at: [at.slug, at.survey_link], ADMIN).posting(200),
    Page("surveys:comment-heap-back", lambda at: [at.slug, at.round, at.survey_link], REVIEWER).posting(),
    Page("surveys:link-count", lambda at: [at.slug, at.survey_link], ADMIN).posting(),
    Page("surveys:paper-finish", lambda at: [at.slug, at.batch], KEYER).posting(),
    Page("surveys:paper-take-over", lambda at: [at.slug, at.batch], [*KEYER, *ADMIN]).posting(),
    Page("surveys:contact-settle", lambda at: [at.slug, at.contact], REVIEWER).posting(),
    Page("assessments:assessment-start", service, EDITORS, NOBODY).posting(),
    Page("assessments:assessment-ready", assessed, EDITORS, NOBODY).posting(),
    Page("assessments:assessment-share", assessed, ["lead"], NOBODY).posting(data=lambda at: {"shared": "yes"}),
    Page("assessments:assessment-add-features", assessed, EDITORS, NOBODY).posting(),
    Page("assessments:feature-autosave", feature, EDITORS, NOBODY).posting(422),
    ACTION_STATE,
    UNDO_IMPORT,
    *IDENTITY_POST_ONLY,
    *DIRECTORY_POST_ONLY,
    *DATA_PROTECTION_POST_ONLY,
    *ROOM_POST_ONLY,
    Page("surveys:link-replace", lambda at: [at.slug, at.service, at.survey_link], ["lead", "admin"], ADMIN).posting(),
    Page("organisations:service-archive", service, ADMIN, ADMIN).posting(),
    *(
        Page(f"organisations:organisation-{what}", lambda at: [at.slug, at.organisation], ADMIN, ADMIN).posting()
        for what in ("leave", "return")
    ),
    Page("organisations:invitation-withdraw", lambda at: [at.slug, at.invitation], ADMIN).posting(),
    Page("organisations:invitation-send-again", lambda at: [at.slug, at.invitation], ADMIN).posting(),
    Page("organisations:round-open", lambda at: [at.slug, at.planned], ADMIN).posting(),
]
PUBLIC = [
    Page("home"),
    Page("privacy"),
    Page("accessibility"),
    Page("framework:framework"),
    Page("framework:journey"),
    Page("framework:theory-of-change"),
    Page("organisations:partnership-home", here),
    *PLEDGES_PUBLIC,
    Page("organisations:invitation-accept", lambda at: ["a-secret"]),
    Page("organisations:address-confirm", lambda at: [at.address_secret]),
    Page("surveys:survey-start", lambda at: [at.token]),
    Page("surveys:survey-answer", lambda at: [at.token]),
    Page("surveys:survey-thanks", lambda at: [at.token]),
    Page("surveys:code-enter"),
    Page("surveys:what-we-keep"),
    Page("surveys:what-we-keep").posting(200),
    Page("did-it-help", lambda at: [at.helped_token]),
    Page("did-it-help-thanks", lambda at: [at.helped_token]),
    Page("surveys:contact-form", here),
    Page("surveys:contact-thanks", here),
    *ACTIVITIES_PUBLIC,
    *ROOM_PUBLIC,
    *LEARNING_PUBLIC,
    *DATA_PROTECTION_PUBLIC,
    *OPERATING_PUBLIC,
]
WITHOUT_FACTOR: dict[str, Client] = {}
SIGNING_IN = {
    **OWN_DATA,
    "account_request_login_code": 200,
    "account_confirm_login_code": 302,  # nobody asked for a code yet
    "account_login": 302,  # there is no demonstration borough here: to the code
    "account_logout": 302,  # nobody is signed in
    "account_signup": 200,  # says that accounts come with an invitation
    "account_inactive": 200,
    "signed-in": 200,  # that no one is
    "demonstration": 404,  # nor is there anybody in it to walk in as: tests/home/test_front_door.py
    "demonstration-walk-in": 404,
    **OF_ONESELF,
}
FOR_STAFF = ["components", "admin:index", *OPERATING_FOR_STAFF]


# They say that no such file waits.
PREVIEWS = {"organisations:import-preview", "organisations:import-columns"}


@pytest.fixture(scope="module")
def places(rows_of_the_module, django_db_blocker) -> Iterator[Places]:
    """Built once for all tests here: whatever a request writes is undone after it."""
    with django_db_blocker.unblock(), without_what_is_tried_elsewhere():
        yield make_places()


def answer_to(client: Client, address: Page, at: SimpleNamespace) -> int:
    """The status of the page; whatever a post writes is undone, signing out and what the next page would say too."""
    url = reverse(address.name, args=address.args(at))
    cookies = client.cookies.output(header="")
    with transaction.atomic():
        answer = getattr(client, address.method)(url, address.data(at))
        transaction.set_rollback(True)
    client.cookies = SimpleCookie(cookies)
    if client.who != "anonymous" and address not in PUBLIC:
        assert "no-store" in answer.headers.get("Cache-Control", ""), f"{address}: a browser may keep this"
    if address.method == "get":
        OPENED[client.who, url] = page_in(answer)  # for tests/test_every_page.py, which looks at what it says
    return answer.status_code


def expected(address: Page, allowed: list[str]) -> dict[str, int]:
    inside = {role: address.ok if role in allowed else 403 for role in INSIDERS}
    return {"anonymous": 302, "stranger": 404} | inside


def actual(address: Page, places: Places, at: SimpleNamespace, who: Iterable[str]) -> dict[str, int]:
    return {role: answer_to(places.clients[role], address, at) for role in who}


@pytest.mark.parametrize("address", INSIDE + POST_ONLY, ids=str)
def test_insiders_open_what_is_theirs_and_strangers_learn_nothing(address: Page, places: Places):
    assert actual(address, places, places.own, EVERYBODY) == expected(address, address.own)


@pytest.mark.parametrize("address", [page for page in INSIDE + POST_ONLY if page.other is not None], ids=str)
def test_a_place_of_somebody_else_stays_closed(address: Page, places: Places):
    assert actual(address, places, places.other, EVERYBODY) == expected(address, address.other)


@pytest.mark.parametrize("address", [page for page in INSIDE + POST_ONLY if page.args not in ALIKE_EVERYWHERE], ids=str)
def test_a_place_of_another_partnership_cannot_be_reached_under_ones_own(address: Page, places: Places):
    mixed = SimpleNamespace(**{**vars(places.elsewhere), "slug": places.own.slug})
    if address.name in PREVIEWS:
        assert answer_to(places.clients["admin"], address, mixed) == 302  # says that no such file waits
        return
    assert actual(address, places, mixed, address.own) == dict.fromkeys(address.own, 404)


@pytest.mark.parametrize("address", [page for page in INSIDE + POST_ONLY if page.args not in ALIKE_EVERYWHERE], ids=str)
def test_an_address_typed_by_hand_that_names_nothing_is_not_found(address: Page, places: Places):
    nothing = SimpleNamespace(
        **dict.fromkeys(vars(places.own), "nothing-here")
        | dict.fromkeys((*NUMBERED, *ACTIVITIES_NUMBERED), 999_999)
        | dict.fromkeys(("comment", "contact", *LEARNING_NAMED), uuid.UUID(int=0))
    )
    nothing.slug = places.own.slug
    if address.name in PREVIEWS:
        assert answer_to(places.clients["admin"], address, nothing) == 302
        return
    assert actual(address, places, nothing, address.own) == dict.fromkeys(address.own, 404)


@pytest.mark.parametrize("address", INSIDE + POST_ONLY, ids=str)
def test_a_partnership_that_does_not_exist_is_not_found(address: Page, places: Places):
    at = SimpleNamespace(**{**vars(places.own), "slug": "nowhere"})
    assert answer_to(places.clients["admin"], address, at) == 404
    assert answer_to(places.clients["anonymous"], address, at) == 302


@pytest.mark.parametrize("address", POST_ONLY, ids=str)
def test_what_changes_something_does_nothing_when_merely_opened(address: Page, places: Places):
    opened = replace(address, method="get")
    assert answer_to(places.clients[address.own[0]], opened, places.own) == 405
    assert answer_to(places.clients["anonymous"], opened, places.own) == 302


@pytest.mark.parametrize("address", [page for page in INSIDE + POST_ONLY if page.args in (service, feature)], ids=str)
def test_a_closed_service_is_not_found_by_anybody(address: Page, places: Places):
    with transaction.atomic():
        Service.objects.filter(slug=places.own.service).update(archived_on=TODAY)
        assert actual(address, places, places.own, INSIDERS) == dict.fromkeys(INSIDERS, 404)
        transaction.set_rollback(True)


@pytest.mark.parametrize("address", PUBLIC, ids=str)
def test_public_pages_are_open_to_everybody(address: Page, places: Places):
    found = set(actual(address, places, places.own, EVERYBODY).values())
    assert found == ({200, 302} if address.name == "home" else {200})  # home sends people on to their start page


@pytest.mark.parametrize("address", [*WITH_A_KEY, *DIRECTORY_WITH_A_KEY], ids=str)
def test_what_opens_with_a_key_opens_to_nobody_s_session(address: Page, places: Places):
    assert actual(address, places, places.own, EVERYBODY) == dict.fromkeys(EVERYBODY, 401)


@pytest.mark.parametrize(("name", "status"), SIGNING_IN.items())
def test_whoever_is_not_signed_in_can_get_to_signing_in(name: str, status: int, places):
    assert Client().get(reverse(name)).status_code == status


@pytest.mark.parametrize("name", FOR_STAFF)
def test_pages_of_the_installation_are_for_those_who_look_after_it(name: str, places):
    staff = signed_in(make_user("caretaker", is_staff=True, is_superuser=True))
    assert staff.get(reverse(name)).status_code == 200
    assert Client().get(reverse(name)).status_code == 302
    assert {places.clients[role].get(reverse(name)).status_code for role in INSIDERS} <= {302, 403}


@pytest.mark.parametrize("address", INSIDE + POST_ONLY, ids=str)
def test_an_admin_without_a_second_factor_reaches_nothing(address: Page, places: Places):
    answers = {
        who: without_factor(places, who).generic(
            address.method.upper(), reverse(address.name, args=address.args(places.own))
        )
        for who in ("admin", "board", "reviewer")
    }
    assert {(each.status_code, each.url) for each in answers.values()} == {(302, "/accounts/security/")}


def without_factor(places: Places, who: str) -> Client:
    """A browser in which someone has signed in by a code alone; made once for all addresses."""
    if who not in WITHOUT_FACTOR:
        WITHOUT_FACTOR[who] = signed_in(places.borough.people[who], has_shown=False)
    return WITHOUT_FACTOR[who]


def all_names() -> set[str]:
    def names_below(resolver, space: str = ""):
        for entry in resolver.url_patterns:
            if isinstance(entry, URLResolver):
                yield from names_below(entry, f"{space}{entry.namespace}:" if entry.namespace else space)
            else:
                yield f"{space}{entry.name}"

    return set(names_below(get_resolver()))


def test_every_address_is_in_a_table_here():
    listed = (
        {page.name for page in INSIDE + POST_ONLY + PUBLIC + WITH_A_KEY + DIRECTORY_WITH_A_KEY}
        | set(SIGNING_IN)
        | set(FOR_STAFF)
    )
    listed |= set(OPERATING_ILL_HERE)
    # Django's own admin keeps all its pages behind the one door that is tried above.
    unlisted = {name for name in all_names() - listed if not name.startswith("admin:")}
    # Everything else below /s/, and below /scim/v2/: nothing for everybody.
    assert unlisted == {"surveys:survey-lost", "scim-nothing", *NUMBERED_OF_ONESELF}
    assert listed <= all_names()
