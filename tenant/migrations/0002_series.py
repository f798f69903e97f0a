import django.db.models.deletion
import django.db.models.manager
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('tenant', '0001_organizers_events_teams'),
    ]

    operations = [
        migrations.CreateModel(
            name='SubEvent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.JSONField(default=dict)),
                ('active', models.BooleanField(default=False)),
                ('is_public', models.BooleanField(default=True)),
                ('date_from', models.DateTimeField()),
                ('date_to', models.DateTimeField(blank=True, null=True)),
                ('date_admission', models.DateTimeField(blank=True, null=True)),
                ('presale_start', models.DateTimeField(blank=True, null=True)),
                ('presale_end', models.DateTimeField(blank=True, null=True)),
                ('location', models.JSONField(blank=True, null=True)),
                ('geo_lat', models.FloatField(blank=True, null=True)),
                ('geo_lon', models.FloatField(blank=True, null=True)),
                ('frontpage_text', models.JSONField(blank=True, null=True)),
                ('comment', models.TextField(blank=True, default='')),
                ('last_modified', models.DateTimeField()),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('event', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='subevents', to='tenant.event')),
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
        migrations.CreateModel(
            name='SubEventMetaValue',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('value', models.CharField(blank=True, default='', max_length=250)),
                ('property', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='subevent_values', to='tenant.metaproperty')),
                ('subevent', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='meta_values', to='tenant.subevent')),
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
        migrations.AddIndex(
            model_name='subevent',
            index=models.Index(fields=['event', 'date_from', 'id'], name='tenant_subevent_by_date'),
        ),
        migrations.AddIndex(
            model_name='subevent',
            index=models.Index(fields=['event', 'last_modified', 'id'], name='tenant_subevent_by_change'),
        ),
        migrations.AddConstraint(
            model_name='subevent',
            constraint=models.CheckConstraint(condition=models.Q(('date_to__isnull', True), ('date_to__gte', models.F('date_from')), _connector='OR'), name='tenant_subevent_ends_after_start'),
        ),
        migrations.AddConstraint(
            model_name='subevent',
            constraint=models.CheckConstraint(condition=models.Q(('presale_end__isnull', True), ('presale_start__isnull', True), ('presale_end__gte', models.F('presale_start')), _connector='OR'), name='tenant_subevent_presale_ends_after_start'),
        ),
        migrations.AddConstraint(
            model_name='subeventmetavalue',
            constraint=models.UniqueConstraint(fields=('subevent', 'property'), name='tenant_subeventmetavalue_once'),
        ),
    ]
