"""Admissions that came without a profile at the door get the one that new items start with."""

from django.db import migrations

MISSING = """
    INSERT INTO register_level (tenant_id, event_id, item_id, rank, color, badge_type)
    SELECT item.tenant_id, item.event_id, item.id, 0, '#3b6ea5', ''
    FROM shop_item AS item
    WHERE item.kind = 'admission'
    ON CONFLICT (item_id) DO NOTHING
"""


class Migration(migrations.Migration):

    dependencies = [
        ('register', '0006_scans_once_per_ticket'),
        ('shop', '0013_bundled_holds'),
    ]

    operations = [
        # Going back keeps them: they may have been changed since.
        migrations.RunSQL(MISSING, migrations.RunSQL.noop),
    ]
