"""Answering a survey: no sign-in, no cookie."""

from contextlib import suppress
from functools import cached_property

from django.db import DatabaseError
from django.db.models import Exists, F, OuterRef, QuerySet
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape, format_html_join
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from organisations.codes import tidy
from organisations.printing import qr_code
from organisations.traceless import public
from surveys.actions import answering as actions
from surveys.actions import codes, drafts
from surveys.actions.flags import raise_flag
from surveys.forms.answering import MOST_WRITTEN, Given, SurveyForm, read_answers
from surveys.languages import language_called
from surveys.limits import tally
from surveys.models import LanguageChoice, Question, ScalePoint, SurveyLink
from surveys.pieces import Pieces
from surveys.prepared import Prepared
from surveys.screens import Screen, after_section, place_of, screens_of, survey_questions_of
from surveys.standing import screens_shown, wholes, with_edition
from surveys.views.visits import (
    KEY,
    REST,
    TOKEN,
    WHOLE,
    is_flood,
    language_asked,
    not_open,
    show,
    show_made,
    too_fast,
    visit_to,
)
from surveys.whole import START, whole_survey

# What was answered on another screen, as a page carries it along.
_CARRIED = '<input type="hidden" name="%s" value="%s">'
# Those that anyone may open who has the address; codes come by their own page, and paper by none.
OPEN_TO_ALL = (SurveyLink.Mode.LINK, SurveyLink.Mode.POSTER, SurveyLink.Mode.TABLET)


def _survey_link(token: str, request) -> SurveyLink | None:
    """The survey with this address, in whatever case and with whatever dashes someone typed it.

    It knows whether it may be had in the language that is asked for, as far as its partnership decides.
    """
    language = language_called(language_asked(request)).code
    link = next(iter(_LINK(token=tidy(token), language=language)), None)
    if link is not None:
        link.asked_in = language
    return link


def to_answer() -> QuerySet[SurveyLink]:
    """Links with all that a page of a survey asks of them: their places, since when they rest, and the edition.

    And in how many days comments are read (None where the partnership has not said), for whoever writes one.
    """
    links = with_edition(SurveyLink.objects.with_places().with_pause())
    return links.annotate(review_days=F("round__partnership__safety_settings__review_days"))


def _link(token: str, language: str) -> QuerySet[SurveyLink]:
    here = LanguageChoice.objects.filter(
        partnership=OuterRef("round__partnership"), framework=OuterRef("instrument__framework"), language=language
    )
    return to_answer().filter(token=token).annotate(is_withheld=Exists(here.filter(is_offered=False)))


_LINK = Prepared(_link, "token", "language")


def rests_since(survey_link: SurveyLink) -> float | None:
    """Since when a survey rests (seconds since 1970), or None where it does not."""
    return survey_link.paused_at.timestamp() if survey_link.paused_at else None


@public
@require_safe
def survey_start(request, token):
    """Who asks, who sees what, how long it takes, and where help is."""
    survey_link = _survey_link(token, request)
    if survey_link is None or not survey_link.takes_answers or survey_link.kind not in OPEN_TO_ALL:
        return not_open(request, survey_link)
    visit = visit_to(request, survey_link)
    if rests_since(survey_link):
        return show(request, "resting.html", visit)
    return Filling(request, visit, key=actions.new_submission_key(survey_link)).show_whole(shown=START)


