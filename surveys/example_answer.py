"""What is stored of one answer: an example goes through the same steps as every answer, is read out, and is undone.

The rows are read from the database's own tables, every column of them, so that nothing can be left out: neither a
column that was added later nor one that only the database knows.
"""

import re
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction
from django.db.models import Model, QuerySet
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from organisations.actions import close_round
from organisations.models import Organisation, Partnership, Round, Sector, Service
from surveys.actions.answering import new_submission_key, submit_response
from surveys.actions.codes import hash_of_code, new_codes
from surveys.actions.links import survey_link_of
from surveys.models import (
    Answer,
    ClosedRoundAnswer,
    ClosedRoundResponse,
    Comment,
    CommentCameBy,
    Instrument,
    Question,
    Response,
    ScalePoint,
    SingleUseCode,
    SurveyLink,
)

_WRITES = re.compile(r'\s*(?:WITH .*?)?(?:INSERT INTO|UPDATE|DELETE FROM) "(\w+)"', re.DOTALL)

_AT_RANDOM = gettext_lazy("A random name for this row. It says nothing about you.")
_NEW_NAME = gettext_lazy("A new random name. It has nothing in common with the name that the row had before.")
_LINK = gettext_lazy("The link, poster or set of codes you used. It is the same for everyone who used it.")
_QUESTION = gettext_lazy("The question you answered.")
_POINT = gettext_lazy("The answer you selected.")
_OF_COMMENT = {
    "id": gettext_lazy("A random name for this row. No row of your other answers has it."),
    "service_id": gettext_lazy("The service you answered about."),
    "round_id": gettext_lazy("The round."),
    "question_id": gettext_lazy("The question you wrote under."),
    "text": gettext_lazy("What you wrote. A safeguarding reviewer takes out names before anyone else can read it."),
    "state": gettext_lazy("Whether a reviewer has read it."),
    "due_on": gettext_lazy("The day by which a reviewer must read it. It is deleted when they have."),
    "names_removed": gettext_lazy("Whether a reviewer changed it so that no one is named."),
    "outcome": gettext_lazy("What the reviewer decided."),
    "settled_by_id": gettext_lazy("The reviewer who decided. It is never the person who wrote it."),
    "is_held": gettext_lazy("Whether it came among so many at once that a reviewer decides about all of them first."),
    "set_aside": gettext_lazy("Whether it has been excluded, with its link or with others that came all at once."),
    "set_aside_reason": gettext_lazy("Why it has been excluded."),
    "is_settled_as_barrier": gettext_lazy("Whether a reviewer has decided, after the release, if it is a barrier."),
}
# What each column is for, in plain words. A test fails where a column has none.
WORDS: dict[type[Model], dict[str, Promise]] = {
    Response: {"id": _AT_RANDOM, "survey_link_id": _LINK},
    Answer: {
        "id": _AT_RANDOM,
        "response_id": gettext_lazy("Keeps your answers together, so that each person counts once."),
        "question_id": _QUESTION,
        "point_id": _POINT,
    },
    SingleUseCode: {
        "id": _AT_RANDOM,
        "survey_link_id": _LINK,
        "hash": gettext_lazy("A fingerprint of the code. We cannot work out the code from it."),
        "is_spent": gettext_lazy("Whether the code has been used."),
    },
    Comment: _OF_COMMENT,
    CommentCameBy: {
        "id": _AT_RANDOM,
        "comment_id": gettext_lazy("The comment."),
        "survey_link_id": gettext_lazy(
            "The link, poster or set of codes you used, so that a link that was misused can be left out with what was "
            "written. It is the same for everyone who used it, and this row is deleted when the round is sealed."
        ),
    },
    ClosedRoundResponse: {"id": _NEW_NAME, "survey_link_id": _LINK},
    ClosedRoundAnswer: {
        "id": _NEW_NAME,
        "response_id": gettext_lazy("Keeps your answers together under the new name."),
        "question_id": _QUESTION,
        "point_id": _POINT,
    },
}
TITLES: dict[type[Model], Promise] = {
    Response: gettext_lazy("A response: that someone has answered"),
    Answer: gettext_lazy("Answers: one row for each question"),
    SingleUseCode: gettext_lazy("Single-use code"),
    Comment: gettext_lazy("Comment"),
    CommentCameBy: gettext_lazy("The link of a comment, until the round is sealed"),
    ClosedRoundResponse: gettext_lazy("A response, after sealing"),
    ClosedRoundAnswer: gettext_lazy("Answers, after sealing"),
}
# How the rows of the example are told from those of everyone else, of which nothing is ever read.
_OF_EXAMPLE = {
    Response: "survey_link",
    Answer: "response__survey_link",
    SingleUseCode: "survey_link",
    Comment: "round__survey_links",
    CommentCameBy: "survey_link",
    ClosedRoundResponse: "survey_link",
    ClosedRoundAnswer: "response__survey_link",
}
_BEFORE: tuple[type[Model], ...] = (Response, Answer, SingleUseCode, Comment, CommentCameBy)
_AFTER: tuple[type[Model], ...] = (ClosedRoundResponse, ClosedRoundAnswer, SingleUseCode, Comment, CommentCameBy)
_OF_WORDS = (Comment, CommentCameBy)


@dataclass(frozen=True)
class Column:
    """One column of one row: its name in the database, what is stored, and what it is for."""

    name: str
    stored: str
    words: str


