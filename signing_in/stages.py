"""The second step of signing in."""

from allauth.account.internal.flows.login import get_authentication_records
from allauth.mfa.stages import AuthenticateStage

from signing_in.standing import SECOND_FACTOR, is_made_up

BY_EMPLOYER = "employer"


class SecondStep(AuthenticateStage):
    """As allauth's; not asked where an employer's sign-on has asked, nor of accounts that anyone walks in as."""

    def _should_handle(self, request) -> bool:
        if self.login.user is None or is_made_up(self.login.user):
            return False
        records = get_authentication_records(request, self.login.user)
        if any(each.get("method") == SECOND_FACTOR and each.get("type") == BY_EMPLOYER for each in records):
            return False
        return super()._should_handle(request)
