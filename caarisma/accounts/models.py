"""The people who sign in: an e-mail address is the login, there is no username."""

from typing import Any, ClassVar

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """Save a person. The address is stored in lower case, so one mailbox is one account."""
        if not email:
            raise ValueError("A user needs an e-mail address.")
        user = self.model(email=self.normalize_email(email), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        return self.create_user(email, password, **{**fields, "is_staff": True, "is_superuser": True})

    @classmethod
    def normalize_email(cls, email: str | None) -> str:
        return (email or "").strip().lower()

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email=self.normalize_email(username))


class User(AbstractBaseUser, PermissionsMixin):
    email = models.EmailField(_("e-mail address"), unique=True)
    is_staff = models.BooleanField(_("staff"), default=False, help_text=_("May open the staff desk."))
    is_active = models.BooleanField(_("active"), default=True, help_text=_("Untick instead of deleting an account."))
    language = models.CharField(_("language"), max_length=8, blank=True, help_text=_("In which we write to them"))
    date_joined = models.DateTimeField(_("joined"), default=timezone.now, editable=False)

    objects = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        constraints = [
            models.CheckConstraint(name="user_email_in_lower_case", condition=Q(email=Lower(F("email")))),
            models.CheckConstraint(
                name="user_language_known", condition=Q(language__in=["", *dict(settings.LANGUAGES)])
            ),
        ]

    def __str__(self) -> str:
        return self.email

    def clean(self) -> None:
        super().clean()
        self.email = UserManager.normalize_email(self.email)


class AuditEvent(models.Model):
    """Who looked at, took out or changed something sensitive outside a case's own history. A trigger lets it only grow.

    `about` names the thing by kind and number ("providers.document 12"), never by what is in it. The database says when
    it was written, and refuses one that is dated more than a day from that; demonstrations may, and their lines say so.
    """

    at = models.DateTimeField()
    written_at = models.DateTimeField(editable=False, help_text=_("By the database's clock"))
    is_dated_back = models.BooleanField(default=False, editable=False, help_text=_("Of a demonstration"))
    actor = models.ForeignKey(User, models.PROTECT, related_name="audit_events")
    verb = models.CharField(max_length=40)
    about = models.CharField(max_length=120, blank=True)
    details = models.JSONField(default=dict, blank=True, help_text=_("Counts, codes and filters"))

    class Meta:
        ordering = ["-pk"]
        indexes = [models.Index(name="audit_event_by_time", fields=["-at"])]

    def __str__(self) -> str:
        return f"{self.verb} {self.about}".strip()
