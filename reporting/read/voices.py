"""Three voices: how services rate themselves, what staff say and what families say, feature by feature.

Every voice has its own scale. Put beside each other, each is a share of the way along its scale, from 0 (its lowest
answer or stage) to 100 (its highest): of how much of it there is. Whose voice a survey is, and the ends of its scale,
come from the framework. Published figures only; a gap is a question, not a verdict.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TypeVar

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from framework.models import Feature, FrameworkVersion
from reporting import figures as f
from reporting.measures.asked import Scale
from reporting.measures.of_framework import measures_of, the
from reporting.measures.self_assessment import MEASURE as SELF_ASSESSMENT
from reporting.models import ReleasedFigure
from reporting.protect.disclosure import NEAREST, Coarse, half_up
from reporting.protect.exactness import ends_in_print, mean_within
from reporting.read.selectors import ReleasedRound

LEAST_GAP = 10  # points of the way along the scales: what is this far apart, or further, is a gap
ALIKE_WITHIN = 20  # what is called similar is surely closer together than this, whatever the rounding hides
NOT_ASKED = "not asked"
OWN_WORD = "own word"
STRONG_FROM = 50  # per cent: what may be fewer than half is no strength
Subject = TypeVar("Subject")  # what voices speak of: a feature, a statement


@dataclass(frozen=True)
class Voice:
    """Who speaks: the measure that holds it, its scale, and its answers that are positive."""

    key: str
    measure: str
    name: str | Promise
    scale: Scale

    @property
    def lowest(self) -> int:
        return self.scale.lowest

    @property
    def highest(self) -> int:
        return self.scale.highest

    @property
    def top_answers(self) -> str:
        """The answers that are positive, each in its quotation marks: “mostly” or “always”."""
        return self.scale.top_answers

    @property
    def is_compared(self) -> bool:
        """Whether it may be put beside others: one of the three voices, with enough answers to choose from."""
        # With only three options people choose the ends more often, whatever they think: beside five options that
        # would look like a gap.
        return self.key in THREE and self.scale.options >= LEAST_OPTIONS

    def is_like(self, other: Voice | None) -> bool:
        """Whether both speak by the same survey and on the same scale, whatever its answers are called."""
        if other is None:
            return False
        mine, theirs = ((one.measure, one.lowest, one.highest, one.scale.options) for one in (self, other))
        return mine == theirs

    def along(self, value: float, edge: str = "") -> float:
        """The share of the way along the scale, 0 to 100, of a published mean; an end stands for its middle."""
        middle = Coarse(value, edge).middle(self.lowest, self.highest)
        return round(100 * (middle - self.lowest) / (self.highest - self.lowest), 9)

    def off(self, figure: ReleasedFigure) -> float:
        """How far, in points along the scale, a published mean over several questions may be from what was counted."""
        length = self.highest - self.lowest
        if figure.edge.startswith(NEAREST):
            off = float(figure.edge.removeprefix(NEAREST)) / 2
        elif self.key == SERVICES:
            off = ROUNDED  # everyone was counted
        else:
            off = max(mean_within(figure.base_low or 0, length), self._half_of_end(figure))
        return 100 * off / length

    def _half_of_end(self, figure: ReleasedFigure) -> float:
        """How far what an end stands for reaches to either side of its middle; 0 where a mean is no end."""
        if not figure.edge:
            return 0.0
        value = float(figure.value or 0)
        return abs(value - Coarse(value, figure.edge).middle(self.lowest, self.highest)) + ROUNDED


ROUNDED = 0.05  # a mean is rounded to a tenth
SERVICES, STAFF, FAMILIES, CHILDREN = "services", "staff", "families", "children"
THREE = (SERVICES, STAFF, FAMILIES)
LEAST_OPTIONS = 4
NAMES = {SERVICES: _("Services"), STAFF: _("Staff"), FAMILIES: _("Families"), CHILDREN: _("Children")}
THIS_SERVICE = _("This service")
SHORT = {SERVICES: _("services"), STAFF: _("staff"), FAMILIES: _("families"), CHILDREN: _("children")}
# Of whom and what most is said, in the words of the surveys' own options.
POSITIVE = {
    FAMILIES: _("%(subject)s: %(share)s of families’ answers were %(scale)s."),
    STAFF: _("%(subject)s: %(share)s of staff answers were %(scale)s."),
    CHILDREN: _("%(subject)s: %(share)s of children’s answers were %(scale)s."),
}
OF_WHOM = {
    STAFF: _("%(scale)s for staff"),
    FAMILIES: _("%(scale)s for families"),
    CHILDREN: _("%(scale)s for children"),
}
ENDS = (_("not yet"), _("halfway"), _("fully"))


class Voices:
    """Who speaks in a framework, in the order of pages: services, and the surveys that are somebody's voice."""

    def __init__(self, all_: Iterable[Voice]) -> None:
        self.all = tuple(all_)
        self.by_measure = {voice.measure: voice for voice in self.all}
        self.by_key = {voice.key: voice for voice in self.all}

    def of(self, *keys: str) -> list[Voice]:
        """The voices of these keys that the framework has, in the order that is asked for."""
        return [self.by_key[key] for key in keys if key in self.by_key]

    @property
    def compared(self) -> list[Voice]:
        """Those that may be put beside each other."""
        return [voice for voice in self.all if voice.is_compared]

    @property
    def positive_answers(self) -> str:
        """What positive answers are, voice by voice: "“mostly” or “completely” for staff and “yes” for children"."""
        said = [str(OF_WHOM[one.key]) % {"scale": one.top_answers} for one in self.all if one.key in OF_WHOM]
        *some, last = said or [""]
        words = gettext("%(some)s and %(last)s") % {"some": ", ".join(some), "last": last} if some else last
        return gettext("“Positive answers” are answers at the top of the scale: %(answers)s.") % {"answers": words}


