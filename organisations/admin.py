"""What the people who look after an installation see: the rest has pages of its own."""

from allauth.account.decorators import secure_admin_login
from django.contrib import admin

from organisations.models import AuditEntry, Partnership, User

# Signing in to the admin works as everywhere else: by an emailed code.
admin.site.login = secure_admin_login(admin.site.login)
admin.site.site_header = admin.site.site_title = "TiP Borough: looking after the installation"


@admin.register(Partnership)
class PartnershipAdmin(admin.ModelAdmin):
    """A partnership's name, address and colour."""

    list_display = ("name", "slug", "is_demonstration")
    readonly_fields = ("is_demonstration", "is_listed")  # its own admins agree to being listed, nobody for them

    def has_delete_permission(self, request, obj=None) -> bool:
        return False


@admin.register(User)
class UserAdmin(admin.ModelAdmin):
    """Who may sign in."""

    list_display = ("email", "name", "is_active", "is_staff")
    search_fields = ("email", "name")
    fields = ("email", "name", "is_active", "is_staff", "is_superuser")

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
