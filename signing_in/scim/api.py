"""What a directory's program asks and is answered: JSON, and never a page or a redirect."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, JsonResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from scim2_models import (
    AuthenticationScheme,
    Bulk,
    ChangePassword,
    Email,
    Error,
    ETag,
    Filter,
    Group,
    InvalidValueException,
    ListResponse,
    Meta,
    Name,
    NotFoundException,
    Patch,
    PayloadTooLargeException,
    ResourceType,
    SCIMException,
    ServiceProviderConfig,
    Sort,
    User,
)

from organisations.limits import rate_limiter
from signing_in.models import DirectoryPerson
from signing_in.scim import people
from signing_in.scim.keys import key_that_opens
from signing_in.scim.reading import MOST_BYTES, asked_in, body_of, told_in, told_in_patch

JSON = "application/scim+json"
MOST, USUAL = 200, 100  # people of one answer


def _answer(found: Any, status: int = 200, **headers: str) -> HttpResponseBase:
    """A resource or a message, as JSON."""
    answer = JsonResponse(found.model_dump(), status=status, headers=headers, content_type=JSON)
    answer["Cache-Control"] = "private, no-store"
    return answer


def _no(status: int, detail: str, kind: str | None = None, **headers: str) -> HttpResponseBase:
    return _answer(Error(status=status, detail=detail, scim_type=kind), status, **headers)


def for_directories(*methods: str) -> Callable:
    """A view for whoever has a key: wrong ones are slowed, and all that goes wrong is said in the manner of SCIM."""

    def wrap(view: Callable) -> Callable:
        @wraps(view)
        def inner(request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
            now, header = timezone.now(), request.headers.get("Authorization", "")
            wait = rate_limiter.wait(request, "directory", at=now, take=False)
            if wait:
                return _no(429, "Too many wrong keys. Wait.", **{"Retry-After": str(wait)})
            key = key_that_opens(header, on=timezone.localdate(now))
            if key is None:
                if header:
                    rate_limiter.wait(request, "directory", at=now)
                return _no(401, "A key is needed.", **{"WWW-Authenticate": "Bearer"})
            if request.method not in methods:
                return _no(405, "This address does not take that method.", Allow=", ".join(methods))
            try:
                return view(request, key.partnership, at=now, **kwargs)
            except SCIMException as refusal:
                return _no(refusal.status, refusal.detail or "", refusal.scim_type or None)

        return csrf_exempt(login_not_required(inner))

    return wrap


@for_directories("GET")
def service_provider_config(request, partnership, *, at) -> HttpResponseBase:
    """What of SCIM we do."""
    scheme = AuthenticationScheme(
        type="oauthbearertoken", name="Bearer token", description="A key made by an admin of the partnership."
    )
    return _answer(
        ServiceProviderConfig(
            patch=Patch(supported=True),
            bulk=Bulk(supported=False, max_operations=0, max_payload_size=0),
            filter=Filter(supported=True, max_results=MOST),
            change_password=ChangePassword(supported=False),
            sort=Sort(supported=False),
            etag=ETag(supported=False),
            authentication_schemes=[scheme],
        )
    )


@for_directories("GET")
def resource_types(request, partnership, *, at) -> HttpResponseBase:
    found = [ResourceType.from_resource(each) for each in (User, Group)]
    return _answer(_list(ListResponse[ResourceType], found, len(found), 1))


@for_directories("GET")
def schemas(request, partnership, *, at) -> HttpResponseBase:
    found = [each.to_schema() for each in (User, Group)]
    return _answer(_list(ListResponse[type(found[0])], found, len(found), 1))


def _list(kind: Any, found: list, total: int, start: int) -> Any:
    return kind(total_results=total, start_index=start, items_per_page=len(found), resources=found)


def _resource(request: HttpRequest, person: DirectoryPerson) -> User:
    called = person.name or (person.user.name if person.user else "") or person.email
    return User(
        id=str(person.pk),
        user_name=person.email,
        external_id=person.external_id or None,
        display_name=called,
        name=Name(formatted=called),
        active=person.may_sign_in,
        emails=[Email(value=person.email, type="work", primary=True)],
        meta=Meta(resource_type="User", created=person.made_at, location=_location(request, person)),
    )


def _location(request: HttpRequest, person: DirectoryPerson) -> str:
    return request.build_absolute_uri(reverse("scim-user", args=[person.pk]))


def _body(request: HttpRequest) -> dict[str, Any]:
    if int(request.META.get("CONTENT_LENGTH") or 0) > MOST_BYTES:  # before any of it is read
        raise PayloadTooLargeException(detail=f"A request may have {MOST_BYTES} bytes.")
    return body_of(request.body)


def _number(request: HttpRequest, name: str, usual: int) -> int:
    text = request.GET.get(name, "")
    if not text:
        return usual
    if not text.removeprefix("-").isdecimal() or len(text) > 9:
        raise InvalidValueException(detail=f"{name} must be a number.")
    return int(text)


@for_directories("GET", "POST")
def users(request, partnership, *, at) -> HttpResponseBase:
    """Those of whom the directory may hear; or one of whom it tells."""
    if request.method == "POST":
        made = people.tell_of(partnership=partnership, told=told_in(_body(request)), at=at)
        return _answer(_resource(request, made), 201, Location=_location(request, made))
    people.know_members(partnership, at=at)
    found = DirectoryPerson.objects.known_to(partnership).select_related("user")
    asked = asked_in(request.GET["filter"]) if request.GET.get("filter") else []
    start, count = max(1, _number(request, "startIndex", 1)), max(0, _number(request, "count", USUAL))
    rows = [person for person in found.filter(**_exact(asked)) if _is_as_asked(person, asked)]
    shown = rows[start - 1 : start - 1 + min(count, MOST)]
    return _answer(_list(ListResponse[User], [_resource(request, one) for one in shown], len(rows), start))


def _exact(asked: list[tuple[str, Any]]) -> dict[str, Any]:
    """What the database compares: an address without regard to capitals, as they are kept in small letters."""
    found: dict[str, Any] = {}
    for name, value in asked:
        if name in ("email", "external_id"):
            found[name] = value.lower() if name == "email" else value
    return found


def _is_as_asked(person: DirectoryPerson, asked: list[tuple[str, Any]]) -> bool:
    has = {
        "email": person.email,
        "external_id": person.external_id,
        "id": str(person.pk),
        "active": person.may_sign_in,
    }
    return all(has[name] == (value.lower() if name == "email" else value) for name, value in asked)


@for_directories("GET", "PUT", "PATCH", "DELETE")
def user(request, partnership, pk: str, *, at) -> HttpResponseBase:
    """One of them. Deleted is as left: what people did stays on record."""
    person = _person(partnership, pk)
    match request.method:
        case "DELETE":
            people.forget(person=person, at=at)
            answer = JsonResponse({}, status=204)
            answer.content = b""
            return answer
        case "PUT":
            person = people.change(person=person, told=told_in(_body(request)), at=at)
        case "PATCH":
            person = people.change(person=person, told=told_in_patch(_body(request)), at=at)
    return _answer(_resource(request, person))


def _person(partnership, pk: str) -> DirectoryPerson:
    try:
        number = uuid.UUID(pk)
    except ValueError:
        raise NotFoundException(detail="There is no such person.") from None
    found = DirectoryPerson.objects.known_to(partnership).select_related("user").filter(pk=number).first()
    if found is None:
        raise NotFoundException(detail="There is no such person.")
    return found


@for_directories("GET", "POST")
def groups(request, partnership, *, at) -> HttpResponseBase:
    """Roles are given by people here, one by one: a group gives none."""
    if request.method == "POST":
        return _no(501, "Groups are not kept here. Turn the provisioning of groups off.")
    return _answer(_list(ListResponse[Group], [], 0, 1))


@for_directories("GET", "POST", "PUT", "PATCH", "DELETE")
def nothing(request, partnership, *, at) -> HttpResponseBase:
    """Whatever else there may be in SCIM."""
    if request.method == "GET":
        return _no(404, "There is nothing here.")
    return _no(501, "This is not done here.")
