"""What proves it: license, photo ID, insurance, board, supervisor, products. Each with a document."""

from collections.abc import Mapping
from datetime import date
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from providers.directory.license_numbers import LicenseNumberText
from providers.directory.npi import NpiText
from providers.directory.us import STATES
from providers.portal.dates import DateField
from providers.portal.forms.names import require_latin
from providers.portal.forms.products import require_readable
from providers.screening.models import Upload
from providers.vetting.documents.fields import DocumentField
from treatments.products.enums import BoughtFrom
from treatments.products.selectors import ProductBook

STATE_CHOICES = [("", _("Choose a state")), *STATES.items()]
LATER = _("Before you send your profile, you can save without it and add it later.")
NO_LICENSE_LONGER = 10  # years; a later end is a slip of the pen


class PaperForm(forms.Form):
    """`may_come_later`: the file is welcome and not needed now. `today`: at the provider's. `kept`: a file that was
    sent with this form before.
    """

    needs_document = True
    is_file_alone = False  # without its file there is nothing to save

    def __init__(
        self, *arguments: Any, may_come_later: bool = False, today: date, kept: Upload | None = None, **options: Any
    ) -> None:
        self.today = today
        super().__init__(*arguments, **{"label_suffix": "", **options})
        self.fields["document"].required = self.needs_document and not may_come_later
        self.keep(kept)

    def keep(self, upload: Upload | None) -> None:
        field = self.fields["document"]
        assert isinstance(field, DocumentField)
        field.keep(upload)

    def in_force(self, field: str) -> date | None:
        ends: date | None = self.cleaned_data[field]
        if ends and ends < self.today:
            raise ValidationError(gettext("This date has passed. Enter the one that is in force now"))
        if ends and ends.year > self.today.year + NO_LICENSE_LONGER:
            raise ValidationError(gettext("This is more than 10 years away. Check the year"))
        return ends


class LicenseForm(PaperForm):
    state = forms.ChoiceField(
        label=_("State"), choices=STATE_CHOICES, error_messages={"required": _("Choose the state of this license")}
    )
    number = LicenseNumberText(label=_("License number"), help_text=_("As it is on the license."))
    expires_on = DateField(label=_("End date"), help_text=_("For example: Aug 31 2027"))
    document = DocumentField(label=_("Photo or PDF of the license"), hint=LATER)

    def clean_expires_on(self) -> date | None:
        return self.in_force("expires_on")


class IdentityForm(PaperForm):
    is_file_alone = True

    document = DocumentField(
        label=_("Photo ID"), hint=_("Driver's license, state ID or passport. We delete it after our decision.")
    )


class InsuranceForm(PaperForm):
    insurer = forms.CharField(
        label=_("Insurance company"), max_length=80, error_messages={"required": _("Enter the insurance company")}
    )
    insurance_ends_on = DateField(label=_("End date of the policy"), help_text=_("For example: Aug 31 2027"))
    document = DocumentField(label=_("Certificate of insurance"), hint=LATER)

    def clean_insurance_ends_on(self) -> date | None:
        return self.in_force("insurance_ends_on")


class BoardForm(PaperForm):
    needs_document = False
    YES, NO = "yes", "no"

    claims_board = forms.ChoiceField(
        label=_("Are you board certified?"),
        help_text=_("You do not have to be. If you are, we check it and patients see it."),
        choices=[(YES, pgettext_lazy("board certified", "Yes")), (NO, pgettext_lazy("board certified", "No"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose yes or no")},
    )
    board_name = forms.CharField(
        label=_("Name of the board"), help_text=_("If you chose yes."), max_length=80, required=False
    )
    board_ends_on = DateField(label=_("End date, if there is one"), required=False)
    document = DocumentField(label=_("Photo or PDF of the certificate"))

    def clean_board_ends_on(self) -> date | None:
        return self.in_force("board_ends_on") if self.data.get("claims_board") == self.YES else None

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("claims_board") == self.YES and not cleaned.get("board_name") and not self.errors:
            self.add_error("board_name", gettext("Enter the name of the board"))
        return cleaned


class SupervisorForm(PaperForm):
    needs_document = False
    COLUMNS: ClassVar[Mapping[str, str]] = {  # field -> column of Supervision
        "supervisor_name": "name",
        "supervisor_state": "license_state",
        "supervisor_license": "license_number",
        "supervisor_npi": "npi",
        "supervisor_ends_on": "ends_on",
    }

    supervisor_name = forms.CharField(
        label=_("Name of the doctor or prescriber"),
        max_length=120,
        validators=[require_latin],
        error_messages={"required": _("Enter the name of who supervises you")},
    )
    supervisor_state = forms.ChoiceField(
        label=_("State of their license"),
        choices=STATE_CHOICES,
        error_messages={"required": _("Choose the state of their license")},
    )
    supervisor_license = LicenseNumberText(
        label=_("Their license number"), error_messages={"required": _("Enter their license number")}
    )
    supervisor_npi = NpiText(label=_("Their NPI"), required=False)
    supervisor_ends_on = DateField(
        label=_("Last day of your agreement"),
        help_text=_("For example: Aug 31 2027. Leave it empty if the agreement names none."),
        required=False,
    )
    document = DocumentField(label=_("Signed agreement"))

    def clean_supervisor_ends_on(self) -> date | None:
        return self.in_force("supervisor_ends_on")

    def clean_supervisor_npi(self) -> str:
        return self.cleaned_data["supervisor_npi"] or ""


class KnownProductsInput(forms.TextInput):
    """Offers the names that we know; any other may be typed."""

    template_name = "components/known_products.html"

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, {**(attrs or {}), "list": "known-products"})
        return {**context, "known": ProductBook.read().choices()}


class ProductsForm(PaperForm):
    needs_document = False

    products = forms.CharField(
        label=_("Product you use for fat or cellulite"),
        help_text=_("The name on the label. Patients see it."),
        max_length=200,
        widget=KnownProductsInput,
        validators=[require_readable],
        error_messages={"required": _("Enter the name of the product")},
    )
    products_maker = forms.CharField(
        label=_("Who makes it"), max_length=200, error_messages={"required": _("Enter who makes the product")}
    )
    products_source = forms.CharField(
        label=_("Where you buy it"),
        help_text=_("The pharmacy or supplier. Without all three, patients do not see you for this use."),
        max_length=200,
        error_messages={"required": _("Enter where you buy the product")},
    )
    products_bought_from = forms.ChoiceField(
        label=_("Who sells it"),
        choices=[("", _("Choose")), *BoughtFrom.choices],
        error_messages={"required": _("Choose who sells it")},
    )
    document = DocumentField(label=_("Photo of a label or an invoice"))
