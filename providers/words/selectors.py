"""What patients read, what the provider sees of it, and what waits at the desk."""

from dataclasses import dataclass

from providers.words.enums import FLAG_WORDS, AboutPrompt, WordsState
from providers.words.models import AboutAnswer, SessionsSaid
from treatments.claims_checker import FlaggedWords, check_claims


@dataclass(frozen=True, slots=True)
class AnswerStanding:
    """Of one prompt: what patients read, what waits, and what we did not show last."""

    prompt: AboutPrompt
    live: AboutAnswer | None
    waiting: AboutAnswer | None
    refused: AboutAnswer | None

    @property
    def typed(self) -> str:
        """What the provider wants to say: what waits goes before what is live."""
        newest = self.waiting or self.live or self.refused
        return newest.text if newest else ""

    @property
    def found(self) -> list[str]:
        return flag_words(self.waiting.text) if self.waiting else []


def shown_about(provider_id: int) -> list[AboutAnswer]:
    """For patients, in the order of the prompts. One query."""
    live = {answer.prompt: answer for answer in AboutAnswer.objects.live().filter(provider=provider_id)}
    return [live[prompt] for prompt in AboutPrompt.values if prompt in live]


def about_of(provider_id: int) -> list[AnswerStanding]:
    """One query."""
    rows = list(AboutAnswer.objects.filter(provider=provider_id).exclude(state=WordsState.OVER).order_by("pk"))
    by_state = {(row.prompt, row.state): row for row in rows}
    last = {row.prompt: row for row in rows}
    return [
        AnswerStanding(
            prompt,
            by_state.get((prompt, WordsState.LIVE)),
            by_state.get((prompt, WordsState.WAITING)),
            row if (row := last.get(prompt)) and row.state == WordsState.REFUSED else None,
        )
        for prompt in AboutPrompt
    ]


def sessions_waiting(provider_id: int) -> dict[int, SessionsSaid]:
    """By the line's id. One query."""
    related = ("offering__area_concern__area", "offering__area_concern__concern")
    waiting = SessionsSaid.objects.waiting().filter(offering__location__provider=provider_id).select_related(*related)
    return {said.offering_id: said for said in waiting}


def about_to_read() -> list[AboutAnswer]:
    """At the desk, oldest first."""
    return list(AboutAnswer.objects.waiting().select_related("provider").order_by("written_at", "pk"))


def sessions_to_read() -> list[SessionsSaid]:
    related = ("offering__location__provider", "offering__area_concern__area", "offering__area_concern__concern")
    return list(SessionsSaid.objects.waiting().select_related(*related).order_by("said_at", "pk"))


def flag_words(text: str) -> list[str]:
    """ "“painless” says that it does not hurt", one for each kind."""
    return [_told(found) for found in check_claims(text)]


def _told(found: FlaggedWords) -> str:
    return f"“{found.words.strip()}” {FLAG_WORDS[found.flag]}"
