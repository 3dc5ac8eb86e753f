"""Products and the medical directors' decision, made for a test. Tests about the file load the real one."""

from datetime import UTC, date, datetime

from caarisma.accounts.models import User
from treatments.models import AreaConcern, Source
from treatments.products.enums import ProductStatus
from treatments.products.keys import key_of
from treatments.products.models import FatUseDecision, Product, ProductUse


def make_product(name: str = "Aqualyx", status: str = "", **fields: object) -> Product:
    product = Product.objects.create(
        slug=key_of(name), name=name, maker="Example Labs", contents="Made up", keys=[key_of(name)]
    )
    if status:
        make_use(product, status, **fields)
    return product


def make_use(
    product: Product, status: str = ProductStatus.WARNED, service: AreaConcern | None = None, **fields: object
) -> ProductUse:
    source, _ = Source.objects.get_or_create(slug="for-a-product", defaults={"title": "Notice", "publisher": "FDA"})
    defaults = {"since": date(2023, 12, 20), "by": "FDA", "words_en": "The FDA warns against it."}
    return ProductUse.objects.create(
        product=product, service=service, status=status, source=source, **{**defaults, **fields}
    )


def show_fat_uses(*, shown: bool = True) -> FatUseDecision:
    """As two directors decided it, last year."""
    at = datetime(2025, 11, 3, 15, tzinfo=UTC)
    return FatUseDecision.objects.create(
        shown=shown, why="Looked at.", first_by=director("first"), first_at=at,
        second_by=director("second"), second_at=at, outcome=FatUseDecision.SIGNED,
    )  # fmt: skip


def director(which: str) -> User:
    email = f"{which}-director@example.com"
    return User.objects.filter(email=email).first() or User.objects.create_user(email, is_staff=True)
