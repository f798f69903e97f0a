import django.db.models.deletion
import django.db.models.manager
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('people', '0001_persons'),
        ('tenant', '0001_organizers_events_teams'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='PersonEmail',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('email', models.CharField(max_length=254)),
                ('address', models.CharField(max_length=320)),
                ('name_key', models.CharField(max_length=250)),
                ('is_primary', models.BooleanField(default=False)),
                ('verified_at', models.DateTimeField(blank=True, null=True)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
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
            name='PersonPhone',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('phone', models.CharField(max_length=64)),
                ('number', models.CharField(max_length=320)),
                ('is_primary', models.BooleanField(default=False)),
                ('verified_at', models.DateTimeField(blank=True, null=True)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
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
            model_name='person',
            name='merged_into',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='merged', to='people.person'),
        ),
        migrations.AddConstraint(
            model_name='person',
            constraint=models.CheckConstraint(condition=models.Q(('merged_into__isnull', True), models.Q(models.Q(('merged_into', models.F('id')), _negated=True), ('user__isnull', True)), _connector='OR'), name='people_person_merged'),
        ),
        migrations.AddField(
            model_name='personemail',
            name='person',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='emails', to='people.person'),
        ),
        migrations.AddField(
            model_name='personemail',
            name='tenant',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='tenant.tenant'),
        ),
        migrations.AddField(
            model_name='personphone',
            name='person',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='phones', to='people.person'),
        ),
        migrations.AddField(
            model_name='personphone',
            name='tenant',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='tenant.tenant'),
        ),
        migrations.AddConstraint(
            model_name='personemail',
            constraint=models.UniqueConstraint(fields=('tenant', 'address', 'name_key'), name='people_personemail_once'),
        ),
        migrations.AddConstraint(
            model_name='personemail',
            constraint=models.UniqueConstraint(condition=models.Q(('verified_at__isnull', False)), fields=('tenant', 'address'), name='people_personemail_verified_once'),
        ),
        migrations.AddConstraint(
            model_name='personemail',
            constraint=models.UniqueConstraint(fields=('person', 'address'), name='people_personemail_of_person'),
        ),
        migrations.AddConstraint(
            model_name='personemail',
            constraint=models.UniqueConstraint(condition=models.Q(('is_primary', True)), fields=('person',), name='people_personemail_primary'),
        ),
        migrations.AddConstraint(
            model_name='personemail',
            constraint=models.CheckConstraint(condition=models.Q(('address', ''), _negated=True), name='people_personemail_address'),
        ),
        migrations.AddIndex(
            model_name='personphone',
            index=models.Index(fields=['tenant', 'number'], name='people_phone_by_number'),
        ),
        migrations.AddConstraint(
            model_name='personphone',
            constraint=models.UniqueConstraint(fields=('person', 'number'), name='people_personphone_of_person'),
        ),
        migrations.AddConstraint(
            model_name='personphone',
            constraint=models.UniqueConstraint(condition=models.Q(('is_primary', True)), fields=('person',), name='people_personphone_primary'),
        ),
        migrations.AddConstraint(
            model_name='personphone',
            constraint=models.CheckConstraint(condition=models.Q(('number', ''), _negated=True), name='people_personphone_number'),
        ),
    ]
