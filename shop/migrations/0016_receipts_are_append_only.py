from django.db import migrations

REFUSE = """
CREATE FUNCTION shop_receipt_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'A receipt is never changed.' USING ERRCODE = 'restrict_violation';
END
$$;
CREATE TRIGGER shop_receipt_is_append_only BEFORE UPDATE ON shop_receipt
    FOR EACH ROW EXECUTE FUNCTION shop_receipt_is_append_only();
"""
ALLOW = """
DROP TRIGGER shop_receipt_is_append_only ON shop_receipt;
DROP FUNCTION shop_receipt_is_append_only();
"""


class Migration(migrations.Migration):

    dependencies = [
        ('shop', '0015_receipts'),
    ]

    operations = [migrations.RunSQL(REFUSE, ALLOW)]
