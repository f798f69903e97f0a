import django.db.models.deletion
import django.db.models.manager
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('tenant', '0002_series'),
    ]

    operations = [
        migrations.AddField(
            model_name='device',
            name='hardware_brand',
            field=models.CharField(blank=True, default='', max_length=190),
        ),
        migrations.AddField(
            model_name='device',
            name='hardware_model',
            field=models.CharField(blank=True, default='', max_length=190),
        ),
        migrations.AddField(
            model_name='device',
            name='info',
            field=models.JSONField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='device',
            name='os_name',
            field=models.CharField(blank=True, default='', max_length=190),
        ),
        migrations.AddField(
            model_name='device',
            name='os_version',
            field=models.CharField(blank=True, default='', max_length=190),
        ),
        migrations.AddField(
            model_name='device',
            name='rsa_pubkey',
            field=models.TextField(blank=True, default=''),
        ),
        migrations.AddField(
            model_name='device',
            name='software_brand',
            field=models.CharField(blank=True, default='', max_length=190),
        ),
        migrations.AddField(
            model_name='device',
            name='software_version',
            field=models.CharField(blank=True, default='', max_length=190),
        ),
        migrations.CreateModel(
            name='Gate',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=190)),
                ('identifier', models.CharField(max_length=190)),
                ('organizer', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='gates', to='tenant.organizer')),
                ('tenant', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='tenant.tenant')),
            ],
            options={
                'abstract': False,
                'base_manager_name': 'unscoped',
            },
            managers=[
                ('objects', django.db.models.manager.Manager()),
                ('unscoped', django.db.models.manager.Manager()),
            ],
        ),
        migrations.AddField(
            model_name='device',
            name='gate',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='devices', to='tenant.gate'),
        ),
        migrations.AddConstraint(
            model_name='gate',
            constraint=models.UniqueConstraint(fields=('organizer', 'identifier'), name='tenant_gate_identifier_unique'),
        ),
    ]
