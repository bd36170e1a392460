"""Starting, saving, submitting and reopening a self-assessment."""

import datetime
from dataclasses import dataclass

from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from assessments.actions.evidence import link_again, link_files_again
from assessments.before import said_before, to_look_at_afresh
from assessments.models import Assessment, Rating, Reopening
from background.actions.mail import post
from background.models import OutgoingMail
from framework.models import Stage, Statement
from organisations.actions import ActionRefused, hold_open
from organisations.asking import finds_in, is_of_a_place, mark_of, names_of_places
from organisations.audit import record
from organisations.models import Membership, Round, Service, User
from organisations.roles import Role


@dataclass(frozen=True)
class StatementDraft:
    """What someone says of one statement."""

    stage: Stage | None = None
    does_not_apply: bool = False
    reason: str = ""
    evidence: str = ""

    @classmethod
    def of(cls, rating: Rating) -> "StatementDraft":
        return cls(rating.stage, rating.does_not_apply, rating.reason, rating.evidence)

    def in_words(self) -> str:
        """The choice and its text, to be read beside someone else's."""
        chosen = self.stage.title if self.stage else _("Not yet completed")
        chosen = str(_("Does not apply to us") if self.does_not_apply else chosen)
        text = self.reason if self.does_not_apply else self.evidence
        return f"{chosen}. {text}" if text else chosen

    def joined_with(self, other: "StatementDraft") -> "StatementDraft":
        """This choice, with both people's texts, the other's first."""
        return StatementDraft(
            self.stage,
            self.does_not_apply,
            _both(other.reason, self.reason),
            _both(other.evidence, self.evidence),
        )


def _both(first: str, second: str) -> str:
    if not first or first == second:
        return second
    return f"{first}\n\n{second}" if second else first


@dataclass(frozen=True)
class Conflict:
    """Someone else saved this statement in the meantime: both wordings, for the later one to choose."""

    rating: Rating
    mine: StatementDraft
    theirs: StatementDraft


@transaction.atomic
def start_assessment(*, service: Service, round_: Round, by: User, at: datetime.datetime | None = None) -> Assessment:
    """The service's self-assessment in an open round; begun from the last submitted one where there is one.

    What is carried forward is marked until someone confirms it. Raises ActionRefused where the round is not open.
    """
    existing = Assessment.objects.filter(service=service, round=round_).first()
    if existing:
        return existing
    # Held, so that the round does not close between this look and the first row: it would keep a half of it.
    if not hold_open(round_.pk):
        raise ActionRefused(_("%(name)s is not open, so a self-assessment cannot be started.") % {"name": round_.name})
    # Two people of one team may begin at the same moment: the database lets one of them make it, and only that one
    # carries forward and is written down.
    assessment, created = Assessment.objects.get_or_create(
        service=service, round=round_, defaults={"started_at": at or timezone.now()}
    )
    if created:
        _carry_forward(assessment)
        record(partnership=service.partnership, by=by, what="started a self-assessment", about=assessment, at=at)
    return assessment


def _carry_forward(assessment: Assessment) -> None:
    _add_statements(assessment, list(assessment.round.assessed_statements()))


@transaction.atomic
def add_other_features(*, assessment: Assessment, by: User) -> None:
    """Let a service look at the features too that the round is not over, for itself: they do not count in its results.

    Raises ActionRefused where the self-assessment cannot be changed any more.
    """
    locked = Assessment.objects.select_for_update(of=("self",)).select_related("round").get(pk=assessment.pk)
    if not hold_open(locked.round_id) or not locked.is_editable:
        raise ActionRefused(_("This self-assessment is submitted or its round is closed, so it cannot be changed."))
    others = Statement.objects.filter(feature__framework=locked.round.framework_id).select_related("feature")
    others = others.exclude(pk__in=locked.ratings.values("statement")).order_by("feature__order", "order")
    _add_statements(locked, list(others))
    record(partnership=assessment.service.partnership, by=by, what="added the other features", about=locked)


