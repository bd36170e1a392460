"""What every page shows that people open without signing in: its language, its layout, and where help is."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property, partial
from urllib.parse import urlencode

from django.db.models import CharField, QuerySet, Value
from django.db.models.functions import Cast
from django.http import HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation

from organisations.limits import rate_limiter
from organisations.models import Partnership
from surveys.languages import Language, all_languages, english, language_called, phrases_not_translated
from surveys.models import Instrument, SupportLine, SurveyLink, YouSaidWeDid
from surveys.pieces import Pieces, sign
from surveys.prepared import Prepared
from surveys.standing import Edition, MadePages, edition_of, lines_of, shells
from surveys.wordings import Chosen, InstrumentWords, choices_of, is_whole_in, languages_of

MOST_REPLIES = 5
_SAID, _CHOSEN = "said", "chosen"
EASY = "easy"
ELSEWHERE = "https://www.bbc.co.uk/weather"  # a page that anybody may have open
# Seconds without a touch after which a shared tablet asks whether someone is there, and how long it then waits.
TABLET = {"idle": 120, "after_sending": 20, "warn": 30}
# The same on someone's own phone or computer, where what they chose is kept in the tab.
OWN = {"idle": 28 * 60, "warn": 2 * 60}


@dataclass(frozen=True)
class Reply:
    """What a service heard, and what it did."""

    said: str
    did: str


def _token_in(text: str) -> str:
    """The address of a shared tablet's start as a page carries it along, or nothing where it can be none."""
    return text if re.fullmatch(r"[a-z0-9]{1,40}", text) else ""


def _said_and_chosen(partnership: int, framework: int, service: int, *, families: bool) -> QuerySet:
    """Rows of kind, two texts, a day and a number: replies to those who answer, and decisions about languages."""
    chosen = choices_of(partnership, framework).annotate(of=Value(_CHOSEN), day=Value(""))
    said = YouSaidWeDid.objects.published().filter(service_id=service, for_families__in=[families])
    dated = said.annotate(of=Value(_SAID), day=Cast("published_on", CharField()))
    return chosen.values_list("of", "language", "decided", "day", "pk").union(
        dated.order_by().values_list("of", "said", "did", "day", "pk"), all=True
    )


_SAID_AND_CHOSEN = {
    families: Prepared(partial(_said_and_chosen, families=families), "partnership", "framework", "service")
    for families in (True, False)
}
_OWN_LINES = Prepared(lambda partnership: SupportLine.objects.filter(partnership=partnership), "partnership")


def language_asked(request) -> str:
    """The code of the language that a button asks for, else of the one that comes with the request."""
    sent = request.POST if request.method == "POST" else request.GET
    pressed = request.POST.get("go", "")
    return pressed.removeprefix("language:") if pressed.startswith("language:") else sent.get("language", "")


