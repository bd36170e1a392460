"""A query that is put into SQL once, and planned once in a connection, finds what the query itself finds."""

import pytest
from django.db import connection, transaction
from django.db.models import Value
from django.test.utils import CaptureQueriesContext

from organisations.models import Service
from surveys.prepared import Prepared
from tests.builders import Borough
from tests.surveys.test_flags import link_to

only_postgresql = pytest.mark.skipif("connection.vendor != 'postgresql'", reason="SQLite plans each query anew")


def of(organisation: int, name: str):
    """A number and a text, each at two places, beside a text that is the same each time and has a % in it."""
    named = Service.objects.order_by().filter(organisation=organisation, name=name).annotate(said=Value("100% ours"))
    rest = (
        Service.objects.order_by()
        .filter(organisation__in=[organisation])
        .exclude(name=name)
        .annotate(said=Value("other"))
    )
    return named.values_list("said", "name").union(rest.values_list("said", "name"), all=True).order_by("name")


def test_it_finds_what_the_query_finds_with_other_values_each_time(borough: Borough):
    asked = Prepared(of, "organisation", "name")
    services = list(Service.objects.all())
    assert len(services) > 1
    for _ in range(4):  # PostgreSQL keeps its plan from the sixth time on
        for service in services:
            found = asked(organisation=service.organisation_id, name=service.name)
            assert found == list(of(service.organisation_id, service.name))
            assert ("100% ours", service.name) in found
    assert asked(organisation=0, name="' OR 1 = 1; --") == []


def test_it_is_one_query_each_time(borough: Borough):
    asked = Prepared(of, "organisation", "name")
    for _ in range(2):
        with CaptureQueriesContext(connection) as queries:
            asked(organisation=0, name="")
        assert len(queries) == 1


def test_it_outlives_a_transaction_that_is_rolled_back(borough: Borough):
    asked, service = Prepared(of, "organisation", "name"), Service.objects.first()
    given = {"organisation": service.organisation_id, "name": service.name}
    with transaction.atomic():
        before = asked(**given)
        transaction.set_rollback(True)
    assert asked(**given) == before != []


@only_postgresql
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("how", ["closed", "ended by the server"])
def test_a_new_connection_is_told_the_query_anew(borough: Borough, how: str):
    asked, service = Prepared(of, "organisation", "name"), Service.objects.first()
    given = {"organisation": service.organisation_id, "name": service.name}
    before = asked(**given)
    if how == "closed":
        connection.close()
    else:
        number = connection.connection.info.backend_pid
        other = connection.copy()
        with other.cursor() as cursor:
            cursor.execute("SELECT pg_terminate_backend(%s, 5000)", [number])
        other.close()
        connection.health_check_enabled, connection.health_check_done = True, False  # as when a request begins
    assert asked(**given) == before != []


@only_postgresql
def test_behind_a_pool_that_shares_connections_out_nothing_is_kept_in_one(borough: Borough, monkeypatch):
    monkeypatch.setitem(connection.settings_dict, "DISABLE_SERVER_SIDE_CURSORS", True)
    asked, service = Prepared(of, "organisation", "name"), Service.objects.first()
    with CaptureQueriesContext(connection) as queries:
        assert asked(organisation=service.organisation_id, name=service.name)
    assert queries[0]["sql"].startswith("(SELECT")


@only_postgresql
def test_a_page_of_a_survey_is_planned_once(borough: Borough, client):
    link = link_to(borough, "families")
    with CaptureQueriesContext(connection) as queries:
        client.get(link.get_absolute_url())
    assert [each["sql"].split()[0] for each in queries].count("EXECUTE") >= 1


@only_postgresql
@pytest.mark.django_db(transaction=True)
def test_a_table_that_changes_beside_an_open_connection_breaks_no_page(borough: Borough, client):
    link = link_to(borough, "families")
    client.get(link.get_absolute_url())
    other = connection.copy()
    with other.cursor() as cursor:
        cursor.execute("ALTER TABLE organisations_round ALTER COLUMN name TYPE varchar(300)")
    other.close()
    assert client.get(link.get_absolute_url()).status_code == 200


@only_postgresql
@pytest.mark.django_db(transaction=True)
def test_a_connection_that_was_told_to_forget_everything_is_told_again(borough: Borough):
    asked, service = Prepared(of, "organisation", "name"), Service.objects.first()
    given = {"organisation": service.organisation_id, "name": service.name}
    before = asked(**given)
    with connection.cursor() as cursor:
        cursor.execute("DISCARD ALL")
    assert asked(**given) == before != []


@only_postgresql
@pytest.mark.django_db(transaction=True)
def test_the_way_of_planning_outlives_a_transaction_that_is_rolled_back(borough: Borough):
    connection.close()
    asked = Prepared(of, "organisation", "name")
    for _ in range(2):
        with transaction.atomic():
            asked(organisation=0, name="")
            transaction.set_rollback(True)
    asked(organisation=0, name="")
    with connection.cursor() as cursor:
        cursor.execute("SHOW plan_cache_mode")
        assert cursor.fetchone() == ("force_generic_plan",)


def test_a_query_without_values_is_kept_too(borough: Borough):
    asked = Prepared(lambda: Service.objects.order_by("pk"))
    assert asked() == asked() == list(Service.objects.order_by("pk"))
