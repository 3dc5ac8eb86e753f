from matching.questions.models.question import Question
from matching.questions.models.report import QuestionReport
from matching.questions.models.text import QuestionLook, QuestionMove, QuestionText

__all__ = ["Question", "QuestionLook", "QuestionMove", "QuestionReport", "QuestionText"]
