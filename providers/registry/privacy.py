"""What the fields of this room say about a person."""

from caarisma.common.privacy import declare

FIELDS = {
    "registry.RegistryAnswer": declare(plain="id provider npi at source in_use question", personal="facts"),
}
