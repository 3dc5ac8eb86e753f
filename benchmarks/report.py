"""Tables for people: on the terminal and, the same, in Markdown."""

from collections.abc import Sequence


def heading(text: str) -> None:
    print(f"\n{text}", flush=True)


def table(header: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """The first column to the left, figures to the right."""
    everything = [list(header), *map(list, rows)]
    widths = [max(len(row[column]) for row in everything) for column in range(len(header))]
    for row in everything:
        first, *others = (
            cell.ljust(widths[0]) if not place else cell.rjust(widths[place]) for place, cell in enumerate(row)
        )
        print("  " + "  ".join([first, *others]), flush=True)