class Visit:
    """One person at one page: what they came for, and how they want to read it.

    What only a page that is shown needs is asked for only then: anyone who sends waits for none of it.
    """

    def __init__(self, request, instrument, partnership, *, survey_link=None, language="", layout=None) -> None:
        """`language` and `layout` are chosen anew on this page, else they come with the request."""
        sent = request.POST if request.method == "POST" else request.GET
        # Carried from page to page in addresses, since there is no cookie. On a survey's own page the link itself
        # says whether it is on a tablet.
        self.tablet: str = _token_in(sent.get("tablet", "")) if survey_link is None else ""
        self.instrument: Instrument | None = instrument
        self.partnership: Partnership | None = partnership
        self.survey_link: SurveyLink | None = survey_link
        self.layout = EASY if (sent.get("layout", "") if layout is None else layout) == EASY else ""
        self.language: Language = self._language(language or sent.get("language", ""))
        self.words = self._words()

    def _words(self) -> InstrumentWords | None:
        if self.instrument is None:
            return None
        edition = self.edition if self.language != english() else None
        return InstrumentWords(self.instrument, self.language, is_easy=self.is_easy, edition=edition)

    @cached_property
    def edition(self) -> Edition:
        """What of the framework's content holds at this moment."""
        return edition_of(self.survey_link)

    def _language(self, code: str) -> Language:
        asked = language_called(code)
        return asked if asked == english() or self._is_offered(asked) else english()

    def _is_offered(self, asked: Language) -> bool:
        """Whether the page can be had in it. A link may know already: then whoever sends waits for one query less."""
        if getattr(self.survey_link, "asked_in", "") == asked.code:
            return not self.survey_link.is_withheld and is_whole_in(self.instrument, asked, self.edition)
        return asked in self.languages

    @cached_property
    def languages(self) -> list[Language]:
        """Those that the page can be had in, whole."""
        if self.instrument is None:
            return [one for one in all_languages() if not phrases_not_translated(one.code)]
        return languages_of(self.instrument, self.partnership, edition=self.edition, choices=self._chosen)

    @cached_property
    def _said_and_chosen(self) -> list[tuple[str, str, str, str]]:
        """What a service has published for those who answer, and what the partnership decided about languages.

        One query: every page of a survey asks for both. Rows of kind, two texts, and a day.
        """
        service = self.survey_link.service_id if self.survey_link else None
        rows = _SAID_AND_CHOSEN[bool(self.survey_link and self.survey_link.instrument.for_families)](
            partnership=self.partnership.pk if self.partnership else 0,
            framework=self.instrument.framework_id if self.instrument else 0,
            service=service or 0,
        )
        return sorted(rows, key=lambda row: (row[3], row[4]), reverse=True)

    @cached_property
    def _chosen(self) -> dict[str, str]:
        return {language: decided for of, language, decided, *_ in self._said_and_chosen if of == _CHOSEN}

    @property
    def you_said(self) -> list[Reply]:
        """What was published last, in the language that it was written in and no other."""
        if self.language != english():
            return []
        return [Reply(said, did) for of, said, did, *_ in self._said_and_chosen if of == _SAID][:MOST_REPLIES]

    @cached_property
    def support(self) -> list[dict]:
        """Who can help now: the partnership's own list where it has one, else the framework's."""
        if self.instrument is None:
            return []
        has_own = self.partnership and getattr(self.survey_link, "has_own_lines", True)
        own = _OWN_LINES(partnership=self.partnership.pk) if has_own else ()
        lines = own or lines_of(self.instrument.framework_id, self.edition)
        whose = self.instrument if self.survey_link else None
        return [self.words.support(line) for line in lines if line.is_beside(whose)]

    @cached_property
    def is_unchecked(self) -> bool:
        """Whether the words are in a language in which no native speaker has read them for this partnership yet."""
        if self.language == english() or self.instrument is None:
            return False
        return self._chosen.get(self.language.code) != Chosen.CHECKED

    @property
    def for_families(self) -> bool:
        return self.instrument is None or self.instrument.for_families or self.survey_link is None

    @property
    def place(self) -> str:
        """Who asks: the service, or the partnership; no one in particular on a page that must not tell."""
        service = self.survey_link.service if self.survey_link else None
        return service.name if service else self.partnership.name if self.partnership else "TiP Borough"

    @property
    def is_easy(self) -> bool:
        return self.layout == EASY

    @property
    def start_of_tablet(self) -> str:
        """Where a shared tablet goes back to; nothing on a phone or computer of someone's own."""
        if self.survey_link:
            is_shared = self.survey_link.kind == SurveyLink.Mode.TABLET
            return self.survey_link.get_absolute_url() if is_shared else ""
        return reverse("surveys:survey-start", args=[self.tablet]) if self.tablet else ""

    @property
    def way_out(self) -> str:
        """Where "Exit this page" leads: away, or on a shared tablet to its start, for whoever comes next."""
        return self.start_of_tablet or ELSEWHERE

    @property
    def query(self) -> str:
        """What a link carries along of language and layout: `?language=ur&layout=easy`, or nothing."""
        return self._query(self.language, self.layout, self.tablet)

    @property
    def contact_query(self) -> str:
        """The same for the form to be contacted by; on a shared tablet also the way back."""
        way_back = self.survey_link.token if self.survey_link and self.start_of_tablet else ""
        return self._query(self.language, self.layout, way_back)

    @property
    def other_layout_query(self) -> str:
        return self._query(self.language, "" if self.is_easy else EASY, self.tablet) or "?"

    @cached_property
    def made_of(self) -> tuple:
        """Everything of a survey's visit that its first page shows, so that pages made of the same are the same."""
        return (
            *self.made_of_thanks,
            (tuple(each.code for each in self.languages), self.is_unchecked),
            tuple((each.said, each.did) for each in self.you_said),
        )

    @cached_property
    def made_of_thanks(self) -> tuple:
        """The same of the page that thanks, which tells less."""
        link, place, round_ = self.survey_link, self.partnership, self.survey_link.round
        return (
            (link.pk, link.token, link.kind, self.place, self.instrument.pk, self.edition),
            (place.pk, place.slug, place.name, place.colour, place.is_demonstration),
            (round_.name, round_.closes_on, round_.is_practice),
            (self.language.code, self.layout),
            self._lines,
        )

    @cached_property
    def made_of_questions(self) -> tuple:
        """The same of the questions and what is around them: who hands them out is not seen there."""
        return (
            (self.instrument.pk, self.edition, self.survey_link.kind, self.partnership.name),
            self.survey_link.round.is_practice,
            (self.language.code, self.layout, tuple(each.code for each in self.languages)),
            self._lines,
        )

    @cached_property
    def _lines(self) -> tuple:
        return tuple(tuple((name, str(value)) for name, value in line.items()) for line in self.support)

    def language_links(self) -> list[tuple[Language, str]]:
        return [(language, self._query(language, self.layout, self.tablet) or "?") for language in self.languages]

    @staticmethod
    def _query(language: Language, layout: str, tablet: str) -> str:
        carried = {} if language == english() else {"language": language.code}
        carried |= {"layout": layout} if layout else {}
        carried |= {"tablet": tablet} if tablet else {}
        return f"?{urlencode(carried)}" if carried else ""

    def speaking(self):
        """For a `with`: every phrase inside is in the visitor's language, and speaks to a child as to one."""
        to_a_child = bool(self.survey_link and self.survey_link.instrument.is_for_children)
        return translation.override(self.language.of_pages(to_a_child=to_a_child))


