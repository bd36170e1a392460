"""What the people who look after an installation see: the rest has pages of its own."""

from allauth.account.decorators import secure_admin_login
from allauth.account.models import EmailAddress
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.utils.text import get_text_list
from django.utils.translation import gettext_lazy as _

from organisations.actions import hold_admins_of
from organisations.closing_accounts import forget_closings
from organisations.models import AuditEntry, Partnership, User
from organisations.row_forms import RowForm
from organisations.saving import hold, take_over
from organisations.sessions import end_all_sessions

# Signing in to the admin works as everywhere else: by an emailed code.
admin.site.login = secure_admin_login(admin.site.login)
admin.site.site_header = admin.site.site_title = "TiP Borough: looking after the installation"


class SavesWhatItShows(admin.ModelAdmin):
    """Saves what was changed on its page, on the row as it is now. Django keeps a log of it in the same transaction."""

    def save_model(self, request, obj, form, change) -> None:
        if change:
            take_over(hold(obj), obj, form.changed_data)
        else:
            obj.save(force_insert=True)


@admin.register(Partnership)
class PartnershipAdmin(SavesWhatItShows):
    """A partnership's name, address and colour."""

    list_display = ("name", "slug", "is_demonstration")
    readonly_fields = ("is_demonstration", "is_listed")  # its own admins agree to being listed, no one for them

    def has_delete_permission(self, request, obj=None) -> bool:
        return False


class UserForm(RowForm):
    """Who may sign in; in each partnership at least one admin."""

    def clean_email(self) -> str:
        return self.cleaned_data["email"].lower()  # as it is kept of everyone who was invited

    def clean_is_active(self) -> bool:
        is_active = self.cleaned_data["is_active"]
        # Asked in the transaction in which the page is saved, with the partnerships held.
        left = hold_admins_of(self.instance) if self.instance.pk and not is_active else []
        if left:
            raise ValidationError(
                _("This is the only admin of %(places)s who can sign in. Invite another admin there first.")
                % {"places": get_text_list([place.name for place in left], _("and"))}
            )
        return is_active


@admin.register(User)
class UserAdmin(SavesWhatItShows):
    """Who may sign in."""

    form = UserForm
    list_display = ("email", "name", "is_active", "is_staff")
    search_fields = ("email", "name")
    fields = ("email", "name", "is_active", "is_staff", "is_superuser")

    def save_model(self, request, obj, form, change) -> None:
        super().save_model(request, obj, form, change)
        if "is_active" in form.changed_data:
            # From now on it is the installation's to open again, and no partnership's that closed it once.
            forget_closings(obj)
        if "email" in form.changed_data:
            EmailAddress.objects.filter(user=obj).delete()  # the old one lets no one in any more
        if "email" in form.changed_data or not form.cleaned_data["is_active"]:
            end_all_sessions(obj)

    def has_delete_permission(self, request, obj=None) -> bool:
        return False


@admin.register(AuditEntry)
class AuditEntryAdmin(admin.ModelAdmin):
    """What people did. It can only be read."""

    list_display = ("at", "by", "what", "about", "partnership")
    list_filter = ("partnership", "what")
    list_select_related = ("by", "partnership")

    def has_add_permission(self, request) -> bool:
        return False

    def has_change_permission(self, request, obj=None) -> bool:
        return False

    def has_delete_permission(self, request, obj=None) -> bool:
        return False