def voices_of(framework: FrameworkVersion) -> Voices:
    """Who speaks in a framework: services by their stages, and each survey whose voice the framework says."""
    measures = measures_of(framework)
    asked = {one.survey.voice: one for one in measures.values() if one.is_survey and one.survey}
    own = measures[SELF_ASSESSMENT]
    found = [Voice(SERVICES, own.key, NAMES[SERVICES], own.scale)] if own.scale else []
    for key in (STAFF, FAMILIES, CHILDREN):
        if key in asked and (scale := asked[key].scale):
            found.append(Voice(key, asked[key].key, NAMES[key], scale))
    return Voices(found)


def positive_answers(voice: Voice, subject: str, share: str) -> str:
    """ "Strong ties: 65% of families’ answers were “mostly” or “always”." """
    return str(POSITIVE[voice.key]) % {"subject": subject, "share": share, "scale": voice.top_answers}


@dataclass(frozen=True)
class VoiceResult:
    """What one voice says of one feature, or why it does not: withheld, none, not asked, its own word.

    `share` is 0 to 100; `text` and `people` are as published. `note` says where it is made of part of its questions,
    `place` (kind and number) whose it is, `off` how far, in points, the share may be from what was counted.
    """

    voice: Voice
    status: str
    share: float | None = None
    text: str = ""
    people: str = ""
    note: str = ""
    place: tuple[str, int] = (f.SYSTEM, 0)
    off: float = 0.0

    @property
    def number(self) -> int | None:
        """The share as a whole number, where there is one."""
        return None if self.share is None else half_up(self.share)


@dataclass(frozen=True)
class Gap:
    """How far two voices are from each other: in points, in plain words, with a question to talk about."""

    points: float
    words: str | Promise
    question: str | Promise = ""
    between: tuple[Voice, ...] = ()  # who rates it higher, who lower
    note: str = ""  # which of the two figures is made of part of its questions

    @property
    def within(self) -> str:
        """The words inside of a sentence: "services rate this higher than families do"."""
        return str(self.words)[:1].lower() + str(self.words)[1:]


