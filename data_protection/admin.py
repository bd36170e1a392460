"""What those who look after the installation do about an account: erase it, since nobody can delete one."""

from django.contrib import admin, messages
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from data_protection.actions.erasing import erase, is_erased
from organisations.actions import ActionRefused
from organisations.admin import UserAdmin
from organisations.models import User

admin.site.unregister(User)


@admin.register(User)
class ErasableUserAdmin(UserAdmin):
    """Who may sign in, and erasing accounts."""

    actions = ("erase_accounts",)

    @admin.action(description=_("Erase the selected accounts"), permissions=["change"])
    def erase_accounts(self, request, queryset):
        """Asks once more, and says of each account that cannot be erased why."""
        people = [person for person in queryset.order_by("pk") if not is_erased(person)]
        if request.POST.get("sure") != "yes":
            context = {**self.admin_site.each_context(request), "people": people, "title": _("Erase accounts")}
            return render(request, "data_protection/admin_erase.html", context)
        for person in people:
            try:
                done = erase(user=person, by=request.user)
            except ActionRefused as reason:
                messages.error(request, f"{person}: {reason}")
            else:
                messages.success(request, _("Account %(number)s is erased.") % {"number": done.account})
        return None
