"""The broker over TLS: a root that its address names (`ssl_ca_certs`) is the only one that counts."""

import socket
import ssl
from typing import Any

import redis
from django.conf import settings


class NamedRootAlone(redis.SSLConnection):
    """By itself the client trusts all of the machine's own authorities besides. Leans on a name that it does not
    promise: tests/common/test_encrypted_inside.py tells when it changes."""

    def _wrap_socket_with_ssl(self, sock: socket.socket) -> ssl.SSLSocket:
        if not self.ca_certs:
            return super()._wrap_socket_with_ssl(sock)
        context = ssl.create_default_context(cafile=self.ca_certs)  # looks at certificate and name
        if self.certfile:
            context.load_cert_chain(self.certfile, self.keyfile)
        return context.wrap_socket(sock, server_hostname=self.host)


def broker_client() -> redis.Redis:
    """Of our own. Who asks for the broker's state does not wait for it."""
    options: dict[str, Any] = {"socket_connect_timeout": 0.3, "socket_timeout": 0.3}
    if settings.REDIS_URL.startswith("rediss:"):
        options["connection_class"] = NamedRootAlone
    return redis.Redis.from_url(settings.REDIS_URL, **options)
