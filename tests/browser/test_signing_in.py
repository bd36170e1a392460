"""The door of the site, as a visitor finds it."""

from collections.abc import Callable

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from organisations.models import Membership, Partnership, User


def test_the_sign_in_page_is_styled_and_accessible(page: Page, assert_accessible: Callable[[Page], None]):
    page.goto(reverse("account_request_login_code"))
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    expect(page.get_by_label("Email")).to_be_visible()
    assert_accessible(page)


@pytest.mark.browser_context_args(java_script_enabled=False)
def test_signing_in_starts_without_javascript(page: Page):
    page.goto(reverse("account_request_login_code"))
    expect(page.get_by_label("Email")).to_be_visible()


def test_the_demonstration_is_entered_with_an_address_and_a_password(
    page: Page, assert_accessible: Callable[[Page], None], django_user_model: type[User]
):
    ada = django_user_model.objects.create_user("ada@millbrook.example", "millbrook-demo", name="Ada")
    millbrook = Partnership.objects.create(slug="millbrook", name="Millbrook", is_demonstration=True)
    Membership.objects.create(user=ada, role="board_member", partnership=millbrook)
    page.goto(reverse("account_login"))
    assert_accessible(page)
    page.get_by_label("Email address").fill("ada@millbrook.example")
    page.get_by_label("Password").fill("millbrook-demo")
    page.get_by_role("main").get_by_role("button").click()
    page.locator(".tip-menu--account summary").click()
    expect(page.get_by_role("button", name="Sign out")).to_be_visible()
    assert_accessible(page)
