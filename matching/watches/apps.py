from django.apps import AppConfig

from caarisma.common.outbox.owners import own_mails


class WatchesConfig(AppConfig):
    name = "matching.watches"
    label = "watches"

    def ready(self) -> None:
        """Hear from the outbox whether mails to watchers arrive: an asker's mailbox is one, whoever writes to it."""
        from matching.consultations.people.reaching import note_mailbox

        own_mails("watch_", note_mailbox)
