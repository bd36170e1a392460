"""A partnership's own few questions, asked after the core. The core itself no one changes here."""

from collections.abc import Mapping

from django.db import transaction
from django.db.models import Exists, Max, OuterRef, Q
from django.utils.translation import gettext as _

from framework.models import FrameworkVersion
from organisations.actions import ActionRefused
from organisations.audit import record
from organisations.models import Partnership, Round, User
from organisations.saving import hold
from surveys.models import Answer, ClosedRoundAnswer, ClosedRoundResponse, Comment, Instrument, Question, Wording
from surveys.models.instruments import Scale

MOST_IN_USE = 5
AFTER_THE_CORE = 1000  # where their order begins


def own_questions(partnership: Partnership, framework: FrameworkVersion) -> list[Question]:
    """A partnership's own questions in one version of the framework, those no longer asked included."""
    found = Question.objects.filter(partnership=partnership, instrument__framework=framework)
    return list(found.select_related("instrument", "scale").order_by("instrument__order", "order"))


def surveys_handed_out(framework: FrameworkVersion) -> list[Instrument]:
    """The surveys that services hand out."""
    return list(Instrument.objects.filter(framework=framework, handed_out_by=Instrument.HandedOutBy.SERVICE))


def rating_scale_of(instrument: Instrument) -> Scale:
    """The scale on which a survey asks its own questions."""
    core = Question.objects.core().filter(instrument=instrument, statement__isnull=False)
    return core.select_related("scale").order_by("section__order", "order")[0].scale


def may_change(question: Question) -> bool:
    """Whether its words can change still: no one can have answered it with the words it has now.

    Of an earlier round whose raw answers have been deleted since, no one can tell: then the words stay as well.
    """
    rounds = Round.objects.filter(
        partnership__local_questions=question, framework_id=question.instrument.framework_id
    ).exclude(state=Round.State.PLANNED)
    if rounds.open().exists() or rounds.filter(release_is_all_that_is_left()).exists():
        return False
    return not any(rows.objects.filter(question=question).exists() for rows in (Answer, ClosedRoundAnswer, Comment))


def release_is_all_that_is_left() -> Q:
    """Rounds that were released and of which no raw answers are kept."""
    kept = ClosedRoundResponse.objects.filter(survey_link__round=OuterRef("pk"))
    return Q(~Exists(kept), state=Round.State.RELEASED)


@transaction.atomic
def add_question(
    *, partnership: Partnership, instrument: Instrument, text: str, is_open: bool, words: Mapping[str, str], by: User
) -> Question:
    """Ask one more question of the partnership's own, the last of its survey.

    `words` are its words in other languages by their codes. Raises ActionRefused where five are in use already.
    """
    _room_for_one_more(partnership, instrument)
    before = Question.objects.filter(partnership=partnership, instrument=instrument).aggregate(last=Max("order"))
    number = max(before["last"] or 0, AFTER_THE_CORE) + 1
    question = Question.objects.create(
        instrument=instrument,
        section=instrument.sections.order_by("-order")[0],
        partnership=partnership,
        code=f"local-{partnership.pk}-{number - AFTER_THE_CORE}",
        kind=Question.Format.OPEN if is_open else Question.Format.CHOICE,
        scale=None if is_open else rating_scale_of(instrument),
        text=text,
        order=number,
    )
    _keep_words(question, words)
    record(partnership=partnership, by=by, what="added a question of the partnership's own", about=text)
    return question


@transaction.atomic
def change_question(*, question: Question, text: str | None, words: Mapping[str, str], by: User) -> None:
    """Change the words of a question, or put it into one more language.

    A `text` of None, and languages that are not in `words`, stay as they are. Raises ActionRefused where someone may
    have answered it and words that were there would not stay.
    """
    partnership, question = _whose(question), hold(question)
    known = words_of(question)
    text = question.text if text is None else text
    changed = text != question.text or any(words.get(code, said) != said for code, said in known.items())
    if changed and not may_change(question):
        raise ActionRefused(
            _("You cannot change this question, because people may have answered it. Stop asking it and add another.")
        )
    question.text = text
    question.save(update_fields=["text"])
    _keep_words(question, words)
    record(partnership=partnership, by=by, what="changed a question of the partnership's own", about=text)


@transaction.atomic
def set_retired(*, question: Question, retired: bool, by: User) -> None:
    """Stop asking a question, or ask it again.

    What was answered stays. Raises ActionRefused where five are in use already.
    """
    partnership, question = _whose(question), hold(question)
    if question.is_retired == retired:
        return
    if not retired:
        _room_for_one_more(partnership, question.instrument)
    question.is_retired = retired
    question.save(update_fields=["is_retired"])
    what = "stopped asking a question of the partnership's own" if retired else "asked a question again"
    record(partnership=partnership, by=by, what=what, about=question.text)


def words_of(question: Question) -> dict[str, str]:
    """A question's words in other languages, by their codes."""
    return dict(_wordings(question).exclude(text="").values_list("language", "text"))


def _whose(question: Question) -> Partnership:
    """The partnership that asks it, locked against a second change."""
    if question.partnership is None:
        raise ValueError("A question of the core is nobody's own.")
    return hold(question.partnership)


def _room_for_one_more(partnership: Partnership, instrument: Instrument) -> None:
    hold(partnership)
    in_use = Question.objects.filter(partnership=partnership, instrument=instrument, is_retired=False).count()
    if in_use >= MOST_IN_USE:
        raise ActionRefused(
            _("The %(survey)s already has %(most)s of your own questions. Stop asking one before you add another.")
            % {"survey": instrument.title.lower(), "most": MOST_IN_USE}
        )


def _wordings(question: Question):
    key = f"{question.instrument.key}.{question.code}"
    return Wording.objects.filter(framework_id=question.instrument.framework_id, kind=Wording.TextOf.QUESTION, key=key)


def _keep_words(question: Question, words: Mapping[str, str]) -> None:
    """Put these words in place of those that were there; a language with no words any more keeps an empty row.

    Which words hold is told by the number of the newest row (`surveys/standing.py`), so that whatever changes has to
    end in a row with a higher one. Numbers are given out before rows can be seen: whoever writes words waits for others
    who do, or a row with a lower number would come to light after a higher one.
    """
    list(FrameworkVersion.objects.select_for_update(of=("self",), no_key=True).order_by("pk"))
    there = _wordings(question).filter(language__in=words)
    had = set(there.values_list("language", flat=True))
    there.delete()
    Wording.objects.bulk_create(
        Wording(
            framework_id=question.instrument.framework_id,
            kind=Wording.TextOf.QUESTION,
            key=f"{question.instrument.key}.{question.code}",
            language=language,
            text=text,
        )
        for language, text in words.items()
        if text or language in had
    )