def _add_statements(assessment: Assessment, statements: list[Statement]) -> None:
    """A row for each of the statements, with what was said of it before where that is not to be looked at afresh."""
    known = said_before(assessment)
    stages = {stage.value: stage for stage in assessment.round.framework.stages.all()}
    afresh = to_look_at_afresh(assessment, statements)
    rows, again = [], {}
    for statement in statements:
        before = known.get(statement.code)
        row = Rating(assessment=assessment, statement=statement, is_afresh=statement.code in afresh)
        # By code and by value, not by row: the round may stand on a newer version of the framework. A statement that
        # is new, or a stage that is gone, is asked afresh.
        is_known = before and (before.does_not_apply or (before.stage and before.stage.value in stages))
        if before and is_known and not row.is_afresh:
            row.stage = stages[before.stage.value] if before.stage else None
            row.does_not_apply, row.reason = before.does_not_apply, before.reason
            row.evidence, row.carried_forward = before.evidence, True
            row.kept_as_it_is = before.kept_as_it_is
            again[before.pk] = row
        rows.append(row)
    Rating.objects.bulk_create(rows)
    link_again(ratings=again, at=assessment.started_at)


@transaction.atomic
def save_wording(
    *,
    rating: Rating,
    wording: StatementDraft,
    base: StatementDraft | None,
    version: int,
    confirm: bool,
    by: User,
    kept_as_it_is: str = "",
    at: datetime.datetime | None = None,
) -> Conflict | None:
    """Save what someone says of one statement, unless it changed since they read `version` of it.

    `base` is what they started from: where they changed nothing themselves, the newer wording stays and nothing
    is asked. `confirm` also takes the "carried forward" mark away. `kept_as_it_is` are the marks of what looked like a
    name and is kept. Returns a Conflict instead of overwriting.
    Raises ActionRefused where the self-assessment cannot be edited any more.
    """
    # Held until this is saved: no one can submit the self-assessment or close its round in between.
    assessment = Assessment.objects.select_for_update(of=("self",)).select_related("round").get(pk=rating.assessment_id)
    locked = Rating.objects.select_for_update(of=("self",)).select_related("stage").get(pk=rating.pk)
    if not hold_open(assessment.round_id) or not assessment.is_editable:
        raise ActionRefused(_("This self-assessment is submitted or its round is closed, so it cannot be changed."))
    stored = StatementDraft.of(locked)
    # Three texts: what the person started from, what they wrote, and what stands there now. It is a conflict only
    # where both of them changed it, and not to the same.
    if locked.version != version and wording != stored and wording != base:
        return Conflict(locked, wording, stored)
    if locked.version != version and wording != stored:
        wording = stored  # the person changed nothing here: the newer text stays
    if kept_as_it_is and kept_as_it_is != locked.kept_as_it_is:
        locked.kept_as_it_is = kept_as_it_is
        locked.save(update_fields=["kept_as_it_is"])
    keeps_mark = locked.carried_forward and not confirm and wording == stored
    if wording == stored and keeps_mark == locked.carried_forward:
        return None
    locked.stage, locked.does_not_apply = wording.stage, wording.does_not_apply
    locked.reason, locked.evidence = wording.reason, wording.evidence
    locked.carried_forward = keeps_mark
    # The version counts changes of the words. Confirming them is none, or two people who confirm the same would be in
    # conflict.
    if wording != stored:
        locked.version += 1
    locked.changed_by, locked.changed_at = by, at or timezone.now()
    said = ("stage", "does_not_apply", "reason", "evidence", "carried_forward", "version", "changed_by", "changed_at")
    locked.save(update_fields=said)
    return None


