import django.db.models.deletion
import django.db.models.manager
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('register', '0003_failed_scans'),
    ]

    operations = [
        migrations.CreateModel(
            name='PrintLog',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('successful', models.BooleanField(default=True)),
                ('source', models.CharField(max_length=255)),
                ('type', models.CharField(max_length=255)),
                ('info', models.JSONField(default=dict)),
                ('datetime', models.DateTimeField()),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('device', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='print_logs', to='tenant.device')),
                ('event', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='print_logs', to='tenant.event')),
                ('position', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='print_logs', to='shop.orderposition')),
                ('tenant', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='tenant.tenant')),
            ],
            options={
                'abstract': False,
                'base_manager_name': 'unscoped',
                'indexes': [models.Index(fields=['position', 'datetime'], name='register_printlog_position')],
            },
            managers=[
                ('objects', django.db.models.manager.Manager()),
                ('unscoped', django.db.models.manager.Manager()),
            ],
        ),
    ]
