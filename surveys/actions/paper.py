"""Paper forms: keyed by one person, keyed again by another, settled against the paper, then stored among the rest."""

import datetime
import random

from django.db import transaction
from django.db.models import Max, Q
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from organisations.actions import ActionRefused, hold_open
from organisations.audit import record
from organisations.models import Round, Service, User
from organisations.permissions import has_permission, memberships_of
from organisations.roles import Permission
from surveys.actions import floods
from surveys.actions.keyers import hold_to_one_service, hold_where_it_counts, let_go, take_in_hand
from surveys.actions.links import survey_link_of
from surveys.models import (
    Answer,
    Instrument,
    PaperBatch,
    PaperForm,
    PaperMark,
    Question,
    Response,
    ScalePoint,
    SurveyLink,
)
from surveys.models.paper import FIRST, SECOND

LEAST_FORMS = 5
MOST_FORMS = 500
# What was read on one form: the answer ticked (None for none), or the words written.
Reading = dict[Question, ScalePoint | str | None]


def is_outside(user: User, service: Service) -> bool:
    """Whether someone holds no role at a service, its organisation or its sector, and so may key its paper."""
    return not any(
        m.service_id == service.pk or m.organisation_id == service.organisation_id or m.sector_id == service.sector_id
        for m in memberships_of(user)
        if m.service_id or m.organisation_id or m.sector_id
    )


def questions_on_paper(instrument: Instrument, service: Service) -> list[Question]:
    """The questions of a paper form in the order in which they are printed: the core, then the partnership's own.

    Those that are no longer asked keep their number: they may stand on paper that was printed before.
    """
    ours = Q(partnership=None) | Q(partnership=service.partnership)
    found = Question.objects.filter(ours, instrument=instrument)
    questions = found.select_related("section").prefetch_related("scale__points")
    return sorted(questions, key=lambda q: (q.partnership_id is not None, q.section.order, q.order, q.pk))


def paper_survey_link(*, service: Service, round_: Round, instrument: Instrument) -> SurveyLink:
    """The way in for a service's paper forms; made when first needed."""
    return survey_link_of(service=service, round_=round_, instrument=instrument, kind=SurveyLink.Mode.PAPER)


@transaction.atomic
def start_batch(*, service: Service, round_: Round, instrument: Instrument, by: User) -> PaperBatch:
    """Begin to key a pile of forms.

    Raises ActionRefused for someone who works with the service, or has keyed another service's forms in this round.
    """
    if not is_outside(by, service):
        raise ActionRefused(_("You have a role at this service or above it, so someone else needs to enter its forms."))
    _hold_to_days(round_)
    hold_to_one_service([by], service=service, round_=round_)
    batch = PaperBatch.objects.create(
        survey_link=paper_survey_link(service=service, round_=round_, instrument=instrument), first_by=by
    )
    record(partnership=round_.partnership, by=by, what="started entering paper forms", about=batch.survey_link)
    return batch


def _hold_to_days(round_: Round) -> None:
    """Raise ActionRefused where the days are over in which forms of an open round can be entered.

    A batch of a round that has closed in the meantime counts in the next one, and goes on.
    """
    if round_.is_open and not round_.takes_paper_on(timezone.localdate()):
        last = {"round": round_.name, "day": date_format(round_.last_day_for_paper, "j F Y")}
        raise ActionRefused(_("Paper forms of %(round)s could be entered until the end of %(day)s.") % last)


def keying_of(batch: PaperBatch, user: User) -> int | None:
    """Which keying of a batch this person does now: the first or second, or None where there is nothing to key."""
    if batch.state == PaperBatch.State.FIRST and batch.first_by_id == user.pk:
        return FIRST
    if batch.state == PaperBatch.State.SECOND and batch.first_by_id != user.pk:
        return SECOND if batch.second_by_id in (None, user.pk) else None
    return None


