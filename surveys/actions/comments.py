"""Reading what people wrote, before anyone else does; and getting in touch with those who asked for it."""

import datetime
import json
from collections import defaultdict
from collections.abc import Iterable

import holidays
from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from background.actions.mail import post
from background.models import OutgoingMail
from framework.models import Feature
from organisations.actions import ActionRefused, hold_state
from organisations.audit import record
from organisations.models import Membership, Partnership, Round, User
from organisations.permissions import memberships_of
from organisations.personal_data import find_identifying
from organisations.roles import Role
from organisations.saving import hold
from surveys.models import Comment, ContactRequest, SafetySettings

CONTACT_DAYS_KEPT = 30
_BANK_HOLIDAYS = holidays.country_holidays("GB", subdiv="ENG", language="en_GB")  # of any year: it works them out
RELEASED_WITHOUT = gettext_lazy(
    "This round was released without this comment, so it cannot be shown. You can still mark it as not shown or pass "
    "it to safeguarding."
)
EXCLUDED = gettext_lazy("This comment has been excluded, so no decision can be saved for it.")
# What a decision changes of a comment, and what the audit log says of it.
_DECIDED = ["state", "outcome", "due_on", "settled_by", "is_held"]
_IN_THE_LOG = {
    Comment.State.RELEASED: "decided that a comment may be shown",
    Comment.State.WITHHELD: "decided that a comment is not shown",
    Comment.State.ESCALATED: "passed a comment to safeguarding because someone may not be safe",
}
_PLACES = ("service", "organisation", "sector")


def safety_settings_of(partnership: Partnership) -> SafetySettings:
    """A partnership's own settings, or those that stand until it has some (not saved)."""
    return SafetySettings.objects.filter(partnership=partnership).first() or SafetySettings(partnership=partnership)


def due_day(*, days: int, on: datetime.date) -> datetime.date:
    """The day by which something that comes in `on` is read: so many working days later.

    Saturdays, Sundays and the bank holidays of England are none.
    """
    day = on
    while days:
        day += datetime.timedelta(days=1)
        days -= day.weekday() < 5 and day not in _BANK_HOLIDAYS
    return day


def for_reviewer(comments, user: User, partnership: Partnership):
    """Those of a partnership's comments that this reviewer may read: never about a place where they hold a role."""
    here = [m for m in memberships_of(user) if m.partnership_id == partnership.pk]
    own = Q(service__in=[m.service_id for m in here if m.service_id])
    own |= Q(service__organisation__in=[m.organisation_id for m in here if m.organisation_id])
    # A lead of a whole sector knows who works where in it, so a role above a service counts as near as one in it.
    own |= Q(service__sector__in=[m.sector_id for m in here if m.sector_id])
    return comments.in_partnership(partnership).exclude(own)


def without_reader(comments, partnership: Partnership) -> tuple[int, list[str]]:
    """How many of a partnership's `comments` wait that none of its reviewers may read, and about which services.

    That is so where there is no reviewer, or every reviewer holds a role at the place which the comment is about.
    Two queries.
    """
    waiting = comments.in_partnership(partnership).unread().order_by()
    places = waiting.values_list("service", "service__organisation", "service__sector", "service__name")
    held: dict[int, set] = defaultdict(set)
    readers = set()
    roles = Membership.objects.filter(partnership=partnership, user__is_active=True)
    for user, role, *at in roles.values_list("user", "role", "service", "organisation", "sector"):
        held[user] |= set(zip(_PLACES, at, strict=True))
        readers |= {user} if role == Role.REVIEWER else set()
    number, names = 0, set()
    for service, organisation, sector, name in places:
        about = set(zip(_PLACES, (service, organisation, sector), strict=True)) if service else set()
        # With no reviewer at all this is true of every comment, which is what has to be said then.
        if all(held[reader] & about for reader in readers):
            number += 1
            names |= {name} if name else set()
    return number, sorted(names)


def version_of(comment: Comment) -> str:
    """What tells whether a comment is still as it was shown: over its words, its state and its outcome, without its id.

    Comments get new ids when their round is sealed; those of one version are the same for anyone who reads them.
    """
    # With a key of ours, since this goes into a page: a plain hash of a short text could be tried out.
    shown = [comment.service_id, comment.question_id, comment.text, comment.state, comment.outcome]
    return salted_hmac("surveys.comment", json.dumps(shown), algorithm="sha256").hexdigest()


def moved_comment(comments, version: str) -> Comment | None:
    """The comment of this version among those that someone may read: where its round has been sealed meanwhile."""
    if not version:
        return None
    return next((one for one in comments.iterator(500) if constant_time_compare(version_of(one), version)), None)


