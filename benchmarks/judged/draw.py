"""Drew searches.json, once: `python -m benchmarks.judged.draw`. Then its sheets were judged, so it is not drawn again.

Eight kinds of people, six searches each, in four made-up towns. Of a search all who meet its needs are judged.
"""

import json
import random
from collections.abc import Mapping
from typing import Any

from benchmarks.judged.facts import HERE, candidate, read, requirements
from matching.engine import Slot, failures, quote

SEED = 20261129
TOWNS = {"harbor": (17, 4.5), "valley": (16, 6.0), "lakes": (16, 8.0), "plains": (15, 20.0)}  # clinics, spread in miles
SLOTS = [slot.value for slot in Slot]

# kind -> what they say, what matters most to them, towns, radius, limit a session, how many times, wishes
KINDS: Mapping[str, Mapping[str, Any]] = {
    "frugal": {
        "says": "I pay this myself and money is short. I will drive for a better price.",
        "most": "cost", "towns": ("harbor", "valley"), "radius": (15, 25), "limit": (250, 300, 350), "times": (0, 1),
        "wishes": ((), ("parking",), ("step_free",)),
    },
    "anxious": {
        "says": "I am afraid of something going wrong. I want somebody who has done this a lot.",
        "most": "experience", "towns": ("harbor", "valley", "lakes"), "radius": (15, 25), "limit": (350, None),
        "times": (0, 1), "wishes": (("doctor",), ("doctor", "woman"), ()),
    },
    "hurried": {
        "says": "There is a wedding in my family. I want to begin as soon as I can.",
        "most": "openings", "towns": ("harbor", "valley"), "radius": (15, 25), "limit": (300, 400, None),
        "times": (0, 0, 1), "wishes": ((), ("video_first",)),
    },
    "carless": {
        "says": "I have no car and take the bus. Each mile counts for me, six to ten times.",
        "most": "distance", "towns": ("harbor",), "radius": (10, 15), "limit": (300, 350, None), "times": (0, 1),
        "wishes": ((), ("step_free",), ("woman",)),
    },
    "wishing": {
        "says": "I would feel well only with somebody like I asked for. The rest matters less.",
        "most": "wishes", "towns": ("harbor", "valley", "lakes"), "radius": (15, 25), "limit": (300, 400, None),
        "times": (0, 1), "wishes": (("speaks:es", "woman"), ("speaks:es",), ("step_free", "parking")),
    },
    "busy": {
        "says": "I work shifts. The times that I ticked are those at which I can go, mostly.",
        "most": None, "towns": ("harbor", "valley"), "radius": (15, 25), "limit": (300, 400, None), "times": (2, 3),
        "wishes": ((), ("parking",)),
    },
    "open": {
        "says": "I am just looking. A sound choice all round is what I want.",
        "most": None, "towns": ("harbor", "valley", "lakes"), "radius": (15, 25), "limit": (350, None),
        "times": (0, 1), "wishes": ((), ("doctor",), ("parking",)),
    },
    "rural": {
        "says": "It is far to anywhere from here. Shorter drives are better, but I know I have to drive.",
        "most": "distance", "towns": ("plains",), "radius": (50,), "limit": (350, 400, None), "times": (0, 1),
        "wishes": ((), ("video_first",), ("doctor",)),
    },
}  # fmt: skip


def clinic(rng: random.Random, town: str, spread: float) -> dict[str, Any]:
    """Who is known charges more and is booked further out; who is new has done little."""
    joined = rng.choice((20, 45, 80, 150, 300, 500, 700, 900))
    known = min(1.0, joined / 700) * rng.random()
    sessions = 0 if joined < 90 and rng.random() < 0.3 else round(5 + 900 * known**2 + rng.random() * 40)
    price = 5 * round((130 + 200 * rng.random() + 90 * known) / 5)
    opening = None if rng.random() < 0.25 else round(rng.expovariate(1 / (6 + 12 * known)))
    fee = rng.choice((0, 0, 50, 75, 100))
    gender = rng.choice(("woman", "woman", "man"))
    chances = {"doctor": 0.45, "step_free": 0.5, "parking": 0.5, "video_first": 0.35, "speaks:es": 0.35}
    return {
        "town": town,
        "north": round(rng.gauss(0, spread), 1),
        "east": round(rng.gauss(0, spread), 1),
        "price": price,
        "fee": fee,
        "credited": bool(fee) and rng.random() < 0.5,
        "opening_days": opening,
        "slots": [slot for slot, share in zip(SLOTS, (0.9, 0.85, 0.4, 0.4, 0.1), strict=True) if rng.random() < share],
        "traits": [gender, *(trait for trait, share in chances.items() if rng.random() < share)],
        "sessions": sessions,
        "joined_days": joined,
    }


def a_search(rng: random.Random, kind: str) -> dict[str, Any]:
    said = KINDS[kind]
    return {
        "kind": kind,
        "most": said["most"],
        "town": rng.choice(said["towns"]),
        "north": round(rng.gauss(0, 2.5), 1),
        "east": round(rng.gauss(0, 2.5), 1),
        "radius": rng.choice(said["radius"]),
        "max_price": rng.choice(said["limit"]),
        "slots": sorted(rng.sample(SLOTS[:4], rng.choice(said["times"])), key=SLOTS.index),
        "wishes": list(rng.choice(said["wishes"])),
    }


def main() -> None:
    rng = random.Random(SEED)
    clinics = [clinic(rng, town, spread) for town, (many, spread) in TOWNS.items() for _ in range(many)]
    searches: list[dict[str, Any]] = []
    for kind in KINDS:
        while sum(search["kind"] == kind for search in searches) < 6:  # it ends: see how few clinics a town has
            search = a_search(rng, kind)
            fits = [
                number
                for number, each in enumerate(clinics)
                if each["town"] == search["town"] and not failures(requirements(search), candidate(number, each))
            ]
            if 9 <= len(fits) <= 14:
                searches.append({**search, "clinics": fits})
    text = json.dumps({"clinics": clinics, "searches": searches})
    (HERE / "searches.json").write_text(text.replace("}, {", "},\n{") + "\n", encoding="utf-8")


def sheet(seed: int) -> None:
    """What a judge reads: people and clinics in an order of its own, in plain facts, without score, place or name."""
    rng, told = random.Random(seed), read("searches.json")
    order = rng.sample(range(len(told["searches"])), len(told["searches"]))
    for place in order:
        search = told["searches"][place]
        asked = requirements(search)
        limit = f"up to ${search['max_price']}" if search["max_price"] else "no limit"
        print(f"## {place} {KINDS[search['kind']]['says']} | {search['radius']} mi, {limit}, times {search['slots']}")
        for number in rng.sample(search["clinics"], len(search["clinics"])):
            each = told["clinics"][number]
            one = candidate(number, each)
            priced = quote(asked, one)
            met = [wish for wish in search["wishes"] if wish in each["traits"]]
            lacks = [wish for wish in search["wishes"] if wish not in each["traits"]]
            open_then = f"{len(asked.slots & one.slots)}/{len(asked.slots)}" if asked.slots else "-"
            opening = "ask" if each["opening_days"] is None else f"{each['opening_days']}d"
            miles = one.miles_from(asked.latitude, asked.longitude)
            print(
                f"{number}: {miles:.1f}mi ${each['price']} course ${priced.course_low if priced else 0} open {opening} "
                f"times {open_then} has {met} lacks {lacks} done {each['sessions']}"
            )


if __name__ == "__main__":
    import sys

    sheet(int(sys.argv[2])) if sys.argv[1:2] == ["sheet"] else main()
