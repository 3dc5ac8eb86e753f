"""What a page says, line by line, each with the part of the page that it stands in."""

import re
from collections.abc import Iterator
from html import unescape
from typing import NamedTuple

LINES = re.compile(r"</?(?:p|br|li|ul|ol|dt|dd|dl|div|h\d|td|th|tr|table|section|article|form|label|option|legend"
    r"|summary"
                   r"|details|address|button|aside|nav|text|title|desc|figure|caption)\b[^>]*>")  # fmt: skip
TAGS, SPACES, UNSAID = re.compile(r"<[^>]+>"), re.compile(r"\s+"), re.compile(r"<(script|style)\b.*?</\1>", re.DOTALL)


class Part(NamedTuple):
    """`about`: the id of what it is about; 0 for the page."""

    name: str
    about: int
    lines: list[str]


def lines_of(html: str) -> list[str]:
    said = (SPACES.sub(" ", unescape(TAGS.sub("", line))).strip() for line in LINES.split(SPACES.sub(" ", html)))
    return [line.replace("\xa0", " ") for line in said if line]


def list_parts(html: str) -> Iterator[Part]:
    """Of the list: cards, near misses, what stands in the way, and the rest."""
    html = main_of(html)
    for place, card in re.findall(r'<li id="at-(\d+)">(.*?</article>)', html, re.DOTALL):
        yield Part("card", int(place), card_lines(card))
    for miss in re.findall(r'<li id="near-\w">(.*?)</li>', html, re.DOTALL):
        yield Part("near", place_of(miss), lines_of(miss))
    for text, left in re.findall(r"<li[^>]*><span>([^<]*)</span><svg.*?<b class=\"num\">(\d+)</b>", html, re.DOTALL):
        yield Part("ladder", 0, [f"{unescape(text)} = {left}"])
    yield Part("page", 0, lines_of(ELSEWHERE.sub("", html)))


ELSEWHERE = re.compile(
    r'<ol class="(?:match-list|ladder)">.*?</ol>|<section class="near-misses".*?</section>', re.DOTALL
)


def main_of(html: str) -> str:
    """What stands between the head of the site and its foot."""
    return UNSAID.sub("", html).partition("<main")[2].partition("</main>")[0]


def place_of(html: str) -> int:
    """The place that the first link leads to."""
    found = re.search(r'href="[^"]*-(\d+)/', html)
    return int(found[1]) if found else 0


def card_lines(card: str) -> list[str]:
    """The numbers with the words beside them, and each fact in a line of its own, so that each line is a sentence."""
    card = HEARD_ONLY.sub("", card)
    card = re.sub(r'<span class="match-label">(.*?)</span>', r"\1 = ", card)
    card = re.sub(r"</h3>\s*<p>", "<p>Is = ", card).replace('<p class="match-facts">', "<p>Stands = ")
    return lines_of(
        card.replace('<span class="soft', '<p><span class="soft').replace("</span><span", "</span><p><span")
    )


HEARD_ONLY = re.compile(r'<span class="visually-hidden">.*?</span>')


def compared(html: str) -> Iterator[Part]:
    """A part for each cell: the question, the clinic's column, and what stands there."""
    html = html.partition('<table class="versus">')[2].partition("</table>")[0]
    for line in html.split("<tr>")[2:]:
        question = lines_of(line.partition("</th>")[0])[0]
        for column, cell in enumerate(re.findall(r"<td data-who.*?</td>", line, re.DOTALL)):
            text = re.sub(r'<span class="versus-note">', " / ", re.sub(r'<span class="tag versus-best">', " ! ", cell))
            yield Part("cell", column, [f"{question} = {' '.join(lines_of(text))}"])


def rows_of(html: str, row: str, cell: str) -> Iterator[tuple[str, str]]:
    """Each row as it stands, and its cells in one line with bars between them."""
    for found in re.findall(row, html, re.DOTALL):
        yield found, " | ".join(" ".join(lines_of(each)) for each in re.findall(cell, found, re.DOTALL))


def place_parts(html: str, place: int) -> Iterator[Part]:
    html = main_of(html)
    yield Part("place", place, lines_of(html))
    table = re.sub(r'<span class="(?:table-note|product)">', "</th><th>", html.partition("<h3>Hours")[0])
    for _row, line in rows_of(table.rpartition("<tbody>")[2], r"<tr.*?</tr>", r"<t[hd][ >].*?</t[hd]>"):
        yield Part("price line", place, [line])
    week = html.partition('<dl class="hours">')[2].partition("</dl>")[0]
    for _row, line in rows_of(week, r"<dt>.*?</dd>", r"<d[td][ >].*?</d[td]>"):
        yield Part("day", place, [line])
    others = html.partition('id="others"')[2].partition("</ul>")[0]
    for other in re.findall(r"<li>.*?</li>", others, re.DOTALL):
        yield Part("other clinic", place_of(other), lines_of(other))


def proof_parts(html: str, place: int) -> Iterator[Part]:
    html = main_of(html).replace('<span class="checks-', '<p class="')
    yield Part("proof", place, lines_of(html))
    for row, _line in rows_of(html, r"<tr>.*?</tr>", "<td"):
        kind = re.search(r'#(\w+)">', row)
        seen = re.search(r'<span class="num">(.*?)</span>', row)
        until = re.search(r"Good until [^<]*", row)
        if kind and seen and until:
            yield Part("check", place, [f"{kind[1]} | {unescape(seen[1])} | {unescape(until[0])}".strip()])


def city_parts(html: str) -> Iterator[Part]:
    html = main_of(html)
    yield Part("city", 0, lines_of(html))
    for provider, card in re.findall(
        r'<article class="card" aria-labelledby="name-(\d+)">(.*?)</article>', html, re.DOTALL
    ):
        yield Part("city card", int(provider), lines_of(card))


def ends_parts(html: str, provider: int) -> Iterator[Part]:
    """Of the page of what ends when: what it is, and its day."""
    rows = main_of(html).partition('<ul class="portal-rows">')[2].partition("</ul>")[0]
    for row in re.findall(r"<li>.*?</li>", rows, re.DOTALL):
        yield Part("ends", provider, [" | ".join(lines_of(row)[:2])])
