"""Addresses of signing in, below accounts/; and one of each partnership's."""

from allauth.account import views as account_views
from django.urls import path
from django.views.generic import RedirectView

from organisations.views.own_name import own_name
from organisations.views.signed_in import signed_in
from signing_in.views import entering, resets, security, sign_on

ACCOUNTS = [
    path("sign-in/", entering.AskForCode.as_view(), name="account_request_login_code"),
    path("sign-in/code/", account_views.confirm_login_code, name="account_confirm_login_code"),
    path("sign-in/second-step/", entering.SecondStep.as_view(), name="mfa_authenticate"),
    path("sign-in/passkey/", entering.SignInByPasskey.as_view(), name="mfa_login_webauthn"),
    path("sign-in/employer/", sign_on.begin, name="sign-on"),
    path("sign-in/employer/back/", sign_on.back, name="sign-on-back"),
    path("sign-in/demonstration/", entering.password_login, name="account_login"),
    path("your-name/", own_name, name="own-name"),
    path("signed-in/", signed_in, name="signed-in"),
    path("sign-out/", account_views.logout, name="account_logout"),
    path("sign-up/", account_views.signup, name="account_signup"),
    path("inactive/", account_views.account_inactive, name="account_inactive"),
    path("security/", security.security, name="mfa_index"),
    path("security/confirm/", security.Confirm.as_view(), name="mfa_reauthenticate"),
    path("security/confirm/passkey/", security.ConfirmByPasskey.as_view(), name="mfa_reauthenticate_webauthn"),
    path("security/confirm/any/", account_views.reauthenticate, name="account_reauthenticate"),
    path("security/app/", security.AddApp.as_view(), name="mfa_activate_totp"),
    path("security/app/remove/", security.RemoveApp.as_view(), name="mfa_deactivate_totp"),
    path("security/passkeys/", RedirectView.as_view(pattern_name="mfa_index"), name="mfa_list_webauthn"),
    path("security/passkeys/add/", security.AddPasskey.as_view(), name="mfa_add_webauthn"),
    path("security/passkeys/<int:pk>/remove/", security.RemovePasskey.as_view(), name="mfa_remove_webauthn"),
    path("security/recovery-codes/", security.RecoveryCodes.as_view(), name="mfa_view_recovery_codes"),
    path("security/recovery-codes/new/", security.NewRecoveryCodes.as_view(), name="mfa_generate_recovery_codes"),
    path("security/sessions/<int:number>/end/", security.session_end, name="session-end"),
    path("security/sessions/end/", security.sessions_end, name="sessions-end"),
]
urlpatterns = [
    path("<slug:partnership>/people/second-steps/", resets.second_steps, name="second-steps"),
    path("<slug:partnership>/people/second-steps/<int:pk>/", resets.second_step_reset, name="second-step-reset"),
]
