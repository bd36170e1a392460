"""All that is kept about one person, as plain values, and as a zip with a page to read and a file for programs."""

from __future__ import annotations

import datetime
import decimal
import io
import json
import zipfile
from typing import Any

from django.db.models import BinaryField, DateField, ForeignKey, Model, Q
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _

from activities.models import Champion, SubGroupMember
from background.models import OutgoingMail
from data_protection.data_map import data_map
from data_protection.held import HELD, NEVER_GIVEN, NOT, THAT, keys_to_accounts
from organisations.models import Invitation, Partnership, User
from surveys.models import ContactRequest, SafetySettings

ACCOUNT = ("id", "email", "name", "is_active", "is_staff", "is_superuser", "joined_at", "last_login")


def cannot_be_found() -> list[str]:
    """What is not in a person's data, and why."""
    return [
        _("Answers to surveys: nothing in them says who wrote them, so no one can find yours."),
        _("Comments that were sent with a survey, and votes in a team session, for the same reason."),
        _("What others wrote in a text that mentions you. Ask, and a person looks for your name."),
        _("Passkeys, passwords and codes themselves: a copy could be used to sign in as you."),
        _("That someone asked not to be drawn with you for coffee: they asked in confidence."),
        _("Backups. They are overwritten in turn by the people who look after this installation."),
    ]


def _plain(value: Any) -> Any:
    if isinstance(value, datetime.datetime | datetime.date | datetime.time):
        return value.isoformat()
    if isinstance(value, decimal.Decimal):
        return str(value)
    return value if isinstance(value, str | int | float | bool | type(None) | list | dict) else str(value)


def _row(row: Model, only_that: str = "") -> dict[str, Any]:
    """A row's own columns. Other people are numbers; with `only_that` it is who they were in it, and when."""
    said = {}
    for field in row._meta.concrete_fields:
        if field.name in NEVER_GIVEN or isinstance(field, BinaryField):
            continue
        if only_that and not (field.primary_key or field.name == only_that or isinstance(field, DateField)):
            continue
        name = field.attname if isinstance(field, ForeignKey) else field.name
        said[name] = _plain(getattr(row, field.attname))
    return said


def of_account(user: User) -> dict[str, list[dict]]:
    """The rows that name an account, by the column that names it."""
    found = {"organisations.User": [{name: _plain(getattr(user, name)) for name in ACCOUNT}]}
    for name, (model, field) in sorted(keys_to_accounts().items()):
        held = HELD[name]
        if held.gets == NOT:
            continue
        rows = model._base_manager.filter(**{field.name: user}).order_by("pk")
        only = field.name if held.gets == THAT else ""
        if made := [_row(row, only) for row in rows]:
            found[name] = made
    return found


def of_address(email: str, *, partnership: Partnership | None = None) -> dict[str, list[dict]]:
    """The rows that hold an address, of one partnership or of all: also of people without an account."""
    columns = (
        (Invitation, "email", "partnership"),
        (OutgoingMail, "to", "partnership"),
        (Champion, "email", "partnership"),
        (SubGroupMember, "email", "sector__partnership"),
        (ContactRequest, "reach", "partnership"),
        (SafetySettings, "escalation_email", "partnership"),
    )
    found = {}
    for model, field, place in columns:
        if partnership is not None and model is ContactRequest:
            continue  # reviewers alone read who would like to be contacted
        rows = model._base_manager.filter(**{f"{field}__iexact": email}).order_by("pk")
        if partnership is not None:
            rows = rows.filter(**{place: partnership})
        if made := [_without_secrets(row) for row in rows]:
            found[f"{model._meta.label}.{field}"] = made
    return found


def _without_secrets(row: Model) -> dict[str, Any]:
    said = _row(row)
    if getattr(row, "is_secret", False):
        said["text"] = ""  # a code or an invitation's link opens something
    return said


def everything(user: User) -> dict[str, Any]:
    """What someone who is signed in gets about themselves."""
    return _told({**of_account(user), **of_address(user.email)})


def known_here(email: str, partnership: Partnership) -> dict[str, Any]:
    """What one partnership keeps about an address: what its admin gives to somebody who asks for it."""
    found = of_address(email, partnership=partnership)
    user = account_known_here(email, partnership)
    if user is not None:
        found = {**_of_partnership(of_account(user), user, partnership), **found}
    told = _told(found)
    told["cannot_be_found"].append(
        _("Requests to be contacted: only a safeguarding reviewer reads them. Ask one to look for this address.")
    )
    return told


def account_known_here(email: str, partnership: Partnership) -> User | None:
    """The account of an address, where the partnership knows it already: a role, an invitation, something it did."""
    user = User.objects.filter(email__iexact=email).first()
    if user is None:
        return None
    here = Q(memberships__partnership=partnership)
    knows = User.objects.filter(here, pk=user.pk).exists()
    invited = Invitation.objects.filter(partnership=partnership, email__iexact=email, accepted_at__isnull=False)
    knows = knows or invited.exists()
    return user if knows or partnership.audit_entries.filter(by=user).exists() else None


def _of_partnership(found: dict[str, list[dict]], user: User, partnership: Partnership) -> dict[str, list[dict]]:
    """Of an account's rows those that belong to this partnership, and of the account itself."""
    keys = keys_to_accounts()
    kept = {"organisations.User": found["organisations.User"]}
    for name, rows in found.items():
        if name == "organisations.User":
            continue
        model, field = keys[name]
        path = path_to_partnership(model)
        if path is None or name == "activities.NotWith.user":  # asked for in confidence, and told to them alone
            continue
        here = set(model._base_manager.filter(**{field.name: user, path: partnership}).values_list("pk", flat=True))
        if mine := [row for row in rows if row[model._meta.pk.attname] in here]:
            kept[name] = mine
    return kept


def path_to_partnership(model: type[Model]) -> str | None:
    """The shortest way from a model over its keys to its partnership, as a lookup; None where there is none."""
    ways: list[tuple[type[Model], str]] = [(model, "")]
    seen = {model}
    while ways:
        at, path = ways.pop(0)
        for field in at._meta.concrete_fields:
            if not isinstance(field, ForeignKey):
                continue
            to, way = field.related_model, f"{path}__{field.name}".lstrip("_")
            if to is Partnership:
                return way
            if to not in seen and to is not User:
                seen.add(to)
                ways.append((to, way))
    return None


def _told(found: dict[str, list[dict]]) -> dict[str, Any]:
    return {"found": found, "cannot_be_found": cannot_be_found()}


def as_zip(told: dict[str, Any], *, about: str, at: datetime.datetime) -> bytes:
    """The same as a zip: `your-data.html` to read, `your-data.json` for programs."""
    about_kinds, parts = data_map(), []
    for name, rows in told["found"].items():
        model, _dot, field = name.rpartition(".") if name.count(".") == 2 else (name, "", "")
        kept = about_kinds.get(model)
        words = {each: what for each, what, _person in kept.fields} if kept else {}
        lines = [
            [(words.get(key) or words.get(key.removesuffix("_id"), key), said) for key, said in row.items()]
            for row in rows
        ]
        parts.append({"title": kept.what if kept else model, "as": words.get(field, ""), "rows": lines})
    context = {"parts": parts, "about": about, "at": timezone.localtime(at), "cannot": told["cannot_be_found"]}
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as book:
        book.writestr("your-data.html", render_to_string("data_protection/own_data_file.html", context))
        whole = {"about": about, "made_at": at.isoformat(), **told}
        book.writestr("your-data.json", json.dumps(whole, ensure_ascii=False, indent=1))
    return made.getvalue()
