"""On a real server sign-in codes and invitations must reach people, and never stand in a log."""

import pytest

from home.checks import mail_goes_to_people_not_into_a_log

CONSOLE = "django.core.mail.backends.console.EmailBackend"
SMTP = "django.core.mail.backends.smtp.EmailBackend"


@pytest.mark.parametrize(
    ("backend", "demonstration", "problems"),
    [(CONSOLE, False, ["tip_borough.E002"]), (CONSOLE, True, []), (SMTP, False, [])],
)
def test_mail_that_is_printed_is_refused_on_a_real_server_only(settings, backend, demonstration, problems):
    settings.EMAIL_BACKEND, settings.DEMONSTRATION_BOROUGH = backend, demonstration
    assert [problem.id for problem in mail_goes_to_people_not_into_a_log(None)] == problems
