"""Every address of the site. What belongs to a partnership comes last, under its own name."""

from django.contrib import admin
from django.urls import include, path

from assessments import urls as assessments_urls
from demonstration import front_door
from design import gallery
from home import urls as home_urls
from home.views import statement
from organisations.views import public
from reporting.views import helped
from signing_in import urls as signing_in_urls
from signing_in.scim.urls import SCIM, SETUP
from tip_borough import __version__

admin.site.site_header = f"TiP Borough {__version__}"

urlpatterns = [
    path("", front_door.front_page, name="home"),
    path("demonstration/", front_door.demonstration, name="demonstration"),
    path("demonstration/walk-in/", front_door.walk_in, name="demonstration-walk-in"),
    path("admin/", admin.site.urls),
    path("accounts/", include(signing_in_urls.ACCOUNTS)),
    path("components/", gallery.components_page, name="components"),
    path("privacy/", public.privacy, name="privacy"),
    path("accessibility/", statement.accessibility, name="accessibility"),
    path("scim/v2/", include(SCIM)),
    path("", include("operating.urls")),
    path("", include("framework.urls")),
    # Before the surveys, which take every other address below /s/.
    path("s/did-it-help/<slug:token>/", helped.did_it_help, name="did-it-help"),
    path("s/did-it-help/<slug:token>/thank-you/", helped.did_it_help_thanks, name="did-it-help-thanks"),
    path("", include((assessments_urls.ROOM, "room"))),
    path("", include("learning.urls")),
    path("", include("surveys.urls")),
    path("", include((SETUP, "signing_in"))),
    path("", include("home.urls")),
    path("", include("signing_in.urls")),
    path("", include("carrying.urls")),
    path("", include("data_protection.urls")),
    path("", include("reporting.urls")),
    path("", include("activities.urls")),
    path("", include("assessments.urls")),
    path("", include("pledges.urls")),
    path("", include("organisations.urls")),
    *home_urls.LAST,
]

handler400 = "surveys.views.errors.bad_request"
handler403 = "surveys.views.errors.permission_denied"
handler404 = "surveys.views.errors.page_not_found"
handler500 = "surveys.views.errors.server_error"
