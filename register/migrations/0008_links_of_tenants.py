from django.db import migrations

from eventhub.common.db.link_migrations import End, Link, own

LINKS = (
    Link(
        "CheckInListItem", "register_checkinlist_limit_products", "limit_products", "checkin_lists",
        End("checkinlist", "register.CheckInList", "register_checkinlist"),
        End("item", "shop.Item", "shop_item"),
        was_unique="register_checkinlist_lim_checkinlist_id_item_id_8edd66e9_uniq",
    ),
)


class Migration(migrations.Migration):
    """Rows of many-to-many relations know their tenant."""

    dependencies = [
        ('register', '0007_levels_of_all_admissions'),
    ]

    operations = [operation for link in LINKS for operation in own(link)]
