"""The table has the name of what it holds."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("common", "0003_uploads")]

    operations = [migrations.RenameModel("KeptAnswer", "IdempotentResponse")]
