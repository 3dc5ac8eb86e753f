"""The queue of handed-in lists. Some are only an address yet: whoever reads them fetches them first."""

from datetime import timedelta
from hashlib import sha256
from uuid import uuid4

from caarisma.common import private_files
from providers.exclusions.models import SentList
from providers.exclusions.services.fetching import fetch
from providers.exclusions.services.sending import LISTS
from providers.files.queue import Read, read_due
from providers.files.trays import HELD


def read_due_lists(*, read: Read, grace: timedelta = timedelta()) -> bool:
    """Read the one that has waited longest. Whether another one waits behind it."""
    return read_due(LISTS, read=read, fetch=_keep_fetched, grace=grace)


def _keep_fetched(sent: SentList) -> SentList:
    """The file is in the storage before the row names it; of a row that is gone by now it is swept. A list is not
    younger than OIG's server says."""
    found, folder = fetch(sent.source), uuid4()
    private_files.write(folder, HELD, found.content)
    SentList.objects.filter(pk=sent.pk).update(
        name=folder,
        file_size=len(found.content),
        file_hash=sha256(found.content).hexdigest(),
        list_date=min(sent.list_date, found.changed_on or sent.list_date),
    )
    return SentList.objects.get(pk=sent.pk)
