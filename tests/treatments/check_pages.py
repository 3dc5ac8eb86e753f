"""The check as a person goes through it, for its tests."""

import html
import re

ANSWERS = {"areas": ["face"], "concerns": ["fine-lines"], "start": "soon", "health": ["none-of-these"]}
STEPS = ["area", "concern", "timing", "health"]
FIELDS = dict(zip(STEPS, ANSWERS, strict=True))
RESULT = "/check/result/"


def ask(client, step, **answers):
    return client.post(f"/check/{step}/", answers)


def finish(client, **changes):
    return client.post(RESULT, {**ANSWERS, **changes})


def text(response) -> str:
    """The page's words and marks in one line, with entities read."""
    return re.sub(r"\s+", " ", html.unescape(response.content.decode()))


def main(response) -> str:
    """What is inside <main>: the frame of the site may use other words."""
    return re.search(r"<main.*</main>", text(response)).group()


def hidden(response) -> set[tuple[str, str]]:
    pairs = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', main(response))
    return {(name, value) for name, value in pairs if name != "csrfmiddlewaretoken"}


def heading(response) -> str:
    [words] = re.findall(r"<h1[^>]*>(.*?)</h1>", main(response))
    return words
