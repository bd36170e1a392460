"""How signing in works: by a code sent to the person's email address.

Nobody signs up by themselves and nobody has a password, except the demonstration accounts while the made-up
borough is on.
"""

from allauth.account import views as allauth_views
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.forms import LoginForm
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404
from django.urls import path

DEMONSTRATION_PASSWORD = "millbrook-demo"  # noqa: S105  public on purpose; a check keeps it from real boroughs


class AccountAdapter(DefaultAccountAdapter):
    """An account comes with an invitation."""

    def is_open_for_signup(self, request) -> bool:
        return False


class DemonstrationLoginForm(LoginForm):
    """Email address and password, for the demonstration accounts."""

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].label = "Email address"
        self.fields["password"].help_text = ""
        for field in self.fields.values():
            field.widget.attrs.pop("placeholder", None)
        self.fields.pop("remember", None)


@login_not_required
def password_login(request):
    """The password page exists while, and only while, the demonstration borough is on."""
    if not settings.DEMONSTRATION_BOROUGH:
        raise Http404
    return allauth_views.login(request)


urlpatterns = [
    path("sign-in/", allauth_views.request_login_code, name="account_request_login_code"),
    path("sign-in/code/", allauth_views.confirm_login_code, name="account_confirm_login_code"),
    path("sign-in/demonstration/", password_login, name="account_login"),
    path("sign-out/", allauth_views.logout, name="account_logout"),
    path("sign-up/", allauth_views.signup, name="account_signup"),
    path("inactive/", allauth_views.account_inactive, name="account_inactive"),
]