ALIKE = _("Similar ratings.")
UNSURE = _("These figures are too rounded to say who rates this higher.")
WORDS = {
    ("services", "families"): (
        _("Services rate this higher than families do."),
        _("What could families help us see?"),
    ),
    ("families", "services"): (
        _("Families rate this higher than services do."),
        _("What are families noticing that we could be proud of?"),
    ),
    ("services", "staff"): (
        _("Services rate this higher than their staff do."),
        _("What would help staff to experience this on an ordinary day?"),
    ),
    ("staff", "services"): (
        _("Staff rate this higher than services do."),
        _("What do staff already do that every service could do?"),
    ),
    ("staff", "families"): (
        _("Staff rate this higher than families do."),
        _("What are staff trying to offer that families are not noticing yet?"),
    ),
    ("families", "staff"): (
        _("Families rate this higher than staff do."),
        _("What do families value that staff may not realise they offer?"),
    ),
}
# The same of one service: what it says is its own, and no other service's.
WORDS_OF_ONE = {
    ("services", "families"): (
        _("The service rates this higher than families do."),
        _("What could families help you see?"),
    ),
    ("families", "services"): (
        _("Families rate this higher than the service does."),
        _("What are families noticing that you could be proud of?"),
    ),
    ("services", "staff"): (
        _("The service rates this higher than its staff do."),
        _("What would help staff to experience this on an ordinary day?"),
    ),
    ("staff", "services"): (
        _("Staff rate this higher than the service does."),
        _("What do staff already do that the whole service could do?"),
    ),
}
IN_PART = _("In the questions shown here, %(gap)s")


@dataclass(frozen=True)
class _Pair:
    """Two voices that can be heard: the one that rates it higher as published, the other, and how far they are off."""

    most: VoiceResult
    least: VoiceResult

    @property
    def points(self) -> float:
        return (self.most.share or 0) - (self.least.share or 0)

    @property
    def off(self) -> float:
        return self.most.off + self.least.off


def gap_between(said: Iterable[VoiceResult], *, one_service: bool = False) -> Gap | None:
    """The widest gap between two of the three voices that rounding cannot have made; None where fewer than two speak.

    Where there is none they are similar if they are less than LEAST_GAP apart as published and surely less than
    ALIKE_WITHIN, and else too rounded to say.
    Left out is whoever has too few answers to choose from: three and five do not measure alike. ValueError where
    the figures are of different places: what others said is no team's own word, and the gap to it is no gap of the
    team's.
    """
    heard = [one for one in said if one.share is not None and one.voice.is_compared]
    if len({one.place for one in heard}) > 1:
        raise ValueError("A gap is between voices of one place.")
    if len(heard) < 2:
        return None
    pairs = [_Pair(most, least) for most in heard for least in heard if most is not least]
    apart = [pair for pair in pairs if pair.points >= LEAST_GAP and pair.points > pair.off]
    if not apart:
        # What looks alike may be far apart, and what looks apart may be alike or the other way round.
        points = max(pair.points for pair in pairs)
        alike = points < LEAST_GAP and all(pair.points + pair.off < ALIKE_WITHIN for pair in pairs)
        return Gap(points, ALIKE if alike else UNSURE)
    widest_pair = max(apart, key=lambda pair: pair.points)
    most, least = widest_pair.most, widest_pair.least
    words, question = (WORDS | WORDS_OF_ONE if one_service else WORDS)[most.voice.key, least.voice.key]
    gap = Gap(widest_pair.points, words, question, (most.voice, least.voice))
    partly = [f"{one.voice.name}: {one.note}." for one in (most, least) if one.note]
    # What holds for some of a feature's questions need not hold for all of them.
    return replace(gap, words=IN_PART % {"gap": gap.within}, note=" ".join(partly)) if partly else gap


def widest(found: Iterable[tuple[Subject, Iterable[VoiceResult]]]) -> tuple[Subject, Gap] | None:
    """The subject on which voices are furthest apart, the first of equals; None where no one stands far from others.

    The one way to it: whichever page, file or mail names the widest gap names this one.
    """
    gaps = [(subject, gap) for subject, said in found if (gap := gap_between(said)) and gap.question]
    return max(gaps, key=lambda one: one[1].points, default=None)


def ends_of_share(figure: ReleasedFigure) -> f.Ends:
    """The shares, in per cent, that a published one over several questions may stand for."""
    return ends_in_print(Coarse(float(figure.value or 0), figure.edge), figure.base_low or 0)


