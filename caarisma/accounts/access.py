"""Who may open the addresses that packages bring along: sign-in, second factors, the frame of the admin."""

from caarisma.common.access import SEEN_ONLY, Access, AdminTable, Who, access


def _door(form: int = 200) -> Access:
    """For whoever is not in yet; others are taken on to their own pages."""
    answers = {Who.SIGNED_IN: 302, Who.ANYONE: form}
    return access(get=answers, post=answers)


def _signed_in(*, get: int = 200, post: int = 405) -> Access:
    return access(get={Who.SIGNED_IN: get, Who.ANYONE: 302}, post={Who.SIGNED_IN: post, Who.ANYONE: 302})


def _staff(*, get: int = 200, post: int = 405) -> Access:
    return access(get={Who.STAFF: get, Who.ANYONE: 302}, post={Who.STAFF: post, Who.ANYONE: 302})


ACCESS = {
    "account_signup": _door(),
    "account_login": _door(),
    "account_confirm_login_code": _door(302),
    "mfa_authenticate": _door(302),
    "mfa_trust": _door(302),  # nobody is led here: a box asks for it (caarisma/accounts/new_browser.py)
    "mfa_login_webauthn": _door(302),
    "account_logout": access(get={Who.SIGNED_IN: 200, Who.ANYONE: 302}, post=302),
    "account_inactive": access(get=200),
    "account_email_verification_sent": _door(302),  # no code was asked for
    "account_reset_password": access(get=200, post=200),
    "account_reset_password_done": access(get=200),
    "account_reset_password_from_key": access(get=200, post=200),
    "account_reset_password_from_key_done": access(get=200),
    "account_go_on": access(get={Who.SIGNED_IN: 303, Who.ANYONE: 302}),  # nothing of theirs waits
    "account_reauthenticate": _signed_in(post=200),
    "account_email": _signed_in(post=302),
    "account_change_password": _signed_in(post=200),
    "account_set_password": _signed_in(get=302, post=302),  # everybody has one
    "usersessions_list": _signed_in(post=302),
    "mfa_index": _signed_in(),
    "mfa_reauthenticate": _staff(post=200),  # who has no second factor gives the password again
    # The password or the factor once more, first.
    "mfa_activate_totp": access(get=302, post=302),
    "mfa_deactivate_totp": access(
        get={Who.STAFF: 302, Who.SIGNED_IN: 404, Who.ANYONE: 302},
        post={Who.STAFF: 302, Who.SIGNED_IN: 404, Who.ANYONE: 302},
    ),
    "mfa_view_recovery_codes": _signed_in(get=404),  # nobody here has any
    "mfa_generate_recovery_codes": access(get=302, post=302),
    "mfa_download_recovery_codes": _signed_in(get=404, post=404),
    "mfa_list_webauthn": _signed_in(),
    "mfa_add_webauthn": access(get=302, post=302),
    "mfa_reauthenticate_webauthn": access(get=302, post=302),
    "mfa_remove_webauthn": access(get=302, post=302),
    "mfa_edit_webauthn": access(get=302, post=302),
    "admin:index": _staff(post=200),
    "admin:login": access(
        get={Who.STAFF: 302, Who.SIGNED_IN: 403, Who.ANYONE: 302},
        post={Who.STAFF: 200, Who.SIGNED_IN: 403, Who.ANYONE: 302},
    ),
    "admin:logout": _staff(get=405, post=200),
    "admin:password_change": _staff(post=200),
    "admin:password_change_done": _staff(),
    "admin:autocomplete": _staff(get=403),  # of no table, so nobody's
    "admin:jsi18n": _staff(),
    "admin:view_on_site": _staff(get=404, post=404),
    "admin:app_list": access(
        get={"directory.view_provider": 200, Who.STAFF: 404, Who.ANYONE: 302},
        post={"directory.view_provider": 200, Who.STAFF: 404, Who.ANYONE: 302},
    ),
}
ADMIN = {
    "accounts.user": AdminTable(add=True, change=True),
    "account.emailaddress": SEEN_ONLY,
    "mfa.authenticator": SEEN_ONLY,
    "usersessions.usersession": SEEN_ONLY,
    "outbox.mail": SEEN_ONLY,
    "chores.chorerun": SEEN_ONLY,
}
