"""Pages that people open without signing in, and that leave no trace of them."""

from collections.abc import Callable
from functools import wraps

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt


def public(view: Callable) -> Callable:
    """A page without sign-in, cookie or trace.

    A forged post could do nothing here that a person with the link cannot, so no token guards it (it would be a
    cookie). Nothing is kept by anyone, and the page that a person goes to next does not learn the address of this.
    """

    @wraps(view)
    def answer(request, *args, **kwargs) -> HttpResponse:
        response = never_cache(view)(request, *args, **kwargs)
        response["Referrer-Policy"] = "no-referrer"
        return response

    return login_not_required(csrf_exempt(answer))
