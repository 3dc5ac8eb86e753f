"""What can be asked for, as forms need it."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from treatments.kept import KeptRead
from treatments.models import Area, AreaConcern, Concern


@dataclass(frozen=True)
class CatalogChoices:
    """Areas and concerns in catalog order, by slug, and which go together."""

    areas: Mapping[str, Area]
    concerns: Mapping[str, Concern]
    concerns_of: Mapping[str, frozenset[str]]

    @classmethod
    def read(cls, *, now: bool = False) -> "CatalogChoices":
        """As the catalog is, or was a moment ago (CATALOG_SECONDS); `now`: for what writes. At most one small query,
        unless it changed."""
        return _choices() if now else _choices.lately()

    @classmethod
    def _read(cls) -> "CatalogChoices":
        rows = AreaConcern.objects.filter(is_active=True).select_related("area", "concern")
        pairs = [(row.area, row.concern) for row in rows]
        in_order = sorted({concern for _, concern in pairs}, key=lambda concern: (concern.position, concern.slug))
        return cls(
            areas={area.slug: area for area, _ in pairs},
            concerns={concern.slug: concern for concern in in_order},
            concerns_of={here.slug: frozenset(use.slug for at, use in pairs if at == here) for here, _ in pairs},
        )

    def fitting(self, areas: Collection[str]) -> list[Concern]:
        """The concerns that go with at least one of the areas; all of them when there is none ("not sure")."""
        within = [self.concerns_of[area] for area in areas if area in self.concerns_of] or self.concerns_of.values()
        fitting = frozenset[str]().union(*within)
        return [concern for concern in self.concerns.values() if concern.slug in fitting]

    def areas_left_out(self, areas: Collection[str], concerns: Collection[str]) -> list[Area]:
        """The areas for which nothing was chosen. None when either question was answered with "not sure"."""
        if not concerns:
            return []
        return [self.areas[area] for area in areas if not self.concerns_of[area] & set(concerns)]

    def fit_together(self, areas: Collection[str], concerns: Collection[str]) -> bool:
        """Whether every area has a concern and every concern an area, and all of them are still in the catalog."""
        if not (set(areas) <= set(self.areas) and set(concerns) <= set(self.concerns)):
            return False
        fitting = {concern.slug for concern in self.fitting(areas)}
        return set(concerns) <= fitting and not self.areas_left_out(areas, concerns)


_choices = KeptRead(CatalogChoices._read)
