import ipaddress
import threading

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import connections

NOT_LOCAL = "METRICS_ADDRESS={address} can be reached from other machines. Use 127.0.0.1:9100 or [::1]:9100."


class Command(BaseCommand):
    help = "Serve numbers for Prometheus at METRICS_ADDRESS, which only this machine reaches. Ends with Ctrl-C."

    def handle(self, *args, **options):
        from prometheus_client import start_http_server

        host, port = where(settings.METRICS_ADDRESS)
        from operating.numbers import registry

        server, thread = start_http_server(
            port, addr=host, registry=registry(connections.close_all)
        )  # a thread a request
        self.stdout.write(f"Numbers for Prometheus at http://{settings.METRICS_ADDRESS}/metrics")
        try:
            thread.join()
        except KeyboardInterrupt:
            threading.Thread(target=server.shutdown).start()
            thread.join()


def where(address: str) -> tuple[str, int]:
    """The address and port to listen at. Refuses what other machines could reach: nobody signs in there."""
    if not address:
        raise CommandError("METRICS_ADDRESS is not set, so there is nothing to serve. For example: 127.0.0.1:9100")
    host, _, port = address.rpartition(":")
    try:
        is_local = ipaddress.ip_address(host.strip("[]")).is_loopback
        number = int(port)
    except ValueError:
        raise CommandError(f"METRICS_ADDRESS={address} is no address and port. For example: 127.0.0.1:9100") from None
    if not is_local:
        raise CommandError(NOT_LOCAL.format(address=address))
    return host.strip("[]"), number
