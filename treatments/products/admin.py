"""Products at the staff desk: to read. The file of the release owns them."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from caarisma.common.admin import ReadOnly
from treatments.products.models import Product, ProductUse


class ProductUseInline(ReadOnly, admin.TabularInline):
    model = ProductUse
    fields = ["service", "status", "since", "by", "words_en", "words_es", "source"]
    extra = 0

    def get_queryset(self, request: HttpRequest) -> QuerySet[ProductUse]:
        rows = super().get_queryset(request)
        return rows.select_related("product", "source", "service__area", "service__concern")


@admin.register(Product)
class ProductAdmin(ReadOnly, admin.ModelAdmin):
    list_display = ["name", "maker", "contents", "stands"]
    list_filter = ["uses__status"]
    search_fields = ["name", "maker", "contents", "keys"]
    fields = ["name", "maker", "contents", "keys"]
    inlines = [ProductUseInline]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Product]:
        return super().get_queryset(request).prefetch_related("uses")

    @admin.display(description="status")
    def stands(self, product: Any) -> str:
        return ", ".join(dict.fromkeys(str(use.get_status_display()) for use in product.uses.all()))
