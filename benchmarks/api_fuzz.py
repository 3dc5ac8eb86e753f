"""`python -m benchmarks.api_fuzz [CALLS]`: calls that the OpenAPI file allows and that it forbids, by schemathesis.

Each goes through the whole site in this process; the limit of requests is off. An answer of 500 or above, a status that
the file does not declare, a body that is not as it says, a right call that is refused and a wrong one that is not: each
ends the run with the call that did it. Uses the test database's settings and its own database.
"""

import json
import os
import sys
import time
from collections import Counter
from typing import Any

USUAL = 5_000
MOST_ROUNDS = 5


def main(argv: list[str]) -> int:
    calls = int(argv[0]) if argv else USUAL
    os.environ["DJANGO_SETTINGS_MODULE"] = "benchmarks.settings"
    from benchmarks import database

    database.use("api_fuzz")
    import django

    django.setup()
    from django.conf import settings

    from benchmarks import directory
    from matching.directory_api.services.publishing import publish_changes

    settings.DEMO, settings.ALLOWED_HOSTS = True, ["*"]
    settings.MIDDLEWARE = [each for each in settings.MIDDLEWARE if not each.startswith("zeal")]
    directory.prepare(300)
    publish_changes(now=directory.NOW)
    start = time.monotonic()
    statuses = fuzz(calls)
    print(f"  {statuses.total():,} calls in {time.monotonic() - start:,.0f} s: {dict(sorted(statuses.items()))}")
    print("  No answer of 500 or above, none that the file does not allow.")
    return 0


def fuzz(calls: int) -> Counter[int]:
    """Answers by status, of so many calls or a few more. Raises for the first that is not as the file says."""
    import schemathesis
    from django.core.wsgi import get_wsgi_application
    from schemathesis import GenerationMode

    from matching.directory_api import http
    from matching.directory_api.describing.openapi import openapi_file

    http.LIMITED = False
    file = json.loads(json.dumps(openapi_file()))
    file["servers"] = [{"url": "http://localhost"}]
    schema = schemathesis.openapi.from_dict(file)
    schema.config.analysis.constants.enabled = False  # reads all our source for words to try: slow, and never the same
    schema.app = get_wsgi_application()
    operations = [result.ok() for result in schema.get_all_operations()]
    statuses: Counter[int] = Counter()
    modes = (GenerationMode.POSITIVE, GenerationMode.NEGATIVE)
    rooms = [(operation, mode) for operation in operations for mode in modes]
    for seed in range(MOST_ROUNDS):
        each = -(-(calls - statuses.total()) // len(rooms))
        made = [_made(room, each, seed, statuses) for room in rooms]
        rooms = [room for room, count in zip(rooms, made, strict=True) if count >= each]
        if not rooms or statuses.total() >= calls:
            break
    return statuses


def _made(room: tuple[Any, Any], calls: int, seed: int, statuses: Counter[int]) -> int:
    """How many of these calls there were: an address that takes little has few that differ, and the next round asks the
    others for more."""
    before = statuses.total()
    _run(*room, calls, seed, statuses)
    return statuses.total() - before


def _run(operation: Any, mode: Any, calls: int, seed: int, statuses: Counter[int]) -> None:
    import hypothesis

    @hypothesis.seed(seed)
    @hypothesis.settings(
        max_examples=calls, deadline=None, database=None, suppress_health_check=list(hypothesis.HealthCheck),
        phases=[hypothesis.Phase.generate],
    )  # fmt: skip
    @hypothesis.given(case=operation.as_strategy(generation_mode=mode))
    def ask(case: Any) -> None:
        answer = case.call()
        statuses[answer.status_code] += 1
        require_allowed(case, answer, right=mode.is_positive)

    try:
        ask()
    except hypothesis.errors.Unsatisfiable:
        return  # nothing can be wrong with an address that takes nothing


def require_allowed(case: Any, answer: Any, *, right: bool) -> None:
    """AssertionError with the call. A right id may be of nobody, or of somebody who left."""
    from schemathesis.checks import CHECKS  # noqa: F401  loads what validates

    said = f"{case.method} {answer.request.url}: {answer.status_code} {answer.text[:300]}"
    assert answer.status_code < 500, said
    declared = set(case.operation.definition.raw["responses"])
    assert str(answer.status_code) in declared, said
    if right:
        assert answer.status_code in (200, 404, 410), said
    case.operation.validate_response(answer)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
