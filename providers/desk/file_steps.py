"""What staff do with a file that they handed in, whatever list it is of: stop it, read it again, let it go."""

from typing import Final

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from caarisma.accounts.http import SignedInRequest
from caarisma.common.errors import UserFacingError
from providers.files.trays import Tray, let_go, read_again, stop_reading

STEPS: Final = {
    "stop": (stop_reading, _("It stops after the rows it is at. What is in use stays as it is.")),
    "again": (read_again, _("It waits to be read again, from its first line.")),
    "let_go": (let_go, _("The file is gone. What was read of it stays on record.")),
}


def take_step(request: SignedInRequest, tray: Tray, sent_id: int) -> None:
    """The step that was pressed, or a message why not. 404 for no such file, 400 for no such step."""
    get_object_or_404(tray.model, pk=sent_id)
    if (step := request.POST.get("step", "")) not in STEPS:
        raise BadRequest
    service, said = STEPS[step]
    try:
        service(tray, sent_id=sent_id, by=request.user, now=timezone.now())
        messages.success(request, said)
    except UserFacingError as error:
        messages.error(request, error.message)