@transaction.atomic
def key_form(*, batch: PaperBatch, number: int, reading: Reading, by: User) -> None:
    """Save what a person read on the form with this number; keying it again replaces what they read before.

    Raises ActionRefused where it is not this person's turn, there is no such form, or they begin to key a second
    service's forms in this round.
    """
    locked = _locked(batch)
    keying = keying_of(locked, by)
    if keying is None or not is_outside(by, locked.service):
        raise ActionRefused(_("It is not your turn to enter this batch."))
    _hold_to_days(locked.survey_link.round)
    last = locked.forms.aggregate(last=Max("number"))["last"] or 0
    # Only the next number can be made, so that the numbers on the paper have no holes.
    if keying == FIRST and number == last + 1 <= MOST_FORMS:
        PaperForm.objects.create(batch=locked, number=number)
    form = locked.forms.filter(number=number).first()
    if form is None:
        raise ActionRefused(_("There is no form with this number in the batch."))
    take_in_hand(by, locked)
    if keying == SECOND and locked.second_by_id is None:
        # Anyone who keys the first form of the second keying does them all: each form is to be read by two people, and
        # who they are is to be known.
        locked.second_by = by
        locked.save(update_fields=["second_by"])
    # What was read before goes, with what is no longer ticked; nothing of the other person's is touched.
    form.marks.filter(keying=keying).delete()
    _save_marks(form, keying, reading)


def _save_marks(form: PaperForm, keying: int, reading: Reading) -> None:
    PaperMark.objects.bulk_create(
        PaperMark(
            form=form,
            keying=keying,
            question=question,
            point=read if isinstance(read, ScalePoint) else None,
            text=read if isinstance(read, str) else "",
        )
        for question, read in reading.items()
    )


def _locked(batch: PaperBatch) -> PaperBatch:
    """The pile as it stands now, held. Raises ActionRefused where someone has deleted it meanwhile."""
    found = PaperBatch.objects.select_for_update(of=("self",)).filter(pk=batch.pk)
    locked = found.select_related("survey_link__service__organisation__partnership", "survey_link__round").first()
    if locked is None:
        raise ActionRefused(_("Someone else has just deleted this batch."))
    return locked


def keyed_numbers(batch: PaperBatch, keying: int) -> list[int]:
    """The numbers of the forms that were keyed in this keying."""
    marks = PaperMark.objects.filter(form__batch=batch, keying=keying)
    return sorted(marks.values_list("form__number", flat=True).distinct())


def empty_numbers(batch: PaperBatch, keying: int) -> list[int]:
    """The numbers of the forms on which nothing was read in this keying."""
    marks = PaperMark.objects.filter(form__batch=batch, keying=keying)
    said = marks.exclude(point=None, text="").values_list("form__number", flat=True)
    return sorted(set(marks.values_list("form__number", flat=True)) - set(said))


@transaction.atomic
def finish_keying(*, batch: PaperBatch, by: User) -> PaperBatch:
    """Say that all forms are keyed: hand over to the second person, or compare the two keyings.

    Raises ActionRefused where it is not this person's turn, or forms are missing.
    """
    locked = _locked(batch)
    keying = keying_of(locked, by)
    if keying is None:
        raise ActionRefused(_("It is not your turn to enter this batch."))
    numbers = list(locked.forms.values_list("number", flat=True))
    if len(numbers) < LEAST_FORMS:
        raise ActionRefused(
            _("You need at least %(least)s forms, so that no one can be identified. Wait until more arrive.")
            % {"least": LEAST_FORMS}
        )
    if keying == FIRST:
        locked.state = PaperBatch.State.SECOND
    else:
        missing = [str(number) for number in numbers if number not in keyed_numbers(locked, SECOND)]
        if missing:
            raise ActionRefused(
                ngettext("Enter form %(numbers)s first.", "Enter forms %(numbers)s first.", len(missing))
                % {"numbers": ", ".join(missing[:10])}
            )
        locked.state = PaperBatch.State.SETTLING
    locked.save(update_fields=["state"])
    return locked