def visit_to(request, survey_link: SurveyLink, **chosen) -> Visit:
    """A visit to a survey."""
    return Visit(request, survey_link.instrument, survey_link.round.partnership, survey_link=survey_link, **chosen)


def visit_to_no_survey(request, partnership: Partnership | None = None, **chosen) -> Visit:
    """A visit to a page that belongs to no survey, or must not tell to which: in the words of the newest framework."""
    instrument = Instrument.objects.filter(for_families=True).select_related("framework").order_by("-framework").first()
    return Visit(request, instrument, partnership, **chosen)


def show(request, template: str, visit: Visit, *, status: int = 200, **context) -> HttpResponse:
    """The page in the visitor's language, with what every such page has."""
    context |= {
        "visit": visit,
        "words": visit.words,
        "survey_link": visit.survey_link,
        "instrument": visit.instrument,
        "service": visit.survey_link.service if visit.survey_link else None,
        "partnership": visit.partnership,
        "support": visit.support,
        "tablet": TABLET,
        "own": OWN,
    }
    with visit.speaking():
        return render(request, f"surveys/public/{template}", context, status=status)


_TAKES_GZIP = re.compile(r"\bgzip\b(?!\s*;\s*q=0(\.0*)?\s*(,|$))")  # which q=0 says that it does not
# Each one's own, in a page made before.
NONCE, WHOLE, KEY, TOKEN, REST = (sign(name) for name in ("nonce", "whole", "key", "token", "rest"))


def show_made(
    request,
    template: str,
    visit: Visit,
    *,
    of: tuple,
    own: dict[str, str | Pieces] | None = None,
    pages: MadePages = shells,
    more: Callable[[], dict] = dict,
    **context,
) -> HttpResponse:
    """As `show`, from what was made before of the very same things, which are all in `of`.

    `own` holds what is each visitor's own, by the name of the sign that stands for it. `pages` keeps what is made, and
    `more` is what takes a while to find, asked for only where a page is made.
    """

    def make() -> Pieces:
        page = show(request, template, visit, **{**context, **more()}).content.decode()
        return Pieces(page.replace(str(request.csp_nonce), NONCE))

    page = pages.get((template, *of), make)
    filled = {"nonce": str(request.csp_nonce), **(own or {})}
    if _TAKES_GZIP.search(request.headers.get("Accept-Encoding", "")):
        response = HttpResponse(page.gzipped(filled))
        response["Content-Encoding"] = "gzip"
    else:
        text = page.plain(filled).decode()
        response = HttpResponse(render_to_string("surveys/public/made.html", {"page": text, "visit": visit, **context}))
    response["Vary"] = "Accept-Encoding"
    return response


def not_open(request, survey_link: SurveyLink | None = None) -> HttpResponse:
    """One page for a link that is closed, revoked or never was, so that guessing teaches nothing.

    It asks the database the same whether there is such a link or not. Only what a service has published about what
    it did with earlier answers stands there besides, for those who come back.
    """
    visit = visit_to_no_survey(request)
    said = list(replies_to(survey_link)[:MOST_REPLIES])
    return show(request, "not_open.html", visit, status=404, you_said=said if visit.language == english() else [])


def replies_to(survey_link: SurveyLink | None) -> QuerySet:
    """What a service has published of "you said, we did" for those who use this survey, the newest first."""
    # 0 belongs to no service: the query is made all the same, so that the time it takes tells nothing.
    service = survey_link.service_id if survey_link and survey_link.service_id else 0
    families = bool(survey_link and survey_link.instrument.for_families)
    return YouSaidWeDid.objects.published().filter(service_id=service, for_families__in=[families])


def too_fast(request, kind: str) -> int:
    """Seconds that this browser should wait; 0 when it may go on."""
    return rate_limiter.wait(request, kind, at=timezone.now())


def is_flood(request, kind: str, *, link: int | None = None) -> bool:
    """Whether this comes on top of what people write by themselves, so that it is held apart."""
    return rate_limiter.is_flood(request, kind, at=timezone.now(), link=link)
