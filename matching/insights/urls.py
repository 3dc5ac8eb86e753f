from django.urls import path

from caarisma.common.access import access
from matching.insights.views.weekly import stop_weekly

app_name = "insights"

urlpatterns = [path("weekly/stop/<str:signed>/", stop_weekly, name="stop_weekly")]

ACCESS = {"insights:stop_weekly": access(get=200, post=200)}  # whoever reads the mail
