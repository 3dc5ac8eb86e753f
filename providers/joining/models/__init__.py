from providers.joining.models.join_wait import JoinWait

__all__ = ["JoinWait"]
