#!/usr/bin/env bash
# Goes over to another version without losing a request that is on its way:   deploy/upgrade.sh v0.3.0
#
# A backup first; then the new code, its packages and its tables; then web processes and the worker are begun again one
# after the other. The old processes finish what they are at. Where the new version does not start, this says how to go
# back, and the old processes go on meanwhile.
set -euo pipefail
cd "$(dirname "$0")/.."
version=${1:-}
[[ -n $version ]] || { echo "Use: deploy/upgrade.sh VERSION   (a tag or a branch)" >&2; exit 1; }
[[ -z $(git status --porcelain --untracked-files=no) ]] || { echo "Files of the product were changed here. Put them back first: git status" >&2; exit 1; }
before=$(git rev-parse HEAD)
owner() { runuser -u tip-borough -- "$@"; }

owner .venv/bin/python manage.py backup
git fetch --tags --quiet
git checkout --quiet "$version"
back() {
    cat >&2 <<HOW
The new version is not running. The old processes go on as long as nothing ends them. To go back:
  git checkout $before && deploy/build.sh && systemctl reload tip-borough && systemctl restart tip-borough-worker
If tables were changed, bring this night's backup back as well: docs/upgrading.md
HOW
    exit 1
}
deploy/build.sh || back
owner .venv/bin/python manage.py check --deploy --fail-level=ERROR || back
cp deploy/systemd/* /etc/systemd/system/
systemctl daemon-reload
systemctl reload tip-borough || back
systemctl restart tip-borough-worker || back
for _ in $(seq 30); do
    curl --silent --fail --max-time 5 --header "Host: $(sed -n 's/^ALLOWED_HOSTS=//p' .env | cut -d, -f1)" --header "X-Forwarded-Proto: https" \
        --unix-socket /run/tip-borough/site.sock http://site/health >/dev/null && { echo "Running $version."; exit 0; }
    sleep 1
done
back
