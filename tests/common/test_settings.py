"""Production stops without its secrets, and says how to set them."""

import os
import subprocess
import sys

import pytest
from cryptography.fernet import Fernet
from django.conf import settings

from caarisma.local import commands

COMPLETE = {
    "DJANGO_SETTINGS_MODULE": "caarisma.settings.production",
    "SECRET_KEY": "x" * 60,
    "ALLOWED_HOSTS": "caarisma.example",
    "DATABASE_URL": "postgres://web:secret@db.example:5432/caarisma",
    "REDIS_URL": "redis://worker:secret@broker.example:6379/0",
    "FIELD_KEYS": Fernet.generate_key().decode(),
    "PROOF_KEYS": Fernet.generate_key().decode(),
    "EMAIL_HOST": "smtp.example",
}


def start(show: str = "DEBUG", **changes: str) -> subprocess.CompletedProcess[str]:
    """Load production settings in a process of their own, with exactly these variables."""
    environment = {name: value for name, value in {**COMPLETE, **changes}.items() if value}
    command = [
        sys.executable,
        "-c",
        f"import django; django.setup(); from django.conf import settings; print(settings.{show})",
    ]
    return subprocess.run(
        command,
        cwd=settings.BASE_DIR,
        env={"PATH": os.environ["PATH"], **environment},
        capture_output=True,
        text=True,
        check=False,
    )


def limits(**changes: str) -> str:
    return start("DATABASES['default']['OPTIONS']['options']", **changes).stdout


def test_pages_give_up_on_a_statement_in_time_and_nothing_else_does():
    assert "statement_timeout=10s" in limits(**commands.SERVICE_ENVIRONMENT["web"])
    for name in {*commands.SERVICES} - {"web"}:
        assert "statement_timeout" not in limits(**commands.SERVICE_ENVIRONMENT.get(name, {}))


def test_a_page_gives_up_well_before_the_server_does():
    web = commands.SERVICES["web"]

    assert int(commands.SERVICE_ENVIRONMENT["web"]["STATEMENT_TIMEOUT_SECONDS"]) * 2 < int(
        web[web.index("--timeout") + 1]
    )


def test_a_complete_environment_starts_without_debug():
    assert start().stdout.strip() == "False"


@pytest.mark.parametrize(
    "name", ["SECRET_KEY", "ALLOWED_HOSTS", "DATABASE_URL", "REDIS_URL", "FIELD_KEYS", "PROOF_KEYS", "EMAIL_HOST"]
)
def test_a_missing_secret_stops_with_a_sentence_that_says_how_to_set_it(name):
    result = start(**{name: ""})

    assert result.returncode != 0
    last_line = result.stderr.strip().splitlines()[-1]
    assert f"{name} is not set." in last_line
    assert "Set it" in last_line or "Make one with" in last_line


@pytest.mark.parametrize(
    ("changes", "url"),
    [({}, "https://caarisma.example"), ({"SITE_URL": "https://www.caarisma.example/"}, "https://www.caarisma.example")],
)
def test_links_in_mails_lead_to_the_site_that_the_settings_name(changes, url):
    assert start("SITE_URL", **changes).stdout.strip() == url


def test_demonstration_logins_never_reach_production():
    result = start(DEMO="1")

    assert result.returncode != 0
    assert "must never reach production" in result.stderr


def test_production_keeps_cookies_passwords_and_addresses_safe():
    """Printed by one process; rows of docs/asvs.md rest on it."""
    names = ("SESSION_COOKIE_NAME", "CSRF_COOKIE_NAME", "LANGUAGE_COOKIE_NAME", "SESSION_COOKIE_SECURE")
    names += ("CSRF_COOKIE_SECURE", "LANGUAGE_COOKIE_SECURE", "SESSION_COOKIE_HTTPONLY", "CSRF_COOKIE_HTTPONLY")
    names += (
        "SESSION_COOKIE_SAMESITE",
        "CSRF_COOKIE_SAMESITE",
        "SECURE_HSTS_SECONDS",
        "SECURE_HSTS_INCLUDE_SUBDOMAINS",
    )
    names += ("SECURE_SSL_REDIRECT", "PASSWORD_HASHERS[0]", "CELERY_ACCEPT_CONTENT", "SESSION_ENGINE", "EMAIL_USE_TLS")
    names += ("CELERY_BROKER_URL", "REDIS_URL")
    broker = "rediss://worker:secret@broker.example:6380/0"
    checked = f"{broker}?ssl_cert_reqs=required&ssl_check_hostname=true"

    told = start(", settings.".join(names), REDIS_URL=broker).stdout.split()

    assert " ".join(told) == (
        "__Host-sid __Host-csrf __Host-language True True True True True Lax Lax 63072000 True True "
        "django.contrib.auth.hashers.Argon2PasswordHasher ['json'] caarisma.common.sessions True "
        f"{checked} {checked}"
    )
