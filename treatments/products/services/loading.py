"""Bring products in line with their file. Safe at every deploy: a second run changes nothing, so nothing is logged.

The file owns all of it: a product or a use that is gone from it is deleted. What clinics named stays with them.
"""

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils import timezone

from caarisma.common.advisory import Lock, wait_for
from treatments.models import AreaConcern, Source
from treatments.products.files import FILE, ProductsInvalid, read_products
from treatments.products.keys import key_of
from treatments.products.models import Product, ProductUse
from treatments.services.bulk import CatalogReport, Ids, Values, write_by_slug


@transaction.atomic
def load_products(*, now: datetime, file: Path = FILE) -> CatalogReport:
    """Raises ProductsInvalid, with nothing written. Load the catalog first: uses point at it."""
    tables = read_products(file, on=timezone.localdate(now))
    report = CatalogReport(at=now)
    wait_for(Lock.LOAD_CATALOG)
    write_by_slug(Source, {row["slug"]: _without_slug(row) for row in tables.sources}, report)
    wanted = {
        row["slug"]: {
            "name": row["name"],
            "maker": row["maker"],
            "contents": row["contents"],
            "keys": sorted({key_of(name) for name in row["names"]}),
        }
        for row in tables.products
    }
    ids = write_by_slug(Product, wanted, report)
    report.put_out["Product"] += Product.objects.exclude(slug__in=wanted).delete()[0]
    _write_uses(tables.products, ids, report)
    return report


def _without_slug(row: Mapping[str, Any]) -> Values:
    return {key: value for key, value in row.items() if key != "slug"}


def _write_uses(rows: tuple[Mapping[str, Any], ...], ids: Ids, report: CatalogReport) -> None:
    """Each use as the file says; what differs is written anew."""
    sources = dict(Source.objects.values_list("slug", "pk"))
    services = {
        f"{area}/{concern}": pk
        for pk, area, concern in AreaConcern.objects.order_by().values_list("pk", "area__slug", "concern__slug")
    }
    wanted = set()
    for row in rows:
        for use in row["uses"]:
            service = use.get("service")
            if use["source"] not in sources or (service is not None and service not in services):
                raise ProductsInvalid(f"{row['slug']}: no such source or service: {use['source']}, {service}")
            facts = (use["status"], use["since"], use["by"], use["words_en"], use["words_es"])
            wanted.add((ids[row["slug"]], services.get(service), *facts, sources[use["source"]]))
    columns = ("product_id", "service_id", "status", "since", "by", "words_en", "words_es", "source_id")
    held = {values: pk for pk, *rest in ProductUse.objects.values_list("pk", *columns) for values in [tuple(rest)]}
    gone = [pk for values, pk in held.items() if values not in wanted]
    report.put_out["ProductUse"] += ProductUse.objects.filter(pk__in=gone).delete()[0]
    new = [values for values in wanted if values not in held]
    ProductUse.objects.bulk_create(ProductUse(**dict(zip(columns, values, strict=True))) for values in new)
    report.added["ProductUse"] += len(new)
    report.unchanged["ProductUse"] += len(wanted) - len(new)
