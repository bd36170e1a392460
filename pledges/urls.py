"""Addresses of the pledges."""

from django.urls import path, re_path

from pledges.views import edit, manage, reviews, wall

app_name = "pledges"
OF_ONE = "<slug:partnership>/pledges/<int:pk>/"
urlpatterns = [
    path("<slug:partnership>/pledges/", wall.pledge_wall, name="pledge-wall"),
    re_path(r"^(?P<partnership>[-\w]+)/pledges/card\.(?P<kind>svg|png)$", wall.wall_card, name="wall-card"),
    path("<slug:partnership>/pledges/manage/", manage.pledge_list, name="pledge-list"),
    path(f"{OF_ONE}picture.jpg", wall.picture, name="picture"),
    re_path(r"^(?P<partnership>[-\w]+)/pledges/(?P<pk>\d+)/card\.(?P<kind>svg|png)$", wall.card, name="card"),
    path(f"{OF_ONE}poster/", wall.poster, name="poster"),
    path(f"{OF_ONE}edit/", edit.pledge_edit, name="pledge-edit"),
    path(f"{OF_ONE}preview/", edit.pledge_preview, name="pledge-preview"),
    path(f"{OF_ONE}send/", edit.pledge_send, name="pledge-send"),
    path(f"{OF_ONE}discard/", edit.pledge_discard, name="pledge-discard"),
    path(f"{OF_ONE}aims/", edit.pledge_aims, name="pledge-aims"),
    path(f"{OF_ONE}review/", reviews.pledge_review, name="pledge-review"),
    path(f"{OF_ONE}updates/<int:update>/", reviews.update, name="update"),
    path(f"{OF_ONE}updates/<int:update>/publish/", reviews.update_publish, name="update-publish"),
    path(f"{OF_ONE}updates/<int:update>/return/", reviews.update_return, name="update-return"),
    path(f"{OF_ONE}updates/<int:update>/remove/", reviews.update_remove, name="update-remove"),
    path(f"{OF_ONE}agree/", manage.pledge_agree, name="pledge-agree"),
    path(f"{OF_ONE}return/", manage.pledge_return, name="pledge-return"),
    path(f"{OF_ONE}end/", manage.pledge_end, name="pledge-end"),
    path("<slug:partnership>/organisations/<slug:organisation>/pledge/", edit.pledge_create, name="pledge-create"),
    path("<slug:partnership>/exports/pledges.csv", manage.pledges_csv, name="pledges-csv"),
]
