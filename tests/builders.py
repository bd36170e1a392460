"""A small partnership to try things on: two sectors, three organisations, four services, a person for every role."""

import datetime
import re
from dataclasses import dataclass, field
from html import unescape
from pathlib import Path
from unittest import mock

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.base import SessionBase
from django.test import Client
from django.utils import timezone

from framework.models import FrameworkVersion
from organisations.models import Membership, Organisation, Partnership, Round, Sector, Service, User
from organisations.roles import Role
from reporting.figures import Figure
from reporting.measures.of_framework import figures_of_round
from reporting.measures.round_context import RoundContext
from reporting.models import Release
from reporting.protect.disclosure import Thresholds
from reporting.release import preparing, releasing
from reporting.release.fingerprint import ANSWERS
from signing_in.session_store import BEGAN, SEEN, SessionStore
from surveys.models import Flag

CONTENT = Path(__file__).resolve().parent.parent / "framework" / "content" / "tip-2026-5"
TODAY = datetime.date(2026, 10, 1)
LAST_DAY = datetime.date(2046, 10, 21)  # of an open round: surveys close by the day, whenever the tests are run
NOON = datetime.datetime(2026, 10, 1, 12, 0, tzinfo=datetime.UTC)


@dataclass
class Borough:
    """The rows of one made-up partnership, by short names."""

    partnership: Partnership
    sectors: dict[str, Sector] = field(default_factory=dict)
    organisations: dict[str, Organisation] = field(default_factory=dict)
    services: dict[str, Service] = field(default_factory=dict)
    people: dict[str, User] = field(default_factory=dict)
    round: Round | None = None

    @property
    def slug(self) -> str:
        return self.partnership.slug

    def client(self, who: str) -> Client:
        """A browser in which this person is signed in."""
        return signed_in(self.people[who])


def signed_in(user: User, *, has_shown: bool = True) -> Client:
    """A browser with the session of someone who has signed in: made at once, as thousands of tests begin with it.

    They have shown a second factor, unless told otherwise.
    """
    session = SessionStore()
    mark_as_signed_in(session, user, at=timezone.now(), has_shown=has_shown)
    session[SESSION_KEY], session[HASH_SESSION_KEY] = str(user.pk), user.get_session_auth_hash()
    session[BACKEND_SESSION_KEY] = "allauth.account.auth_backends.AuthenticationBackend"
    session.save(must_create=True)
    client = Client()
    client.cookies[settings.SESSION_COOKIE_NAME] = session.session_key
    return client


def mark_as_signed_in(session: SessionBase, user: User, *, at: datetime.datetime, has_shown: bool = True) -> None:
    """What a session says of someone who has just signed in, and has shown a second factor unless told otherwise."""
    session[BEGAN] = session[SEEN] = at.timestamp()
    if has_shown:
        session["account_authentication_methods"] = [{"method": "mfa", "type": "totp", "at": at.timestamp()}]
        session["account_authentication_methods_user"] = str(user.pk)


def make_user(called: str, **fields) -> User:
    """Someone without a password, known as called@example.org."""
    return User.objects.create(email=f"{called}@example.org", password="!", **fields)


def make_member(borough: Borough, name: str, role: Role, **place) -> User:
    """Someone with a role in a borough; `place` names the sector, organisation or service."""
    user = make_user(name, name=name.replace("-", " ").capitalize())
    Membership.objects.create(user=user, role=role, partnership=borough.partnership, **place)
    return user


def make_service(borough: Borough, name: str, *, sector: str, organisation: str, headcount: int | None = 12) -> Service:
    """A service of a borough; its sector and organisation are made where they are not there yet."""
    prefix = "" if borough.slug == "elmfield" else f"{borough.slug}-"
    if sector not in borough.sectors:
        borough.sectors[sector] = Sector.objects.create(
            partnership=borough.partnership, slug=prefix + sector, name=sector.capitalize()
        )
    if organisation not in borough.organisations:
        borough.organisations[organisation] = Organisation.objects.create(
            partnership=borough.partnership, slug=prefix + organisation, name=organisation.capitalize()
        )
    service = Service.objects.create(
        sector=borough.sectors[sector],
        organisation=borough.organisations[organisation],
        slug=prefix + name,
        name=name.capitalize(),
        headcount=headcount,
    )
    borough.services[name] = service
    return service


