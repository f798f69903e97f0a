from django.db import migrations, models
from django.db.models import F, Q

from shop.models.fields import MoneyField


class Migration(migrations.Migration):
    dependencies = [("shop", "0011_answer_files")]

    operations = [
        migrations.AddField(
            model_name="voucher",
            name="blocking",
            field=models.PositiveIntegerField(default=0),
        ),
        migrations.AddField(
            model_name="hold",
            name="voucher_budget_use",
            field=MoneyField(decimal_places=3, max_digits=13, null=True),
        ),
        migrations.AddConstraint(
            model_name="voucher",
            constraint=models.CheckConstraint(
                condition=Q(blocking__lte=F("max_usages") - F("redeemed")),
                name="shop_voucher_blocks_what_is_left",
            ),
        ),
        migrations.AddIndex(
            model_name="voucher",
            index=models.Index(
                fields=["valid_until"],
                condition=Q(blocking__gt=0, valid_until__isnull=False),
                name="shop_voucher_lapsing",
            ),
        ),
    ]
