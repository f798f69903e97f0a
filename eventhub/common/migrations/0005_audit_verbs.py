"""The audit trail speaks in EventHub's own verbs: entries that were written before are translated.

One statement over the table, whatever its size; both ways. Webhooks' subscriptions and calls keep the published names.
"""

from django.db import migrations

# What was written -> what is written now.
VERBS = (
    ("pretix.event.added", "event.created"),
    ("pretix.event.changed", "event.changed"),
    ("pretix.event.deleted", "event.deleted"),
    ("pretix.event.live.activated", "event.activated"),
    ("pretix.event.live.deactivated", "event.deactivated"),
    ("pretix.event.testmode.activated", "event.test_mode_enabled"),
    ("pretix.event.testmode.deactivated", "event.test_mode_disabled"),
    ("pretix.event.plugins.enabled", "plugin.enabled"),
    ("pretix.event.plugins.disabled", "plugin.disabled"),
    ("pretix.event.settings", "event.settings_changed"),
    ("pretix.object.cloned", "object.copied"),
    ("pretix.event.checkin", "checkin.redeemed"),
    ("pretix.event.checkin.reverted", "checkin.annulled"),
    ("pretix.event.checkinlist.exited", "checkin_list.checked_out"),
    ("pretix.user.oauth.authorized", "authorization.granted"),
    ("pretix.user.oauth.revoked", "authorization.revoked"),
    ("pretix.team.member.added", "team_member.added"),
    ("pretix.team.member.removed", "team_member.removed"),
    ("pretix.team.member.joined", "team_member.joined"),
    ("pretix.team.invite.created", "team_invitation.created"),
    ("pretix.team.invite.deleted", "team_invitation.deleted"),
    ("pretix.team.token.created", "team_token.created"),
    ("pretix.team.token.deleted", "team_token.deleted"),
    ("pretix.team.created", "team.created"),
    ("pretix.team.changed", "team.changed"),
    ("pretix.team.deleted", "team.deleted"),
    ("pretix.device.created", "device.created"),
    ("pretix.device.changed", "device.changed"),
    ("pretix.device.initialized", "device.initialized"),
    ("pretix.device.updated", "device.updated"),
    ("pretix.device.revoked", "device.revoked"),
    ("pretix.device.keyroll", "device.key_renewed"),
    ("pretix.gate.created", "gate.created"),
    ("pretix.gate.changed", "gate.changed"),
    ("pretix.gate.deleted", "gate.deleted"),
    ("pretix.webhook.added", "webhook.created"),
    ("pretix.webhook.changed", "webhook.changed"),
    ("pretix.webhook.deleted", "webhook.deleted"),
    ("pretix.webhook.secret.rotated", "webhook.secret_renewed"),
    ("pretix.webhook.tested", "webhook.tested"),
    ("pretix.webhook.resent", "webhook.resent"),
    ("pretix.oauth.application.added", "application.created"),
    ("pretix.oauth.application.changed", "application.changed"),
    ("pretix.oauth.application.secret_renewed", "application.secret_renewed"),
    ("pretix.oauth.application.disabled", "application.disabled"),
    ("pretix.oauth.application.enabled", "application.enabled"),
    ("pretix.property.created", "meta_property.created"),
    ("pretix.property.changed", "meta_property.changed"),
    ("pretix.property.deleted", "meta_property.deleted"),
    ("pretix.event.cartposition.added", "cart_position.created"),
    ("pretix.event.cartposition.deleted", "cart_position.deleted"),
    ("pretix.voucher.redeemed", "voucher.redeemed"),
    ("pretix.event.orders.waitinglist.voucher_assigned", "waiting_list_entry.voucher_assigned"),
    ("pretix.event.order.placed", "order.placed"),
    ("pretix.event.order.approved", "order.approved"),
    ("pretix.event.order.denied", "order.denied"),
    ("pretix.event.order.paid", "order.paid"),
    ("pretix.event.order.unpaid", "order.marked_unpaid"),
    ("pretix.event.order.overpaid", "order.overpaid"),
    ("pretix.event.order.expired", "order.expired"),
    ("pretix.event.order.expirychanged", "order.expiry_changed"),
    ("pretix.event.order.canceled", "order.canceled"),
    ("pretix.event.order.reactivated", "order.reactivated"),
    ("pretix.event.order.refunded", "order.refunded"),
    ("pretix.event.order.changed", "order.changed"),
    ("pretix.event.order.deleted", "order.deleted"),
    ("pretix.event.order.modified", "order.details_changed"),
    ("pretix.event.order.resend", "order.mail_resent"),
    ("pretix.event.order.secret.changed", "order.secrets_renewed"),
    ("pretix.event.order.print", "position.printed"),
    ("pretix.event.order.payment.added", "payment.created"),
    ("pretix.event.order.payment.confirmed", "payment.confirmed"),
    ("pretix.event.order.payment.canceled", "payment.canceled"),
    ("pretix.event.order.refund.created", "refund.created"),
    ("pretix.event.order.refund.canceled", "refund.canceled"),
    ("pretix.event.order.refund.done", "refund.completed"),
    ("pretix.event.order.refund.failed", "refund.failed"),
    ("pretix.event.order.refund.requested", "refund.requested"),
    ("pretix.event.order.refund.created.externally", "refund.reported"),
    ("pretix.event.order.invoice.generated", "invoice.generated"),
    ("pretix.event.order.invoice.canceled", "invoice.canceled"),
    ("pretix.event.order.invoice.reissued", "invoice.reissued"),
    ("pretix.event.order.changed.add", "position.created"),
    ("pretix.event.order.changed.cancel", "position.canceled"),
    ("pretix.event.order.changed.item", "position.item_changed"),
    ("pretix.event.order.changed.price", "position.price_changed"),
    ("pretix.event.order.changed.subevent", "position.date_changed"),
    ("pretix.event.order.changed.secret", "position.secret_renewed"),
    ("pretix.event.order.changed.valid_from", "position.valid_from_changed"),
    ("pretix.event.order.changed.valid_until", "position.valid_until_changed"),
    ("pretix.event.order.changed.split", "position.split"),
    ("pretix.event.order.changed.split_from", "order.split"),
    ("pretix.event.order.changed.add_block", "position.blocked"),
    ("pretix.event.order.changed.remove_block", "position.unblocked"),
    ("pretix.event.order.changed.addfee", "fee.created"),
    ("pretix.event.order.changed.feevalue", "fee.changed"),
    ("pretix.event.order.changed.cancelfee", "fee.canceled"),
    ("eventhub.provisioned", "installation.provisioned"),
    ("pretix.event.category.added", "category.created"),
    ("pretix.event.category.changed", "category.changed"),
    ("pretix.event.category.deleted", "category.deleted"),
    ("pretix.event.taxrule.added", "tax_rule.created"),
    ("pretix.event.taxrule.changed", "tax_rule.changed"),
    ("pretix.event.taxrule.deleted", "tax_rule.deleted"),
    ("pretix.event.item.added", "item.created"),
    ("pretix.event.item.changed", "item.changed"),
    ("pretix.event.item.deleted", "item.deleted"),
    ("pretix.event.item.variation.added", "variation.created"),
    ("pretix.event.item.variation.changed", "variation.changed"),
    ("pretix.event.item.variation.deleted", "variation.deleted"),
    ("pretix.event.item.addon.added", "addon.created"),
    ("pretix.event.item.addon.changed", "addon.changed"),
    ("pretix.event.item.addon.deleted", "addon.deleted"),
    ("pretix.event.item.bundle.added", "bundle.created"),
    ("pretix.event.item.bundle.changed", "bundle.changed"),
    ("pretix.event.item.bundle.deleted", "bundle.deleted"),
    ("pretix.event.item.program_time.added", "program_time.created"),
    ("pretix.event.item.program_time.changed", "program_time.changed"),
    ("pretix.event.item.program_time.deleted", "program_time.deleted"),
    ("pretix.event.question.added", "question.created"),
    ("pretix.event.question.changed", "question.changed"),
    ("pretix.event.question.deleted", "question.deleted"),
    ("pretix.event.question.option.added", "question_option.created"),
    ("pretix.event.question.option.changed", "question_option.changed"),
    ("pretix.event.question.option.deleted", "question_option.deleted"),
    ("pretix.event.quota.added", "quota.created"),
    ("pretix.event.quota.changed", "quota.changed"),
    ("pretix.event.quota.deleted", "quota.deleted"),
    ("pretix.event.checkinlist.added", "checkin_list.created"),
    ("pretix.event.checkinlist.changed", "checkin_list.changed"),
    ("pretix.event.checkinlist.deleted", "checkin_list.deleted"),
    ("pretix.event.subevent.added", "date.created"),
    ("pretix.event.subevent.changed", "date.changed"),
    ("pretix.event.subevent.deleted", "date.deleted"),
    ("pretix.voucher.added", "voucher.created"),
    ("pretix.voucher.changed", "voucher.changed"),
    ("pretix.voucher.deleted", "voucher.deleted"),
    ("pretix.event.orders.waitinglist.added", "waiting_list_entry.created"),
    ("pretix.event.orders.waitinglist.changed", "waiting_list_entry.changed"),
    ("pretix.event.orders.waitinglist.deleted", "waiting_list_entry.deleted"),
)
# Wordings of still older entries, which going back does not restore.
OLDER = (
    ("pretix.subevent.added", "date.created"),
    ("pretix.subevent.changed", "date.changed"),
    ("pretix.subevent.deleted", "date.deleted"),
    ("pretix.event.voucher.added", "voucher.created"),
    ("pretix.event.voucher.changed", "voucher.changed"),
    ("pretix.event.voucher.deleted", "voucher.deleted"),
    ("pretix.event.waitinglist.added", "waiting_list_entry.created"),
    ("pretix.event.waitinglist.changed", "waiting_list_entry.changed"),
    ("pretix.event.waitinglist.deleted", "waiting_list_entry.deleted"),
)


def translate(schema_editor, pairs):
    """Replaces the first word of each pair by the second in all entries."""
    row = ", ".join(["(%s, %s)"] * len(pairs))
    with schema_editor.connection.cursor() as cursor:
        cursor.execute(
            "UPDATE common_auditentry SET action = words.after"
            f" FROM (VALUES {row}) AS words(before, after)"
            " WHERE action = words.before",
            [word for pair in pairs for word in pair],
        )


def forwards(apps, schema_editor):
    translate(schema_editor, VERBS + OLDER)


def backwards(apps, schema_editor):
    translate(schema_editor, tuple((after, before) for before, after in VERBS))


class Migration(migrations.Migration):
    dependencies = [("common", "0004_idempotent_responses")]

    operations = [migrations.RunPython(forwards, backwards)]
