"""Which product is used for each treatment of a place."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from caarisma.common.errors import UserFacingError
from caarisma.common.http import see_other
from providers.directory.models import Offering, PracticeLocation
from providers.directory.offered import is_noted
from providers.listing.hidden_lines import hidden_prices
from providers.portal.acting import place_named
from providers.portal.forms.products import LIST_ID, LineProductsForm
from providers.portal.http import PortalRequest, answer, for_team, posted
from providers.profile.services.products import save_products
from providers.teams.rules.deeds import Deed
from treatments.products.selectors import ProductBook


@require_http_methods(["GET", "HEAD", "POST"])
@for_team(Deed.OFFER, of=place_named)
def products(request: PortalRequest, pk: int) -> HttpResponse:
    location = get_object_or_404(PracticeLocation, pk=pk, provider=request.provider)
    book, lines = ProductBook.read(), _lines(location)
    form = LineProductsForm(posted(request)[0], lines=lines, book=book)
    if request.method == "POST" and form.is_valid():
        try:
            save_products(
                provider_id=request.provider.pk,
                location_id=location.pk,
                named=form.named(),
                by=request.user,
                now=timezone.now(),
            )
        except UserFacingError as error:
            form.add_error(None, error.message)
        else:
            messages.success(request, _("Saved."))
            return see_other("provider:home")
    hidden = {price.offering_id: price.why for price in hidden_prices(request.provider.pk)}
    return answer(
        request,
        "products",
        form,
        location=location,
        standing=request.standing,
        lines=[(line, hidden.get(line.offering.pk, "")) for line in form.lines()],
        known=book.choices(),
        list_id=LIST_ID,
        treats_fat=request.standing.treats_small_fat,
    )


def _lines(location: PracticeLocation) -> list[Offering]:
    """In the order of the price list, without those whose product the desk looks at first."""
    lines = location.offerings.filter(~is_noted(), is_active=True, area_concern__is_active=True)
    lines = lines.select_related("area_concern__area", "area_concern__concern")
    return list(lines.order_by("area_concern__area__position", "area_concern__concern__position"))
