import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('register', '0002_series'),
    ]

    operations = [
        migrations.AddField(
            model_name='checkin',
            name='raw_item',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='shop.item'),
        ),
        migrations.AddField(
            model_name='checkin',
            name='raw_subevent',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='tenant.subevent'),
        ),
        migrations.AddField(
            model_name='checkin',
            name='raw_variation',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='shop.variation'),
        ),
    ]
