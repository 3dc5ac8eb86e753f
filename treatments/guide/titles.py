"""What a page is called where people look for it: the title and the line below it in a search engine."""

from django.utils.translation import gettext as _

from treatments.guide.contents import Contents
from treatments.guide.words import words


def sought(contents: Contents) -> str:
    """As people type it. A page without such a title of its own has its heading and the name of the treatment."""
    title = words(contents, "title")
    if contents.subject:
        if contents.subject.is_area:
            return _("%(area)s mesotherapy: what is known and what it costs") % {"area": title}
        return _("Mesotherapy for %(use)s: does it work?") % {"use": _small(title)}
    return words(contents.page.row, "sought") or _("%(title)s: mesotherapy guide") % {"title": title}


def described(contents: Contents) -> str:
    lead = words(contents.page.row, "lead")
    return f"{words(contents, 'title')}: {lead}" if contents.subject else lead


def _small(title: str) -> str:
    return title[:1].lower() + title[1:]
