"""The receipt says nothing of a person, which is why it may stay."""

from caarisma.common.privacy import declare

FIELDS = {"rights.Erasure": declare(plain="id receipt form_key done_on lists requests told account kept")}
