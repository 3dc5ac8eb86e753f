"""All chores of all rooms, in the order in which a sweeper does what is due. People who wait come first."""

from typing import Final

from caarisma.accounts import chores as accounts
from caarisma.common.chores import own
from caarisma.common.chores.declaring import EACH_LOOK, Chore
from matching.aftercare import chores as aftercare
from matching.consultations import chores as consultations
from matching.directory_api import chores as directory_api
from matching.insights import chores as insights
from matching.numbers import chores as numbers
from matching.questions import chores as questions
from matching.reviews import chores as reviews
from matching.search import chores as search
from matching.snapshots import chores as snapshots
from matching.watches import chores as watches
from providers.accuracy import chores as accuracy
from providers.calendars import chores as calendars
from providers.calls import chores as calls
from providers.errands import chores as errands
from providers.joining import chores as joining
from providers.laws import chores as laws
from providers.ledger import chores as ledger
from providers.letters import chores as letters
from providers.pauses import chores as pauses
from providers.portal.filing import save_read
from providers.reports import chores as reports
from providers.runs import chores as runs
from providers.teams import chores as teams
from providers.upkeep import chores as upkeep
from providers.vetting import chores as vetting
from providers.vetting.documents.queue import read_due

# Reading a file is vetting's, saving what came with it the portal's, so no single room can name it. One file a look: a
# heavy one keeps the others for half a minute.
READ_UPLOADS: Final = Chore(
    name="read uploads",
    every=EACH_LOOK,
    run=lambda look: read_due(save=save_read, grace=look.grace),
    hurried=True,
)

CHORES: Final = (
    *search.CHORES,
    *aftercare.CHORES,  # before requests are forgotten, with which answers would go uncounted
    *consultations.CHORES,
    *errands.CHORES,
    *calendars.CHORES,
    READ_UPLOADS,
    *snapshots.CHORES,
    *vetting.CHORES,
    *upkeep.CHORES,
    *pauses.CHORES,
    *laws.CHORES,
    *joining.CHORES,
    *runs.CHORES,
    *watches.CHORES,
    *insights.CHORES,
    *calls.CHORES,
    *reports.CHORES,
    *teams.CHORES,
    *letters.CHORES,
    *reviews.CHORES,
    *questions.CHORES,
    *ledger.CHORES,
    *accuracy.CHORES,
    *numbers.CHORES,
    *directory_api.CHORES,
    *accounts.CHORES,
    *own.CHORES,
)
