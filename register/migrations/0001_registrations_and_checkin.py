import django.db.models.deletion
import django.db.models.manager
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('people', '0001_persons'),
        ('shop', '0001_catalogue_carts_ledger'),
        ('tenant', '0001_organizers_events_teams'),
    ]

    operations = [
        migrations.CreateModel(
            name='CheckInList',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=190)),
                ('all_products', models.BooleanField(default=True)),
                ('include_pending', models.BooleanField(default=False)),
                ('allow_multiple_entries', models.BooleanField(default=False)),
                ('allow_entry_after_exit', models.BooleanField(default=True)),
                ('addon_match', models.BooleanField(default=False)),
                ('exit_all_at', models.DateTimeField(blank=True, null=True)),
                ('rules', models.JSONField(default=dict)),
                ('event', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='checkin_lists', to='tenant.event')),
                ('limit_products', models.ManyToManyField(blank=True, related_name='checkin_lists', to='shop.item')),
                ('tenant', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='tenant.tenant')),
            ],
            options={
                'abstract': False,
                'base_manager_name': 'unscoped',
                'indexes': [models.Index(fields=['event', 'id'], name='register_checkinlist_event')],
            },
            managers=[
                ('objects', django.db.models.manager.Manager()),
                ('unscoped', django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name='CheckIn',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('entry', 'Entry'), ('exit', 'Exit')], default='entry', max_length=5)),
                ('datetime', models.DateTimeField()),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('successful', models.BooleanField(default=True)),
                ('error_reason', models.CharField(blank=True, default='', max_length=30)),
                ('error_explanation', models.TextField(blank=True, default='')),
                ('forced', models.BooleanField(default=False)),
                ('nonce', models.CharField(max_length=190, null=True)),
                ('raw_barcode', models.CharField(blank=True, default='', max_length=250)),
                ('gate', models.CharField(blank=True, default='', max_length=120)),
                ('actor_kind', models.CharField(max_length=16)),
                ('actor_id', models.BigIntegerField(null=True)),
                ('actor_label', models.CharField(blank=True, default='', max_length=250)),
                ('annulled_at', models.DateTimeField(null=True)),
                ('annulled_by', models.CharField(blank=True, default='', max_length=250)),
                ('device', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='checkins', to='tenant.device')),
                ('event', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='checkins', to='tenant.event')),
                ('position', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='checkins', to='shop.orderposition')),
                ('tenant', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='tenant.tenant')),
                ('list', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='checkins', to='register.checkinlist')),
            ],
            options={
                'abstract': False,
                'base_manager_name': 'unscoped',
                'indexes': [models.Index(fields=['position', 'list'], name='register_checkin_position'), models.Index(fields=['event', 'datetime'], name='register_checkin_by_time')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('nonce__isnull', False)), fields=('list', 'nonce'), name='register_checkin_nonce_once')],
            },
            managers=[
                ('objects', django.db.models.manager.Manager()),
                ('unscoped', django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name='Level',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('rank', models.IntegerField(default=0)),
                ('color', models.CharField(default='#3b6ea5', max_length=7)),
                ('badge_type', models.CharField(blank=True, default='', max_length=40)),
                ('min_age', models.PositiveSmallIntegerField(blank=True, null=True)),
                ('max_age', models.PositiveSmallIntegerField(blank=True, null=True)),
                ('event', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='levels', to='tenant.event')),
                ('item', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='level', to='shop.item')),
                ('tenant', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='tenant.tenant')),
            ],
            options={
                'abstract': False,
                'base_manager_name': 'unscoped',
                'constraints': [models.CheckConstraint(condition=models.Q(('min_age__isnull', True), ('max_age__isnull', True), ('max_age__gte', models.F('min_age')), _connector='OR'), name='register_level_ages')],
            },
            managers=[
                ('objects', django.db.models.manager.Manager()),
                ('unscoped', django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name='Registration',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=12)),
                ('status', models.CharField(choices=[('pending_payment', 'Pending'), ('active', 'Active'), ('cancelled', 'Canceled'), ('expired', 'Expired')], max_length=16)),
                ('attendance', models.CharField(choices=[('not_arrived', 'Not Arrived'), ('checked_in', 'Checked In'), ('out', 'Out')], default='not_arrived', max_length=12)),
                ('badge_name', models.CharField(blank=True, default='', max_length=250)),
                ('checked_in_at', models.DateTimeField(blank=True, null=True)),
                ('created_at', models.DateTimeField()),
                ('event', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='registrations', to='tenant.event')),
                ('level', models.ForeignKey(on_delete=django.db.models.deletion.RESTRICT, related_name='registrations', to='shop.item')),
                ('person', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='registrations', to='people.person')),
                ('position', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='registration', to='shop.orderposition')),
                ('tenant', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='tenant.tenant')),
            ],
            options={
                'abstract': False,
                'base_manager_name': 'unscoped',
                'indexes': [models.Index(fields=['event', 'status', 'level'], name='register_reg_by_level'), models.Index(condition=models.Q(('checked_in_at__isnull', False)), fields=['event', 'checked_in_at'], name='register_reg_arrivals')],
                'constraints': [models.UniqueConstraint(fields=('event', 'code'), name='register_registration_code_unique')],
            },
            managers=[
                ('objects', django.db.models.manager.Manager()),
                ('unscoped', django.db.models.manager.Manager()),
            ],
        ),
    ]
