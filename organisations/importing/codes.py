"""Outside codes in a list of services: a place is known again by its code, whatever it is called by now."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from organisations.importing.columns import ChosenColumns
from organisations.importing.planning import PlannedLine
from organisations.importing.recording import Recorder
from organisations.models import Organisation, OutsideCode, Partnership, Service
from organisations.models.outside_codes import problem_with, tidy_code
from tables.cells import Row
from tables.folding import fold, tidy

SCHEMES = ("urn", "ods", "uprn", "charity", "gss")
ALL_CODES = "outside_codes"  # the column of our own files: "URN 100001; ODS RXX"
OF_ORGANISATIONS = frozenset({"charity"})
_WORDS = {"charity": "Charity", **{scheme: scheme.upper() for scheme in ("urn", "ods", "uprn", "gss")}}
Code = tuple[str, str, str]  # scheme, what another kind is called, code


@dataclass
class Codes:
    """The codes that are in use in a partnership, and the places that have them."""

    services: dict[Code, Service] = field(default_factory=dict)
    organisations: dict[Code, Organisation] = field(default_factory=dict)
    seen: dict[Code, int] = field(default_factory=dict)  # codes of services in the file, and their lines

    @classmethod
    def of(cls, partnership: Partnership) -> Codes:
        """Read in one query."""
        codes = cls()
        rows = OutsideCode.objects.in_partnership(partnership).in_use()
        for row in rows.select_related("organisation", "service__organisation__partnership", "service__sector"):
            key = (row.scheme, row.words_key, row.code)
            if row.service is not None:
                codes.services[key] = row.service
            elif row.organisation is not None:
                codes.organisations[key] = row.organisation
        return codes


def read_codes(planned: PlannedLine, row: Row, chosen: ChosenColumns) -> list[Code]:
    """The codes of a row. What is no code of its kind is left out, and said."""
    found: list[Code] = []
    for scheme in SCHEMES:
        text = tidy(chosen.cell(row, scheme).text)
        if text and text != "-":
            _add(found, planned, scheme, "", text)
    for part in tidy(chosen.cell(row, ALL_CODES).text).split(";"):
        words, _space, text = part.strip().rpartition(" ")
        scheme = next((key for key, short in _WORDS.items() if fold(short) == fold(words)), "other")
        if text and words:
            _add(found, planned, scheme, words if scheme == "other" else "", text)
    return list(dict.fromkeys(found))


def _add(found: list[Code], planned: PlannedLine, scheme: str, words: str, text: str) -> None:
    code = tidy_code(scheme, text)
    said = {"code": text[:40], "kind": words or _WORDS[scheme]}
    if problem_with(scheme, code):
        planned.notes.append(_("“%(code)s” is not a %(kind)s code and is left out") % said)
    else:
        found.append((scheme, fold(words), code))


def shown(code: Code) -> str:
    """A code as people read it."""
    scheme, words, text = code
    return f"{words or _WORDS[scheme]} {text}"


def known_by_code(planned: PlannedLine, wanted: Iterable[Code], codes: Codes) -> Service | None:
    """The service that a row's codes belong to. The row is set aside where they belong to two."""
    found = {codes.services[code].pk: codes.services[code] for code in wanted if code in codes.services}
    if len(found) > 1:
        names = ", ".join(f"“{service.name}”" for service in found.values())
        planned.set_aside(_("Its codes belong to different services: %(names)s") % {"names": names})
        return None
    return next(iter(found.values()), None)


def organisation_by_code(wanted: Iterable[Code], codes: Codes) -> Organisation | None:
    """The organisation that one of a row's codes belongs to."""
    return next((codes.organisations[code] for code in wanted if code in codes.organisations), None)


def check_once(planned: PlannedLine, wanted: Iterable[Code], codes: Codes) -> None:
    """Set a row aside that has a code of a service that stands in a row above."""
    for code in wanted:
        if code[0] in OF_ORGANISATIONS or code in codes.organisations:
            continue
        if code in codes.seen:
            said = {"code": shown(code), "line": codes.seen[code]}
            planned.set_aside(_("%(code)s is already in line %(line)s") % said)
            return
        codes.seen[code] = planned.line


def new_codes(wanted: Iterable[Code], codes: Codes) -> list[Code]:
    """Those of a row's codes that no place has yet."""
    return [code for code in wanted if code not in codes.services and code not in codes.organisations]


def write_codes(
    partnership: Partnership, rows: Iterable[tuple[Service, Organisation, list[Code]]], recorder: Recorder
) -> None:
    """Give places their codes: a charity's number to the organisation, others to the service."""
    made: dict[Code, OutsideCode] = {}
    for service, organisation, codes in rows:
        for code in codes:
            place = {"organisation": organisation} if code[0] in OF_ORGANISATIONS else {"service": service}
            row = OutsideCode(partnership=partnership, scheme=code[0], words=code[1], code=code[2], **place)
            made.setdefault(code, row)
    for row in OutsideCode.objects.bulk_create(made.values()):
        recorder.added(row, ("code", "service", "organisation"))
