"""Ask a server of ours whether it is ready: for `make run`, and `python -m caarisma.probe` in a container."""

from __future__ import annotations

import http.client
import os
import ssl
import sys


def answer(
    port: int, host: str = "127.0.0.1", path: str = "/health/ready", *, certificate: str = ""
) -> tuple[int, str]:
    """(status, body) of a request to this machine; (0, the reason) if nothing answers. Proxies play no part. With a
    `certificate`, over TLS, and the answer of nobody else counts."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        if certificate:
            trusted = ssl.create_default_context(cafile=certificate)
            connection = http.client.HTTPSConnection("127.0.0.1", port, timeout=5, context=trusted)
        connection.request("GET", path, headers={"Host": host})
        response = connection.getresponse()
        return response.status, response.read(1000).decode(errors="replace")
    except (OSError, http.client.HTTPException) as error:
        return 0, str(error)
    finally:
        connection.close()


if __name__ == "__main__":
    # In production the site answers to its own names only.
    own_name = os.environ.get("ALLOWED_HOSTS", "127.0.0.1").split(",")[0].strip()
    own_certificate = os.environ.get("WEB_CERTIFICATE", "")  # which the web server speaks TLS with, if it does
    status, body = answer(int(os.environ.get("PORT", "8000")), own_name, certificate=own_certificate)
    print(status, body)
    sys.exit(status != 200)