@transaction.atomic
def settle_comment(
    *,
    comment: Comment,
    version: str,
    state: str,
    text: str,
    features: Iterable[Feature],
    outcome: str,
    by: User,
    address: str,
) -> Comment:
    """Say what becomes of a comment. The text that the reviewer leaves takes the place of what was written.

    An escalation is mailed to the partnership's contact: that there is one and at which `address` the list of them is,
    never what it says. The audit log says that a comment was settled, and neither which nor whose. `version` is what
    the reviewer had before them. Raises ActionRefused where someone else has changed it since, and where its round is
    released: then no comment that was shown changes, and none that was not is let through.
    """
    # Before the comment itself: closing and releasing hold the round first too, so that neither waits for the other.
    state_of_round = hold_state(comment.round_id)
    found = Comment.objects.select_for_update(of=("self",)).select_related("round__partnership")
    locked = found.filter(pk=comment.pk).first()
    held = _look_again(locked, version, state, state_of_round)
    held.names_removed = held.names_removed or text.strip() != held.text.strip()
    held.text = text
    _decide(held, state, outcome, by)
    held.save(update_fields=["names_removed", "text", *_DECIDED])
    held.features.set(features)
    record(partnership=held.round.partnership, by=by, what=_IN_THE_LOG[Comment.State(state)], about=held.round)
    if state == Comment.State.ESCALATED:
        mail_escalation(partnership=held.round.partnership, by=by, address=address)
    return held


def _decide(comment: Comment, state: str, outcome: str, by: User) -> None:
    comment.state, comment.outcome, comment.settled_by = state, outcome, by
    comment.due_on, comment.is_held = None, False


def _look_again(locked: Comment | None, version: str, state: str, state_of_round: str) -> Comment:
    """The comment as it stands now, locked, where this decision can be saved. Raises ActionRefused."""
    if locked is None:
        raise ActionRefused(
            _("The answers of this round have just been sealed. Your decision is not saved yet. Save it again.")
        )
    if not constant_time_compare(version_of(locked), version):
        raise ActionRefused(
            _(
                "Someone else has changed this comment since you opened it. The page shows how it is now. Your own "
                "version is in the form and is not saved yet."
            )
        )
    # What came by an excluded link may be from someone who is not safe, all the same.
    if locked.set_aside and state != Comment.State.ESCALATED:
        raise ActionRefused(EXCLUDED)
    if state_of_round == Round.State.RELEASED:
        _refuse_what_the_release_did_not_count(locked, state)
    return locked


@transaction.atomic
def settle_comments(
    *, comments: list[Comment], state: str, features: Iterable[str], outcome: str, by: User
) -> tuple[int, list[str]]:
    """Say the same of several comments, shown or not, with their words left as they are.

    `comments` are as the reviewer was shown them. `features` (codes) are added to those that a comment has. One in
    which something may identify someone is never let through in this way. Returns how many were settled, and in words
    what was left and why. The same queries for any number, but for the log.
    """
    # As for one: the rounds first, always in the same order.
    states = {pk: hold_state(pk) for pk in sorted({comment.round_id for comment in comments})}
    found = Comment.objects.select_for_update(of=("self",)).select_related("round__partnership").order_by("pk")
    locked = {one.pk: one for one in found.filter(pk__in=[comment.pk for comment in comments])}
    settled, may_name, refused = [], 0, []
    for comment in comments:
        if state == Comment.State.RELEASED and find_identifying(comment.text):
            may_name += 1
            continue
        try:
            held = _look_again(locked.get(comment.pk), version_of(comment), state, states[comment.round_id])
        except ActionRefused as reason:
            refused.append(str(reason))
        else:
            _decide(held, state, outcome, by)
            settled.append(held)
    Comment.objects.bulk_update(settled, _DECIDED)
    _tag(settled, features)
    for held in settled:
        record(partnership=held.round.partnership, by=by, what=_IN_THE_LOG[Comment.State(state)], about=held.round)
    if may_name:
        said = ngettext(
            "%(n)s comment is still in the list, because it may identify someone. Open it on its own.",
            "%(n)s comments are still in the list, because they may identify someone. Open each of them on its own.",
            may_name,
        )
        refused.append(said % {"n": may_name})
    return len(settled), list(dict.fromkeys(refused))


def _tag(comments: list[Comment], codes: Iterable[str]) -> None:
    """Say of each what it is about, by the features of its own framework, beside what has been said already."""
    frameworks = {comment.round.framework_id for comment in comments}
    about = list(Feature.objects.filter(framework__in=frameworks, code__in=list(codes)))
    tags = Comment.features.through
    tags.objects.bulk_create(
        (
            tags(comment_id=comment.pk, feature_id=feature.pk)
            for comment in comments
            for feature in about
            if feature.framework_id == comment.round.framework_id
        ),
        ignore_conflicts=True,
    )


def _refuse_what_the_release_did_not_count(comment: Comment, state: str) -> None:
    if comment.state == Comment.State.RELEASED:
        raise ActionRefused(_("This round has been released, so this comment cannot be changed."))
    if state not in (Comment.State.WITHHELD, Comment.State.ESCALATED):
        raise ActionRefused(RELEASED_WITHOUT)


