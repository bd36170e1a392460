"""How gunicorn serves the site; systemd starts it (deploy/systemd/tip-borough.service)."""

import os

bind = os.environ.get("BIND", "unix:/run/tip-borough/site.sock")
# systemd keeps the number in .env, which the site reads too: each process counts its share of some limits.
workers = int(os.environ.get("WEB_CONCURRENCY", "3"))
# No page takes so long: what does is work for the worker.
timeout = 30
graceful_timeout = 25
keepalive = 5
# A process that has grown is replaced, and not all of them at once.
max_requests = 2000
max_requests_jitter = 400
# Each process loads the site for itself, so that a reload (HUP) takes up new code.
preload_app = False
# nginx keeps its own log, without survey addresses. Only faults are logged here.
accesslog = None
errorlog = "-"
# nginx alone reaches the socket.
forwarded_allow_ips = "*"
umask = 0o007
limit_request_line = 4094
limit_request_field_size = 8190
