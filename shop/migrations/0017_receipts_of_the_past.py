from django.db import migrations

# One statement each and safe to run twice: what has its receipt already is left alone.
COLUMNS = (
    "tenant_id, event_id, order_id, payment_id, refund_id, kind, amount, currency, at, recorded_at, provider, account, "
    "reference, cause, actor_kind, actor_id, actor_label"
)
PAYMENTS = f"""
INSERT INTO shop_receipt ({COLUMNS})
SELECT p.tenant_id, o.event_id, o.id, p.id, NULL, 'payment', p.amount, e.currency, COALESCE(p.payment_date, p.created),
       now(), p.provider, p.account, p.reference, 'migration', 'system', NULL, 'EventHub'
FROM shop_payment p JOIN shop_order o ON o.id = p.order_id JOIN tenant_event e ON e.id = o.event_id
WHERE p.state IN ('confirmed', 'refunded') AND p.amount > 0
ORDER BY p.id
ON CONFLICT DO NOTHING
"""
REFUNDS = f"""
INSERT INTO shop_receipt ({COLUMNS})
SELECT r.tenant_id, o.event_id, o.id, NULL, r.id, 'refund', -r.amount, e.currency, COALESCE(r.execution_date, r.created),
       now(), r.provider, r.account, r.reference, 'migration', 'system', NULL, 'EventHub'
FROM shop_refund r JOIN shop_order o ON o.id = r.order_id JOIN tenant_event e ON e.id = o.event_id
WHERE r.state = 'done' AND r.amount > 0
ORDER BY r.id
ON CONFLICT DO NOTHING
"""


class Migration(migrations.Migration):

    dependencies = [
        ('shop', '0016_receipts_are_append_only'),
    ]

    operations = [
        migrations.RunSQL(PAYMENTS, migrations.RunSQL.noop),
        migrations.RunSQL(REFUNDS, migrations.RunSQL.noop),
    ]
