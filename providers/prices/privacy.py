"""What the fields of this room say about a person."""

from caarisma.common.privacy import declare

FIELDS = {
    "prices.Package": declare(plain="id created_at updated_at offering sessions price"),
    "prices.PriceDate": declare(plain="id location confirmed_on confirmed_by"),
}
