"""Who fits is compared with who fitted: what is new, what is back, who is gone.

A provider who was away for less than a week is no news, nor one that was told of in the last month. A price that fell
is news when it lets somebody in: before it they did not fit.
"""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Final

from django.db import connection

AWAY: Final = timedelta(days=7)
TOLD_AGAIN: Final = timedelta(days=30)

Pair = tuple[int, int]  # watch, provider

# One statement: who joins in a metro is news to a thousand watches, and each row by itself would cost more than all of
# them. "NOT IN" is looked up in a hash, whatever the planner thinks of the sizes.
NOTE: Final = """
WITH fitting (watch_id, provider_id) AS (
    SELECT * FROM unnest(%(watches)s::bigint[], %(providers)s::bigint[])
), gone AS (
    UPDATE watches_watchsighting seen SET fits = false, left_at = %(now)s
    FROM watches_watch watch
    WHERE watch.id = seen.watch_id AND watch.state = 'live' AND seen.fits AND seen.{among} = ANY (%(looked_at)s)
    AND (seen.watch_id, seen.provider_id) NOT IN (SELECT watch_id, provider_id FROM fitting)
), back AS (
    UPDATE watches_watchsighting seen SET fits = true, left_at = NULL,
        news_at = CASE WHEN {is_news} THEN %(now)s ELSE news_at END,
        told_at = CASE WHEN {is_news} THEN NULL ELSE told_at END
    WHERE NOT seen.fits AND seen.{among} = ANY (%(looked_at)s)
    AND (seen.watch_id, seen.provider_id) IN (SELECT watch_id, provider_id FROM fitting)
    RETURNING news_at IS NOT DISTINCT FROM %(now)s AS is_news
), fresh AS (
    INSERT INTO watches_watchsighting (watch_id, provider_id, fits, news_at)
    SELECT watch_id, provider_id, true, %(now)s FROM fitting
    WHERE (watch_id, provider_id) NOT IN (
        SELECT watch_id, provider_id FROM watches_watchsighting WHERE {among} = ANY (%(looked_at)s)
    )
    ON CONFLICT DO NOTHING
    RETURNING true
)
SELECT (SELECT count(*) FROM fresh) + (SELECT count(*) FROM back WHERE is_news)
"""
IS_NEWS: Final = "left_at <= %(away)s AND coalesce(told_at <= %(told)s, true)"


def note_providers(fitting: Collection[Pair], *, provider_ids: Collection[int], now: datetime) -> int:
    """`fitting`: all live watches that these providers suit now. May be told the same twice. Returns how many of them
    are news."""
    return _note("provider_id", fitting, provider_ids, now)


def note_watch(fitting: Collection[Pair], *, watch_id: int, now: datetime) -> int:
    """The same, for all whom this one watch would list now."""
    return _note("watch_id", fitting, [watch_id], now)


def _note(among: str, fitting: Collection[Pair], looked_at: Collection[int], now: datetime) -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            NOTE.format(among=among, is_news=IS_NEWS),
            {
                "watches": [watch for watch, _provider in fitting],
                "providers": [provider for _watch, provider in fitting],
                "looked_at": list(looked_at),
                "now": now,
                "away": now - AWAY,
                "told": now - TOLD_AGAIN,
            },
        )
        return int(cursor.fetchone()[0])
