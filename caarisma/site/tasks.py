"""What Celery calls and no single room can do: reading a file is vetting's, saving what came with it the portal's."""

from celery import shared_task

from providers.portal.filing import save_read
from providers.vetting.documents.queue import read_due


# Above the time that one file may take: a task that is cut off leaves the file to the sweeper.
@shared_task(name="screening.read_upload", soft_time_limit=100, time_limit=110)
def read_upload(upload_id: int, **_future: object) -> None:
    """Read the file, and others that came meanwhile. The id is for the log: the oldest one is always first."""
    read_due(save=save_read, seconds=60)
