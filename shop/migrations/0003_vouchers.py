import django.db.models.deletion
import django.db.models.functions.text
import django.db.models.manager
import shop.models.fields
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('shop', '0002_series'),
    ]

    operations = [
        migrations.CreateModel(
            name='Voucher',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=255)),
                ('max_usages', models.PositiveIntegerField(default=1)),
                ('min_usages', models.PositiveIntegerField(default=1)),
                ('redeemed', models.PositiveIntegerField(default=0)),
                ('valid_until', models.DateTimeField(blank=True, null=True)),
                ('block_quota', models.BooleanField(default=False)),
                ('allow_ignore_quota', models.BooleanField(default=False)),
                ('price_mode', models.CharField(choices=[('none', 'None'), ('set', 'Set'), ('subtract', 'Subtract'), ('percent', 'Percent')], default='none', max_length=10)),
                ('value', shop.models.fields.MoneyField(blank=True, decimal_places=3, max_digits=13, null=True)),
                ('budget', shop.models.fields.MoneyField(blank=True, decimal_places=3, max_digits=13, null=True)),
                ('tag', models.CharField(blank=True, default='', max_length=255)),
                ('comment', models.TextField(blank=True, default='')),
                ('show_hidden_items', models.BooleanField(default=True)),
                ('all_addons_included', models.BooleanField(default=False)),
                ('all_bundles_included', models.BooleanField(default=False)),
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
            model_name='orderposition',
            name='voucher_budget_use',
            field=shop.models.fields.MoneyField(decimal_places=3, max_digits=13, null=True),
        ),
        migrations.AddField(
            model_name='voucher',
            name='event',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='vouchers', to='tenant.event'),
        ),
        migrations.AddField(
            model_name='voucher',
            name='item',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='vouchers', to='shop.item'),
        ),
        migrations.AddField(
            model_name='voucher',
            name='quota',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='vouchers', to='shop.quota'),
        ),
        migrations.AddField(
            model_name='voucher',
            name='subevent',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='vouchers', to='tenant.subevent'),
        ),
        migrations.AddField(
            model_name='voucher',
            name='tenant',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='tenant.tenant'),
        ),
        migrations.AddField(
            model_name='voucher',
            name='variation',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='vouchers', to='shop.variation'),
        ),
        migrations.AddField(
            model_name='hold',
            name='voucher',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='holds', to='shop.voucher'),
        ),
        migrations.AddField(
            model_name='orderposition',
            name='voucher',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.RESTRICT, related_name='positions', to='shop.voucher'),
        ),
        migrations.AddIndex(
            model_name='voucher',
            index=models.Index(condition=models.Q(('block_quota', True)), fields=['event', 'id'], name='shop_voucher_blocking'),
        ),
        migrations.AddConstraint(
            model_name='voucher',
            constraint=models.UniqueConstraint(models.F('event'), django.db.models.functions.text.Lower('code'), name='shop_voucher_code_unique'),
        ),
        migrations.AddConstraint(
            model_name='voucher',
            constraint=models.CheckConstraint(condition=models.Q(('redeemed__lte', models.F('max_usages'))), name='shop_voucher_not_overused'),
        ),
        migrations.AddConstraint(
            model_name='voucher',
            constraint=models.CheckConstraint(condition=models.Q(('item__isnull', True), ('quota__isnull', True), _connector='OR'), name='shop_voucher_item_or_quota'),
        ),
    ]
