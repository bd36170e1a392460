#!/usr/bin/env bash
# Brings packages, pages and the database up to what the code in this folder needs. install.sh and upgrade.sh call it.
set -euo pipefail
cd "$(dirname "$0")/.."
python=.venv/bin/python
make --no-print-directory environment frontend languages
owner() { if [[ $EUID -eq 0 ]] && id tip-borough &>/dev/null; then runuser -u tip-borough -- "$@"; else "$@"; fi; }
"$python" manage.py collectstatic --noinput --verbosity 0
owner "$python" manage.py migrate --noinput --verbosity 0
newest=$("$python" -c 'from setup.site import newest_framework; print(newest_framework())')
owner "$python" manage.py load_framework "$newest" --verbosity 0
