"""Which browser it is, without an account: a secret in its session, of which the database keeps a hash elsewhere.

Signing in keeps it, since the session goes on under a new key. Signing out forgets it, and with it all that only this
browser could open.
"""

import hashlib
import secrets

from django.contrib.sessions.backends.base import SessionBase
from django.utils.crypto import salted_hmac

SESSION_KEY = "browser"


def known_browser(session: SessionBase) -> str:
    """The hash that stands for this browser; "" for one that has nothing of its own yet."""
    secret = session.get(SESSION_KEY)
    return hash_of(secret) if isinstance(secret, str) and secret else ""


def remember_browser(session: SessionBase) -> str:
    """The same, and from now on it has one.

    Two clicks at once read one session, and the later answer writes over the earlier: so both find the same secret, or
    what the first click made would be nobody's.
    """
    if not known_browser(session):
        key = session.session_key
        session[SESSION_KEY] = _secret_of(key) if key else secrets.token_urlsafe(24)
    return known_browser(session)


def _secret_of(session_key: str) -> str:
    return str(salted_hmac(__name__, session_key, algorithm="sha256").hexdigest())


def hash_of(secret: str) -> str:
    return hashlib.sha256(secret.encode("utf-8", "replace")).hexdigest()
