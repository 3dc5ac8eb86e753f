"""What the rooms declare about who may open what, as one table."""

from collections.abc import Iterator, Mapping
from importlib import import_module
from types import ModuleType

from django.urls import URLResolver, get_resolver

from caarisma.accounts import access as packages
from caarisma.common.access import Access, AdminTable, Who, access


def declaring_modules(resolver: URLResolver | None = None) -> Iterator[ModuleType]:
    resolver = resolver or get_resolver()
    if isinstance(resolver.urlconf_name, str | ModuleType):
        name = resolver.urlconf_name
        yield name if isinstance(name, ModuleType) else import_module(name)
    for entry in resolver.url_patterns:
        if isinstance(entry, URLResolver):
            yield from declaring_modules(entry)


def rows() -> Iterator[tuple[str, Access]]:
    for module in (*dict.fromkeys(declaring_modules()), packages):
        yield from getattr(module, "ACCESS", {}).items()
        for label, table in getattr(module, "ADMIN", {}).items():
            yield from rows_of_table(label, table)


def rows_of_table(label: str, table: AdminTable) -> Iterator[tuple[str, Access]]:
    """The five pages that the admin has for a table."""
    app, model = label.split(".")

    def may(action: str, yes: int = 200) -> Mapping[str, int]:
        return {f"{app}.{action}_{model}": yes, Who.STAFF: 403, Who.ANYONE: 302}

    nobody = {Who.STAFF: 403, Who.ANYONE: 302}
    seen = may("view")
    pages = {
        "changelist": access(get=seen, post=seen),
        "history": access(get=seen, post=seen),
        "change": access(get=seen, post={**table.decide, **(may("change") if table.change else nobody)}),
        "add": access(get=may("add"), post=may("add")) if table.add else access(get=nobody, post=nobody),
        "delete": access(get=may("delete"), post=may("delete", 302))
        if table.delete
        else access(get=nobody, post=nobody),
    }
    for page, row in pages.items():
        yield f"admin:{app}_{model}_{page}", row
