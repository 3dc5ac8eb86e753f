"""Products by name, and what an authority says of each for a use. Loaded from a file of the release."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Func, Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from treatments.models import AreaConcern, Source
from treatments.products.enums import ProductStatus


class Product(models.Model):
    """What a label says. `keys`: the names to know it by, see keys.py; a name that a clinic types is known as this
    product when it holds one of them."""

    slug = models.SlugField(max_length=60, unique=True)
    name = models.CharField(max_length=120)
    maker = models.CharField(max_length=120, blank=True, help_text=_("Empty: many make it"))
    contents = models.CharField(max_length=200, help_text=_("What is in it"))
    keys = ArrayField(models.CharField(max_length=60))

    class Meta:
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(name="product_is_named", condition=Q(name__regex=r"\S", contents__regex=r"\S")),
            models.CheckConstraint(name="product_has_keys", condition=Q(keys__len__gt=0)),
        ]

    def __str__(self) -> str:
        return self.name


class ProductUse(models.Model):
    """What is said of a product for one use, by whom, since when. The words are the source's own, or plain ones of
    ours that say no more."""

    product = models.ForeignKey(Product, models.CASCADE, related_name="uses")
    service = models.ForeignKey(
        AreaConcern, models.CASCADE, null=True, blank=True, related_name="+", help_text=_("Empty: any use not named")
    )
    status = models.CharField(max_length=12, choices=ProductStatus)
    since = models.DateField(help_text=_("The day of the source"))
    by = models.CharField(max_length=60, help_text=_("Who says so, in short"))
    words_en = models.CharField(_("words (English)"), max_length=300)
    words_es = models.CharField(_("words (Spanish)"), max_length=300, blank=True)
    source = models.ForeignKey(Source, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["product", "pk"]
        constraints = [
            models.UniqueConstraint(
                name="product_use_once", fields=["product", "service", "status"], nulls_distinct=False
            ),
            models.CheckConstraint(name="product_use_status_known", condition=Q(status__in=ProductStatus.values)),
            models.CheckConstraint(name="product_use_says_who", condition=Q(by__regex=r"\S", words_en__regex=r"\S")),
            # A warning counts as soon as it stands here, so that no list hangs on a day that is yet to come.
            models.CheckConstraint(
                name="product_warning_is_not_ahead",
                condition=~Q(status=ProductStatus.WARNED)
                | Q(since__lte=Func(template="CURRENT_DATE", output_field=models.DateField())),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.product}: {self.get_status_display()}"

    @property
    def words(self) -> str:
        return (self.words_es if (get_language() or "").startswith("es") else "") or self.words_en