def differences(batch: PaperBatch) -> list[tuple[PaperMark, PaperMark]]:
    """Where the two keyings read different things, as pairs of marks, by form and question: another answer, an answer
    or words against nothing, or other words. Capitals and spaces are no difference."""
    marks = PaperMark.objects.filter(form__batch=batch, keying__in=[FIRST, SECOND])
    marks = marks.select_related("form", "question__section", "point").prefetch_related("question__scale__points")
    marks = marks.order_by("form__number", "question__section__order", "question__order", "question_id")
    read: dict[tuple[int, int], dict[int, PaperMark]] = {}
    for mark in marks:
        read.setdefault((mark.form_id, mark.question_id), {})[mark.keying] = mark
    pairs = [(_mark_of(both, FIRST), _mark_of(both, SECOND)) for both in read.values()]
    return [(first, second) for first, second in pairs if not first.says_the_same_as(second)]


def _mark_of(both: dict[int, PaperMark], keying: int) -> PaperMark:
    """What was read in this keying; nothing where it was not asked, as of a question that was added in between."""
    if keying in both:
        return both[keying]
    other = next(iter(both.values()))
    return PaperMark(form=other.form, keying=keying, question=other.question)


def may_settle(batch: PaperBatch, user: User) -> bool:
    """Whether someone says what the paper says: one of the two who keyed it, for they have had every form in hand.

    The words on it are shown there, which no one else but a reviewer reads.
    """
    return batch.state == PaperBatch.State.SETTLING and user.pk in (batch.first_by_id, batch.second_by_id)


@transaction.atomic
def settle_and_store(
    *, batch: PaperBatch, chosen: dict[tuple[int, int], ScalePoint | str | None], by: User, on: datetime.date
) -> int:
    """Take what the paper says where the two differ, store the forms in random order, and delete the batch's marks.

    `chosen` maps (form, question) to the answer or words on the paper, one for every difference. Answers carry no
    batch and no form number. Paper that comes after its round has closed counts in the round that is open now.
    Returns how many forms were stored. Raises ActionRefused where a difference is not settled, or no round is open.
    """
    locked = _locked(batch)
    if locked.state != PaperBatch.State.SETTLING:
        raise ActionRefused(
            _("This batch is already complete.")
            if locked.state == PaperBatch.State.STORED
            else _("2 people need to enter this batch first.")
        )
    if not is_outside(by, locked.service):
        raise ActionRefused(
            _("You have a role at this service or above it, so someone else needs to check the differences.")
        )
    if not may_settle(locked, by):
        raise ActionRefused(_("One of the 2 people who entered these forms needs to check the differences."))
    differing = {(first.form_id, first.question_id) for first, _ in differences(locked)}
    if differing - set(chosen):
        raise ActionRefused(_("Some differences have not been checked yet. Select what the paper says for each one."))
    survey_link = _where_it_counts(locked)
    let_go(locked, survey_link)
    # Blank forms are left out before counting: four filled forms among twenty blank ones would stand out as much as
    # four.
    forms = _settled(locked, {key: chosen[key] for key in differing})
    if len(forms) < LEAST_FORMS:
        raise ActionRefused(
            ngettext(
                "Only %(n)s of these forms has an answer, so people could be identified. "
                "Delete this batch, keep the paper and enter it with the next forms.",
                "Only %(n)s of these forms have an answer, so people could be identified. "
                "Delete this batch, keep the paper and enter it with the next forms.",
                len(forms),
            )
            % {"n": len(forms)}
        )
    # The order in a pile is often the order in which people handed their forms in.
    random.SystemRandom().shuffle(forms)
    _store(forms, survey_link, on)
    locked.forms.all().delete()
    locked.state, locked.survey_link = PaperBatch.State.STORED, survey_link
    locked.save(update_fields=["state", "survey_link"])
    record(partnership=survey_link.round.partnership, by=by, what="completed a batch of paper forms", about=survey_link)
    return len(forms)


def _settled(batch: PaperBatch, chosen: dict[tuple[int, int], ScalePoint | str | None]) -> list[Reading]:
    """What stands on each form that is not blank: what both read alike, and what was chosen where they did not."""
    forms: dict[int, Reading] = {}
    marks = PaperMark.objects.filter(form__batch=batch, keying__in=[FIRST, SECOND]).order_by("-keying")
    for mark in marks.select_related("question", "point"):  # the first person's last, so that theirs stands
        key = mark.form_id, mark.question_id
        said = chosen.get(key, mark.point or mark.text)
        forms.setdefault(mark.form_id, {})[mark.question] = said
    return [reading for reading in forms.values() if any(reading.values())]


