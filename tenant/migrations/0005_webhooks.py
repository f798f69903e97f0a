import django.db.models.deletion
import django.db.models.manager
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('tenant', '0004_team_invites'),
    ]

    operations = [
        migrations.CreateModel(
            name='Webhook',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('enabled', models.BooleanField(default=True)),
                ('target_url', models.URLField(max_length=1024)),
                ('all_events', models.BooleanField(default=False)),
                ('action_types', models.JSONField(default=list)),
                ('comment', models.CharField(blank=True, default='', max_length=250)),
                ('secret_version', models.PositiveIntegerField(default=1)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('limit_events', models.ManyToManyField(blank=True, related_name='webhooks', to='tenant.event')),
                ('organizer', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='webhooks', to='tenant.organizer')),
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
            name='WebhookCall',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('notification_id', models.BigIntegerField()),
                ('action_type', models.CharField(max_length=100)),
                ('target_url', models.CharField(max_length=1024)),
                ('payload', models.JSONField(default=dict)),
                ('attempt', models.PositiveIntegerField(default=1)),
                ('success', models.BooleanField(default=False)),
                ('status_code', models.PositiveIntegerField(null=True)),
                ('answer', models.TextField(blank=True, default='')),
                ('milliseconds', models.PositiveIntegerField(default=0)),
                ('at', models.DateTimeField(auto_now_add=True)),
                ('tenant', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='tenant.tenant')),
                ('webhook', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='calls', to='tenant.webhook')),
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
            model_name='webhook',
            index=models.Index(fields=['organizer', 'id'], name='tenant_webhook_organizer'),
        ),
        migrations.AddIndex(
            model_name='webhookcall',
            index=models.Index(fields=['webhook', '-id'], name='tenant_webhookcall_newest'),
        ),
        migrations.AddConstraint(
            model_name='webhookcall',
            constraint=models.UniqueConstraint(fields=('webhook', 'notification_id', 'attempt'), name='tenant_webhookcall_once'),
        ),
    ]
