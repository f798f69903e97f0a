import django.db.models.deletion
import django.db.models.manager
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('shop', '0007_invoices'),
    ]

    operations = [
        migrations.CreateModel(
            name='BlockedSecret',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('secret', models.CharField(max_length=64)),
                ('blocked', models.BooleanField(default=True)),
                ('updated_at', models.DateTimeField()),
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
            name='RevokedSecret',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('secret', models.CharField(max_length=64)),
                ('created_at', models.DateTimeField()),
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
            model_name='blockedsecret',
            name='event',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='blocked_secrets', to='tenant.event'),
        ),
        migrations.AddField(
            model_name='blockedsecret',
            name='position',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='blocked_secrets', to='shop.orderposition'),
        ),
        migrations.AddField(
            model_name='blockedsecret',
            name='tenant',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='tenant.tenant'),
        ),
        migrations.AddField(
            model_name='revokedsecret',
            name='event',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='revoked_secrets', to='tenant.event'),
        ),
        migrations.AddField(
            model_name='revokedsecret',
            name='position',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='revoked_secrets', to='shop.orderposition'),
        ),
        migrations.AddField(
            model_name='revokedsecret',
            name='tenant',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='tenant.tenant'),
        ),
        migrations.AddIndex(
            model_name='blockedsecret',
            index=models.Index(fields=['event', 'updated_at', 'id'], name='shop_blockedsecret_newest'),
        ),
        migrations.AddConstraint(
            model_name='blockedsecret',
            constraint=models.UniqueConstraint(fields=('event', 'secret'), name='shop_blockedsecret_once'),
        ),
        migrations.AddIndex(
            model_name='revokedsecret',
            index=models.Index(fields=['event', 'created_at', 'id'], name='shop_revokedsecret_newest'),
        ),
        migrations.AddConstraint(
            model_name='revokedsecret',
            constraint=models.UniqueConstraint(fields=('event', 'secret'), name='shop_revokedsecret_once'),
        ),
    ]
