from caarisma.common.privacy import declare

FIELDS = {
    "products.Product": declare(plain="id slug name maker contents keys"),
    "products.ProductUse": declare(plain="id product service status since by words_en words_es source"),
    "products.FatUseDecision": declare(plain="id shown why first_by first_at second_by second_at outcome"),
}
