#!/usr/bin/env bash
# Puts TiP Borough on one Debian 12 server: PostgreSQL, the site, the worker, nightly jobs, nginx with TLS.
#
#   deploy/install.sh tip.example.org operator@example.org
#
# Run it as root from a copy of this repository in /srv/tip-borough. It may run twice: what is there is kept. Own
# certificate: CERTIFICATE=/path/fullchain.pem CERTIFICATE_KEY=/path/privkey.pem deploy/install.sh …
set -euo pipefail

name=${1:-} operator=${2:-}
home=/srv/tip-borough data=/var/lib/tip-borough here=$(cd "$(dirname "$0")/.." && pwd)
python=$home/.venv/bin/python

say() { printf '\n== %s\n' "$*"; }
stop() { printf '\n%s\n' "$*" >&2; exit 1; }

[[ $name =~ ^[a-z0-9.-]+\.[a-z]+$ && $operator == *@* ]] || stop "Use: deploy/install.sh NAME-OF-THE-SITE OPERATOR-EMAIL"
[[ $EUID -eq 0 ]] || stop "Run this as root: it installs packages and services."
[[ $here == "$home" ]] || stop "This copy lies in $here. Put it into $home first: git clone … $home"
command -v apt-get >/dev/null || stop "This script knows Debian and Ubuntu. docs/deploy.md says what it does, step by step."

say "Packages"
export DEBIAN_FRONTEND=noninteractive
apt-get update -qq
apt-get install --yes --no-install-recommends postgresql postgresql-client nginx python3 python3-venv make git \
    libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 ca-certificates openssl

say "Who it runs as, and where its data lie"
id tip-borough &>/dev/null || useradd --system --home-dir "$data" --shell /usr/sbin/nologin tip-borough
install --directory --mode 0750 --owner tip-borough --group tip-borough "$data" "$data/files" "$data/backups"

say "Settings"
if [[ ! -f $home/.env ]]; then
    install --mode 0600 --owner tip-borough --group tip-borough /dev/null "$home/.env"
    cat >"$home/.env" <<SETTINGS
SECRET_KEY=$(python3 -c 'import secrets; print(secrets.token_urlsafe(60))')
ALLOWED_HOSTS=$name
CSRF_TRUSTED_ORIGINS=https://$name
BEHIND_HTTPS=on
TRUSTED_PROXIES=1
SITE_ADDRESS=https://$name
DATABASE_URL=postgres://tip-borough@//var/run/postgresql/tip_borough
WEB_CONCURRENCY=$(($(nproc) + 1))
OPERATOR_EMAIL=$operator
DEFAULT_FROM_EMAIL=TiP Borough <no-reply@$name>
EMAIL_URL=smtp://localhost:25
FILES_FOLDER=$data/files
BACKUP_FOLDER=$data/backups
BACKUP_KEY_FILE=$data/backup.key
SETTINGS
    echo "Made $home/.env. Name your mail server in it: EMAIL_URL"
else
    echo "$home/.env is there and stays as it is."
fi

say "Database"
as_postgres() { runuser -u postgres -- psql --quiet --tuples-only --no-align --command "$1"; }
[[ $(as_postgres "SELECT 1 FROM pg_roles WHERE rolname = 'tip-borough'") == 1 ]] || runuser -u postgres -- createuser tip-borough
[[ $(as_postgres "SELECT 1 FROM pg_database WHERE datname = 'tip_borough'") == 1 ]] ||
    runuser -u postgres -- createdb --owner tip-borough --encoding UTF8 --template template0 tip_borough
# A statement that fails would be logged with what someone answered.
as_postgres "ALTER DATABASE tip_borough SET log_min_error_statement = 'panic'"

say "The site"
"$home/deploy/build.sh"
[[ -f $data/backup.key ]] || {
    (cd "$home" && runuser -u tip-borough -- "$python" manage.py backup --new-key "$data/backup.key")
    echo "Copy $data/backup.key to a safe place apart from this machine. Without it no backup opens."
}

say "Services"
cp "$home"/deploy/systemd/* /etc/systemd/system/
systemctl daemon-reload
systemctl enable --now tip-borough tip-borough-worker tip-borough-daily.timer tip-borough-reminders.timer tip-borough-backup.timer

say "nginx"
certificate=${CERTIFICATE:-/etc/letsencrypt/live/$name/fullchain.pem}
key=${CERTIFICATE_KEY:-/etc/letsencrypt/live/$name/privkey.pem}
if [[ ! -f $certificate ]]; then
    apt-get install --yes --no-install-recommends certbot
    certbot certonly --webroot --webroot-path /var/www/html --domain "$name" --email "$operator" --agree-tos --non-interactive
fi
usermod --append --groups tip-borough www-data
sed -e "s|TIP_NAME|$name|g; s|TIP_HOME|$home|g; s|TIP_CERTIFICATE_KEY|$key|g; s|TIP_CERTIFICATE|$certificate|g" \
    -e "s|TIP_SOCKET|/run/tip-borough/site.sock|g; s|TIP_LOG|/var/log/nginx|g" \
    "$home/deploy/nginx.conf" >/etc/nginx/sites-available/tip-borough
ln -sf ../sites-available/tip-borough /etc/nginx/sites-enabled/tip-borough
nginx -t
systemctl restart nginx

say "Done: https://$name"
cat <<NEXT
Now, from $home:
  runuser -u tip-borough -- $python manage.py start_partnership "Elmham Partnership" you@elmham.example
  runuser -u tip-borough -- $python manage.py is_it_safe
NEXT