def strongest(found: Iterable[tuple[Subject, ReleasedFigure | None]]) -> tuple[Subject, ReleasedFigure] | None:
    """The subject of which the largest share is positive, the first of equals; None where none is surely half or more.

    "Under 50%" and what rounding may have lifted to half are not half. An end stands for its middle where shares are
    put in order: "85% or more" is more than 90%.
    """
    shown = [(subject, share) for subject, share in found if share and share.value is not None]
    shares = [(subject, share) for subject, share in shown if ends_of_share(share).low >= STRONG_FROM]
    return max(shares, key=lambda one: Coarse(float(one[1].value or 0), one[1].edge).middle(0, 100), default=None)


@dataclass(frozen=True)
class FeatureVoices:
    """One feature with everyone who speaks of it."""

    feature: Feature
    said: tuple[VoiceResult, ...]
    level: str = f.SYSTEM

    @property
    def gap(self) -> Gap | None:
        # The smaller services of one survey need not be those of another, nor those of one question those of the next:
        # between their staff and their families there is no gap that anyone could talk about.
        return None if self.level == f.REST else gap_between(self.said, one_service=self.level == f.SERVICE)

    @property
    def absent(self) -> list[VoiceResult]:
        """Voices that are withheld here, or are a service's own word."""
        return [one for one in self.said if one.status in (f.WITHHELD, OWN_WORD)]


