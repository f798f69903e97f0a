from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('shop', '0008_revoked_and_blocked_secrets'),
    ]

    operations = [
        migrations.AddField(
            model_name='item',
            name='validity_dynamic_duration_days',
            field=models.PositiveIntegerField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='item',
            name='validity_dynamic_duration_hours',
            field=models.PositiveIntegerField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='item',
            name='validity_dynamic_duration_minutes',
            field=models.PositiveIntegerField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='item',
            name='validity_dynamic_duration_months',
            field=models.PositiveIntegerField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='item',
            name='validity_fixed_from',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='item',
            name='validity_fixed_until',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='item',
            name='validity_mode',
            field=models.CharField(blank=True, choices=[('fixed', 'Fixed'), ('dynamic', 'Dynamic')], max_length=8, null=True),
        ),
    ]
