"""What the reader noticed of a file's pages, in words. Hints: the person decides, and nothing is refused for one."""

from django.utils.translation import gettext as _


def told(hints: str) -> list[str]:
    """ "dark@1 blurred@3" as sentences, in the order of the pages."""
    said = []
    for hint in hints.split():
        what, _at, number = hint.partition("@")
        said.append(_words(what) % {"number": number})
    return said


def _words(what: str) -> str:
    return {
        "dark": _("Page %(number)s looks dark."),
        "blurred": _("Page %(number)s looks blurred."),
        "empty": _("We see nothing on page %(number)s."),
    }[what]