def make_round(borough: Borough, name: str = "Autumn 2026", *, state: str = "open", opens_on=None, **fields) -> Round:
    """A round of a borough, over thirty days; open unless said otherwise. One that is closed is sealed too.

    The one that is open now, with no first day of its own, stays open for long.
    """
    fields.setdefault("is_sealed", state in ("closed", "released") and not fields.get("is_being_sealed"))
    first = opens_on or TODAY - datetime.timedelta(days=10)
    last = first + datetime.timedelta(days=30) if opens_on or state != "open" else LAST_DAY
    return Round.objects.create(
        partnership=borough.partnership,
        framework=fields.pop("framework", None) or FrameworkVersion.objects.get(code="tip-2026-5"),
        slug=name.lower().replace(" ", "-"),
        name=name,
        opens_on=first,
        closes_on=fields.pop("closes_on", None) or last,
        state=state,
        **fields,
    )


def make_borough(slug: str = "elmfield", *, with_round: bool = True) -> Borough:
    """Two sectors, three organisations (one of them in both), four services, one person for each role."""
    partnership = Partnership.objects.create(slug=slug, name=f"{slug.capitalize()} Partnership")
    borough = Borough(partnership)
    make_service(borough, "ward", sector="health", organisation="hospital", headcount=40)
    make_service(borough, "clinic", sector="health", organisation="council")
    make_service(borough, "centre", sector="families", organisation="council")
    make_service(borough, "refuge", sector="families", organisation="charity", headcount=None)
    for name, role, place in (
        ("admin", Role.ADMIN, {}),
        ("board", Role.BOARD_MEMBER, {}),
        ("programme", Role.PROGRAMME_LEAD, {}),
        ("trainer", Role.TRAINING_LEAD, {}),
        ("reviewer", Role.REVIEWER, {}),
        ("keyer", Role.PAPER_KEYER, {}),
        ("sector", Role.SECTOR_LEAD, {"sector": borough.sectors["health"]}),
        ("leader", Role.ORGANISATION_LEAD, {"organisation": borough.organisations["hospital"]}),
        ("lead", Role.SERVICE_LEAD, {"service": borough.services["ward"]}),
        ("contributor", Role.CONTRIBUTOR, {"service": borough.services["ward"]}),
    ):
        borough.people[name] = make_member(borough, f"{slug}-{name}", role, **place)
    if with_round:
        borough.round = make_round(borough, "Autumn 2026" if slug == "elmfield" else f"{slug.capitalize()} autumn")
    return borough


def release_round(round_: Round, *, at: datetime.datetime | None = None, limits: Thresholds | None = None) -> Release:
    """Release a closed round, as two people of its partnership do who find nothing wrong with any link.

    Nothing can change between its preparing and its release: whether something has, which reads the whole round twice
    more, is not looked at (tests/reporting/test_approved_is_released.py goes by the pages).
    """
    signs = Flag.objects.filter(survey_link__round=round_, settled_on=None)
    signs.update(settled_on=TODAY, settled_reason="Everybody answered in one meeting.")
    two = [
        User.objects.get_or_create(email=f"{who}@{round_.partnership.slug}.example.org", defaults={"password": "!"})[0]
        for who in ("prepares", "approves")
    ]
    with (
        mock.patch.object(preparing, "fingerprint", return_value={ANSWERS: "not looked at"}),
        mock.patch.object(releasing, "fingerprint", return_value={ANSWERS: "not looked at"}),
    ):
        return releasing.make_release(round=round_, prepared_by=two[0], approved_by=two[1], at=at, limits=limits)


def figures_of(round_: Round) -> list[Figure]:
    """What a release of a closed round would hold; nothing is written."""
    return figures_of_round(RoundContext(round_))


def text_of(response) -> str:
    """What a person reads on a page: its text without markup, white space made single."""
    page = response.content.decode()
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", page[page.find("<main") :])).split())


def hidden_fields(response) -> dict[str, str]:
    """What a page's forms send beside what someone types: the hidden fields by name."""
    fields = re.findall(r'<input type="hidden"[^>]*>', response.content.decode())
    found = [re.search(r'name="([^"]*)" value="([^"]*)"', field) for field in fields]
    return {each[1]: unescape(each[2]) for each in found if each}


def days(number: int) -> datetime.timedelta:
    return datetime.timedelta(days=number)
