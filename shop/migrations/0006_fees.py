import django.db.models.deletion
import django.db.models.manager
import shop.models.fields
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('shop', '0005_carts_of_integrators'),
    ]

    operations = [
        migrations.CreateModel(
            name='OrderFee',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('fee_type', models.CharField(choices=[('payment', 'Payment'), ('shipping', 'Shipping'), ('service', 'Service'), ('cancellation', 'Cancellation'), ('insurance', 'Insurance'), ('late', 'Late'), ('other', 'Other'), ('giftcard', 'Giftcard')], default='other', max_length=16)),
                ('internal_type', models.CharField(blank=True, default='', max_length=255)),
                ('description', models.CharField(blank=True, default='', max_length=190)),
                ('value', shop.models.fields.MoneyField(decimal_places=3, max_digits=13)),
                ('tax_rate', models.DecimalField(decimal_places=2, default=0, max_digits=7)),
                ('tax_value', shop.models.fields.MoneyField(decimal_places=3, default=0, max_digits=13)),
                ('canceled', models.BooleanField(default=False)),
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
            model_name='orderfee',
            name='order',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='fees', to='shop.order'),
        ),
        migrations.AddField(
            model_name='orderfee',
            name='tax_rule',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.RESTRICT, related_name='fees', to='shop.taxrule'),
        ),
        migrations.AddField(
            model_name='orderfee',
            name='tenant',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='tenant.tenant'),
        ),
        migrations.AddIndex(
            model_name='orderfee',
            index=models.Index(fields=['order', 'id'], name='shop_orderfee_order'),
        ),
    ]