def _store(forms: list[Reading], survey_link: SurveyLink, on: datetime.date) -> None:
    responses = [Response(survey_link=survey_link) for _ in forms]
    answers, comments = [], []
    for response, reading in zip(responses, forms, strict=True):
        for question, said in reading.items():
            if isinstance(said, ScalePoint):
                answers.append(Answer(response=response, question=question, point=said))
            elif said:
                comments.append((question, said))
    # Shuffled apart from the answers, or the third comment would be the third form's.
    random.SystemRandom().shuffle(comments)
    Response.objects.bulk_create(responses)
    Answer.objects.bulk_create(answers)
    # Two people have entered them: they are no flood, however many.
    floods.store_comments(survey_link=survey_link, written=comments, on=on)


def _where_it_counts(batch: PaperBatch) -> SurveyLink:
    """Its own round's survey_link while that is open; else the one of the round that is open now."""
    survey_link = batch.survey_link
    # Held open until all is stored; the round could close while the forms are written.
    if hold_open(survey_link.round_id):
        return survey_link
    now = (
        Round.objects.open()
        .real()
        .filter(partnership=survey_link.round.partnership_id, framework=survey_link.instrument.framework_id)
    )
    round_ = now.select_related("partnership").first()
    if round_ is None or not hold_open(round_.pk):
        raise ActionRefused(
            _("%(round)s is closed and no round is open. You can complete this batch when the next round opens.")
            % {"round": survey_link.round}
        )
    return paper_survey_link(service=batch.service, round_=round_, instrument=survey_link.instrument)


def may_key_instead(batch: PaperBatch, user: User) -> bool:
    """Whether someone may take over the second keying from the person who has begun it."""
    state = batch.state in (PaperBatch.State.SECOND, PaperBatch.State.SETTLING)
    return state and batch.second_by_id is not None and user.pk not in (batch.first_by_id, batch.second_by_id)


@transaction.atomic
def key_instead(*, batch: PaperBatch, by: User) -> None:
    """Take over the second keying, from the first form on: two people read each form, and each reads all of them.

    Where `by` keys no paper but looks after the surveys, it waits for those who do. Whoever is replaced still knows
    what they have read. Raises ActionRefused where no one has begun it, it is stored, or `by` knows another service's
    forms of the round in which it counts.
    """
    locked = _locked(batch)
    if not may_key_instead(locked, by) or not is_outside(by, locked.service):
        raise ActionRefused(_("There is nothing to take over. Check how far this batch has got."))
    # An admin who keys no paper only sets it free: what stands on paper is read by those who key.
    keys = has_permission(by, Permission.KEY_PAPER, locked.service.partnership)
    if keys:
        hold_where_it_counts(by, locked)
    PaperMark.objects.filter(form__batch=locked, keying=SECOND).delete()
    locked.state, locked.second_by = PaperBatch.State.SECOND, by if keys else None
    locked.save(update_fields=["state", "second_by"])
    what = "took over the second data entry of paper forms" if keys else "let someone else enter paper forms again"
    record(partnership=locked.survey_link.round.partnership, by=by, what=what, about=locked)


def may_discard(batch: PaperBatch, user: User) -> bool:
    """Whether someone may delete a pile that is not stored: who keyed it, and who looks after the surveys."""
    if batch.state == PaperBatch.State.STORED:
        return False
    keyed = user.pk in (batch.first_by_id, batch.second_by_id)
    return keyed or has_permission(user, Permission.MANAGE_SURVEYS, batch.service.partnership)


@transaction.atomic
def discard_batch(*, batch: PaperBatch, by: User) -> None:
    """Delete all that was keyed of a pile. Raises ActionRefused where it is stored, or someone else's."""
    locked = _locked(batch)
    if not may_discard(locked, by):
        raise ActionRefused(
            _("Only an admin or the people who entered this batch can delete it, and only before it is complete.")
        )
    about = f"{locked}: {locked.get_state_display().lower()}, {locked.forms.count()} forms"
    record(partnership=locked.survey_link.round.partnership, by=by, what="deleted a batch of paper forms", about=about)
    locked.delete()
