"""The built styles and scripts, as a public server stores and serves them."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command
from django.test import override_settings

STORAGES_OF_A_PUBLIC_SERVER = {
    **settings.STORAGES,
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}


# To pack what was collected takes three times as long as to collect it, and finds no file that is not there.
NOT_PACKED = ("css", "js", "mjs", "svg", "html", "txt", "json", "map", "md")


@pytest.mark.thorough
def test_a_public_server_can_collect_every_file_that_a_style_or_script_names(tmp_path: Path):
    collecting = {"STORAGES": STORAGES_OF_A_PUBLIC_SERVER, "STATIC_ROOT": tmp_path}
    with override_settings(**collecting, WHITENOISE_SKIP_COMPRESS_EXTENSIONS=NOT_PACKED):
        call_command("collectstatic", interactive=False, verbosity=0)
    assert (tmp_path / "staticfiles.json").exists()
    assert list(tmp_path.glob("app.*.css"))


def test_addresses_and_codes_on_paper_run_from_left_to_right_in_every_language():
    for sheet in ("paper.css", "paper.rtl.css"):
        styles = (settings.BASE_DIR / "static" / "dist" / sheet).read_text()
        for what in ("address", "code"):
            assert re.search(rf"\.tip-{what}\{{[^}}]*direction:ltr", styles), f"{what} in {sheet}"
