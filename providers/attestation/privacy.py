"""What the fields of this room say about a person."""

from caarisma.common.privacy import declare

FIELDS = {
    "attestation.Attestation": declare(plain="id provider by signed_at", personal="signed_as yes words"),
    "attestation.PlaceConfirmation": declare(plain="id place how by at"),
}
