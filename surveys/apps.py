from django.apps import AppConfig
from django.db.models.signals import post_delete, post_save


class SurveysConfig(AppConfig):
    name = "surveys"
    verbose_name = "Surveys"

    def ready(self) -> None:
        """What is read once a process is read again where this process changes a row of it."""
        from surveys import standing, wordings

        for model in standing.READ_ONCE:
            for signal in (post_save, post_delete):
                signal.connect(standing.forget, sender=model, dispatch_uid=f"standing-{model.__name__}-{signal!r}")
                signal.connect(wordings.forget, sender=model, dispatch_uid=f"wordings-{model.__name__}-{signal!r}")
