from django.urls import path

from caarisma.common.access import Who, access
from matching.rights import views

app_name = "me"

urlpatterns = [
    path("", views.home, name="home"),
    path("bring/", views.bring, name="bring"),
    path("language/", views.language, name="language"),
    path("download/", views.download, name="download"),
    path("erase/", views.erase, name="erase"),
    path("erased/<slug:receipt>/", views.erased, name="erased"),
]

# Of what the browser holds, which may be nothing. Who is signed in gives the password again first.
_ONCE_MORE = {Who.SIGNED_IN: 302}
ACCESS = {
    "me:home": access(get=200),
    "me:bring": access(get=405, post={Who.SIGNED_IN: 303, Who.ANYONE: 302}),
    "me:language": access(get=405, post={Who.SIGNED_IN: 422, Who.ANYONE: 302}),
    "me:download": access(get={**_ONCE_MORE, Who.ANYONE: 200}, post={**_ONCE_MORE, Who.ANYONE: 200}),
    "me:erase": access(get={**_ONCE_MORE, Who.ANYONE: 200}, post={**_ONCE_MORE, Who.ANYONE: 422}),
    "me:erased": access(get=200),
}
