"""What a person needs beside each check: what the provider typed, what the source says, the machine's line, links."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Final

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from providers.desk.wording import verdict_words
from providers.directory.enums import LicenseStatus, Profession
from providers.directory.models import License, Offering, Provider, Statement
from providers.exclusions.models import ExclusionHit, ExclusionList
from providers.screening.boards import look_up_links
from providers.screening.enums import CheckKind
from providers.screening.models import Document, ScreeningCase
from providers.screening.outlook import Outlook, outlook
from providers.screening.rules.state_rules import Covers, Scope, scope_of
from providers.screening.rules.verdicts import end_of
from providers.vetting.cases.check_evidence import signed_list_for
from providers.vetting.registry.registry_answers import newest_answer
from providers.words.selectors import flag_words
from treatments.products.selectors import ProductBook

Link = tuple[str, str]  # words, address

SCOPES: Final = {
    Scope.ALONE: "may inject alone",
    Scope.SUPERVISED: "may inject under a supervising doctor",
    Scope.NOT_ALLOWED: "the rule we have does not allow these shots",
    Scope.UNKNOWN: "no rule that counts today, so it blocks",
}
COVERS: Final = {
    Covers.TOXIN_FILLER: "the source speaks of toxin, fillers or approved agents only",
    Covers.SILENT: "nobody has seen which shots the source means",
}


@dataclass(slots=True, kw_only=True)
class BenchEvidence:
    typed: list[str] = field(default_factory=list)
    says: list[str] = field(default_factory=list)
    verdicts: list[str] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)
    source: str = ""  # where one usually looks; nobody's answer, so it is in no field


@dataclass(frozen=True, slots=True, kw_only=True)
class BenchSubject:
    """Who is looked at, read once for all checks."""

    provider: Provider
    statement: Statement
    licenses: tuple[License, ...]
    documents: tuple[Document, ...]  # of this case
    seen: Outlook

    @property
    def profession(self) -> Profession:
        return self.seen.profession

    @property
    def states(self) -> tuple[str, ...]:
        return self.seen.states

    @property
    def today(self) -> date:
        return self.seen.today

    def papers(self, kind: str) -> list[Document]:
        return [document for document in self.documents if document.kind == kind]


def subject_of(case: ScreeningCase, *, documents: Iterable[Document], now: datetime) -> BenchSubject:
    statement = Statement.objects.filter(provider=case.provider_id).first()
    return BenchSubject(
        provider=case.provider,
        statement=statement or Statement(provider=case.provider),
        licenses=tuple(case.provider.licenses.order_by("state", "number")),
        documents=tuple(document for document in documents if document.case_id == case.pk),
        seen=outlook(case, now=now),
    )


def evidence_for(kind: str, subject: BenchSubject) -> BenchEvidence:
    return COLLECTORS[CheckKind(kind)](subject)


def _license(subject: BenchSubject) -> BenchEvidence:
    found = BenchEvidence(source=_("State board"))
    for license in subject.licenses:
        about = f"{license.state} {license.get_profession_display()} {license.number}"
        found.typed.append(about)
        found.links += [(link.name, link.url) for link in look_up_links(license.state, Profession(license.profession))]
        if license.status == LicenseStatus.REPORTED:
            found.verdicts.append(_("%s: nobody has asked the board yet.") % about)
            continue
        ends = f"{license.expires_on:%b %-d, %Y}" if license.expires_on else _("no last day")
        found.says.append(f"{about}: {license.get_status_display()}, {ends} ({license.source})")
        found.verdicts.append(verdict_words(end_of(license.expires_on, today=subject.today)))
        if license.profession != subject.profession:
            found.verdicts.append(_("%s is for another profession. It does not carry this one.") % about)
        found.source = license.source or found.source
    without = set(subject.states) - {license.state for license in subject.licenses}
    found.verdicts += [_("No license given for %s, where there is a clinic.") % state for state in sorted(without)]
    found.links = list(dict.fromkeys(found.links))
    return found


def _scope(subject: BenchSubject) -> BenchEvidence:
    found = BenchEvidence(typed=[f"{subject.profession.label}: {', '.join(subject.states) or '-'}"])
    rules = subject.seen.rules
    left_out = subject.seen.left_out
    found.verdicts += [_("%s: this approval leaves it out. The others can be approved.") % state for state in left_out]
    for state in sorted({*subject.states, *left_out}):
        rule = rules.of(state, subject.profession)
        scope = scope_of(subject.profession, state, on=subject.today, rules=rules)
        found.verdicts.append(f"{state}: {_(SCOPES[scope])}.")
        if rule.effective_to:
            found.verdicts.append(
                _("%(state)s: the rule's last day is %(day)s.")
                % {"state": state, "day": f"{rule.effective_to:%b %-d, %Y}"}
            )
        if rule.source:
            read = f", {rule.read_on:%b %-d, %Y}" if rule.read_on else ""
            found.says.append(f"{state}: {rule.source}{read}. {rule.note}".strip())
            found.source = rule.source[:120]
        elif rule.note:
            found.says.append(f"{state}: {rule.note}")
        if rule.covers != Covers.ANY_INJECTION:
            found.verdicts.append(f"{state}: {_(COVERS[rule.covers])}.")
        if rule.url:
            found.links.append((_("Rule of %s") % state, rule.url))
        page = reverse("desk:law", kwargs={"state": state, "profession": subject.profession.value})
        found.links.append((_("Who read the rule of %s") % state, page))
    return found


def _supervisor(subject: BenchSubject) -> BenchEvidence:
    named = list(subject.provider.supervisions.all())
    found = BenchEvidence(source=_("Signed agreement and state board"))
    for one in named:
        found.typed.append(f"{one.state}: {one.name}, NPI {one.npi or '-'}, {one.license_state} {one.license_number}")
        if one.ends_on:
            found.says.append(_("%(state)s: the agreement ends on %(day)s.") % {
                "state": one.state, "day": f"{one.ends_on:%b %-d, %Y}"})  # fmt: skip
    for state in sorted(set(subject.states) - {one.state for one in named}):
        found.verdicts.append(_("The provider named nobody for %s.") % state)
    for state in sorted({*(one.license_state for one in named), *subject.states} - {""}):
        found.links += [(link.name, link.url) for link in look_up_links(state, Profession.PHYSICIAN_MD)]
    return found


def _npi(subject: BenchSubject) -> BenchEvidence:
    provider = subject.provider
    found = BenchEvidence(
        typed=[f"{provider.npi}, {provider.full_name}, {subject.profession.label}"],
        links=[("NPPES", f"https://npiregistry.cms.hhs.gov/provider-view/{provider.npi}")],
    )
    if answer := newest_answer(provider):
        kept = f"{answer}, {answer.facts.get('first_name', '')} {answer.facts.get('last_name', '')}".strip(" ,")
        found.says.append(_("Kept answer: %s.") % kept)
        if answer.question:
            found.verdicts.append(f"{answer.get_question_display()}.")
    else:
        found.verdicts.append(_("No answer of the registry is kept yet. A pass needs one: ask the registry."))
    if provider.registry_updated_on:
        found.says.append(_("Registry record of %s.") % f"{provider.registry_updated_on:%b %-d, %Y}")
    if provider.npi_deactivated_on:
        found.verdicts.append(_("Not in use since %s.") % f"{provider.npi_deactivated_on:%b %-d, %Y}")
    else:
        found.verdicts.append(_("The check digit is right. Compare the name and the address."))
    found.verdicts.append(_("A number says who somebody is, not that they are licensed."))
    return found


def _exclusion(subject: BenchSubject) -> BenchEvidence:
    found = BenchEvidence(
        typed=[f"{subject.provider.full_name}, NPI {subject.provider.npi}"],
        links=[("OIG LEIE", "https://exclusions.oig.hhs.gov/")],
    )
    newest, signed = ExclusionList.objects.applied().first(), signed_list_for(subject.provider)
    found.says.append(str(newest) if newest else _("No list has been read here yet."))
    if signed:
        found.says.append(_("A pass rests on: %s.") % signed)
    else:
        found.verdicts.append(_("Nobody has signed off a full exclusion list yet. A pass rests on one."))
    hits = list(ExclusionHit.objects.open().filter(provider=subject.provider))
    found.verdicts += [_("Open match by %s. Settle it first.") % hit.matched_on for hit in hits]
    if newest and not hits:
        found.verdicts.append(_("No open match with the lists that were read here."))
    return found


def _sam(subject: BenchSubject) -> BenchEvidence:
    return BenchEvidence(
        typed=[subject.provider.full_name],
        links=[("SAM.gov", "https://sam.gov/search/?index=ex")],
        source="SAM.gov, exclusions",
        verdicts=[_("Looked up by hand: search the name, then compare state and middle name.")],
    )


def _board(subject: BenchSubject) -> BenchEvidence:
    said = subject.statement
    found = BenchEvidence(
        typed=[said.board_name or _("No board named")],
        links=[("Certification Matters (ABMS)", "https://www.certificationmatters.org/")],
        source=said.board_name,
    )
    if said.board_ends_on:
        found.verdicts.append(verdict_words(end_of(said.board_ends_on, today=subject.today)))
    return found


def _insurance(subject: BenchSubject) -> BenchEvidence:
    said = subject.statement
    return BenchEvidence(
        typed=[said.insurer or _("No insurer named")],
        verdicts=[
            verdict_words(end_of(said.insurance_ends_on, today=subject.today)),
            *_missing(subject, CheckKind.INSURANCE),
        ],
        source=_("Certificate from the insurer"),
    )


def _identity(subject: BenchSubject) -> BenchEvidence:
    provider = subject.provider
    return BenchEvidence(
        typed=[provider.name_with_credentials],
        source=_("Photo ID"),
        verdicts=[
            _("Compare the photo ID with the name. The pictures are deleted after the decision."),
            *_missing(subject, CheckKind.IDENTITY),
        ],
    )


def _missing(subject: BenchSubject, kind: CheckKind) -> list[str]:
    if subject.papers(kind):
        return []
    return [_("A pass needs a document of this case, and the provider sent none. Ask for it.")]


def _place(subject: BenchSubject) -> BenchEvidence:
    found = BenchEvidence(source=_("Call to the clinic's public number"))
    for location in subject.seen.places:
        new = _(" (waits for this decision)") if location.pk in subject.seen.waiting else ""
        found.typed.append(f"{location.clinic_name}, {location.line1}, {location.city}, {location.state}{new}")
        if location.phone:
            found.typed.append(location.phone)
        found.verdicts += [_("The name of the clinic: %s.") % flag for flag in flag_words(location.clinic_name)]
    if not found.typed:
        found.verdicts.append(_("The provider has no clinic yet."))
    return found


def _lines_with_products(provider: Provider) -> list[str]:
    """What the provider names for each treatment, noted or not."""
    lines = Offering.objects.filter(location__provider=provider, is_active=True).exclude(product="")
    lines = lines.select_related("area_concern__area", "area_concern__concern")
    return [
        f"{line.area_concern}: {line.product}, {line.product_maker}, {line.product_source}"
        f" ({line.get_product_bought_from_display() or '-'})"
        for line in lines.order_by("pk")
    ]


def _products(subject: BenchSubject) -> BenchEvidence:
    said = subject.statement
    found = BenchEvidence(
        typed=[
            _("Product: %s") % (said.products or _("Nothing named")),
            _("Maker: %s") % (said.products_maker or _("Nothing named")),
            _("Bought from: %s") % (said.products_source or _("Nothing named")),
        ],
        links=[("FDA: fat-dissolving injections", "https://www.fda.gov/drugs")],
        source=_("Labels and purchase records"),
        verdicts=[_("The FDA approved one product, for fat under the chin.")],
    )
    book = ProductBook.read()
    if warning := book.warning_in(said.products):
        about = {"by": warning.by, "day": date_format(warning.since)}
        found.verdicts.append(_("%(by)s warned of this product on %(day)s. It does not pass.") % about)
    for known in book.known_in(said.products):
        found.says += [f"{known}: {use.get_status_display()}. {use.words_en}" for use in known.uses.all()]
    found.typed += _lines_with_products(subject.provider)
    if not said.names_product:
        found.verdicts.append(_("No pass without product, maker and source: patients read all three."))
    return found


COLLECTORS: Final[Mapping[CheckKind, Callable[[BenchSubject], BenchEvidence]]] = {
    CheckKind.LICENSE: _license,
    CheckKind.SCOPE: _scope,
    CheckKind.SUPERVISOR: _supervisor,
    CheckKind.EXCLUSION: _exclusion,
    CheckKind.SAM: _sam,
    CheckKind.NPI: _npi,
    CheckKind.BOARD: _board,
    CheckKind.INSURANCE: _insurance,
    CheckKind.IDENTITY: _identity,
    CheckKind.PLACE: _place,
    CheckKind.PRODUCTS: _products,
}
