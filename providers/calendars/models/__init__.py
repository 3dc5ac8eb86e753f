from providers.calendars.models.busy import BusySource, BusyTime
from providers.calendars.models.feed import CalendarFeed

__all__ = ["BusySource", "BusyTime", "CalendarFeed"]
