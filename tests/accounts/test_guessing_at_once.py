"""Passwords are guessed by many machines at the same moment, amid noise, and with the broker away: goal G29."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.contrib.auth.signals import user_login_failed
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.urls import reverse

from tests.accounts.test_accounts import make_verified, sign_in
from tests.accounts.test_new_browser import give_code, give_password
from tests.accounts.test_signing_in import is_signed_in
from tests.local.conftest import free_port
from tests.matching.conftest import broker_at

__all__ = ["broker_at"]
pytestmark = pytest.mark.django_db(transaction=True)
AT_ONCE = 40


@pytest.fixture
def tried() -> Iterator[list[str]]:
    """The address of each password that was compared and was wrong."""
    cache.clear()
    addresses: list[str] = []

    def note(credentials, **_kwargs) -> None:
        addresses.append(credentials["email"])

    user_login_failed.connect(note)
    yield addresses
    user_login_failed.disconnect(note)


def guess_at_once(email: Callable[[int], str], machine: Callable[[int], str]) -> None:
    together = Barrier(AT_ONCE)

    def guess(number: int) -> None:
        client = Client(REMOTE_ADDR=machine(number))
        together.wait(timeout=60)
        try:
            client.post(reverse("account_login"), {"login": email(number), "password": f"a wrong one, {number}"})
        finally:
            connection.close()

    with ThreadPoolExecutor(AT_ONCE) as threads:
        list(threads.map(guess, range(AT_ONCE)))


def test_of_forty_machines_that_guess_at_one_account_at_once_five_are_heard(client, tried):
    make_verified()

    guess_at_once(lambda _: "ana@example.com", lambda number: f"198.51.100.{number}")

    assert tried == ["ana@example.com"] * 5
    sign_in(client)
    assert not is_signed_in(client), "the right one waits as well"


def test_of_one_machine_that_guesses_at_forty_accounts_at_once_ten_are_heard(tried):
    guess_at_once(lambda number: f"{number}@example.com", lambda _: "198.51.100.1")

    assert len(tried) == len(set(tried)) == 10


def test_noise_of_five_thousand_others_frees_nobody(client, tried):
    """Counters are rows of the cache, which throws some out when it is full."""
    make_verified()
    for number in range(5):
        client.post(reverse("account_login"), {"login": "ana@example.com", "password": f"a wrong one, {number}"})
    with connection.cursor() as cursor:  # as that many wrong passwords leave them: an address's and a machine's
        cursor.execute(
            "INSERT INTO django_cache SELECT 'noise ' || n || ' ' || cache_key, value, now() + interval '5 minutes'"
            " FROM django_cache, generate_series(1, 5000) n WHERE cache_key LIKE '%%login_failed%%'"
        )
    for number in range(20):  # each looks whether the cache is full
        Client(REMOTE_ADDR=f"198.51.100.{number}").post(
            reverse("account_login"), {"login": f"{number}@example.com", "password": "a wrong one"}
        )

    heard = len(tried)
    for _ in range(5):
        sign_in(client, password="another wrong one")
    sign_in(client)

    assert (heard, len(tried)) == (25, 25)
    assert not is_signed_in(client)


def test_with_the_broker_away_people_sign_in_and_guesses_are_counted(client, tried, broker_at):
    broker_at(f"redis://127.0.0.1:{free_port()}/0")
    make_verified()

    give_password(client)
    give_code(client)
    guessing = Client()
    for _ in range(6):
        sign_in(guessing, password="a wrong one")

    assert is_signed_in(client)
    assert len(tried) == 5
