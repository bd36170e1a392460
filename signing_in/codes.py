"""Sign-in codes: kept as a hash, asked for without letting anyone shut someone else out or fill their mailbox."""

from __future__ import annotations

from allauth.account.internal.flows.login_by_code import LoginCodeVerificationProcess
from allauth.account.models import Login
from allauth.account.stages import LoginByCodeStage, LoginStageController
from allauth.core.internal.cryptokit import normalize_user_code
from django.contrib.auth import get_user_model
from django.db import transaction
from django.http import HttpRequest
from django.utils.crypto import salted_hmac

from signing_in.limits import may_send_code


def hash_of_code(code: str) -> str:
    """What the session keeps of a code: whoever reads the session store cannot sign in with it."""
    return salted_hmac("signing_in.code", normalize_user_code(code), algorithm="sha256").hexdigest()


class CodeProcess(LoginCodeVerificationProcess):
    """As allauth's, with the code hashed, limits by who asks, and the same work for an address that no one has."""

    def generate_code(self) -> str:
        code = super().generate_code()
        self.state["code"] = hash_of_code(code)
        return code

    def send_by_email(self, email: str, skip_enumeration_mails: bool = False) -> None:
        if not may_send_code(self.request, email):
            self.state["code"] = ""  # the page says the same, and no code of this browser works
            self.add_sent_message({"email": email, "recipient": email})
        elif self.user:
            super().send_by_email(email, skip_enumeration_mails)
        else:
            self._as_if(email)

    def _as_if(self, email: str) -> None:
        """Do for an unknown address what is done for a known one, and undo it: the answer takes the same time."""
        with transaction.atomic():
            self._user = get_user_model()(email=email)
            super().send_by_email(email, True)
            transaction.set_rollback(True)
        self._user = None
        self.state["code"] = ""


def ask_for_code(request: HttpRequest, *, user, email: str) -> None:
    """Send a code to an address, where it has an account."""
    login = Login(user=user, email=email)
    login.state["stages"] = {"current": LoginByCodeStage.key}
    stage = LoginByCodeStage(LoginStageController(request, login), request, login)
    stage.state.update(CodeProcess.initial_state(user=user, email=email), initiated_by_user=True)
    process = CodeProcess(stage)
    process.send()
    process.persist()
