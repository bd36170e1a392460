"""What is far larger than anything that we take is refused by what it says of its size, before any of it is read."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render

MOST = 25 * 1024 * 1024  # bytes: the largest list that can be brought in, and what stands around it


class RefusesFarTooMuch:
    """Answers with a page of its own. It stands before whatever reads a form, as the check of its CSRF token does."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        said = request.META.get("CONTENT_LENGTH") or "0"
        if said.isdecimal() and int(said) > MOST:
            return self.page(request)
        return self.get_response(request)

    def page(self, request: HttpRequest) -> HttpResponse:
        answer = render(request, "413.html", {"most": MOST // 1024 // 1024}, status=413)
        answer["Connection"] = "close"  # the rest of what is sent is read by no one
        return answer