def use_words_again(*, rating: Rating, earlier: Rating, by: User) -> None:
    """Put a service's words of an earlier round before those that stand there now; once, however often it is pressed.

    Its files of then stand beside them too.

    Raises ActionRefused as `save_wording` does.
    """
    now = Rating.objects.select_related("stage").get(pk=rating.pk)
    words = StatementDraft.of(now)
    again = StatementDraft(reason=earlier.reason, evidence=earlier.evidence)
    if earlier.evidence in words.evidence and earlier.reason in words.reason:
        link_files_again(rating=now, earlier=earlier)
        return
    kept = " ".join({*now.kept_as_it_is.split(), *earlier.kept_as_it_is.split()})
    joined = words.joined_with(again if words.does_not_apply else StatementDraft(evidence=again.evidence))
    save_wording(rating=now, wording=joined, base=None, version=now.version, confirm=False, kept_as_it_is=kept, by=by)
    link_files_again(rating=now, earlier=earlier)


def what_is_missing(assessment: Assessment) -> list[Rating]:
    """The statements of the round that still need a stage, a reason, or a yes to what was carried forward."""
    asked = assessment.round.assessed_features()
    ratings = assessment.ratings.filter(statement__feature__in=asked).select_related("statement__feature", "stage")
    return [
        rating
        for rating in ratings
        if rating.carried_forward
        or (rating.does_not_apply and not rating.reason.strip())
        or not (rating.stage_id or rating.does_not_apply)
    ]


def what_may_name_someone(assessment: Assessment) -> list[Rating]:
    """The statements in which something looks like a name or the like, and no one has said that it is none.

    The page asks when it is saved; but what is saved while someone types was not asked about yet.
    """
    partnership = assessment.service.partnership
    places = list[str]()

    def asked_about(text: str, kept: str) -> bool:
        found = finds_in(text)
        if found and not places:
            places.extend(names_of_places(partnership))
        found = [one for one in found if not is_of_a_place(one[0], places)]
        return bool(found) and mark_of(found) not in kept.split()

    ratings = assessment.ratings.select_related("statement__feature")
    return [
        rating
        for rating in ratings
        if any(asked_about(text, rating.kept_as_it_is) for text in (rating.reason, rating.evidence))
    ]


@transaction.atomic
def submit_assessment(*, assessment: Assessment, by: User, at: datetime.datetime | None = None) -> None:
    """Submit a whole self-assessment. Raises ActionRefused where something is missing or the round is closed."""
    locked = Assessment.objects.select_for_update(of=("self",)).select_related("round", "service").get(pk=assessment.pk)
    if locked.state == Assessment.State.SUBMITTED:
        return
    if not hold_open(locked.round_id):
        raise ActionRefused(
            _("%(name)s is closed, so you can no longer submit this self-assessment.") % {"name": locked.round.name}
        )
    # Asked again under the lock, whatever the page showed: someone may have emptied a statement since.
    missing = what_is_missing(locked)
    if missing:
        codes = ", ".join(rating.statement.code for rating in missing)
        raise ActionRefused(_("You still need to complete: %(codes)s.") % {"codes": codes})
    if asked := what_may_name_someone(locked):
        codes = ", ".join(rating.statement.code for rating in asked)
        raise ActionRefused(_("Check that no one can be identified from: %(codes)s.") % {"codes": codes})
    locked.state = Assessment.State.SUBMITTED
    locked.submitted_at, locked.submitted_by = at or timezone.now(), by
    locked.ready_on = locked.ready_by = None
    locked.save(update_fields=["state", "submitted_at", "submitted_by", "ready_on", "ready_by"])
    record(partnership=locked.service.partnership, by=by, what="submitted a self-assessment", about=locked, at=at)


def who_submits(service: Service) -> list[User]:
    """Those who can submit a service's self-assessment; where it has no lead, the admins, who can invite one."""
    held = Membership.objects.filter(user__is_active=True).select_related("user").order_by("pk")
    leads = held.filter(service=service, role=Role.SERVICE_LEAD)
    found = leads or held.filter(partnership=service.partnership, role=Role.ADMIN)
    return list(dict.fromkeys(membership.user for membership in found))


