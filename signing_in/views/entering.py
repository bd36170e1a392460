"""Signing in: a code by email, the demonstration's password, a passkey, the second step."""

from allauth.account import views as account_views
from allauth.mfa.base import views as mfa_views
from allauth.mfa.webauthn import views as passkey_views
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.shortcuts import redirect, render
from django.utils.decorators import method_decorator

from organisations.inviting import INVITED_AS
from signing_in.accounts import demonstration_accounts, demonstration_password
from signing_in.codes import ask_for_code

DEMONSTRATION = {
    "demonstration_accounts": demonstration_accounts,
    "demonstration_password": demonstration_password,
    "sign_on": lambda: settings.SIGN_ON,
}


class BeginsAnew:
    """Whoever waits for a code may ask for another, at another address, or sign in another way."""

    def _redirect_to_pending_stage(self, request, stage) -> None:
        return None


class DemonstrationPassword(BeginsAnew, account_views.LoginView):
    """Address and password of the demonstration's people."""

    extra_context = DEMONSTRATION


_password_page = DemonstrationPassword.as_view()


@method_decorator(login_not_required, name="dispatch")
class AskForCode(BeginsAnew, account_views.RequestLoginCodeView):
    """Asks for an address; says the same whether it has an account or not."""

    extra_context = DEMONSTRATION

    def get_initial(self) -> dict[str, str]:
        return {**super().get_initial(), "email": self.request.session.get(INVITED_AS, "")}

    def form_valid(self, form):
        ask_for_code(self.request, user=form._user, email=form.cleaned_data["email"])
        return super(account_views.RequestLoginCodeView, self).form_valid(form)


@login_not_required
def password_login(request):
    """The password page exists while, and only while, the demonstration borough is on. Else it leads to the code."""
    if not demonstration_accounts():
        return redirect("account_request_login_code")
    return _password_page(request)


@method_decorator(login_not_required, name="dispatch")
class SecondStep(mfa_views.AuthenticateView):
    """The code of an app, a recovery code, or a passkey."""

    template_name = "signing_in/second_step.html"


@method_decorator(login_not_required, name="dispatch")
class SignInByPasskey(BeginsAnew, passkey_views.LoginWebAuthnView):
    """A passkey alone signs in: the device has asked for a face, a finger or a PIN."""


@login_not_required
def too_often(request):
    """Where allauth sends people who asked too often."""
    return render(request, "429.html", status=429)
