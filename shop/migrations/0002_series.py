import django.db.models.deletion
import django.db.models.manager
import shop.models.fields
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('shop', '0001_catalogue_carts_ledger'),
        ('tenant', '0002_series'),
    ]

    operations = [
        migrations.CreateModel(
            name='ItemOverride',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('price', shop.models.fields.MoneyField(blank=True, decimal_places=3, max_digits=13, null=True)),
                ('disabled', models.BooleanField(default=False)),
                ('available_from', models.DateTimeField(blank=True, null=True)),
                ('available_until', models.DateTimeField(blank=True, null=True)),
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
            model_name='hold',
            name='subevent',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='holds', to='tenant.subevent'),
        ),
        migrations.AddField(
            model_name='orderposition',
            name='subevent',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.RESTRICT, related_name='positions', to='tenant.subevent'),
        ),
        migrations.AddField(
            model_name='quota',
            name='subevent',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='quotas', to='tenant.subevent'),
        ),
        migrations.AddField(
            model_name='itemoverride',
            name='item',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='overrides', to='shop.item'),
        ),
        migrations.AddField(
            model_name='itemoverride',
            name='subevent',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='item_overrides', to='tenant.subevent'),
        ),
        migrations.AddField(
            model_name='itemoverride',
            name='tenant',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='tenant.tenant'),
        ),
        migrations.AddField(
            model_name='itemoverride',
            name='variation',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='overrides', to='shop.variation'),
        ),
        migrations.AddConstraint(
            model_name='itemoverride',
            constraint=models.UniqueConstraint(fields=('subevent', 'item', 'variation'), name='shop_itemoverride_once', nulls_distinct=False),
        ),
        migrations.AddConstraint(
            model_name='itemoverride',
            constraint=models.CheckConstraint(condition=models.Q(('price__isnull', True), ('price__gte', 0), _connector='OR'), name='shop_itemoverride_price_not_negative'),
        ),
    ]
