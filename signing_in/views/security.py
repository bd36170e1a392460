"""Signing in and security: a person's own second factors and sessions."""

import ipaddress

from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.base.views import ReauthenticateView
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes import views as recovery_views
from allauth.mfa.totp import views as app_views
from allauth.mfa.webauthn import views as passkey_views
from allauth.mfa.webauthn.internal import auth as passkeys
from django.contrib import messages
from django.db import transaction
from django.shortcuts import redirect, render
from django.urls import reverse, reverse_lazy
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from organisations.models import User
from signing_in.accounts import SecondFactorAdapter
from signing_in.actions.sessions import end_session, sign_out_everywhere
from signing_in.models import Session
from signing_in.standing import LONG, SECOND_FACTOR, SHORT, factors_of, is_made_up, needs_factor


@never_cache
@require_safe
def security(request):
    """What someone signs in with, and where they are signed in."""
    factors = list(factors_of(request.user))
    recovery = Authenticator.objects.filter(user=request.user, type=Authenticator.Type.RECOVERY_CODES).first()
    needs = needs_factor(request.user)
    context = {
        "app": next((each for each in factors if each.type == Authenticator.Type.TOTP), None),
        "passkeys": [each for each in factors if each.type == Authenticator.Type.WEBAUTHN],
        "codes_left": len(recovery.wrap().get_unused_codes()) if recovery else None,
        "has_to": needs and not factors and not is_made_up(request.user),
        "needs_factor": needs,
        "is_made_up": is_made_up(request.user),
        "has_a_name": _has_a_name(request.get_host()),
        "sessions": Session.objects.of_person(request.user, at=timezone.now()),
        "this_session": request.session.session_key,
        "limits": SHORT if needs else LONG,
    }
    return render(request, "signing_in/security.html", context)


def _has_a_name(host: str) -> bool:
    """Whether the site is reached by a name: no browser ties a passkey to an address of numbers."""
    try:
        ipaddress.ip_address(host.rpartition(":")[0].strip("[]") or host)
    except ValueError:
        return True
    return False


class _NotOfAnyone:
    """A second factor of an account that anyone walks in as would shut everyone else out: there are none."""

    def dispatch(self, request, *args, **kwargs):
        if request.user.is_authenticated and is_made_up(request.user):
            messages.info(request, _("Demonstration accounts have no second step, because everyone shares them."))
            return redirect("mfa_index")
        return super().dispatch(request, *args, **kwargs)

    def get_success_url(self) -> str:
        return reverse("mfa_view_recovery_codes" if self.did_generate_recovery_codes else "mfa_index")


@method_decorator(never_cache, name="dispatch")
class AddApp(_NotOfAnyone, app_views.ActivateTOTPView):
    """Adds an authenticator app. Its picture is drawn in the page: no address of another kind is let in."""

    template_name = "signing_in/add_app.html"

    def get_context_data(self, **kwargs):
        found = super().get_context_data(**kwargs)
        drawn = found["totp_svg"]
        secret = found["form"].secret
        return (
            found
            | {
                "drawn": mark_safe(drawn[drawn.index("<svg") :]),  # noqa: S308 drawn by us
                "secret": " ".join(secret[at : at + 4] for at in range(0, len(secret), 4)),
            }
        )

    def form_valid(self, form):
        response = super().form_valid(form)
        record_authentication(self.request, self.request.user, SECOND_FACTOR, type="totp", reauthenticated=True)
        return response


@method_decorator(never_cache, name="dispatch")
class AddPasskey(_NotOfAnyone, passkey_views.AddWebAuthnView):
    """Adds a passkey that can sign in by itself: it lives on the device, which asks for a face, a finger or a PIN."""

    template_name = "signing_in/add_passkey.html"

    def get_context_data(self, **kwargs):
        found = super().get_context_data(**kwargs)
        found["js_data"] = {"creation_options": passkeys.begin_registration(self.request.user, True)}
        return found

    def form_valid(self, form):
        response = super().form_valid(form)
        record_authentication(self.request, self.request.user, SECOND_FACTOR, type="webauthn", reauthenticated=True)
        return response


class _Removes:
    """Removes a second factor, under a lock: two tabs cannot take away the last two at once."""

    def post(self, request, *args, **kwargs):
        with transaction.atomic():
            User.objects.select_for_update().get(pk=request.user.pk)
            factor = factors_of(request.user).filter(pk=self.factor_pk()).select_related("user").first()
            if factor and not SecondFactorAdapter().can_delete_authenticator(factor):
                messages.error(request, SecondFactorAdapter.error_messages["cannot_delete_authenticator"])
                return redirect("mfa_index")
            return super().post(request, *args, **kwargs)


class RemoveApp(_Removes, app_views.DeactivateTOTPView):
    """Removes the authenticator app."""

    template_name = "signing_in/remove_factor.html"
    extra_context = {"what": _("Remove authenticator app")}

    def factor_pk(self) -> int:
        return self.authenticator.pk


class RemovePasskey(_Removes, passkey_views.RemoveWebAuthnView):
    """Removes a passkey."""

    template_name = "signing_in/remove_factor.html"
    success_url = reverse_lazy("mfa_index")

    def factor_pk(self) -> int:
        return self.kwargs["pk"]


@method_decorator(never_cache, name="dispatch")
class Confirm(ReauthenticateView):
    """Shows the second factor once more, before something about it is changed."""

    template_name = "signing_in/confirm.html"


@method_decorator(never_cache, name="dispatch")
class ConfirmByPasskey(passkey_views.ReauthenticateWebAuthnView):
    """The same, by a passkey."""

    template_name = "signing_in/confirm_passkey.html"


@method_decorator(never_cache, name="dispatch")
class RecoveryCodes(recovery_views.ViewRecoveryCodesView):
    """Codes to print or write down, each good for one sign-in."""

    template_name = "signing_in/recovery_codes.html"


class NewRecoveryCodes(recovery_views.GenerateRecoveryCodesView):
    """Makes new recovery codes; the old ones are worth nothing then."""

    template_name = "signing_in/new_recovery_codes.html"


@require_POST
def session_end(request, number):
    """End one of one's own sessions."""
    if end_session(user=request.user, number=number):
        messages.success(request, _("Signed out in that browser."))
    return redirect("mfa_index")


@require_POST
def sessions_end(request):
    """End all sessions but this one, or this one too."""
    everywhere = request.POST.get("which") == "all"
    sign_out_everywhere(user=request.user, but=None if everywhere else request.session.session_key)
    if everywhere:
        return redirect("account_request_login_code")
    messages.success(request, _("Signed out in all other browsers."))
    return redirect("mfa_index")
