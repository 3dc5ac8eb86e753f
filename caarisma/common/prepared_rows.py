"""Rows of a prepared statement as instances of models, made when one is wanted: a list reads thirty and shows ten."""

from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from typing import Any, Generic, TypeVar

from django.db import connection
from django.db.models import Model, QuerySet

from caarisma.common.prepared import Prepared, written

Of = TypeVar("Of", bound=Model)
Converter = Callable[[Any, Any, Any], Any]


class PreparedRows(Generic[Of]):
    """The rows that `ask` returns, with what stands at the ends of these paths, as select_related would have it, and
    what is annotated. `parameters`: SQL type of each value that stands for a parameter in what `ask` returns.
    """

    def __init__(
        self, name: str, ask: Callable[[], "QuerySet[Of]"], parameters: Mapping[str, str], *paths: str
    ) -> None:
        self._ask, self._parameters, self._paths = ask, parameters, paths
        self._statement = Prepared(name, tuple(parameters.values()), self._write)

    def fetch(self, *values: Any) -> "list[ReadRow[Of]]":
        """One query."""
        rows = self._statement.fetch(*values)
        return [ReadRow(self._layout, row) for row in rows]

    def _write(self, *places: str) -> str:
        names = self._layout.names
        return written(self._ask().values_list(*names), dict(zip(self._parameters, places, strict=True)))

    @cached_property
    def _layout(self) -> "RowLayout":
        return RowLayout(self._ask(), self._paths)


class RowLayout:
    """Which column of a row belongs where."""

    def __init__(self, rows: "QuerySet[Any]", paths: Sequence[str]) -> None:
        self.parts = [_Part(rows.model, path) for path in ("", *paths)]
        annotated = rows.query.annotations
        self.names = [name for part in self.parts for name in part.names] + list(annotated)
        self.places = {name: place for place, name in enumerate(self.names)}
        fields = [field for part in self.parts for field in part.model._meta.concrete_fields]
        of_fields = [field.get_db_converters(connection) for field in fields]
        of_annotated = [each.get_db_converters(connection) for each in annotated.values()]
        told = enumerate([*of_fields, *of_annotated])
        self.converters = {place: converters for place, converters in told if converters}
        self.annotated = list(annotated)

    def made(self, values: Sequence[Any]) -> Any:
        read = [self.converted(place, value) for place, value in enumerate(values)]
        made: dict[str, Any] = {}
        for part in self.parts:
            first, end = self.places[part.names[0]], self.places[part.names[-1]] + 1
            part.hang(made, read[first:end])
        for name in self.annotated:
            setattr(made[""], name, read[self.places[name]])
        return made[""]

    def converted(self, place: int, value: Any) -> Any:
        for convert in self.converters.get(place, ()):
            value = convert(value, None, connection)
        return value


class _Part:
    """The model at the end of a path, or where it begins."""

    def __init__(self, root: type[Model], path: str) -> None:
        self.path, self.model = path, root
        self.relation: Any = None
        for step in path.split("__") if path else ():
            self.relation = self.model._meta.get_field(step)
            self.model = self.relation.related_model
        fields = self.model._meta.concrete_fields
        self.attributes = [field.attname for field in fields]
        self.names = [f"{path}__{name}" if path else name for name in self.attributes]
        self.key = self.attributes.index(self.model._meta.pk.attname)

    def hang(self, made: dict[str, Any], values: Sequence[Any]) -> None:
        missing = values[self.key] is None
        one = made[self.path] = None if missing else self.model.from_db(connection.alias, self.attributes, values)
        if self.relation is not None and (parent := made[self.path.rpartition("__")[0]]) is not None:
            self.relation.set_cached_value(parent, one)


class ReadRow(Generic[Of]):
    def __init__(self, layout: RowLayout, values: Sequence[Any]) -> None:
        self._layout, self._values = layout, values

    def __getitem__(self, column: str) -> Any:
        """A value of the row, by the name of its column."""
        place = self._layout.places[column]
        return self._layout.converted(place, self._values[place])

    def __contains__(self, column: str) -> bool:
        return column in self._layout.places

    @cached_property
    def made(self) -> Of:
        return self._layout.made(self._values)
