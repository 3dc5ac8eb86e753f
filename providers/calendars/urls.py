from django.urls import path

from caarisma.common.access import PUBLIC
from providers.calendars.views.feed import feed

app_name = "calendars"

urlpatterns = [path("<str:token>/visits.ics", feed, name="feed")]

ACCESS = {"calendars:feed": PUBLIC}  # the token is the key; another is not there
