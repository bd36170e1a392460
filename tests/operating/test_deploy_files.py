"""What is shipped for a server: units that systemd takes, a site that nginx takes, and what they promise."""

import re
import shutil
import subprocess

import pytest
from django.core import mail
from django.core.management import call_command

from setup.nginx import find
from setup.place import ROOT

DEPLOY = ROOT / "deploy"
UNITS = DEPLOY / "systemd"
pytestmark = pytest.mark.anywhere


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="no systemd-analyze on this machine")
def test_systemd_takes_every_unit(tmp_path):
    # Programs and people that are not on this machine: what stands for them is.
    for unit in UNITS.iterdir():
        text = re.sub(r"ExecStart=/srv/tip-borough/\S+", "ExecStart=/bin/true", unit.read_text())
        text = re.sub(r"(User|Group)=tip-borough", r"\1=daemon", text)
        (tmp_path / unit.name).write_text(text)
    named = [str(path) for path in tmp_path.iterdir() if "@" not in path.name]
    done = subprocess.run(["systemd-analyze", "verify", "--man=no", *named], capture_output=True, text=True)
    ours = [line for line in done.stderr.splitlines() if "tip-borough" in line]
    assert (done.returncode, ours) == (0, [])


@pytest.mark.skipif(not (find() and shutil.which("openssl")), reason="no nginx on this machine")
def test_nginx_takes_the_site(tmp_path):
    pair = ["-keyout", tmp_path / "key.pem", "-out", tmp_path / "cert.pem"]
    made = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=tip.example", *pair]
    subprocess.run(made, check=True, capture_output=True)
    site = (DEPLOY / "nginx.conf").read_text()
    for name, value in (
        *(("TIP_CERTIFICATE_KEY", tmp_path / "key.pem"), ("TIP_CERTIFICATE", tmp_path / "cert.pem")),
        *(
            ("TIP_NAME", "tip.example"),
            ("TIP_HOME", DEPLOY.parent),
            ("TIP_SOCKET", tmp_path / "s"),
            ("TIP_LOG", tmp_path),
        ),
    ):
        site = site.replace(name, str(value))
    assert "TIP_" not in site
    whole = tmp_path / "nginx.conf"
    whole.write_text(f"pid {tmp_path}/pid; error_log {tmp_path}/log; events {{}} http {{ {site} }}")
    done = subprocess.run([find(), "-t", "-q", "-c", whole, "-p", tmp_path], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


def test_services_are_never_given_up_and_jobs_tell_when_they_fail():
    for unit in UNITS.glob("*.service"):
        text = unit.read_text()
        assert "NoNewPrivileges=yes" in text
        if "Type=oneshot" not in text:
            assert "Restart=always" in text
            assert "StartLimitIntervalSec=0" in text
        elif "failed@" not in unit.name:
            assert "OnFailure=tip-borough-failed@%n.service" in text


def test_nginx_believes_no_made_up_address_and_logs_no_survey():
    site = (DEPLOY / "nginx.conf").read_text()
    assert "$proxy_add_x_forwarded_for" not in site
    assert len(re.findall(r"proxy_set_header X-Forwarded-For \$remote_addr;", site)) == site.count("proxy_pass")
    assert "if=$tip_is_logged" in site
    unlogged = re.compile(re.search(r'"~\*(\S+)" 0;', site).group(1), re.IGNORECASE)
    for address in ("/s/abc/", "//s/abc", "/S/abc", "/r/1", "/slip/", "/invitations/x/", "/addresses/x/", "/s?x"):
        assert unlogged.search(address), address
    assert '"~^[^?]*%" 0;' in site, "written in another way it is the same address to the site"
    for address in ("/", "/static/app.css", "/millbrook/services/s/", "/setup/", "/rounds/"):
        assert not unlogged.search(address), address


@pytest.mark.parametrize("script", sorted(DEPLOY.glob("*.sh")), ids=lambda path: path.name)
def test_scripts_are_scripts(script):
    assert subprocess.run(["bash", "-n", script]).returncode == 0
    assert "set -euo pipefail" in script.read_text()


def test_the_operator_hears_of_a_job_that_failed(settings):
    settings.OPERATOR_EMAIL = "operator@elmham.example"
    call_command("tell_operator", "tip-borough-backup.service")
    (sent,) = mail.outbox
    assert sent.to == ["operator@elmham.example"]
    assert "journalctl -u tip-borough-backup.service" in sent.body
