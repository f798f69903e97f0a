import django.db.models.deletion
import django.db.models.functions.text
import django.db.models.manager
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('shop', '0003_vouchers'),
    ]

    operations = [
        migrations.CreateModel(
            name='WaitingListEntry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(blank=True, default='', max_length=250)),
                ('name_parts', models.JSONField(default=dict)),
                ('email', models.EmailField(max_length=254)),
                ('phone', models.CharField(blank=True, default='', max_length=40)),
                ('locale', models.CharField(default='en', max_length=20)),
                ('priority', models.IntegerField(default=0)),
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
            model_name='waitinglistentry',
            name='event',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='waiting_list_entries', to='tenant.event'),
        ),
        migrations.AddField(
            model_name='waitinglistentry',
            name='item',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='waiting_list_entries', to='shop.item'),
        ),
        migrations.AddField(
            model_name='waitinglistentry',
            name='subevent',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='waiting_list_entries', to='tenant.subevent'),
        ),
        migrations.AddField(
            model_name='waitinglistentry',
            name='tenant',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='tenant.tenant'),
        ),
        migrations.AddField(
            model_name='waitinglistentry',
            name='variation',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='waiting_list_entries', to='shop.variation'),
        ),
        migrations.AddField(
            model_name='waitinglistentry',
            name='voucher',
            field=models.OneToOneField(null=True, on_delete=django.db.models.deletion.RESTRICT, related_name='waiting_list_entry', to='shop.voucher'),
        ),
        migrations.AddIndex(
            model_name='waitinglistentry',
            index=models.Index(fields=['event', '-priority', 'created_at'], name='shop_waitinglist_turn'),
        ),
        migrations.AddConstraint(
            model_name='waitinglistentry',
            constraint=models.UniqueConstraint(models.F('event'), django.db.models.functions.text.Lower('email'), models.F('item'), models.F('variation'), models.F('subevent'), condition=models.Q(('voucher__isnull', True)), name='shop_waitinglist_once', nulls_distinct=False),
        ),
    ]
