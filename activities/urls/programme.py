"""Addresses of the communication plan, the champions and the communication pack."""

from django.urls import path

from activities.views import champions, communications, pack

AT = "<slug:partnership>/activities/"
PLAN, CHAMPIONS, PACK = f"{AT}communications/", f"{AT}champions/", f"{AT}pack/"
urlpatterns = [
    path(PLAN, communications.communication_list, name="communication-list"),
    path(f"{PLAN}plan.csv", communications.communications_csv, name="communications-csv"),
    path(f"{PLAN}new/", communications.communication_edit, name="communication-create"),
    path(f"{PLAN}<int:pk>/", communications.communication_edit, name="communication-edit"),
    path(f"{PLAN}<int:pk>/done/", communications.communication_done, name="communication-done"),
    path(CHAMPIONS, champions.champion_list, name="champion-list"),
    path(f"{CHAMPIONS}champions.csv", champions.champions_csv, name="champions-csv"),
    path(f"{CHAMPIONS}new/", champions.champion_edit, name="champion-create"),
    path(f"{CHAMPIONS}<int:pk>/", champions.champion_edit, name="champion-edit"),
    path(f"{CHAMPIONS}<int:pk>/end/", champions.champion_end, name="champion-end"),
    path(PACK, pack.pack, name="pack"),
    path(f"{PACK}all/", pack.pack_file, name="pack-file"),
    path(f"{PACK}posters/<slug:which>/", pack.pack_poster, name="pack-poster"),
    path(f"{PACK}slides/", pack.pack_slides, name="pack-slides"),
    path(f"{PACK}<slug:what>.txt", pack.pack_text, name="pack-text"),
    path(f"{PACK}qr/<slug:which>.<slug:kind>", pack.pack_code, name="pack-code"),
]
