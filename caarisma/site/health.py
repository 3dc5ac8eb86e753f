"""Is it alive, and can it serve? For load balancers and `make run`; says nothing about people."""

import redis
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.utils import Error as DatabaseError
from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_safe

from caarisma.common.broker import broker_client


@require_safe
def live(request: HttpRequest) -> JsonResponse:
    """The process answers. It asks nothing else, so a database restart does not get the web server killed."""
    return JsonResponse({"status": "ok"})


@require_safe
def ready(request: HttpRequest) -> JsonResponse:
    """200 when the database answers and is migrated. A broker that is away is told but does not take the site down:
    the waiting page and the sweeper rank without it."""
    database = _database_state()
    status = 200 if database == "ok" else 503
    return JsonResponse({"database": database, "broker": _broker_state()}, status=status)


def _database_state() -> str:
    try:
        executor = MigrationExecutor(connection)
        return "not migrated" if executor.migration_plan(executor.loader.graph.leaf_nodes()) else "ok"
    except DatabaseError:
        return "away"


def _broker_state() -> str:
    client = broker_client()
    try:
        client.ping()
    except redis.RedisError:
        return "away"
    else:
        return "ok"
    finally:
        client.close()
