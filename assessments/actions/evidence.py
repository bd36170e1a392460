"""Adding a file to what a service says of a statement, and taking it away again."""

from __future__ import annotations

import contextlib
import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from assessments.models import Assessment, EvidenceFile, Rating
from background.actions.stored_files import FoundSomething, first_look, forget_unused, look_at_waiting
from background.models import StoredFile
from organisations.actions import ActionRefused, hold_open
from organisations.audit import record
from organisations.models import User
from stored_files import keeping
from stored_files.checking import Checked

MOST_OF_A_STATEMENT = 5
MOST_OF_AN_ASSESSMENT = 60


def add_file(
    *,
    rating: Rating,
    file: Checked,
    words: str,
    by: User,
    kept_as_it_is: str = "",
    at: datetime.datetime | None = None,
) -> EvidenceFile:
    """Keep a file beside a statement, with what it is in words. The same file sent twice is one.

    The bytes come first, outside the transaction, and its row after them: a row never leads to nothing. Raises
    ActionRefused where the self-assessment cannot be changed any more, where there are as many as there may be, where
    the scanner finds something, and where there is no room.
    """
    _refuse_or_hold(rating)  # before anything is kept; asked again under the lock below
    try:
        state = first_look(file.content)
    except FoundSomething as found:
        _note_what_was_found(rating, str(found), by)
        raise ActionRefused(
            _("Our virus check found something in this file, so we have not kept it. Ask your IT team to look at it.")
        ) from None
    try:
        name = keeping.put(file.content)
    except keeping.CannotKeep:
        raise ActionRefused(
            _("We could not keep the file at the moment. Nothing else is lost. Try again later, or tell your admin.")
        ) from None
    stored = StoredFile(name=name, kind=file.kind, size=len(file.content), digest=file.digest, state=state)
    row = EvidenceFile(rating=rating, stored=stored, name=file.name, words=words, kept_as_it_is=kept_as_it_is)
    row.added_by, row.added_at = by, at or timezone.now()
    try:
        added = _add(row, by)
    except ActionRefused:
        _forget_bytes(name)
        raise
    if added.stored.name != name:
        _forget_bytes(name)
    return added


@transaction.atomic
def _note_what_was_found(rating: Rating, found: str, by: User) -> None:
    what = f"was refused a file in which {found} was found"
    record(partnership=rating.assessment.service.partnership, by=by, what=what, about=rating)


@transaction.atomic
def _add(row: EvidenceFile, by: User) -> EvidenceFile:
    assessment = _refuse_or_hold(row.rating)
    there = EvidenceFile.objects.filter(rating=row.rating, stored__digest=row.stored.digest).select_related("stored")
    if same := there.first():
        return same
    if row.rating.files.count() >= MOST_OF_A_STATEMENT:
        said = _(
            "There are %(most)s files beside this statement already. Remove one first, and keep those that show most."
        )
        raise ActionRefused(said % {"most": MOST_OF_A_STATEMENT})
    if EvidenceFile.objects.filter(rating__assessment=assessment).count() >= MOST_OF_AN_ASSESSMENT:
        said = _("There are %(most)s files in this self-assessment already. Remove one first.")
        raise ActionRefused(said % {"most": MOST_OF_AN_ASSESSMENT})
    row.stored.partnership, row.stored.stored_at = assessment.service.partnership, row.added_at
    row.stored.save(force_insert=True)
    row.stored = row.stored  # its number is known now
    row.save(force_insert=True)
    record(partnership=assessment.service.partnership, by=by, what="added a file", about=_where(row))
    return row


def _where(row: EvidenceFile) -> str:
    """The statement and the self-assessment: what a file is called may say more than a log should hold."""
    return f"{row.rating.statement.code}, {row.rating.assessment}"


@transaction.atomic
def _refuse_or_hold(rating: Rating) -> Assessment:
    """The self-assessment, held to the end of the caller's transaction. Raises ActionRefused where it is closed."""
    assessments = Assessment.objects.select_for_update(of=("self",))
    assessment = assessments.select_related("round", "service__organisation__partnership").get(pk=rating.assessment_id)
    if not hold_open(assessment.round_id) or not assessment.is_editable:
        raise ActionRefused(_("This self-assessment is submitted or its round is closed, so it cannot be changed."))
    return assessment


def _forget_bytes(name: str) -> None:
    with contextlib.suppress(keeping.CannotKeep):  # then it goes when what no one knows is swept away
        keeping.take_away(name)


def remove_file(*, file: EvidenceFile, by: User) -> None:
    """Take a file away from a statement. Its bytes go where nothing else shows them. Twice is as once.

    Raises ActionRefused where the self-assessment cannot be changed any more.
    """
    with transaction.atomic():
        assessment = _refuse_or_hold(file.rating)
        gone, _kinds = EvidenceFile.objects.filter(pk=file.pk).delete()
        if gone:
            record(partnership=assessment.service.partnership, by=by, what="took a file away", about=_where(file))
    forget_unused()


def link_again(*, ratings: dict[int, Rating], at: datetime.datetime) -> None:
    """Show the files of earlier statements beside new ones as well; `ratings` are those by the earlier one's number.

    The bytes lie where they lay: one file is shown twice. Two queries.
    """
    files = EvidenceFile.objects.filter(rating__in=list(ratings)).exclude(stored__state=StoredFile.State.REFUSED)
    rows = [
        EvidenceFile(
            rating=ratings[file.rating_id],
            stored_id=file.stored_id,
            name=file.name,
            words=file.words,
            kept_as_it_is=file.kept_as_it_is,
            added_by_id=file.added_by_id,
            added_at=at,
        )
        for file in files.order_by("pk")
    ]
    EvidenceFile.objects.bulk_create(rows, ignore_conflicts=True)


@transaction.atomic
def link_files_again(*, rating: Rating, earlier: Rating) -> None:
    """Show the files of an earlier statement beside this one where there is room for all. Raises ActionRefused."""
    _refuse_or_hold(rating)
    room = MOST_OF_A_STATEMENT - rating.files.count()
    if earlier.files.count() <= room:
        link_again(ratings={earlier.pk: rating}, at=timezone.now())


def look_at_files() -> int:
    """Have the scanner look at files that wait, and write down for each partnership what it has found."""
    return look_at_waiting(_found)


def _found(stored: StoredFile, found: str) -> None:
    shown = EvidenceFile.objects.filter(stored=stored).select_related(
        "rating__statement", "rating__assessment__service__organisation__partnership", "rating__assessment__round"
    )
    for row in shown:
        partnership = row.rating.assessment.service.partnership
        record(partnership=partnership, by=None, what=f"deleted a file in which {found} was found", about=_where(row))
