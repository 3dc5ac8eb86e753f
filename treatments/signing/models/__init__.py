from treatments.signing.models.opening import SourceOpening
from treatments.signing.models.reviewer import Reviewer
from treatments.signing.models.signature import Signature

__all__ = ["Reviewer", "Signature", "SourceOpening"]
