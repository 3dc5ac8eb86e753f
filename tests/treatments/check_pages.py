"""The check as a person goes through it, for its tests."""

import html
import json
import re

from caarisma.common.fields import field_cipher
from treatments.check.keeping import COOKIE
from treatments.health_gate_file import current_gate

ANSWERS = {"areas": ["face"], "concerns": ["fine-lines"], "start": "soon", "health": ["none-of-these"]}
SEEN = [row.code for row in current_gate().rows if row.is_for_a_use]  # a page that showed every row
STEPS = ["area", "concern", "timing", "health"]
FIELDS = dict(zip(STEPS, ANSWERS, strict=True))
RESULT = "/check/result/"


def ask(client, step, *, spanish=False, **answers):
    """Send the answers so far and go where that leads."""
    seen = {"seen": SEEN} if "health" in answers else {}
    return client.post(f"{'/es' if spanish else ''}/check/{step}/", seen | answers, follow=True)


def finish(client, **changes):
    return ask(client, "result", **{**ANSWERS, **changes})


def text(response) -> str:
    """The page's words and marks in one line, with entities read."""
    return re.sub(r"\s+", " ", html.unescape(response.content.decode()))


def main(response) -> str:
    """What is inside <main>: the frame of the site may use other words."""
    return re.search(r"<main.*</main>", text(response)).group()


def kept(client) -> dict[str, list[str]]:
    """What the browser holds, unlocked."""
    token = client.cookies[COOKIE].value
    return json.loads(field_cipher().decrypt(token.encode()))[0]


def heading(response) -> str:
    [words] = re.findall(r"<h1[^>]*>(.*?)</h1>", main(response))
    return words
