"""Questions of the demonstration: every state, both languages, once; what is on the page keeps the forms' rules."""

import pytest
from django.utils import timezone

from caarisma.common.outbox.models import Mail
from matching.questions.enums import TextState
from matching.questions.models import Question, QuestionReport, QuestionText
from matching.questions.rules.answers import answer_faults
from matching.questions.rules.personal import personal_details
from matching.questions.selectors import shown_question
from providers.demo.loading import seed
from providers.demo.logins import make_demo_logins
from providers.demo.questions import QUESTIONS, make_demo_questions
from tests.factories.treatments import make_area_concern


def test_what_is_on_the_page_keeps_the_rules():
    for told in QUESTIONS:
        assert personal_details(f"{told.title}\n{told.words}") == []
        assert [fault for each in told.answers for fault in answer_faults(each.words)] == []


@pytest.mark.django_db
def test_every_state_is_there_and_a_second_run_adds_none():
    now = timezone.now()
    make_area_concern("face", "fine-lines")
    seed(providers=400, seed=1, on=now.date(), tell=lambda count: None)
    make_demo_logins(now=now)

    assert make_demo_questions(now=now) == len(QUESTIONS) == Question.objects.count()

    asked, answers = QuestionText.objects.questions(), QuestionText.objects.answers()
    assert set(asked.values_list("state", flat=True)) == set(TextState.values)
    assert set(answers.values_list("state", flat=True)) == {"published", "written", "sent_back"}
    assert {"en", "es"} == set(asked.published().values_list("language", flat=True))
    assert asked.waiting().filter(urgent=True).exists()
    assert sum(shown_question(text.pk, now=now).gone for text in asked.published()) == 1
    assert QuestionReport.objects.filter(state="open").exists()
    assert not Mail.objects.filter(kind__contains="question").exists()
    assert make_demo_questions(now=now) == 0
