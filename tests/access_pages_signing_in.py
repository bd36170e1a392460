"""The addresses of signing in and of second steps, for tests/test_access.py."""

from tests.access_rows import ADMIN, Page, here

RESET = Page("second-step-reset", lambda at: [at.slug, at.membership_person], ADMIN)
SECOND_STEPS = [
    Page("second-steps", here, ADMIN),
    RESET,
    RESET.posting(),
]
# Of each person alone, or of no one yet: tests/signing_in/ tries them. What someone gets who is not signed in:
OF_ONESELF = {
    "own-name": 302,
    "mfa_authenticate": 302,  # no one is on their way in
    "mfa_login_webauthn": 302,
    "sign-on": 405,
    "sign-on-back": 404,  # no employer is named
    "mfa_index": 302,
    "mfa_reauthenticate": 302,
    "mfa_reauthenticate_webauthn": 302,
    "account_reauthenticate": 302,
    "mfa_activate_totp": 302,
    "mfa_deactivate_totp": 302,
    "mfa_list_webauthn": 302,
    "mfa_add_webauthn": 302,
    "mfa_view_recovery_codes": 302,
    "mfa_generate_recovery_codes": 302,
    "sessions-end": 302,
}
NUMBERED_OF_ONESELF = {"mfa_remove_webauthn", "session-end"}
