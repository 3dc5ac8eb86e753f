"""What search engines are told of a question, as schema.org's QAPage has it. It says what the page shows, no more."""

from typing import Any

from matching.questions.selectors import ShownAnswer, ShownQuestion

CONTEXT = "https://schema.org"


def qa_page(question: ShownQuestion, *, url: str, site: str) -> dict[str, Any] | None:
    """None while nobody's answer is shown: such a page has none to tell of. `site`: in front of addresses of ours."""
    if not question.answers:
        return None
    return {
        "@context": CONTEXT,
        "@type": "QAPage",
        "mainEntity": {
            "@type": "Question",
            "name": question.title,
            "text": question.words or question.title,
            "inLanguage": question.language,
            "url": url,
            "datePublished": question.published_at.isoformat(),
            "answerCount": len(question.answers),
            "suggestedAnswer": [_answer(each, url=url, site=site) for each in question.answers],
        },
    }


def _answer(answer: ShownAnswer, *, url: str, site: str) -> dict[str, Any]:
    return {
        "@type": "Answer",
        "text": answer.words,
        "inLanguage": answer.language,
        "url": f"{url}#answer-{answer.id}",
        "datePublished": answer.published_at.isoformat(),
        "author": {"@type": "Person", "name": answer.by.name, "url": f"{site}{answer.by.address}"},
    }
