"""How signing in works: by a code sent to the person's email address."""

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.forms import RequestLoginCodeForm


class AccountAdapter(DefaultAccountAdapter):
    """Nobody signs up by themselves: an account comes with an invitation."""

    def is_open_for_signup(self, request) -> bool:
        return False


class RequestCodeForm(RequestLoginCodeForm):
    """Asks for the email address that a code is sent to."""