@dataclass(frozen=True)
class Table:
    """A table of the database with the rows that one answer left in it; none where it left none."""

    name: str
    title: str
    rows: list[list[Column]]


@dataclass(frozen=True)
class Stored:
    """All that is stored of the example: as it came in, and once its round is sealed."""

    as_it_came: list[Table]
    once_sealed: list[Table]
    # Tables that were written and are not explained here. There are none, unless someone forgot this page.
    unexplained: list[str]


class _Undo(Exception):
    """Ends the transaction of the example, so that nothing of it stays."""


def example_survey() -> Instrument | None:
    """The newest workforce survey, from which the example's questions come."""
    found = Instrument.objects.filter(voice=Instrument.Voice.STAFF).select_related("framework")
    return found.order_by("-framework").first()


def questions_of_example(instrument: Instrument) -> list[Question]:
    """Its first two rated questions."""
    rated = instrument.questions.core().filter(statement__isnull=False).select_related("scale")
    return list(rated.prefetch_related("scale__points")[:2])


def what_is_stored(*, instrument: Instrument, answers: dict[Question, ScalePoint], comment: str) -> Stored:
    """Send an example with a single-use code, close and seal its round, and undo all of it.

    One transaction, which is never committed: nobody else sees any of it, and nothing of it stays.
    """
    read: list[Stored] = []
    try:
        with transaction.atomic():
            link = _link_of_an_example(instrument)
            written: set[str] = set()
            with _noting(written):
                _send(link, answers, comment)
            as_it_came = [_table(model, link) for model in _BEFORE if comment or model not in _OF_WORDS]
            close_round(round_=link.round, by=None)
            once_sealed = [_table(model, link, sealed=True) for model in _AFTER if comment or model not in _OF_WORDS]
            known = {model._meta.db_table for model in _BEFORE}
            read.append(Stored(as_it_came, once_sealed, sorted(written - known)))
            raise _Undo
    except _Undo:
        return read[0]


def _link_of_an_example(instrument: Instrument) -> SurveyLink:
    today = timezone.localdate()
    place = Partnership.objects.create(slug=f"example-{secrets.token_hex(16)}", name=_("Example partnership"))
    sector = Sector.objects.create(partnership=place, slug=place.slug, name=_("Example sector"))
    organisation = Organisation.objects.create(partnership=place, slug=place.slug, name=_("Example organisation"))
    named = {"slug": place.slug, "name": _("Example service")}
    service = Service.objects.create(sector=sector, organisation=organisation, **named)
    round_ = Round.objects.create(
        partnership=place,
        framework=instrument.framework,
        slug="example",
        name=_("Example round"),
        opens_on=today,
        closes_on=today,
        state=Round.State.OPEN,
    )
    return survey_link_of(service=service, round_=round_, instrument=instrument, kind=SurveyLink.Mode.CODES)


def _send(link: SurveyLink, answers: dict[Question, ScalePoint], comment: str) -> None:
    code = new_codes(1)[0]
    SingleUseCode.objects.create(survey_link=link, hash=hash_of_code(code))
    written = link.instrument.questions.core().filter(kind=Question.Format.OPEN).first()
    submit_response(
        survey_link=link,
        key=new_submission_key(link),
        answers=answers,
        comments={written: comment} if comment and written else {},
        code=hash_of_code(code),
    )


@contextmanager
def _noting(written: set[str]) -> Iterator[None]:
    """Note the name of every table that is written meanwhile, whoever writes it."""

    def execute(go_on: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if found := _WRITES.match(sql):
            written.add(found.group(1))
        return go_on(sql, params, many, context)

    with connection.execute_wrapper(execute):
        yield


def _table(model: type[Model], link: SurveyLink, *, sealed: bool = False) -> Table:
    ours: QuerySet = model._base_manager.filter(**{_OF_EXAMPLE[model]: link})
    chosen, values = ours.order_by().values("pk").query.sql_with_params()
    name = model._meta.db_table
    with connection.cursor() as cursor:
        # Every column that the table has, whatever the program knows of it.
        cursor.execute(f"SELECT * FROM {connection.ops.quote_name(name)} WHERE id IN ({chosen})", values)  # noqa: S608
        columns = [column[0] for column in cursor.description]
        found = cursor.fetchall()
    called = {column: _names_in(model, column, {row[at] for row in found}) for at, column in enumerate(columns)}
    words = WORDS[model] | {"id": _NEW_NAME} if sealed else WORDS[model]
    rows = [[_column(words, *each, called) for each in zip(columns, row, strict=True)] for row in found]
    return Table(name, str(TITLES[model]), rows)


def _names_in(model: type[Model], column: str, values: set) -> dict[Any, str]:
    """What rows elsewhere are called, where a column holds their numbers."""
    related = next((f.related_model for f in model._meta.concrete_fields if f.column == column), None)
    if related in (None, Response, ClosedRoundResponse):
        return {}
    rows = SurveyLink.objects.with_places() if related is SurveyLink else related._base_manager.all()
    return {pk: str(row) for pk, row in rows.in_bulk(values - {None}).items()}


def _column(words: dict[str, Promise], name: str, value: Any, called: dict[str, dict[Any, str]]) -> Column:
    known = called[name].get(value)
    stored = _("Nothing") if value in (None, "") else f"{value} ({known})" if known else str(value)
    return Column(name, stored, str(words.get(name) or _("No one has explained this yet.")))
