"""What a request of a directory says, in the many ways in which directories say it. Knows no database.

Microsoft Entra writes "Replace" with a capital, "False" as a word, and names paths with or without their schema.
"""

from __future__ import annotations

import dataclasses
import json
import re
from typing import Any

from scim2_models import (
    InvalidFilterException,
    InvalidPathException,
    InvalidSyntaxException,
    InvalidValueException,
    MutabilityException,
    NoTargetException,
    PayloadTooLargeException,
    SCIMException,
    ScimFilter,
)

MOST_BYTES = 100_000
MOST_OPERATIONS = 100
MOST_DEEP = 20
SCHEMA = "urn:ietf:params:scim:schemas:core:2.0:user:"
PATH = re.compile(r"[A-Za-z][\w$-]*(\[[^\]]{1,200}\])?(\.[A-Za-z][\w$-]*)?\Z")
ASKED = {"username": "email", "externalid": "external_id", "emails.value": "email", "id": "id"}


@dataclasses.dataclass(frozen=True)
class Told:
    """What a request says of someone; None is what it does not speak of."""

    email: str | None = None
    external_id: str | None = None
    name: str | None = None
    is_active: bool | None = None


def body_of(content: bytes) -> dict[str, Any]:
    """The object in a request. Raises InvalidSyntaxException, PayloadTooLargeException."""
    if len(content) > MOST_BYTES:
        raise PayloadTooLargeException(detail=f"A request may have {MOST_BYTES} bytes.")
    try:
        found = json.loads(content.decode("utf-8"))
    except (ValueError, RecursionError):
        raise InvalidSyntaxException(detail="The request is no JSON.") from None
    if not isinstance(found, dict):
        raise InvalidSyntaxException(detail="The request is no JSON object.")
    return found


def told_in(resource: dict[str, Any]) -> Told:
    """What a whole resource says of someone."""
    said = {str(key).lower(): value for key, value in resource.items()}
    return Told(
        email=_text(said.get("username"), "userName"),
        external_id=_text(said.get("externalid"), "externalId"),
        name=_text(said.get("displayname"), "displayName") or _name(said.get("name")),
        is_active=_truth(said["active"]) if said.get("active") is not None else None,
    )


def told_in_patch(body: dict[str, Any]) -> Told:
    """What the operations of a PATCH say, the later over the earlier. What we do not keep is passed over."""
    said = {str(key).lower(): value for key, value in body.items()}
    operations = said.get("operations")
    if not isinstance(operations, list) or not 0 < len(operations) <= MOST_OPERATIONS:
        raise InvalidSyntaxException(detail=f"Operations must be a list of 1 to {MOST_OPERATIONS}.")
    found: dict[str, Any] = {}
    for operation in operations:
        if not isinstance(operation, dict):
            raise InvalidSyntaxException(detail="An operation must be an object.")
        found |= _of_operation({str(key).lower(): value for key, value in operation.items()})
    parts = [found.pop("name.givenname", ""), found.pop("name.familyname", "")]
    if any(parts) and "name" not in found:
        found["name"] = " ".join(part for part in parts if part)
    return Told(**found)


def _of_operation(operation: dict[str, Any]) -> dict[str, Any]:
    does, path, value = str(operation.get("op", "")).lower(), operation.get("path"), operation.get("value")
    if does not in ("add", "replace", "remove"):
        raise InvalidSyntaxException(detail="op must be add, replace or remove.")
    if path is None or path == "":
        if does == "remove":
            raise NoTargetException(detail="remove needs a path.")
        if not isinstance(value, dict):
            raise InvalidValueException(detail="Without a path the value must be an object.")
        found: dict[str, Any] = {}
        for key, each in value.items():
            found |= _of_path(str(key), each, does)
        return found
    if not isinstance(path, str):
        raise InvalidPathException(detail="path must be text.")
    return _of_path(path, value, does)


def _of_path(path: str, value: Any, does: str) -> dict[str, Any]:
    whole = path.strip()
    is_ours = whole.lower().startswith(SCHEMA)
    if whole.lower().startswith("urn:") and not is_ours:
        return {}  # an extension, of which nothing is kept
    name = whole[len(SCHEMA) :] if is_ours else whole
    if not PATH.match(name):
        raise InvalidPathException(detail="There is no such path.")
    name = name.lower()
    if does == "remove":
        if name in ("active", "username"):
            raise MutabilityException(detail=f"{path} cannot be removed.")
        value = ""
    match name:
        case "active":
            return {"is_active": _truth(value)}
        case "username":
            return {"email": _text(value, path)}
        case "externalid":
            return {"external_id": _text(value, path) or ""}
        case "displayname" | "name.formatted":
            return {"name": _text(value, path) or ""}
        case "name":
            return {"name": _name(value) or ""}
        case "name.givenname" | "name.familyname":
            return {name: _text(value, path) or ""}
    return {}


def _truth(value: Any) -> bool:
    """Whether someone works there. Nothing but a plain yes or no counts: a slip must close and open no account."""
    if isinstance(value, bool):
        return value
    if isinstance(value, str) and value.strip().lower() in ("true", "false"):
        return value.strip().lower() == "true"
    raise InvalidValueException(detail="active must be true or false.")


def _text(value: Any, called: str) -> str | None:
    if value is None:
        return None
    if not isinstance(value, str) or len(value) > 1000 or any(ord(letter) < 32 for letter in value):
        raise InvalidValueException(detail=f"{called} must be a line of text.")
    try:
        value.encode("utf-8")
    except UnicodeEncodeError:  # half a letter
        raise InvalidValueException(detail=f"{called} must be a line of text.") from None
    return value.strip()


def _name(value: Any) -> str | None:
    if not isinstance(value, dict):
        return None
    said = {str(key).lower(): _text(part, "name") for key, part in value.items()}
    parts = [part for part in (said.get("givenname"), said.get("familyname")) if part]
    return said.get("formatted") or " ".join(parts) or None


def asked_in(text: str) -> list[tuple[str, Any]]:
    """Which field is to be what, such as [("email", "a@b.example")]. Raises InvalidFilterException for all else."""
    if len(text) > 500 or any(ord(letter) < 32 for letter in text):
        raise InvalidFilterException(detail="This filter is too long.")
    try:
        tree = ScimFilter(text).ast
    except (SCIMException, ValueError, RecursionError):
        raise InvalidFilterException(detail="This is no filter.") from None
    return list(_comparisons(tree, ""))


def _comparisons(tree: Any, within: str):
    kind = type(tree).__name__
    if kind == "LogicalExpr" and tree.op.value == "and":
        for term in tree.terms:
            yield from _comparisons(term, within)
        return
    if kind == "ValuePath" and tree.sub_attr is None:
        yield from _comparisons(tree.val_filter, f"{tree.attr_path.attr}.")
        return
    if kind == "Comparison" and tree.op.value == "eq":
        path = tree.attr_path
        name = f"{within}{path.attr}{'.' + path.sub_attr if path.sub_attr else ''}".lower()
        if name == "emails.type" and tree.value == "work":
            return
        if name == "emails":
            name = "emails.value"
        if name == "active" and isinstance(tree.value, bool):
            yield "active", tree.value
            return
        if name in ASKED and isinstance(tree.value, str):
            yield ASKED[name], tree.value
            return
    raise InvalidFilterException(detail="Ask by userName, externalId, emails.value, id or active, with eq and and.")