@transaction.atomic
def say_ready(*, assessment: Assessment, by: User, address: str, on: datetime.date) -> list[User]:
    """Tell those who can submit it that nothing is missing any more: one mail each, once until it is submitted.

    `address` is where it is checked. Returns whom it told; no one where someone has said so already. Raises
    ActionRefused where a statement is missing, or where it is submitted or its round is closed.
    """
    locked = Assessment.objects.select_for_update(of=("self",)).select_related("round", "service").get(pk=assessment.pk)
    if locked.state == Assessment.State.SUBMITTED or not hold_open(locked.round_id):
        raise ActionRefused(_("This self-assessment can no longer be changed, so there is nothing to tell."))
    if locked.ready_on:
        return []
    if what_is_missing(locked):
        raise ActionRefused(_("Some statements are not completed yet."))
    locked.ready_on, locked.ready_by = on, by
    locked.save(update_fields=["ready_on", "ready_by"])
    service = locked.service
    told = [person for person in who_submits(service) if person != by]
    subject = _("Ready to check and submit: self-assessment of %(service)s") % {"service": service.name}
    for person in told:
        context = {"assessment": locked, "service": service, "by": by, "person": person, "address": address}
        context["planned_close"] = locked.round.planned_close(on)
        text = render_to_string("assessments/mail/ready.txt", context)
        kind = OutgoingMail.Occasion.REMINDER
        post(to=person.email, subject=subject, text=text, kind=kind, partnership=service.partnership)
    record(partnership=service.partnership, by=by, what="said that a self-assessment is ready", about=locked)
    return told


@transaction.atomic
def reopen_assessment(*, assessment: Assessment, reason: str, by: User, at: datetime.datetime | None = None) -> None:
    """Make a submitted self-assessment a draft again, with a reason, while its round is open. Raises ActionRefused."""
    locked = Assessment.objects.select_for_update(of=("self",)).select_related("round", "service").get(pk=assessment.pk)
    if not hold_open(locked.round_id):
        raise ActionRefused(
            _("%(name)s is closed, so you can no longer change its self-assessments.") % {"name": locked.round.name}
        )
    if locked.state != Assessment.State.SUBMITTED:
        return
    locked.state = Assessment.State.DRAFT
    # A draft has no day on which it was submitted; the audit log keeps the one that it had.
    locked.submitted_at = locked.submitted_by = None
    locked.shared_on = locked.shared_with = locked.shared_by = None
    gone = ("submitted_at", "submitted_by", "shared_on", "shared_with", "shared_by")
    locked.save(update_fields=["state", *gone])
    Reopening.objects.create(assessment=locked, reason=reason, by=by, at=at or timezone.now())
    record(partnership=locked.service.partnership, by=by, what="reopened a self-assessment", about=locked, at=at)


@transaction.atomic
def set_shared(*, assessment: Assessment, shared: bool, by: User, on: datetime.date) -> bool:
    """Let the sector's lead read a submitted self-assessment, or no longer; whether anything changed.

    Raises ActionRefused where it is not submitted.
    """
    locked = Assessment.objects.select_for_update(of=("self",)).select_related("service").get(pk=assessment.pk)
    if locked.state != Assessment.State.SUBMITTED:
        raise ActionRefused(_("Only a submitted self-assessment can be shared."))
    if locked.is_shared == shared and shared:
        return False
    if locked.shared_on is None and not shared:
        return False
    locked.shared_on, locked.shared_with, locked.shared_by = (
        (on, locked.service.sector, by) if shared else (None, None, None)
    )
    locked.save(update_fields=["shared_on", "shared_with", "shared_by"])
    what = "shared a self-assessment with the sector’s lead" if shared else "stopped sharing a self-assessment"
    record(partnership=locked.service.partnership, by=by, what=what, about=locked)
    return True
