"""What of the directory's API has to be done again and again."""

from typing import Final

from caarisma.common.chores.declaring import HOUR, SECOND, Chore
from matching.directory_api.services import bulk, publishing

CHORES: Final = (
    Chore(name="publish directory", every=15 * SECOND, run=lambda look: publishing.publish_changes(now=look.now)),
    Chore(name="publish directory by date", every=HOUR, run=lambda look: publishing.publish_days(now=look.now)),
    Chore(name="publish bulk files", every=HOUR, run=lambda look: bulk.publish_bulk(now=look.now)),
    Chore(name="forget bulk files", every=HOUR, run=lambda look: bulk.forget_bulk(now=look.now)),
    Chore(name="forget left entries", every=24 * HOUR, run=lambda look: publishing.forget_gone(now=look.now)),
)
