"""The door of the site, as a visitor finds it."""

import pytest
from playwright.sync_api import Page, expect


@pytest.mark.browser_context_args(java_script_enabled=False)
def test_signing_in_starts_without_javascript(page: Page):
    page.goto("/accounts/login/")
    expect(page.get_by_label("Email")).to_be_visible()
