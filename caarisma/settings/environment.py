"""Read settings from the environment, with errors that say how to mend them."""

import os
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from django.core.exceptions import ImproperlyConfigured


def required(name: str, how: str) -> str:
    """The value of `name`; without one, stop with a sentence that says how to set it."""
    value = os.environ.get(name, "").strip()
    if not value:
        raise ImproperlyConfigured(f"{name} is not set. {how}")
    return value


def listed(name: str, default: str = "") -> list[str]:
    """A comma-separated value as a list, without blanks."""
    return [part.strip() for part in os.environ.get(name, default).split(",") if part.strip()]


def flag(name: str, default: bool) -> bool:
    value = os.environ.get(name, "").strip().lower()
    if not value:
        return default
    if value in {"1", "true", "yes", "on"}:
        return True
    if value in {"0", "false", "no", "off"}:
        return False
    raise ImproperlyConfigured(f"{name} must be 1 or 0, not {value!r}.")


def whole_number(name: str, default: int) -> int:
    value = os.environ.get(name, "").strip()
    if not value:
        return default
    try:
        return int(value)
    except ValueError:
        raise ImproperlyConfigured(f"{name} must be a whole number, not {value!r}.") from None


def checking_certificates(name: str, url: str) -> str:
    """The same address of Redis; over TLS (`rediss://`) with "required" and the host's name spelled out.

    Celery and the Redis client read both from the address, and by itself Celery looks at no certificate.
    """
    parts = urlsplit(url)
    if parts.scheme != "rediss":
        return url
    query, wanted = dict(parse_qsl(parts.query)), {"ssl_cert_reqs": "required", "ssl_check_hostname": "true"}
    for key, value in wanted.items():
        if query.get(key, value) != value:
            raise ImproperlyConfigured(
                f"{name} turns a check of the certificate off. Leave {key} out, or write {value}."
            )
    return urlunsplit(parts._replace(query=urlencode(query | wanted, safe="/")))
