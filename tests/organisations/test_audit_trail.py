"""What is on record of a change: who made it and when, and from no network address."""

import pytest
from auditlog.models import LogEntry
from django.urls import reverse

from organisations import daily
from organisations.models import Partnership
from tests.builders import TODAY, Borough

pytestmark = pytest.mark.django_db


def test_a_change_is_on_record_by_account_and_without_a_network_address(borough: Borough):
    address = reverse("organisations:service-edit", args=[borough.slug, "clinic"])
    service = borough.services["clinic"]
    borough.client("admin").post(
        address,
        {"name": "Day clinic", "sector": service.sector_id, "headcount": "12"},
        REMOTE_ADDR="203.0.113.7",
        headers={"X-Forwarded-For": "203.0.113.8"},
    )
    entry = LogEntry.objects.get_for_object(service).first()
    assert entry.actor == borough.people["admin"]
    assert "Day clinic" in str(entry.changes)
    assert not LogEntry.objects.exclude(remote_addr=None).exists()


def test_addresses_that_were_kept_before_are_forgotten_and_the_changes_stay(borough: Borough):
    Partnership.objects.get(pk=borough.partnership.pk).save()
    entries = LogEntry.objects.count()
    LogEntry.objects.update(remote_addr="203.0.113.7", remote_port=443)
    assert f"{entries} network addresses forgotten" in daily.run(on=TODAY)
    assert "0 network addresses forgotten" in daily.run(on=TODAY)
    assert LogEntry.objects.filter(remote_addr=None, remote_port=None).count() == entries
