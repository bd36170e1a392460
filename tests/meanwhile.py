"""Two people at one thing: what someone else does between the reading of a row and its saving."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from unittest import mock

from django.forms import BaseForm
from zeal import zeal_ignore

from organisations.models import AuditEntry


@contextmanager
def meanwhile(form_class: type[BaseForm], act: Callable[[], object]) -> Iterator[None]:
    """While a form of this class is checked, its row read and not saved yet, someone else does this, once."""
    real, waiting = form_class.clean, [act]

    def clean(self):
        if waiting:
            with zeal_ignore():  # it is a request of its own
                waiting.pop()()
        return real(self)

    with mock.patch.object(form_class, "clean", clean):
        yield
    assert not waiting, "The form was not looked at, so nothing came in between."


@contextmanager
def no_audit_entry_can_be_written() -> Iterator[None]:
    """The database goes away just when the audit entry is written."""
    with mock.patch.object(AuditEntry.objects, "create", side_effect=RuntimeError("no audit entry")):
        yield
