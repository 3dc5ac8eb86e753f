"""Who may do what at the desk: permission groups as code. `manage.py load_roles` makes the database say the same.

Permissions are named, not imported: they belong to apps that stand above this one. A person may have several roles;
where two people are needed, the database holds that they are two.
"""

from collections.abc import Mapping
from typing import Final

from django.contrib.auth.models import Group, Permission
from django.db import transaction
from django.db.models import Q, QuerySet

from caarisma.accounts.models import User
from caarisma.common.errors import UserFacingError

SEES_PROVIDERS: Final = (
    *("directory.view_provider", "directory.view_practicelocation", "directory.view_offering"),
    *("directory.view_license", "screening.view_screeningcase", "screening.view_screeningcheck"),
    *("screening.view_caseevent", "screening.view_providerhold", "screening.view_twopersondecision"),
    *("exclusions.view_exclusionhit", "exclusions.view_exclusionlist", "exclusions.view_sentlist"),
    *("rosters.view_rosterrun", "rosters.view_licensealert"),
    "directory.view_statement",
)
SEES_CATALOG: Final = (
    *("treatments.view_area", "treatments.view_concern", "treatments.view_areaconcern", "treatments.view_claim"),
    *("treatments.view_sessionplan", "treatments.view_effectduration", "treatments.view_costguide"),
    *("treatments.view_source", "products.view_product"),
)
SEES_SIGNING: Final = ("signing.view_signature", "signing.view_sourceopening", "signing.view_reviewer")
KEEPS_REVIEWERS: Final = ("signing.view_reviewer", "signing.keep_reviewer")
# Health answers are nobody's business here, so no role has treatments or matching answers in it. Who works on a place
# alert reads what each of its people allows, and each reading is written down.
SEES_MATCHING: Final = tuple(f"search.view_{name}" for name in ("intake", "match", "matchjob", "nearmiss"))

ROLES: Final[Mapping[str, tuple[str, ...]]] = {
    "vetter": (
        *SEES_PROVIDERS,
        *SEES_CATALOG,
        *SEES_MATCHING,
        *("screening.view_document", "screening.work_screeningcase", "screening.suspend_provider"),
        *("screening.read_law", "screening.confirm_law"),
        *("exclusions.review_exclusionhit", "exclusions.hand_in_sentlist", "rosters.settle_licensealert"),
        "rosters.hand_in_sentroster",
        *("outbox.view_mail", "outbox.settle_mail", "chores.view_chorerun"),
        "aftercare.work_placealert",
        "words.read_words",
        "letters.answer_deskletter",
        *KEEPS_REVIEWERS,
    ),
    "second reviewer": (
        *SEES_PROVIDERS,
        *("aftercare.second_placealert", "letters.answer_deskletter"),
        *("screening.view_document", "screening.second_twopersondecision"),
        "screening.confirm_law",
        *("exclusions.clear_exclusionhit", "exclusions.sign_off_exclusionlist", "exclusions.hand_in_sentlist"),
        *("rosters.clear_licensealert", "rosters.sign_off_rosterrun"),
        "rosters.hand_in_sentroster",
        *KEEPS_REVIEWERS,
    ),
    "editor": (*SEES_CATALOG, *SEES_SIGNING, "treatments.change_claim", "signing.open_source"),
    # Signs once two others have seen the license: treatments/signing.
    "clinician": (*SEES_CATALOG, *SEES_SIGNING, "treatments.change_claim", "signing.open_source", "signing.sign_page"),
    "medical director": (
        *SEES_CATALOG,
        *SEES_PROVIDERS,
        *("screening.view_document", "screening.work_screeningcase", "screening.decide_alone"),
        "screening.second_twopersondecision",
        *("products.view_fatusedecision", "products.decide_fatuse"),
        *KEEPS_REVIEWERS,
    ),
    "moderator": (
        *("directory.view_provider", "directory.view_practicelocation", "directory.view_offering"),
        *("consultations.settle_abusereport", "consultations.read_reported", "reports.settle_placereport"),
        *("reviews.moderate_review", "words.read_words", "questions.moderate_questiontext"),
    ),
    "auditor": (
        *SEES_PROVIDERS,
        *SEES_CATALOG,
        *SEES_SIGNING,
        *("accounts.view_auditevent", "products.view_fatusedecision"),
        "accounts.view_user",
        "outbox.view_mail",
        "chores.view_chorerun",
    ),
}


class UnknownPermission(UserFacingError):
    """A role names a permission that no model has: the code is wrong, and nothing was changed."""


@transaction.atomic
def load_roles() -> Mapping[str, int]:
    """Make or mend each group. Returns its number of permissions. What was ticked by hand in them is gone after."""
    rows = Permission.objects.order_by().values_list("pk", "content_type__app_label", "codename")
    known = {f"{app}.{code}": pk for pk, app, code in rows}
    for name, codes in ROLES.items():
        if missing := sorted(set(codes) - known.keys()):
            raise UnknownPermission(f"{name}: {', '.join(missing)}")
    Group.objects.bulk_create([Group(name=name) for name in ROLES], ignore_conflicts=True)
    groups = dict(Group.objects.filter(name__in=ROLES).values_list("name", "pk"))
    wanted = {(groups[name], known[code]) for name, codes in ROLES.items() for code in codes}
    ticks = Group.permissions.through.objects.filter(group__in=groups.values())
    held = {(group, permission): pk for pk, group, permission in ticks.values_list("pk", "group", "permission")}
    ticks.filter(pk__in=[pk for pair, pk in held.items() if pair not in wanted]).delete()
    ticks.bulk_create(
        Group.permissions.through(group_id=group, permission_id=permission)
        for group, permission in sorted(wanted - held.keys())
    )
    return {name: len(set(codes)) for name, codes in ROLES.items()}


def staff_who_may(permission: str) -> QuerySet[User]:
    """By role, or ticked by hand; whoever runs the site may do everything and is not meant."""
    app, code = permission.split(".")
    held = Permission.objects.filter(content_type__app_label=app, codename=code)
    staff = User.objects.filter(is_active=True, is_staff=True)
    return staff.filter(Q(groups__permissions__in=held) | Q(user_permissions__in=held)).distinct()
