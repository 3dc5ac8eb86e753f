"""Of providers' places alone: nobody's who looks for a treatment."""

from caarisma.common.privacy import declare

FIELDS = {"proofs.Badge": declare(plain="id location public_id made_at")}