@public
@require_http_methods(["GET", "HEAD", "POST"])
def survey_answer(request, token):
    """The questions, a screen at a time. Answers stay in the page until "Send my answers"."""
    survey_link = _survey_link(token, request)
    if survey_link is None or survey_link.kind == SurveyLink.Mode.PAPER:
        return not_open(request, survey_link)
    key = request.POST.get("key", "")
    begun = actions.made_at(key, survey_link)
    rests, is_late = rests_since(survey_link), not survey_link.takes_begun(begun)
    # Anyone who presses twice, or goes back, is to be thanked, and not told that something is wrong, nor that the
    # survey has closed or rests meanwhile. Where neither is so, sending finds it out by itself.
    looks_again = is_late or rests or request.POST.get("go") != "send"
    is_sent = begun is not None and looks_again and actions.is_sent(key)
    if is_late and not is_sent:
        return not_open(request, survey_link)
    if request.method != "POST":
        if survey_link.kind == SurveyLink.Mode.CODES:
            return redirect("surveys:code-enter")
        visit = visit_to(request, survey_link)
        if rests:
            return show(request, "resting.html", visit)
        return Filling(request, visit, key=actions.new_submission_key(survey_link)).show_whole()
    go = request.POST.get("go", "next")
    visit = visit_to(
        request,
        survey_link,
        language=language_asked(request),
        layout=go.removeprefix("layout:") if go.startswith("layout:") else None,
    )
    if is_sent:  # sent again, or Back and then on: there is nothing left to show
        return to_thanks(visit)
    # Anyone who had begun before the pause may finish. To be stopped half-way would be worse than to go on.
    if rests and (begun is None or begun > rests):
        return show(request, "resting.html", visit)
    with visit.speaking():
        return Filling(request, visit, key=key, made=begun).go(go)


@public
@require_safe
def survey_thanks(request, token):
    survey_link = _survey_link(token, request)
    if survey_link is None:
        return not_open(request)
    visit = visit_to(request, survey_link)
    return show_made(request, "thanks.html", visit, of=visit.made_of_thanks)


def to_thanks(visit):
    return redirect(reverse("surveys:survey-thanks", args=[visit.survey_link.token]) + visit.query)


