import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('shop', '0004_waiting_list'),
    ]

    operations = [
        migrations.AddField(
            model_name='cart',
            name='api_id',
            field=models.CharField(max_length=255, null=True),
        ),
        migrations.AddField(
            model_name='hold',
            name='addon_to',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='addons', to='shop.hold'),
        ),
        migrations.AddField(
            model_name='hold',
            name='answers',
            field=models.JSONField(default=list),
        ),
        migrations.AddField(
            model_name='hold',
            name='attendee',
            field=models.JSONField(default=dict),
        ),
        migrations.AddConstraint(
            model_name='cart',
            constraint=models.UniqueConstraint(condition=models.Q(('api_id__isnull', False)), fields=('event', 'api_id'), name='shop_cart_api_id_unique'),
        ),
    ]
