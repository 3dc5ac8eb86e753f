"""What the fields of this room say about a person."""

from caarisma.common.privacy import declare

FIELDS = {
    "attestation.Attestation": declare(plain="id provider by signed_at", personal="signed_as yes words"),
}
