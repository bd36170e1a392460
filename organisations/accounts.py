"""How signing in works: by a code sent to the person's email address.

No one signs up by themselves and no one has a password, except the demonstration accounts while the made-up
borough is on.
"""

import datetime
from typing import ClassVar

from allauth.account import views as allauth_views
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.forms import LoginForm, RequestLoginCodeForm
from allauth.core import context as allauth_context
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404
from django.urls import path
from django.utils.translation import gettext as _

from background.actions.mail import post
from background.models import OutgoingMail, database_now
from organisations.actions import DEMONSTRATION_DOMAIN
from organisations.models import Membership
from organisations.views.signed_in import signed_in

DEMONSTRATION_PASSWORD = "millbrook-demo"  # noqa: S105  public on purpose; a check keeps it from real boroughs


class AccountAdapter(DefaultAccountAdapter):
    """An account comes with an invitation."""

    error_messages: ClassVar = {
        **DefaultAccountAdapter.error_messages,
        "incorrect_code": _("Enter the code from your latest email, or get a new code"),
    }

    def is_open_for_signup(self, request) -> bool:
        return False

    def send_mail(self, template_prefix: str, email: str, context: dict) -> None:
        """By the outbox, so that no page waits for a mail server. The code goes from there once it is sent.

        Known and unknown addresses get the same answer in the same time, whatever the mail server does.
        """
        page = {"request": allauth_context.request, "email": email, **context}
        message = self.render_mail(template_prefix, email, page)
        post(
            to=email,
            subject=message.subject,
            text=message.body,
            kind=OutgoingMail.Occasion.SIGN_IN,
            is_secret=True,
            expires_at=database_now() + datetime.timedelta(seconds=settings.ACCOUNT_LOGIN_BY_CODE_TIMEOUT),
        )


class DemonstrationLoginForm(LoginForm):
    """Email address and password, for the demonstration accounts."""

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].label = _("Email address")
        self.fields["password"].help_text = ""
        self.fields["login"].error_messages["required"] = _("Enter the email address of a demonstration account")
        self.fields["password"].error_messages["required"] = _("Enter the password")
        for field in self.fields.values():
            field.widget.attrs.pop("placeholder", None)
        self.fields.pop("remember", None)


class RequestCodeForm(RequestLoginCodeForm):
    """Asks for the email address that a code is sent to."""

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].label = _("Email address")
        self.fields["email"].widget.attrs.pop("placeholder", None)
        self.fields["email"].error_messages["required"] = _("Enter your email address")


def demonstration_accounts() -> list[dict[str, str]]:
    """Who also takes the public password: some while the demonstration borough is on, else no one."""
    if not settings.DEMONSTRATION_BOROUGH:
        return []
    memberships = Membership.objects.filter(
        partnership__is_demonstration=True, user__is_active=True, user__email__endswith=DEMONSTRATION_DOMAIN
    )
    return [
        {
            "name": membership.user.email.split("@")[0],
            "domain": membership.user.email.split("@")[1],
            "role": membership.get_role_display(),
        }
        for membership in memberships.select_related("user").order_by("pk")
    ]


def demonstration_password() -> str:
    """The password to show on the sign-in page, or nothing where there is no demonstration borough."""
    return DEMONSTRATION_PASSWORD if demonstration_accounts() else ""


_DEMONSTRATION = {
    "demonstration_accounts": demonstration_accounts,
    "demonstration_password": demonstration_password,
}
_password_page = allauth_views.LoginView.as_view(extra_context=_DEMONSTRATION)


@login_not_required
def password_login(request):
    """The password page exists while, and only while, the demonstration borough is on."""
    if not demonstration_accounts():
        raise Http404
    return _password_page(request)


urlpatterns = [
    path(
        "sign-in/",
        allauth_views.RequestLoginCodeView.as_view(extra_context=_DEMONSTRATION),
        name="account_request_login_code",
    ),
    path("sign-in/code/", allauth_views.confirm_login_code, name="account_confirm_login_code"),
    path("sign-in/demonstration/", password_login, name="account_login"),
    path("signed-in/", signed_in, name="signed-in"),
    path("sign-out/", allauth_views.logout, name="account_logout"),
    path("sign-up/", allauth_views.signup, name="account_signup"),
    path("inactive/", allauth_views.account_inactive, name="account_inactive"),
]
