"""Adding a passkey and signing in by it, on a made-up device; adding an authenticator app without a script."""

import re
from collections.abc import Callable

import pytest
from django.core import mail
from django.urls import reverse
from playwright.sync_api import Page, expect

from tests.builders import Borough
from tests.signing_in.test_gate import code_of


def sign_in_by_code(page: Page, email: str) -> None:
    page.goto(reverse("account_request_login_code"))
    page.get_by_label("Email address").fill(email)
    page.get_by_role("button", name="Send code").click()
    expect(page.get_by_label("Sign-in code")).to_be_visible()
    code = re.search(r"^([A-Z0-9-]{6,})$", mail.outbox[-1].body, re.MULTILINE).group(1)
    page.get_by_label("Sign-in code").fill(code)
    page.get_by_role("main").get_by_role("button", name="Sign in").click()


def test_a_passkey_is_added_and_then_signs_in_alone(
    page: Page, borough: Borough, assert_accessible: Callable[[Page], None]
):
    device = page.context.new_cdp_session(page)
    device.send("WebAuthn.enable")
    options = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True}
    options |= {"isUserVerified": True, "automaticPresenceSimulation": True}
    device.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    sign_in_by_code(page, borough.people["admin"].email)
    expect(page.get_by_role("heading", level=1, name="Signing in and security")).to_be_visible()
    assert_accessible(page)
    page.get_by_text("Add a passkey", exact=True).click()
    assert_accessible(page)
    page.get_by_role("button", name="Add this passkey").click()
    expect(page.get_by_role("heading", level=1, name="Recovery codes")).to_be_visible()
    assert_accessible(page)
    page.locator(".tip-menu--account summary").click()
    page.get_by_role("button", name="Sign out").click()
    page.goto(reverse("account_request_login_code"))
    page.get_by_role("button", name="Sign in with a passkey").click()
    expect(page.locator(".tip-menu--account summary")).to_be_visible()
    page.goto(f"/{borough.slug}/start/")
    expect(page).to_have_url(re.compile(r"/start/$"))
    page.goto(reverse("mfa_index"))
    expect(page.get_by_text("This browser")).to_be_visible()
    page.set_viewport_size({"width": 320, "height": 800})
    assert_accessible(page)


@pytest.mark.browser_context_args(java_script_enabled=False)
def test_an_authenticator_app_is_added_without_javascript(page: Page, borough: Borough):
    sign_in_by_code(page, borough.people["board"].email)
    page.get_by_text("Add an authenticator app", exact=True).click()
    secret = page.locator(".tip-second-step__key").inner_text().replace(" ", "")
    page.get_by_label("Code that the app shows").fill(code_of(secret))
    page.get_by_role("button", name="Add this app").click()
    expect(page.get_by_role("heading", level=1, name="Recovery codes")).to_be_visible()
    page.goto(f"/{borough.slug}/start/")
    expect(page).to_have_url(re.compile(r"/start/$"))