class Filling:
    """One step of someone's filling-in: what came with the page, and which page comes next."""

    def __init__(self, request, visit, *, key: str, made: int | None = None) -> None:
        self.request, self.visit, self.key, self.made = request, visit, key, made
        self.survey_link = visit.survey_link
        self.questions = survey_questions_of(self.survey_link)
        self.one_by_one = visit.is_easy or self.survey_link.instrument.one_at_a_time
        self.data = request.POST.copy()
        self.took_up = False
        self.code = self.data.get("code", "") if self.survey_link.kind == SurveyLink.Mode.CODES else ""

    @cached_property
    def screens(self) -> list[Screen]:
        return screens_of(self.questions, self.visit.words, one_by_one=self.one_by_one)

    @cached_property
    def place(self) -> int:
        """At which of the screens someone is."""
        return place_of(self.screens, self.data.get("page", ""))

    def form(self, data=None) -> SurveyForm:
        screen, note = self.screens[self.place], ""
        if screen.is_open:
            note = render_to_string("surveys/public/_before_writing.html", {"support": self.visit.support})
        words, alone = self.visit.words, self.one_by_one
        return SurveyForm(data, questions=self.questions, asked=screen, words=words, alone=alone, before_writing=note)

    def show_whole(self, *, shown: str = "", put_by: bool = False):
        """The whole survey in one page, at its first screen, the one named, or the one at which someone paused.

        `put_by` says whether answers of an earlier time wait to be taken up.
        """
        with self.visit.speaking():
            shown = shown or self.screens[self.place].name
            about = {
                "code": self.code,
                "put_by": put_by,
                "begin": f"#{self.screens[0].name}",
                "shown": shown,
                "you_said": self.visit.you_said,
                "with_helper": any(point.face for each in self.questions for point in each.choices()),
            }
            if self.code or self.took_up:  # what stands in it is someone's own
                return show(self.request, "start.html", self.visit, whole="" if put_by else self.whole(shown), **about)
            of_questions = (*self.visit.made_of_questions, self.own_questions, shown)
            whole = wholes.get(of_questions, lambda: self.whole_of_anyone(shown))
            own = {"whole": whole, "key": self.key, "token": self.survey_link.token}
            made_of = (*self.visit.made_of, self.own_questions, shown)
            return show_made(self.request, "start.html", self.visit, of=made_of, own=own, whole=WHOLE, **about)

    @cached_property
    def own_questions(self) -> tuple:
        """What the partnership asks beside the framework's questions, for whatever is made of it."""
        ours = [each for each in self.questions if each.partnership_id]
        return tuple((each.pk, self.visit.words.question(each), each.kind, each.order) for each in ours)

    def whole_of_anyone(self, shown: str) -> Pieces:
        """Every screen, for each link by which this survey is handed out: one is made for all of a borough."""
        return Pieces(self.whole(shown).replace(self.key, KEY).replace(self.survey_link.token, TOKEN))

    def whole(self, shown: str) -> str:
        """Every screen of the survey, as HTML."""
        visit = self.visit
        screens = whole_survey(
            self.questions,
            visit.words,
            one_by_one=self.one_by_one,
            whose=str(visit.partnership or ""),
            end=_("Ready to send?"),
            before_writing=render_to_string("surveys/public/_before_writing.html", {"support": visit.support}),
            given=self.data if self.took_up else None,
        )
        context = {
            "visit": visit,
            "survey_link": self.survey_link,
            "instrument": self.survey_link.instrument,
            "screens": screens,
            "shown": shown,
            "total": len(self.questions),
            "pages": self.screens[-1].number,
            "most_written": MOST_WRITTEN,
            "key": self.key,
            "code": self.code,
        }
        return render_to_string("surveys/public/_whole.html", context)

    def take_up(self, put_by: dict[str, str]) -> None:
        """Go on where someone paused."""
        self.data.update(put_by)
        self.place, self.took_up = place_of(self.screens, put_by.get("page", "")), True

    def page(self, form: SurveyForm, *, status: int = 200, wait: int = 0):
        """The screen at which someone is, with what stands on it and what has to be said about it."""
        answered = form.answered() if form.is_bound and form.is_valid() else 0
        rest = format_html_join("", "{}", ((field,) for field in form.hidden_fields()))
        about = self.about_screen(form, answered=answered, rest=rest)
        response = show(self.request, "answer.html", self.visit, status=status, **about)
        if wait:
            response["Retry-After"] = str(wait)
        return response

    def about_screen(self, form: SurveyForm, *, answered: int, rest: str) -> dict:
        """What the page of a screen is made of; `rest` is what was answered on the others."""
        return {
            "form": form,
            "asked": form.asked_fields(),
            "screen": self.screens[self.place],
            "place": self.place,
            "total": self.screens[-1].number,
            "one_by_one": self.one_by_one,
            "alone": form.alone,
            "words_of_section": self.words_of_section(),
            "percent": 100 * self.place / (len(self.screens) - 1),
            "answered": answered,
            "rest": rest,
            "key": self.key,
            "code": self.code,
        }

    def screen_page(self, given: Given):
        """The screen at which someone is. One on which nothing is answered yet is made once for all who come to it."""
        screen, values = self.screens[self.place], given.by_code()
        if self.code or any(question.code in values for question in screen.questions):
            return self.page(self.form(self.data))
        answered = given.number if screen.is_end else 0
        others = [question.code for question in self.questions if question not in screen.questions]
        carried = "".join(_CARRIED % (code, escape(values.get(code, ""))) for code in others)
        own = {"key": self.key, "rest": carried}
        with self.visit.speaking():
            return show_made(
                self.request,
                "answer.html",
                self.visit,
                of=(*self.visit.made_of, self.own_questions, screen.name, answered),
                own=own,
                pages=screens_shown,
                more=lambda: self.about_screen(self.form(), answered=answered, rest=REST) | {"key": KEY},
                screen=screen,
            )

    def words_of_section(self) -> dict[str, str]:
        """Its title and, where none came as a screen of its own, its note."""
        screen = self.screens[self.place]
        if screen.section is None or screen.is_local:
            return {}
        title, note = screen.words_of_section(self.visit.words)
        return {"title": title, "note": note}

    def slowed(self, wait: int):
        """The page with all that was answered, for someone who comes a little too fast."""
        form = self.form(self.data)
        form.add_error(None, _("Lots of people are using this survey right now. Wait a moment, then try again."))
        return self.page(form, status=429, wait=wait)

    def go(self, go: str):
        """Do what the pressed button says."""
        wait = too_fast(self.request, "send" if go == "send" else "page")
        if wait:
            return self.slowed(wait)
        if self.made is None:  # cut short on its way, or older than our own key
            self.key = actions.new_submission_key(self.survey_link)
            form = self.form(self.data)
            form.add_error(
                None, _("This page has been open for a long time. Your answers are still here. You can carry on.")
            )
            return self.page(form)
        if go == "skip":
            for question in self.skipped():
                self.data.pop(question.code, None)
        given = read_answers(self.questions, self.data)
        if go == "send" and given:
            return self.send(given.answers, given.comments)
        if go.startswith(("language:", "layout:")) and not self.place:
            self.place = self.furthest_answered()
        if given is None:
            self.place = place_of(self.screens, self.form(self.data).wrong_code())
            return self.page(self.form(self.data))
        kept = given.by_code()
        for question in self.questions:  # what cannot be kept, such as a null byte, goes no further
            self.data[question.code] = kept.get(question.code, "")
        if go == "pause" and self.code:
            return self.put_by(given)
        last = len(self.screens) - 1
        if go == "back":
            self.place = max(0, self.place - 1)
        elif go == "skip" and self.screens[self.place].is_note:
            self.place = after_section(self.screens, self.place)
        elif go in ("next", "skip"):
            self.place = min(last, self.place + 1)
        return self.screen_page(given)

    def skipped(self) -> list[Question]:
        """What is not answered by whoever skips this screen: after a note, all of its part."""
        here = self.place
        until = after_section(self.screens, here) if self.screens[here].is_note else here + 1
        return [question for screen in self.screens[here:until] for question in screen.questions]

    def furthest_answered(self) -> int:
        """Where someone is likely to be whose page cannot tell, as where it has no script."""
        answered = (at for at, each in enumerate(self.screens) if any(self.data.get(q.code) for q in each.questions))
        return max(answered, default=0)

    def send(self, answers: dict[Question, ScalePoint], comments: dict[Question, str]):
        if not answers and not comments:
            form = self.form(self.data)
            nothing = _("You have not answered any questions yet. That is fine. You can close this page.")
            sent = _("If you sent your answers, we have them.")  # for those who press Back and then send once more
            form.add_error(None, f"{nothing} {sent}")
            return self.page(form)
        if comments and (wait := too_fast(self.request, "words")):
            return self.slowed(wait)
        in_flood = bool(comments) and is_flood(self.request, "words", link=self.survey_link.pk)
        spent = {"code": codes.hash_of_code(self.code), "card": drafts.name_of_card(self.code)} if self.code else {}
        try:
            stored = actions.submit_response(
                survey_link=self.survey_link,
                key=self.key,
                answers=answers,
                comments=comments,
                in_flood=in_flood,
                **spent,
            )
        except actions.LinkClosed:
            return not_open(self.request, self.survey_link)
        except actions.CodeSpent:
            return self.to_code_again()
        if stored:
            at = timezone.now()
            for kind in tally.count(self.survey_link.pk, at=at, made=self.made, answers=len(answers)):
                with suppress(DatabaseError):  # the answers are in: whatever happens to a flag, the person is thanked
                    raise_flag(self.survey_link, kind, timezone.localdate(at))
        return to_thanks(self.visit)

    def put_by(self, given: Given):
        """Keep the answers under the person's longer code, and show it."""
        on = timezone.localdate()
        found = codes.code_typed(self.code)
        if found and found.survey_link_id == self.survey_link.pk:
            code, answers = codes.longer(self.code), {**given.by_code(), "page": self.data.get("page", "")}
            if drafts.put_by(code=code, answers=answers, on=on):
                shown = codes.in_groups(code)
                # After the `#`, so that no server on the way is told it (`static/js/code.js`).
                qr = qr_code(f"{self.request.build_absolute_uri(reverse('surveys:code-enter'))}#{shown}")
                # Never longer than the survey takes them.
                left = (self.survey_link.round.last_day_to_send - on).days
                days = max(1, min(drafts.DAYS_KEPT, left))
                return show(self.request, "put_by.html", self.visit, days=days, longer_code=shown, qr=qr)
        return self.to_code_again()

    def to_code_again(self):
        query = f"{self.visit.query}&again=yes" if self.visit.query else "?again=yes"
        return redirect(reverse("surveys:code-enter") + query)
