"""Where bytes lie: in a folder that no address leads to, or in a bucket by a setting."""

import json
import os
import subprocess
import sys

import pytest
from django.utils.module_loading import import_string

from stored_files import keeping
from tests.stored_files.buckets import BUCKET, a_bucket

SITE = {"READ_DOT_ENV": "off", "SECRET_KEY": "x" * 60, "DATABASE_URL": "sqlite:///unused", "PATH": os.environ["PATH"]}


def storages_with(**said: str) -> dict:
    """How files are kept by a site with these settings, in a process of its own."""
    asks = "from tip_borough import settings as s; import json; c = s.STORAGES['stored_files']; "
    asks += "c['OPTIONS'].pop('client_config', None); print(json.dumps(c))"
    done = subprocess.run([sys.executable, "-c", asks], env={**SITE, **said}, capture_output=True, check=True)
    return json.loads(done.stdout)


def test_a_folder_is_kept_for_us_alone_and_has_no_address(tmp_path):
    folder = storages_with(FILES_FOLDER=str(tmp_path))["OPTIONS"]
    assert folder["location"] == str(tmp_path)
    assert folder["base_url"] is None
    assert (folder["file_permissions_mode"], folder["directory_permissions_mode"]) == (0o600, 0o700)


@pytest.fixture
def bucket(settings):
    with a_bucket() as bucket:
        said = {"FILES_BUCKET": BUCKET, "FILES_BUCKET_ENDPOINT": bucket.address, "FILES_BUCKET_REGION": "eu-west-2"}
        kept = storages_with(**said, FILES_BUCKET_KEY="the-key", FILES_BUCKET_SECRET="the-secret")
        paths = {"addressing_style": "path"}
        config = import_string("botocore.config.Config")(
            s3=paths, retries={"total_max_attempts": 1}, request_checksum_calculation="when_required"
        )
        kept["OPTIONS"]["client_config"] = config
        settings.STORAGES = {**settings.STORAGES, "stored_files": kept}
        yield bucket


def test_a_bucket_keeps_gives_lists_and_forgets(bucket):
    name = keeping.put(b"words of the minutes")
    assert bucket.kept == {name: b"words of the minutes"}
    assert keeping.read(name) == b"words of the minutes"
    assert list(keeping.all_names()) == [name]
    assert keeping.changed_at(name).year == 2026
    keeping.take_away(name)
    assert bucket.kept == {}
    keeping.take_away(name)  # twice is as once
    with pytest.raises(keeping.CannotKeep):
        keeping.read(name)


def test_a_bucket_that_refuses_is_no_crash_and_leaves_nothing(bucket):
    bucket.is_full = True
    with pytest.raises(keeping.CannotKeep):
        keeping.put(b"words")
    with pytest.raises(keeping.CannotKeep):
        list(keeping.all_names())
    assert bucket.kept == {}
