from matching.watches.models.link import WatchLink
from matching.watches.models.sighting import WatchMark, WatchSighting
from matching.watches.models.watch import Watch, WatchChoice, WatchQuerySet

__all__ = ["Watch", "WatchChoice", "WatchLink", "WatchMark", "WatchQuerySet", "WatchSighting"]
