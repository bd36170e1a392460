"""What is asked when someone signs in or adds a second factor."""

from allauth.account.forms import ConfirmLoginCodeForm, LoginForm, RequestLoginCodeForm
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext as _

from signing_in.codes import hash_of_code


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


class ConfirmCodeForm(ConfirmLoginCodeForm):
    """The code from the email, compared with the hash that the session keeps."""

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].label = _("Sign-in code")
        self.fields["code"].widget.attrs.pop("placeholder", None)
        self.fields["code"].error_messages["required"] = _("Enter the sign-in code from the email")

    def clean_code(self) -> str:
        code = self.cleaned_data["code"]
        if not self.expected_code or not constant_time_compare(hash_of_code(code), self.expected_code):
            self.add_error("code", _("Enter the code from your latest email, or get a new code"))
        return code


class _AsksForACode:
    """The six digits of an authenticator app, or one of the recovery codes."""

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["code"]
        field.label = self.label
        field.widget.attrs.pop("placeholder", None)
        field.widget.attrs |= {
            "autocomplete": "one-time-code",
            "inputmode": "numeric",
            "class": "govuk-input--width-10",
        }
        field.error_messages["required"] = _("Enter the code")


class SecondStepForm(_AsksForACode, AuthenticateForm):
    """The second step of signing in."""

    label = _("Code from your authenticator app, or a recovery code")


class ConfirmForm(_AsksForACode, ReauthenticateForm):
    """Once more, before something about signing in is changed."""

    label = SecondStepForm.label


class AddAppForm(_AsksForACode, ActivateTOTPForm):
    """The first code that an authenticator app shows."""

    label = _("Code that the app shows")


class AddPasskeyForm(AddWebAuthnForm):
    """A name that its owner knows the passkey by; the browser adds the rest."""

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields.pop("passwordless", None)
        self.fields["name"].label = _("Name of this passkey")
        self.fields["name"].help_text = _("For example: my phone. Only you see it.")
        self.fields["name"].max_length = 60
