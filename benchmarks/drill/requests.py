"""`python -m benchmarks.drill.requests`: sends a request for a visit each second, until it is killed. Nobody answers
them, and a clinic takes no more than twenty such: then those who asked it cancel.

Each that the service took is written down at once, in DRILL_FOLDER/asked: from then on it is a promise.
"""

import os
import random
import time
from contextlib import suppress
from pathlib import Path
from uuid import uuid4

import django

django.setup()

from django.db import OperationalError
from django.utils import timezone

from caarisma.common.errors import UserFacingError
from matching.consultations.errors import TakesNoRequests
from matching.consultations.models import PlaceCapacity, Request
from matching.consultations.services.ending import cancel_by_patient
from matching.consultations.services.sending import send_request
from providers.directory.models import PracticeLocation
from tests.factories.consultations import make_asker, make_draft


def main() -> None:
    open_to = PlaceCapacity.objects.filter(places_a_week=500).values("place")
    places = list(PracticeLocation.objects.filter(pk__in=open_to).select_related("provider"))
    with Path(os.environ["DRILL_FOLDER"], "asked").open("a") as asked:
        while True:
            key, now, place = uuid4(), timezone.now(), random.choice(places)
            asker = make_asker(now=now, email=f"{key.hex}@example.com")
            draft = make_draft(place, now=now, form_key=key, email=str(asker.email), book_for_me=True)
            try:
                send_request(draft_id=draft.pk, asker_id=asker.pk, form_key=key, now=now)
            except (UserFacingError, OperationalError) as error:
                print(type(error).__name__, flush=True)
                if isinstance(error, TakesNoRequests):
                    with suppress(UserFacingError, OperationalError):
                        cancel_all(place)
                time.sleep(1)
                continue
            asked.write(f"{key}\n")
            asked.flush()
            time.sleep(1.0)


def cancel_all(place: PracticeLocation) -> None:
    for request in Request.objects.open().filter(provider=place.provider_id):
        cancel_by_patient(request_id=request.pk, by=[request.asker_id], form_key=uuid4(), now=timezone.now())


if __name__ == "__main__":
    main()