class ThreeVoices:
    """The voices at one place of a released round: its own figures and no other place's.

    `may_read_own_word` says whether a single service's rating of itself may be read here, `only` the measures of the
    voices that are asked for, where not all are.
    """

    def __init__(
        self,
        released: ReleasedRound,
        level: str,
        place: int,
        *,
        may_read_own_word: bool = True,
        only: Collection[str] | None = None,
    ) -> None:
        self.released, self.level, self.place, self.only = released, level, place, only
        self.may_read_own_word = may_read_own_word or level != f.SERVICE

    @cached_property
    def of_framework(self) -> Voices:
        """Everyone who speaks in the round's framework."""
        return voices_of(self.released.round.framework)

    @cached_property
    def _named(self) -> tuple[str, int | None] | None:
        rows = ReleasedFigure.objects.of(self.released.release).at(self.level, self.place)
        return rows.values_list("place_name", "sector").first()

    @property
    def exists(self) -> bool:
        return self._named is not None

    @cached_property
    def name(self) -> str:
        if self._named is None:
            return ""
        if self.level != f.REST:
            return self._named[0]
        sector = ReleasedFigure.objects.of(self.released.release).at(f.SECTOR, self.place)
        return f.combined(sector.values_list("place_name", flat=True).first() or "")

    @property
    def sector(self) -> int | None:
        return self._named[1] if self._named else None

    @cached_property
    def _figures(self) -> dict[tuple[str, str], ReleasedFigure]:
        """Means by measure and feature ("" for the whole)."""
        rows = ReleasedFigure.objects.of(self.released.release).at(self.level, self.place)
        rows = rows.filter(
            statistic=f.MEAN, subject_kind__in=(f.FEATURE, f.OVERALL), measure__in=self.of_framework.by_measure
        )
        return {(row.measure, row.subject): row for row in rows}

    @cached_property
    def _asked(self) -> set[tuple[str, str]]:
        """Which survey asks about which feature."""
        rows = ReleasedFigure.objects.of(self.released.release).at(f.SYSTEM).filter(subject_kind=f.FEATURE)
        return set(rows.filter(statistic=f.MEAN).values_list("measure", "subject"))

    @cached_property
    def voices(self) -> list[Voice]:
        """Who speaks here: three voices, and children where anything of theirs is shown."""
        # A row of children's “not shown” beside every feature would say nothing but that there is such a survey.
        shown = {measure for (measure, _subject), row in self._figures.items() if row.is_shown}
        there = [voice for voice in self.of_framework.all if voice.key != CHILDREN or voice.measure in shown]
        if self.level == f.REST:  # services rate themselves one by one, and smaller ones not together
            there = [voice for voice in there if voice.key != SERVICES]
        return [self._named_here(voice) for voice in there if self.only is None or voice.measure in self.only]

    def _named_here(self, voice: Voice) -> Voice:
        """A voice by its name at this place: of one service the stages are its own, and no other service's."""
        return replace(voice, name=THIS_SERVICE) if (voice.key, self.level) == (SERVICES, f.SERVICE) else voice

    @cached_property
    def rows(self) -> list[FeatureVoices]:
        return [
            FeatureVoices(feature, tuple(self._said(voice, feature.code) for voice in self.voices), self.level)
            for feature in self.released.features
        ]

    def _said(self, voice: Voice, feature: str) -> VoiceResult:
        if voice.key == SERVICES:
            return self._own_rating(voice, feature)
        if (voice.measure, feature) not in self._asked:
            return self._silent(voice, NOT_ASKED)
        here = self._figures.get((voice.measure, feature))
        if here is None:
            return self._silent(voice, f.NONE)
        return self._shown(voice, here) if here.is_shown else self._silent(voice, here.status)

    def _own_rating(self, voice: Voice, feature: str) -> VoiceResult:
        if feature not in self.released.assessed:
            return self._silent(voice, NOT_ASKED)
        if not self.may_read_own_word:
            return self._silent(voice, OWN_WORD)
        here = self._figures.get((voice.measure, feature))
        if here is not None and here.is_shown:
            return self._shown(voice, here)
        # Without a figure it is withheld where the whole is (a sector of one or two services), and else was not rated.
        all_ = self._figures.get((voice.measure, ""))
        return self._silent(voice, f.NONE if all_ is None or all_.is_shown else all_.status)

    def _shown(self, voice: Voice, figure: ReleasedFigure) -> VoiceResult:
        share = voice.along(float(figure.value or 0), figure.edge)
        people = figure.base_text if voice.key != SERVICES else str(figure.denominator or "")
        said = voice, f.SHOWN, share, figure.text, people, figure.partly
        return VoiceResult(*said, (self.level, self.place), voice.off(figure))

    def _silent(self, voice: Voice, status: str) -> VoiceResult:
        return VoiceResult(voice, status, place=(self.level, self.place))

    @cached_property
    def together(self) -> ThreeVoices | None:
        """The sector's smaller services together, a place of its own; None where nothing is withheld here, or there.

        Only those speak there of whom something is withheld here.
        """
        withheld = {measure for (measure, _subject), row in self._figures.items() if row.status == f.WITHHELD}
        if self.level != f.SERVICE or self.sector is None or not withheld:
            return None
        found = ThreeVoices(self.released, f.REST, self.sector, only=withheld)
        return found if any(one.status == f.SHOWN for row in found.rows for one in row.said) else None

    @property
    def left_out(self) -> list[Voice]:
        """Who has too few answers to choose from to be put beside the others."""
        return [voice for voice in self.of_framework.all if not voice.is_compared]

    @property
    def worth_talking_about(self) -> list[FeatureVoices]:
        """The features on which voices surely differ, in the framework's own order."""
        return [row for row in self.rows if row.gap and row.gap.question]

    @property
    def survey_of_families(self) -> str:
        """What the survey is called that families answer: "the families’ survey"."""
        families = self.of_framework.by_key.get(FAMILIES)
        survey = self.released.measures[families.measure].survey if families else None
        return the(survey) if survey else ""

    @property
    def hears_families_about(self) -> list[str]:
        """The codes of the features that families are asked about."""
        families = [voice.measure for voice in self.of_framework.of(FAMILIES)]
        asked = [x.code for x in self.released.features if any((one, x.code) in self._asked for one in families)]
        # Where they are asked about everything there is nothing to say.
        return asked if len(asked) < len(self.released.features) else []


def in_a_word(said: VoiceResult) -> str:
    """What a voice says in a table or a description: a number from 0 to 100 and what it lacks, or why there is none."""
    if said.number is not None:
        return f"{said.number} ({said.note})" if said.note else str(said.number)
    if said.status == f.WITHHELD:
        return "[c]"
    if said.status == OWN_WORD:
        return gettext("not shared")
    return gettext("not asked") if said.status == NOT_ASKED else "–"
