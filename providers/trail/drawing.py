"""Draws a provider's file as a tagged PDF: content as JSON on standard input, the PDF on standard output. A process of
its own, started by provider_file.py; it knows neither Django nor the database.
"""

import sys
from pathlib import Path

import typst

TEMPLATE = Path(__file__).with_name("provider_file.typ")


def draw(content: str) -> bytes:
    """Texts are data to the template, never markup. PDF/UA: tags, language and title, or typst refuses."""
    return typst.compile(
        TEMPLATE.read_bytes(), format="pdf", sys_inputs={"content": content}, pdf_standards=["ua-1"],
        ignore_system_fonts=True,
    )  # fmt: skip


if __name__ == "__main__":
    sys.stdout.buffer.write(draw(sys.stdin.buffer.read().decode()))
