"""Files of data that people take away: what they all have in common, and the list of services.

Each is a Resource of django-import-export whose columns are declared one by one. What leaves is ours: UTF-8 with a
byte-order mark, lines as RFC 4180 has them, formulas defused, and an entry in the audit log.
"""

import csv
import io
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from tempfile import SpooledTemporaryFile
from typing import Any

from django.db.models import Model, QuerySet
from django.http import FileResponse, HttpResponse
from django.http.response import HttpResponseBase
from import_export.fields import Field
from import_export.resources import Resource
from import_export.widgets import Widget

from organisations.audit import record
from organisations.directory import Entry
from organisations.models import Invitation, Membership, OutsideCode, Partnership, Service, User
from organisations.models.outside_codes import codes_in_words
from organisations.places_then import Names, PlacesThen
from tables.guards import defused

CSV = "text/csv; charset=utf-8"
ROWS_AT_ONCE = 2000
MOST_BYTES_IN_MEMORY = 2 * 1024 * 1024


class AsItIs(Widget):
    """A value as Python has it: a file of text defuses it, and a workbook keeps a number a number."""

    def render(self, value: object, obj: object = None, **kwargs: object) -> object:
        return value


class YesNo(Widget):
    """What is true or not, in words."""

    def render(self, value: object, obj: object = None, **kwargs: object) -> str:
        return "yes" if value else "no"


class Column(Field):
    """A column of a file: what the file's first line calls it, and where a row has its value.

    The path has two underscores for a dot ("service__sector__name"); a method at its end is called. Where a row has
    no such value to point at, the Resource has a method `dehydrate_<name>` instead.
    """

    def __init__(self, name: str, path: str | None = None, *, widget: Widget | None = None) -> None:
        super().__init__(attribute=path, column_name=name, widget=widget or AsItIs(), readonly=True)

    def get_value(self, instance: object) -> object:
        """The value at the path; None where something on the way is None.

        The library's own takes a misspelt path for None too, and no one would notice a column of nothing.
        """
        value: Any = instance
        for name in self.attribute.split("__"):
            value = getattr(value, name)
            if value is None:
                return None
        return value() if callable(value) else value


class CodesOf(Column):
    """The outside codes that the place at the path has today, such as "URN 100001; ODS RXX". One query a partnership.

    Where the path leads to several rows with an organisation, each is named before its codes.
    """

    def __init__(self, path: str | None = None) -> None:
        super().__init__("outside_codes", path)
        self._known: dict[int, dict[tuple[str, int], list[OutsideCode]]] = {}

    def get_value(self, instance: object) -> str:
        found = super().get_value(instance)
        if found is None or isinstance(found, Model):
            return self.of(found)
        named = [(each.organisation.name, self.of(each.organisation)) for each in found]  # type: ignore[attr-defined]
        return "; ".join(f"{name}: {codes}" for name, codes in named if codes)

    def of(self, place: Any) -> str:
        """A place's codes in words; "" for none, and for no place."""
        if place is None:
            return ""
        return self.at(place.partnership_id, place._meta.model_name, place.pk)

    def at(self, partnership: int, kind: str, pk: int) -> str:
        if partnership not in self._known:
            known = self._known.setdefault(partnership, defaultdict(list))
            for code in OutsideCode.objects.in_use().filter(partnership=partnership):
                known["service" if code.service_id else "organisation", code.service_id or code.organisation_id].append(
                    code
                )
        return codes_in_words(self._known[partnership].get((kind, pk), []))


