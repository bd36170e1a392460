"""What a machine needs to read a CSV file of ours: "CSV on the Web" metadata (W3C Recommendation, 2015)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format

from reporting.export.tidy import COLUMNS, DAY, KEY, LICENCE, NUMBER, TEXT, WHOLE, TidyColumn
from reporting.models import Release

# XML Schema's names of what a column holds, as the Recommendation has them.
DATATYPES = {TEXT: "string", NUMBER: "decimal", WHOLE: "nonNegativeInteger", DAY: "date"}


def metadata_of(release: Release, *, url: str, sectors: Sequence[str] = ()) -> dict[str, Any]:
    """The description of a release's figures in the CSV file at `url`, which may be relative to it.

    `sectors` are the names of those that the file is limited to, if it is.
    """
    round_ = release.round
    which = f"Every released figure of one round about {places_in_words(sectors)}" if sectors else ""
    which = which or "Every released figure of one round"
    return {
        "@context": ["http://www.w3.org/ns/csvw", {"@language": "en"}],
        "url": url,
        "dc:title": f"{round_.partnership.name}: figures for {round_.name}",
        "dc:description": f"{which}. Feedback, not a score. Services are never ranked.",
        "dc:publisher": round_.partnership.name,
        "dc:issued": {"@value": timezone.localdate(release.made_at).isoformat(), "@type": "xsd:date"},
        "dc:created": {"@value": release.made_at.isoformat(), "@type": "xsd:dateTime"},
        "dc:temporal": f"{round_.name}, {date_format(round_.opens_on)} to {date_format(round_.closes_on)}",
        "dc:provenance": method_in_words(release),
        "dc:rights": LICENCE,
        "rdfs:comment": notes_on_values(),
        "dialect": {
            "encoding": "utf-8",
            "delimiter": ",",
            "quoteChar": '"',
            "doubleQuote": True,
            "lineTerminators": ["\r\n"],
            "header": True,
            "headerRowCount": 1,
        },
        "tableSchema": {"columns": [_described(column) for column in COLUMNS], "primaryKey": list(KEY)},
    }


def places_in_words(sectors: Sequence[str]) -> str:
    """The places of a file that is limited to some sectors: "Health with its services, and the whole partnership"."""
    return f"{' and '.join(sectors)} with {'its' if len(sectors) == 1 else 'their'} services, and the whole partnership"


def method_in_words(release: Release) -> str:
    """By which method and thresholds a release was made."""
    return (
        f"Method {release.method}. Figures about people’s answers are based on at least {release.least_people} people "
        "and are rounded. When the parts of a place that are shown are taken from its total, what is left is also at "
        f"least {release.least_people} people, at least {release.least_beside_largest} of them outside its largest "
        "service. A release is never changed."
    )


def notes_on_values() -> list[str]:
    """What to know before working with the values."""
    return [
        "The value is a number or empty. The status says why it is empty: “withheld” means not shown, to protect "
        "people. “none” means nothing was recorded. The text shows the same as the pages: [c] or –.",
        "A withheld value is not zero. Leave it out, and do not try to work it out.",
        "An edge such as “or more” is part of its value. Percentages are within 5 points, of 200 people or more within "
        "3 and of 1,000 or more within 2, unless the edge says otherwise (“to the nearest 20” is within 10). Over "
        "several questions of fewer than 50 people they are within 10. A mean can be withheld where the percentage "
        "beside it is shown.",
        "A text that a spreadsheet program could read as a formula starts with an apostrophe.",
    ]


def _described(column: TidyColumn) -> dict[str, Any]:
    described: dict[str, Any] = {
        "name": column.name,
        "titles": [column.name, column.title],  # the first is what stands in the file
        "dc:description": column.meaning,
        "datatype": DATATYPES[column.datatype],
        "required": column.is_always_there,
    }
    if column.one_of:
        described["datatype"] = {"base": "string", "format": "|".join(column.one_of)}
    if not column.is_always_there:
        described["null"] = [""]
    return described
