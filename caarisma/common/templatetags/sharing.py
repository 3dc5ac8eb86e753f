"""What other sites are told of a page of ours: a picture to show beside a link, and who we are."""

from django import template
from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import get_language

from caarisma.common.operator import the_operator

register = template.Library()
register.simple_tag(the_operator, name="operator")
PICTURE = "img/share.png"


@register.simple_tag(takes_context=True)
def share_picture(context: template.Context) -> str:
    """Its whole address: other sites do not know ours."""
    request: HttpRequest = context["request"]
    return request.build_absolute_uri(static(PICTURE))


@register.simple_tag(takes_context=True)
def site_data(context: template.Context) -> list[dict[str, object]]:
    """Organization and web site, as schema.org has them. The front page carries them."""
    request: HttpRequest = context["request"]
    home = request.build_absolute_uri(reverse("pages:home"))
    organization = f"{request.build_absolute_uri('/')}#organization"
    return [
        {
            "@context": "https://schema.org",
            "@type": "Organization",
            "@id": organization,
            "name": "Caarisma",
            "url": home,
            "logo": request.build_absolute_uri(static("img/icon.svg")),
            **_said_by_the_owner(),
        },
        {
            "@context": "https://schema.org",
            "@type": "WebSite",
            "name": "Caarisma",
            "url": home,
            "inLanguage": get_language(),
            "publisher": {"@id": organization},
        },
    ]


def _said_by_the_owner() -> dict[str, object]:
    who = the_operator()
    said = {"legalName": who.name, "address": ", ".join(who.address), "email": who.email}
    data: dict[str, object] = {key: value for key, value in said.items() if value}
    if who.editorial_email:
        contact = {"@type": "ContactPoint", "contactType": "editorial", "email": who.editorial_email}
        data["contactPoint"] = [contact]
    return data
