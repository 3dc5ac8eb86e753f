from django.apps import AppConfig

from caarisma.common.outbox.owners import own_mails


class QuestionsConfig(AppConfig):
    name = "matching.questions"
    label = "questions"

    def ready(self) -> None:
        """Hear from the outbox whether mails to those who asked arrive: an asker's mailbox is one."""
        from matching.consultations.people.reaching import note_mailbox

        own_mails("question_", note_mailbox)
