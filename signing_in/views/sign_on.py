"""Signing in by an employer's sign-on. Whatever is wrong, the page says the same."""

import logging
from dataclasses import asdict

from allauth.account.internal.flows.login import perform_login, record_authentication
from allauth.account.models import Login
from allauth.account.utils import get_next_redirect_url
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from organisations.models import User
from signing_in.oidc import Asked, SignOnFailed, address_to_ask, whom
from signing_in.stages import BY_EMPLOYER
from signing_in.standing import SECOND_FACTOR

logger = logging.getLogger(__name__)
ASKED, GOING_TO = "sign_on", "sign_on_going_to"


def _back(request) -> str:
    return request.build_absolute_uri(reverse("sign-on-back"))


def _failed(request, reason: object):
    logger.warning("Sign-on by an employer failed: %s", reason)
    return render(request, "signing_in/sign_on_failed.html", status=403)


@login_not_required
@never_cache
@require_POST
def begin(request):
    """Send the browser to the employer, with what makes sure that it is the same one that comes back."""
    provider = settings.SIGN_ON
    if provider is None:
        raise Http404
    asked = Asked.new()
    try:
        address = address_to_ask(provider, asked, back=_back(request))
    except SignOnFailed as reason:
        return _failed(request, reason)
    request.session[ASKED], request.session[GOING_TO] = asdict(asked), get_next_redirect_url(request)
    return redirect(address)


@login_not_required
@never_cache
@require_safe
def back(request):
    """Someone comes back from their employer. Only a person who has an account already is signed in."""
    provider = settings.SIGN_ON
    if provider is None:
        raise Http404
    asked, going_to = request.session.pop(ASKED, None), request.session.pop(GOING_TO, None)
    if asked is None or request.user.is_authenticated:
        return _failed(request, "nothing was asked for in this browser")
    try:
        known = whom(provider, Asked(**asked), told=request.GET.dict(), back=_back(request))
    except SignOnFailed as reason:
        return _failed(request, reason)
    user = User.objects.filter(email=known.email, is_active=True).first()
    if user is None:
        return _failed(request, "no account with this address")
    record_authentication(request, user, BY_EMPLOYER)
    if known.has_second_step:
        record_authentication(request, user, SECOND_FACTOR, type=BY_EMPLOYER)
    return perform_login(request, Login(user=user, redirect_url=going_to, email=known.email))
