"""Filling in a survey as a browser without JavaScript does: what each page carries comes back with the next press."""

import re
from html import unescape

from django.test import Client

from surveys.actions.answering import new_submission_key
from surveys.models import Instrument, Question, SurveyLink
from tests.builders import Borough


def link_of(borough: Borough, key: str, kind: str = "link", service: str = "ward") -> SurveyLink:
    """The link of this kind for a survey of a service; made where there is none."""
    instrument = Instrument.objects.get(framework=borough.round.framework, key=key)
    found = SurveyLink.objects.with_places()
    place = {"service": borough.services[service], "round": borough.round, "instrument": instrument, "kind": kind}
    return found.get(pk=SurveyLink.objects.get_or_create(**place)[0].pk)


def questions_of(link: SurveyLink) -> str:
    return f"/s/{link.token}/questions/"


def hidden_fields(page) -> dict[str, str]:
    """What the page carries along unseen, as a browser would send it back."""
    inputs = re.findall(r"<input[^>]*type=\"hidden\"[^>]*>", page.content.decode())
    pairs = [(re.search(r'name="([^"]+)"', one), re.search(r'value="([^"]*)"', one)) for one in inputs]
    return {name.group(1): unescape(value.group(1)) if value else "" for name, value in pairs}


def go(client: Client, link: SurveyLink, page, **answers):
    """Answer what is asked, press a button, and land on the next page. `go` is the button.

    Answers are named by their question's code with _ for -.
    """
    given = {name.replace("_", "-"): value for name, value in answers.items()}
    return client.post(questions_of(link), hidden_fields(page) | chosen(page) | given, follow=True)


def chosen(page) -> dict[str, str]:
    """The answers that are chosen on this very page."""
    inputs = re.findall(r"<input[^>]*type=\"radio\"[^>]* checked[^>]*>", page.content.decode())
    return {re.search(r'name="([^"]+)"', one)[1]: re.search(r'value="([^"]+)"', one)[1] for one in inputs}


def first_screen(client: Client, link: SurveyLink):
    """The first screen by itself, as a browser gets it that sends a screen at a time."""
    return client.post(questions_of(link), {"key": key_for(link), "go": "stay"})


def walk(client: Client, link: SurveyLink, page=None) -> list:
    """Every screen from the first (or the one given) to the end, pressing the button that goes on."""
    pages = [page or first_screen(client, link)]
    while hidden_fields(pages[-1])["page"] != "end":
        pages.append(go(client, link, pages[-1], go="next"))
        assert len(pages) < 60, "the survey does not come to an end"
    return pages


def go_to(client: Client, link: SurveyLink, screen: str, page=None):
    """The screen with this name."""
    return next(each for each in walk(client, link, page) if hidden_fields(each)["page"] == screen)


def key_for(link: SurveyLink) -> str:
    return new_submission_key(link)


def one_answer(link: SurveyLink) -> dict:
    question = Question.objects.filter(instrument=link.instrument, statement__isnull=False).first()
    return {question: question.scale.points.filter(positive=True).first()}
