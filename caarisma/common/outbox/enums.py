from django.db import models
from django.utils.translation import gettext_lazy as _


class MailState(models.TextChoices):
    WAITING = "waiting", _("waiting")  # not sent yet, or tried and to be tried again
    SENT = "sent", _("sent")  # the mail server took it
    REFUSED = "refused", _("refused")  # the mail server said no for good, more than once
    OVER = "over", _("too late")  # its end of life came first: a link in it would be stale
    DROPPED = "dropped", _("given up")  # by staff


# Who still holds a letter. What has ended otherwise is erased at that moment.
HOLDS_LETTER = (MailState.WAITING, MailState.REFUSED)

# In `answer` while a sender has the mail in hand. Whoever dies then leaves it there until the lease runs out.
SENDING = "sending"