def mail_escalation(*, partnership: Partnership, by: User, address: str, of_a_survey: bool = True) -> None:
    """Tell the partnership's contact that there is something to read at an address; never what it says."""
    safety = safety_settings_of(partnership)
    if not safety.escalation_email:
        return
    context = {"partnership": partnership, "by": by, "address": address, "safety": safety, "of_a_survey": of_a_survey}
    text = render_to_string("surveys/mail/escalation.txt", context)
    subject = (
        _("Action needed today: survey comment, %(name)s")
        if of_a_survey
        else _("Action needed today: a barrier that someone named, %(name)s")
    )
    post(
        to=safety.escalation_email,
        subject=subject % {"name": partnership.name},
        text=text,
        kind=OutgoingMail.Occasion.COMMENT,
        partnership=partnership,
    )


@transaction.atomic
def settle_contact(*, request: ContactRequest, by: User, on: datetime.date) -> None:
    """Note that someone got in touch. The details go thirty days later.

    Raises ActionRefused where someone has said so already: who said it first, and the day on which the details go,
    stay.
    """
    held = hold(request)
    if held.state == ContactRequest.State.DONE:
        raise ActionRefused(_("Someone has already marked this person as contacted."))
    held.state, held.settled_on, held.settled_by = ContactRequest.State.DONE, on, by
    held.save(update_fields=["state", "settled_on", "settled_by"])
    what = "marked someone who asked as contacted"
    record(partnership=held.partnership, by=by, what=what, about="a contact request")


def forget_contacts(*, on: datetime.date) -> int:
    """Delete the details of people who were contacted thirty days ago or more. Returns how many."""
    day = on - datetime.timedelta(days=CONTACT_DAYS_KEPT)
    return ContactRequest.objects.filter(state=ContactRequest.State.DONE, settled_on__lte=day).delete()[0]


def overdue_in(partnership: Partnership, *, on: datetime.date) -> tuple[int, int]:
    """How many comments and how many contact requests wait longer than they should."""
    contacts = ContactRequest.objects.filter(partnership=partnership, state=ContactRequest.State.WAITING)
    return Comment.objects.in_partnership(partnership).overdue(on).count(), contacts.filter(due_on__lt=on).count()


def remind_of_overdue(*, on: datetime.date) -> int:
    """Mail every partnership's reviewers and admins where something waits too long: how much, never what.

    Returns how many partnerships were mailed. Run once a day.
    """
    mailed = 0
    for partnership in Partnership.objects.all():
        comments, contacts = overdue_in(partnership, on=on)
        groups = Comment.objects.in_partnership(partnership).held().filter(due_on__lt=on).groups()
        if not comments and not contacts and not groups:
            continue
        people = Membership.objects.filter(partnership=partnership, role__in=[Role.REVIEWER, Role.ADMIN])
        to = sorted(set(people.filter(user__is_active=True).values_list("user__email", flat=True)))
        safety = safety_settings_of(partnership)
        if safety.escalation_email:
            to.append(safety.escalation_email)
        unread, _services = without_reader(Comment.objects, partnership)
        context = {
            "partnership": partnership,
            "comments": comments,
            "contacts": contacts,
            "groups": groups,
            "unread": unread,
            "queue": _on_the_site("surveys:comment-list", partnership),
            "invite": _on_the_site("organisations:invitation-create", partnership),
        }
        text, what = render_to_string("surveys/mail/overdue.txt", context), _what_is_overdue(comments, contacts, groups)
        for address in to:
            post(
                to=address,
                subject=_("Overdue: %(what)s, %(name)s") % {"what": what, "name": partnership.name},
                text=text,
                kind=OutgoingMail.Occasion.OVERDUE,
                partnership=partnership,
            )
        mailed += 1
    return mailed


def _what_is_overdue(comments: int, contacts: int, groups: int) -> str:
    """What is overdue, as a subject says it; what is none of is left out, and comments are not counted."""
    counted = [
        _("comments") if comments else "",
        ngettext("%(n)s contact request", "%(n)s contact requests", contacts) % {"n": contacts} if contacts else "",
    ]
    if groups:
        said = ngettext("%(n)s group of comments", "%(n)s groups of comments", groups) % {"n": groups}
        counted.append(said)
    return _(" and ").join(part for part in counted if part)


def _on_the_site(page: str, partnership: Partnership) -> str:
    """The whole address of one of a partnership's pages, for a mail that no page asked for."""
    return settings.SITE_ADDRESS + reverse(page, args=[partnership.slug])


def comments_due(partnership: Partnership, *, on: datetime.date) -> datetime.date:
    """The day by which a comment that comes in today is to be read."""
    return due_day(days=safety_settings_of(partnership).review_days, on=on)