class Export(Resource):
    """A table that can be taken away. `about` is what the audit log calls it, `called` what its file is called."""

    about = ""
    called = ""

    def head(self) -> list[str]:
        """The names of the columns, in their order."""
        return self.get_export_headers()

    def lines(self, rows: Iterable) -> Iterator[list]:
        """The cells of each row, as Python has them."""
        readers = list(self._readers())
        for row in self.iter_queryset(rows):
            yield [read(row) for read in readers]

    def _readers(self) -> Iterator[Callable[[Any], object]]:
        """How each column finds its value, looked up once and not for every cell: some files have 20,000 rows."""
        for name in self.get_export_order():
            field = self.fields[name]
            yield getattr(self, field.get_dehydrate_method(name), None) or field.export

    def iter_queryset(self, queryset: Iterable) -> Iterator:
        """Each row once, some at a time, so that a long file does not fill the memory.

        The library's own asks page by page for what is prefetched. Where rows are added meanwhile, or two rows share
        their place in the order, a page could then repeat a row of the one before, or leave one out.
        """
        return queryset.iterator(chunk_size=ROWS_AT_ONCE) if isinstance(queryset, QuerySet) else iter(queryset)

    def csv(self, rows: Iterable, file_name: str) -> HttpResponseBase:
        """The file as a download: RFC 4180, UTF-8 with a byte-order mark for Excel, formulas defused.

        It is whole before the first byte is sent: what fails on the way is an error, and no file that ends early.
        A long one waits on the disk, not in memory.
        """
        file = SpooledTemporaryFile(max_size=MOST_BYTES_IN_MEMORY)  # noqa: SIM115 (the answer closes it)
        text = io.TextIOWrapper(file, encoding="utf-8-sig", newline="", write_through=True)
        writer = csv.writer(text, lineterminator="\r\n")
        writer.writerow([defused(name) for name in self.head()])
        writer.writerows([defused(cell) for cell in line] for line in self.lines(rows))
        text.detach()
        size = file.tell()
        file.seek(0)
        if size > MOST_BYTES_IN_MEMORY:
            answer: HttpResponseBase = FileResponse(file, content_type=CSV)
            answer["Content-Length"] = str(size)
        else:
            with file:
                answer = HttpResponse(file.read(), content_type=CSV)
        answer["Content-Disposition"] = f'attachment; filename="{file_name}"'
        return answer

    def take_away(
        self, rows: Iterable, *, partnership: Partnership, by: User, about: str = "", of: str = ""
    ) -> HttpResponseBase:
        """The file for someone of a partnership, and the entry that says so; `of` stands before the file's name.

        Written down once the file is there, so that the log names no file that could not be made.
        """
        answer = self.csv(rows, f"{of or partnership.slug}-{self.called}.csv")
        record(partnership=partnership, by=by, what="exported", about=about or self.about)
        return answer


class PlacesOfTheirTime(Export):
    """Rows of services, with the names that their places had in the row's own round: a closed one stays as it was."""

    def __init__(self, partnership: Partnership) -> None:
        super().__init__()
        self.places = PlacesThen(partnership)

    def names_of(self, row: Any) -> Names:
        """The places of a row, as `places` knows them."""
        raise NotImplementedError

    def dehydrate_sector(self, row: Any) -> str:
        return self.names_of(row).sector

    def dehydrate_organisation(self, row: Any) -> str:
        return self.names_of(row).organisation

    def dehydrate_service(self, row: Any) -> str:
        return self.names_of(row).service


class ServicesExport(Export):
    """Organisations and services, in the columns that the import takes."""

    about, called = "organisations and services", "services"

    sector = Column("sector", "sector__name")
    organisation = Column("organisation", "organisation__name")
    service = Column("service", "name")
    headcount = Column("headcount", "headcount")
    outside_codes = CodesOf()

    def dehydrate_outside_codes(self, service: Service) -> str:
        return self.fields["outside_codes"].of(service)


class UnfinishedExport(Export):
    """Services and organisations with something that would not count if the round closed now."""

    about, called = "what is not submitted in a round", "not-submitted"

    sector = Column("sector", "sector")
    organisation = Column("organisation", "organisation")
    service = Column("service", "service")
    leads = Column("leads", "names_of_leads")


@dataclass(frozen=True)
class PersonInARole:
    """A person, or an address that was invited, with one of their roles."""

    entry: Entry
    held: Membership | Invitation

    @property
    def role(self) -> str:
        return str(self.held.get_role_display())

    @property
    def place(self) -> str:
        return "" if self.held.place == self.held.partnership else str(self.held.place)

    @property
    def status(self) -> str:
        return "; ".join(self.entry.in_words)


class PeopleExport(Export):
    """People and their roles, one row for each role or invitation."""

    about, called = "people and their roles", "people"

    name = Column("name", "entry__name")
    email = Column("email", "entry__email")
    role = Column("role", "role")
    place = Column("place", "place")
    status = Column("status", "status")
    last_signed_in = Column("last_signed_in", "entry__last_signed_in")
