"""Answers of rounds that closed before there was a clean copy: shuffle them into it now."""

import random
import uuid

from django.db import migrations


def keep(apps, schema_editor):
    response, answer = apps.get_model("surveys", "Response"), apps.get_model("surveys", "Answer")
    kept_response, kept_answer = apps.get_model("surveys", "KeptResponse"), apps.get_model("surveys", "KeptAnswer")
    chance = random.SystemRandom()
    closed = response.objects.exclude(collector__round__state="open")
    old = list(closed.values_list("pk", "collector_id"))
    answers = list(
        answer.objects.exclude(response__collector__round__state="open").values_list("response_id", "question_id", "point_id")
    )
    chance.shuffle(old)
    chance.shuffle(answers)
    renamed = {pk: uuid.UUID(int=chance.getrandbits(128), version=4) for pk, _ in old}
    kept_response.objects.bulk_create(
        [kept_response(id=renamed[pk], collector_id=collector) for pk, collector in old], batch_size=5000
    )
    kept_answer.objects.bulk_create(
        [
            kept_answer(id=uuid.uuid4(), response_id=renamed[pk], question_id=question, point_id=point)
            for pk, question, point in answers
        ],
        batch_size=5000,
    )
    closed.delete()


class Migration(migrations.Migration):
    dependencies = [("surveys", "0002_safe_to_answer"), ("organisations", "0003_people_who_key_paper")]
    operations = [migrations.RunPython(keep, migrations.RunPython.noop, elidable=True)]
