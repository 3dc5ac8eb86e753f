"""What the page of a place says of reviews: how many, the number with its reach, and the facts beside each."""

from math import sqrt
from typing import Any

from benchmarks.truth.at import At, amount
from benchmarks.truth.facts import ask
from benchmarks.truth.registry import Said, kind

ON_PAGE = """SELECT r.id, r.sessions, r.paid, (r.visited_at AT TIME ZONE l.time_zone) AS visited,
    ARRAY[r.listened, r.careful, r.price_kept, r.again] AS answers
    FROM reviews_review r JOIN directory_practicelocation l ON l.id = r.place_id
    WHERE r.place_id = %(about)s AND r.state = 'published'"""
MADE_UP = {1: 0.32, 2: 0.32, 3: 0.64, 4: 1.92, 5: 4.8}  # eight answers: 4, 4, 8, 24 and 60 in a hundred


def on_page(at: At) -> list[dict[str, Any]]:
    return ask(ON_PAGE, about=at.about)


@kind("reviews_mean", "place")
def reviews_mean(said: Said, at: At) -> bool:
    """Of a Dirichlet posterior, by its covariances, term by term: not by the formula that the page goes by."""
    rows = on_page(at)
    weight = {level: made_up + sum(row["answers"].count(level) for row in rows) / 4
              for level, made_up in MADE_UP.items()}  # fmt: skip
    total = sum(weight.values())
    share = {level: each / total for level, each in weight.items()}
    mean = sum(level * each for level, each in share.items())
    spread = sum(
        one * other * ((share[one] if one == other else 0) - share[one] * share[other]) / (total + 1)
        for one in share
        for other in share
    )
    low, high = mean - 1.645 * sqrt(spread), min(5.0, mean + 1.645 * sqrt(spread))
    told = [float(said[name]) for name in ("mean", "low", "high")]
    near = all(abs(one - true) <= 0.0501 for one, true in zip(told, (mean, low, high), strict=True))
    return near and int(said["visits"]) == len(rows) >= 5


@kind(
    "reviews_few", "place", said=[r"^(?P<visits>\d+) (?:person|people) wrote\.", r"^Nobody has written about a visit"]
)
def reviews_few(said: Said, at: At) -> bool:
    count = len(on_page(at))
    return count == int(said.get("visits", "0")) and count < 5


@kind("reviews_facts", "place", said=[
    r"^(?P<sessions>\d+) sessions? so far (?:Paid \$(?P<paid>[\d,]+), visit|Visit) in (?P<month>\w+ \d{4})$",
])  # fmt: skip
def reviews_facts(said: Said, at: At) -> bool:
    paid = amount(said["paid"]) if "paid" in said else None
    told = (int(said["sessions"]), paid, said["month"])
    return any(told == (row["sessions"], row["paid"], f"{row['visited']:%B %Y}") for row in on_page(at))
