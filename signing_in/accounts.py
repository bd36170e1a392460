"""What allauth asks us about: mail, who may sign up (no one), and what second factors are called and kept as.

No one signs up by themselves and no one has a password, except the demonstration accounts while the made-up
borough is on.
"""

import base64
import datetime
import hashlib
from typing import ClassVar

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context as allauth_context
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from background.actions.mail import post
from background.models import OutgoingMail, database_now
from organisations.actions import DEMONSTRATION_DOMAIN
from organisations.audit import record
from organisations.models import Membership, Partnership
from signing_in.limits import remember
from signing_in.standing import factors_of, needs_factor

DEMONSTRATION_PASSWORD = "millbrook-demo"  # noqa: S105  public on purpose; a check keeps it from real boroughs


class AccountAdapter(DefaultAccountAdapter):
    """An account comes with an invitation."""

    error_messages: ClassVar = {
        **DefaultAccountAdapter.error_messages,
        "incorrect_code": _("Enter the code from your latest email, or get a new code"),
        "too_many_login_attempts": _("That code no longer works. Get a new one."),
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

    def send_notification_mail(self, template_prefix, user, context=None, email=None) -> None:
        """Tell someone that their second factors have changed: if it was not them, they hear of it."""
        changes = {
            "mfa/email/totp_activated": _("An authenticator app was added."),
            "mfa/email/totp_deactivated": _("The authenticator app was removed."),
            "mfa/email/webauthn_added": _("A passkey was added."),
            "mfa/email/webauthn_removed": _("A passkey was removed."),
            "mfa/email/recovery_codes_generated": _("New recovery codes were made. Earlier ones no longer work."),
        }
        if template_prefix in changes:
            tell_of_change(user, changes[template_prefix])
            for place in Partnership.objects.there().filter(pk__in=user.memberships.values("partnership")):
                record(partnership=place, by=user, what="changed their second step", about=changes[template_prefix])

    def post_login(self, request, user, **kwargs):
        """A browser in which someone has signed in can always ask for a code for them (limits.py)."""
        response = super().post_login(request, user, **kwargs)
        remember(response, request, user.email)
        return response

    def get_login_stages(self) -> list[str]:
        """The second step is ours: an employer may already have asked for it."""
        ours = {"allauth.mfa.stages.AuthenticateStage": "signing_in.stages.SecondStep"}
        return [ours.get(stage, stage) for stage in super().get_login_stages()]

    def is_reauthentication_required(self, *, app: str, **kwargs) -> bool:
        """Whoever has a second factor shows it again before changing any; whoever has none has nothing to show."""
        return factors_of(self.request.user).exists()

    def get_reauthentication_methods(self, user) -> list[dict]:
        """Never by a password alone."""
        return [each for each in super().get_reauthentication_methods(user) if each["id"] != "reauthenticate"]


def tell_of_change(user, what: str) -> None:
    """A mail about what changed in how someone signs in; no one else is told, and nothing in it is secret."""
    text = render_to_string("account/email/second_factor_changed.txt", {"what": what})
    subject = _("How you sign in to TiP Borough has changed")
    post(to=user.email, subject=subject, text=text, kind=OutgoingMail.Occasion.SIGN_IN)


class SecondFactorAdapter(DefaultMFAAdapter):
    """Second factors: kept encrypted, named in our words, and the last one of someone who needs one stays."""

    error_messages: ClassVar = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": _("This code does not work. Enter the newest code that the app shows"),
        "cannot_delete_authenticator": _("Your role needs a second step. Add another one before you remove this one."),
    }

    def _get_site_name(self) -> str:
        return "TiP Borough"

    def generate_authenticator_name(self, user, type) -> str:
        return _("Passkey %(number)s") % {"number": Authenticator.objects.filter(user=user, type=type).count() + 1}

    def can_delete_authenticator(self, authenticator) -> bool:
        others = factors_of(authenticator.user).exclude(pk=authenticator.pk)
        return others.exists() or not needs_factor(authenticator.user)

    def encrypt(self, text: str) -> str:
        return _keys().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return _keys().decrypt(encrypted_text.encode()).decode()


def _keys() -> MultiFernet:
    """From the site's secret key, the older ones too: a copy of the database alone opens no second factor."""
    secrets = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    digests = [hashlib.sha256(b"signing_in.second_factors" + each.encode()).digest() for each in secrets]
    return MultiFernet([Fernet(base64.urlsafe_b64encode(digest)) for digest in digests])


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
