"""`manage.py check --deploy` refuses a key that cannot sign, or that everybody knows."""

from typing import Any, Final

from django.core.checks import CheckMessage, Error, Tags, register
from django.core.exceptions import ImproperlyConfigured
from django.utils import timezone

from matching.proofs.keys import read_keys, signing_key

KNOWN_TO_ALL: Final = (  # of the settings for development and tests, and of the image while it is built
    "ZGV2ZWxvcG1lbnQta2V5LW5vdC1mb3ItcGVvcGxlISE=",  # not a secret: that is why it is here
    "dGVzdHMtb25seS1rZXktbm90LWZvci1wZW9wbGUhISE=",  # not a secret: that is why it is here
    "YnVpbGRzLW9ubHkta2V5LW5vdC1mb3ItcGVvcGxlISE=",  # not a secret: that is why it is here
)


@register(Tags.security, deploy=True)
def proof_keys_sign(app_configs: Any, **_more: Any) -> list[CheckMessage]:
    try:
        key = signing_key(timezone.now())
    except ImproperlyConfigured as error:
        return [Error(str(error), id="proofs.E001")]
    if key.multibase in {known.multibase for seed in KNOWN_TO_ALL for known in read_keys((seed,))}:
        return [
            Error("PROOF_KEYS: the key that signs is one of the source code, which everybody has.", id="proofs.E002")
        ]
    return []
