import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('register', '0001_registrations_and_checkin'),
        ('shop', '0002_series'),
        ('tenant', '0003_devices_and_gates'),
    ]

    operations = [
        migrations.AddField(
            model_name='checkinlist',
            name='subevent',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='checkin_lists', to='tenant.subevent'),
        ),
    ]
