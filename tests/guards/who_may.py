"""Which gate stands at which address of the APIs. Whoever adds an address writes it in here, with who may use it.

A gate reads `<to read>/<to write>`: in /app/ the levels in a module, or a right at the organizer; in v1 a right at the event (one
of several), `event` where everybody who sees it may look. `<event>/` and `<organizer>/` begin addresses of v1.
"""

GATES: dict[str, str] = {
    "public": """
        /app/ui/session/ /api/schema/ /api/docs/ /api/v1/device/initialize/
    """,
    "self": """
        /app/ui/menu/ /app/ui/submenu/<module>/ /app/ui/search/ /app/ui/permissions/ /app/ui/socket-ticket/
        /app/ui/triggers/ /app/ui/trigger/<name>/
        /app/tenant/api/m2m/events/ /app/tenant/api/m2m/events/<id>/ /app/tenant/api/m2m/events/<id>/clone/
        /app/tenant/api/current-event/ /app/tenant/api/plugins/
    """,
    "shop:staff/admin": """
        /app/shop/api/m2m/items/ /app/shop/api/m2m/items/<id>/ /app/shop/api/m2m/categories/
        /app/shop/api/m2m/categories/<id>/ /app/shop/api/m2m/tax-rules/ /app/shop/api/m2m/tax-rules/<id>/
        /app/shop/api/m2m/dates/ /app/shop/api/m2m/dates/<id>/ /app/shop/api/m2m/quotas/
        /app/shop/api/m2m/quotas/<id>/ /app/shop/api/m2m/questions/ /app/shop/api/m2m/questions/<id>/
        /app/shop/api/m2m/vouchers/ /app/shop/api/m2m/vouchers/<id>/ /app/shop/api/m2m/waiting-list/
        /app/shop/api/m2m/waiting-list/<id>/ /app/shop/api/m2m/carts/ /app/shop/api/m2m/carts/<id>/
        /app/shop/api/m2m/orders/ /app/shop/api/m2m/orders/<code>/
    """,
    "/can_change_organizer_settings": """
        /app/tenant/api/m2m/meta-properties/ /app/tenant/api/m2m/meta-properties/<id>/
    """,
    "can_change_teams/can_change_teams": """
        /app/tenant/api/m2m/teams/ /app/tenant/api/m2m/teams/<id>/ /app/tenant/api/teams/<id>/invites/
        /app/tenant/api/teams/<id>/invites/<invite>/ /app/tenant/api/teams/<id>/members/<email>/
        /app/tenant/api/teams/<id>/tokens/ /app/tenant/api/teams/<id>/tokens/<token>/
    """,
    "can_change_organizer_settings/can_change_organizer_settings": """
        /app/tenant/api/m2m/devices/ /app/tenant/api/m2m/devices/<id>/ /app/tenant/api/m2m/gates/
        /app/tenant/api/m2m/gates/<id>/ /app/tenant/api/m2m/webhooks/ /app/tenant/api/m2m/webhooks/<id>/
        /app/tenant/api/devices/profiles/ /app/tenant/api/webhooks/types/ /app/tenant/api/webhooks/<id>/secret/
        /app/tenant/api/webhooks/<id>/rotate/ /app/tenant/api/webhooks/<id>/test/
        /app/tenant/api/webhooks/<id>/calls/ /app/tenant/api/webhooks/<id>/calls/<call>/resend/
    """,
    "tenant:admin/admin": """
        /app/tenant/api/log/
    """,
    "shop:admin/admin": """
        /app/shop/api/uploads/ /app/shop/api/vouchers/batch/ /app/shop/api/waiting-list/<id>/send-voucher/
        /app/shop/api/orders/<code>/mark-paid/ /app/shop/api/orders/<code>/mark-pending/
        /app/shop/api/orders/<code>/cancel/ /app/shop/api/orders/<code>/approve/ /app/shop/api/orders/<code>/deny/
        /app/shop/api/orders/<code>/reactivate/ /app/shop/api/orders/<code>/extend/
        /app/shop/api/orders/<code>/new-secrets/ /app/shop/api/orders/<code>/resend/
        /app/shop/api/orders/<code>/invoices/ /app/shop/api/orders/<code>/payments/
        /app/shop/api/orders/<code>/positions/ /app/shop/api/orders/<code>/details/
        /app/shop/api/orders/<code>/fees/ /app/shop/api/orders/<code>/split/
        /app/shop/api/orders/<code>/invoices/<number>/reissue/
        /app/shop/api/orders/<code>/payments/<local_id>/confirm/
        /app/shop/api/orders/<code>/payments/<local_id>/cancel/
        /app/shop/api/orders/<code>/payments/<local_id>/refund/ /app/shop/api/orders/<code>/refunds/<local_id>/done/
        /app/shop/api/orders/<code>/refunds/<local_id>/cancel/ /app/shop/api/orders/<code>/fees/<fee_id>/
        /app/shop/api/orders/<code>/positions/<positionid>/
        /app/shop/api/orders/<code>/positions/<positionid>/new-secret/
        /app/shop/api/orders/<code>/positions/<positionid>/block/
        /app/shop/api/orders/<code>/positions/<positionid>/unblock/
    """,
    "shop:staff/staff": """
        /app/shop/api/orders/<code>/log/ /app/shop/api/orders/<code>/tickets/
        /app/shop/api/orders/<code>/invoices/<number>/pdf/
        /app/shop/api/orders/<code>/positions/<positionid>/answers/<question>/file/
    """,
    "register:staff/admin": """
        /app/register/api/m2m/registrations/ /app/register/api/m2m/registrations/<code>/
        /app/register/api/m2m/checkin-lists/ /app/register/api/m2m/checkin-lists/<id>/
        /app/register/api/registrations/<code>/holds/
    """,
    "register:staff/staff": """
        /app/register/api/checkin/scan/ /app/register/api/checkin/search/ /app/register/api/checkin/undo/
        /app/register/api/checkin/counters/ /app/register/api/uploads/ /app/register/api/metrics2/
    """,
    "register:admin/admin": """
        /app/register/api/registrations/<code>/holds/<kind>/ /app/register/api/registrations/<code>/transition/
    """,
    "v1:known": """
        /api/v1/me/ /api/v1/upload/ /api/v1/version/ /api/v1/organizers/
    """,
    "v1:device": """
        /api/v1/device/update/ /api/v1/device/roll/ /api/v1/device/revoke/ /api/v1/device/info/
        /api/v1/device/eventselection/
    """,
    "v1:organizer": """
        <organizer>/ <organizer>/subevents/ <organizer>/pos/cashiers/ <organizer>/reusablemedia/
    """,
    "v1:events themselves": """
        <organizer>/events/
    """,
    "v1:event itself": """
        <event>/ <event>/settings/
    """,
    "v1:can_change_event_settings/can_change_event_settings + v1:organizer:can_create_events": """
        <event>/clone/
    """,
    "v1:event/can_change_items": """
        <event>/categories/ <event>/categories/<id>/ <event>/items/ <event>/items/<id>/
        <event>/items/<owner>/variations/ <event>/items/<owner>/variations/<id>/ <event>/items/<owner>/addons/
        <event>/items/<owner>/addons/<id>/ <event>/items/<owner>/program_times/
        <event>/items/<owner>/program_times/<id>/ <event>/items/<owner>/bundles/ <event>/items/<owner>/bundles/<id>/
        <event>/questions/ <event>/questions/<id>/ <event>/questions/<owner>/options/
        <event>/questions/<owner>/options/<id>/ <event>/quotas/ <event>/quotas/<id>/
        <event>/quotas/<id>/availability/
    """,
    "v1:event/can_change_event_settings": """
        <event>/taxrules/ <event>/taxrules/<id>/ <event>/subevents/ <event>/subevents/<id>/
    """,
    "v1:can_view_orders/can_change_orders": """
        <event>/orders/ <event>/orders/<code>/ <event>/orders/<code>/download/<output>/
        <event>/orders/<code>/payments/ <event>/orders/<code>/payments/<local_id>/ <event>/orders/<code>/refunds/
        <event>/orders/<code>/refunds/<local_id>/ <event>/orderpositions/ <event>/orderpositions/<id>/
        <event>/orderpositions/<id>/answer/<question>/ <event>/orderpositions/<id>/pdf_image/<key>/
        <event>/orderpositions/<id>/download/<output>/ <event>/invoices/ <event>/invoices/<number>/
        <event>/invoices/<number>/download/ <event>/waitinglistentries/ <event>/waitinglistentries/<id>/
        <event>/cartpositions/ <event>/cartpositions/bulk_create/ <event>/cartpositions/<id>/
    """,
    "v1:can_change_orders/can_change_orders": """
        <event>/orders/<code>/mark_paid/ <event>/orders/<code>/mark_pending/ <event>/orders/<code>/mark_canceled/
        <event>/orders/<code>/mark_refunded/ <event>/orders/<code>/mark_expired/ <event>/orders/<code>/approve/
        <event>/orders/<code>/deny/ <event>/orders/<code>/reactivate/ <event>/orders/<code>/extend/
        <event>/orders/<code>/regenerate_secrets/ <event>/orders/<code>/resend_link/
        <event>/orders/<code>/create_invoice/ <event>/orders/<code>/change/
        <event>/orders/<code>/payments/<local_id>/confirm/ <event>/orders/<code>/payments/<local_id>/refund/
        <event>/orders/<code>/payments/<local_id>/cancel/ <event>/orders/<code>/refunds/<local_id>/process/
        <event>/orders/<code>/refunds/<local_id>/done/ <event>/orders/<code>/refunds/<local_id>/cancel/
        <event>/orderpositions/<id>/regenerate_secrets/ <event>/orderpositions/<id>/add_block/
        <event>/orderpositions/<id>/remove_block/ <event>/orderpositions/<id>/price_calc/
        <event>/invoices/<number>/regenerate/ <event>/invoices/<number>/reissue/
        <event>/waitinglistentries/<id>/send_voucher/
    """,
    "v1:can_view_orders/can_view_orders": """
        <event>/revokedsecrets/ <event>/blockedsecrets/ <event>/checkins/
    """,
    "v1:can_change_orders|can_checkin_orders/can_change_orders|can_checkin_orders": """
        <event>/orderpositions/<id>/printlog/ <event>/checkinlists/<id>/failed_checkins/
        <event>/checkinlists/<id>/positions/<secret>/redeem/
    """,
    "v1:event/": """
        <event>/discounts/ <event>/ticketlayouts/ <event>/ticketlayoutitems/ <event>/badgelayouts/
        <event>/badgeitems/
    """,
    "v1:can_view_vouchers/can_change_vouchers": """
        <event>/vouchers/ <event>/vouchers/batch_create/ <event>/vouchers/<id>/
    """,
    "v1:can_view_orders/can_change_event_settings": """
        <event>/checkinlists/ <event>/checkinlists/<id>/
    """,
    "v1:can_view_orders|can_checkin_orders/can_view_orders|can_checkin_orders": """
        <event>/checkinlists/<id>/status/ <event>/checkinlists/<id>/positions/
        <event>/checkinlists/<id>/positions/<secret>/
    """,
    "v1:organizer:can_view_orders/": """
        <organizer>/orders/ <organizer>/invoices/ <organizer>/invoices/<number>/
        <organizer>/invoices/<number>/download/ <organizer>/orderpositions/
    """,
    "v1:organizer:can_change_organizer_settings": """
        <organizer>/devices/ <organizer>/devices/<id>/ <organizer>/devices/<id>/revoke/ <organizer>/gates/
        <organizer>/gates/<id>/ <organizer>/event_meta_properties/ <organizer>/event_meta_properties/<id>/
        <organizer>/webhooks/ <organizer>/webhooks/<id>/ <organizer>/webhooks/<id>/rotate_secret/
    """,
    "v1:organizer:can_change_teams": """
        <organizer>/teams/ <organizer>/teams/<id>/ <organizer>/teams/<owner>/members/
        <organizer>/teams/<owner>/members/<id>/ <organizer>/teams/<owner>/invites/
        <organizer>/teams/<owner>/invites/<id>/ <organizer>/teams/<owner>/tokens/
        <organizer>/teams/<owner>/tokens/<id>/
    """,
    "v1:organizer:can_change_orders|can_checkin_orders/": """
        <organizer>/checkinrpc/redeem/ <organizer>/checkinrpc/annul/
    """,
    "v1:organizer:can_view_orders|can_checkin_orders/": """
        <organizer>/checkinrpc/search/
    """,
}
