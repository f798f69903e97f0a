"""People at an event: what they registered for, and how they came in."""

from django.db import models
from django.db.models import Q

from eventhub.common.db.scoping import TenantOwned
from register.enums import Attendance, HoldKind, RegistrationStatus, ScanKind
from register.registration_states import DECIDED, Standing


class Level(TenantOwned):
    """What an admission item means at the door: its rank, its colour, its badge. One profile per item."""

    event = models.ForeignKey("tenant.Event", on_delete=models.CASCADE, related_name="levels")
    item = models.OneToOneField("shop.Item", on_delete=models.CASCADE, related_name="level")
    rank = models.IntegerField(default=0)
    color = models.CharField(max_length=7, default="#3b6ea5")
    badge_type = models.CharField(max_length=40, blank=True, default="")
    min_age = models.PositiveSmallIntegerField(null=True, blank=True)
    max_age = models.PositiveSmallIntegerField(null=True, blank=True)

    class Meta(TenantOwned.Meta):
        constraints = [
            models.CheckConstraint(
                condition=Q(min_age__isnull=True)
                | Q(max_age__isnull=True)
                | Q(max_age__gte=models.F("min_age")),
                name="register_level_ages",
            ),
        ]


class Registration(TenantOwned):
    """One person at one event, by one position of an order."""

    event = models.ForeignKey(
        "tenant.Event", on_delete=models.PROTECT, related_name="registrations"
    )
    code = models.CharField(max_length=12)
    person = models.ForeignKey(
        "people.Person", on_delete=models.PROTECT, null=True, related_name="registrations"
    )
    position = models.OneToOneField(
        "shop.OrderPosition", on_delete=models.CASCADE, related_name="registration"
    )
    level = models.ForeignKey("shop.Item", on_delete=models.RESTRICT, related_name="registrations")
    status = models.CharField(max_length=16, choices=RegistrationStatus.choices)
    # An organizer decided the status: the order does not move it any more (register.registration_states).
    by_hand = models.BooleanField(default=False, db_default=False)
    attendance = models.CharField(
        max_length=12, choices=Attendance.choices, default=Attendance.NOT_ARRIVED
    )
    badge_name = models.CharField(max_length=250, blank=True, default="")
    checked_in_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField()

    class Meta(TenantOwned.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["event", "code"], name="register_registration_code_unique"
            ),
            models.CheckConstraint(
                condition=Q(status__in=RegistrationStatus.values),
                name="register_registration_status_known",
            ),
            # Some states are only ever decided, the others but one are only ever followed: no statement can let an
            # order revive whom an organizer sent away.
            models.CheckConstraint(
                condition=Q(by_hand=True, status__in=sorted(DECIDED))
                | Q(by_hand=False, status__in=sorted(set(RegistrationStatus) - DECIDED))
                | Q(by_hand=True, status=RegistrationStatus.CANCELED),
                name="register_registration_by_hand",
            ),
        ]
        indexes = [
            models.Index(fields=["event", "status", "level"], name="register_reg_by_level"),
            models.Index(
                fields=["event", "checked_in_at"],
                condition=Q(checked_in_at__isnull=False),
                name="register_reg_arrivals",
            ),
        ]

    @property
    def standing(self) -> Standing:
        """Its state and who decided it, as the rules know them."""
        return Standing(RegistrationStatus(self.status), by_hand=self.by_hand)


class RegistrationHold(TenantOwned):
    """Something that must be settled before a person may come in. Not a state: no payment lifts it, and it stays as a
    record when it was released."""

    registration = models.ForeignKey(Registration, on_delete=models.CASCADE, related_name="holds")
    kind = models.CharField(max_length=20, choices=HoldKind.choices)
    reason = models.CharField(max_length=500, blank=True, default="")
    placed_at = models.DateTimeField()
    placed_by = models.CharField(max_length=250)
    released_at = models.DateTimeField(null=True, blank=True)
    released_by = models.CharField(max_length=250, blank=True, default="")
    release_note = models.CharField(max_length=500, blank=True, default="")

    class Meta(TenantOwned.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["registration", "kind"],
                condition=Q(released_at__isnull=True),
                name="register_hold_open_once",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=HoldKind.values), name="register_hold_kind_known"
            ),
            models.CheckConstraint(
                condition=Q(released_at__isnull=False) | Q(released_by="", release_note=""),
                name="register_hold_released_by_somebody",
            ),
        ]


class CheckInList(TenantOwned):
    """Who may pass one door: which items, whether unpaid, whether again."""

    event = models.ForeignKey(
        "tenant.Event", on_delete=models.CASCADE, related_name="checkin_lists"
    )
    name = models.CharField(max_length=190)
    all_products = models.BooleanField(default=True)
    limit_products = models.ManyToManyField(
        "shop.Item", through="register.CheckInListItem", blank=True, related_name="checkin_lists"
    )
    subevent = models.ForeignKey(
        "tenant.SubEvent",
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="checkin_lists",
    )
    include_pending = models.BooleanField(default=False)
    allow_multiple_entries = models.BooleanField(default=False)
    allow_entry_after_exit = models.BooleanField(default=True)
    addon_match = models.BooleanField(default=False)
    exit_all_at = models.DateTimeField(null=True, blank=True)
    rules = models.JSONField(default=dict)

    class Meta(TenantOwned.Meta):
        indexes = [models.Index(fields=["event", "id"], name="register_checkinlist_event")]


class CheckInListItem(TenantOwned):
    """A check-in list that is not for all admits the tickets of an item."""

    checkinlist = models.ForeignKey(CheckInList, on_delete=models.CASCADE, related_name="+")
    item = models.ForeignKey("shop.Item", on_delete=models.CASCADE, related_name="+")

    class Meta(TenantOwned.Meta):
        db_table = "register_checkinlist_limit_products"
        constraints = [
            models.UniqueConstraint(
                fields=["checkinlist", "item"], name="register_checkinlistitem_once"
            )
        ]


class CheckIn(TenantOwned):
    """One scan at one door, admitted or refused. Rows are never changed but for their annulment."""

    event = models.ForeignKey("tenant.Event", on_delete=models.CASCADE, related_name="checkins")
    list = models.ForeignKey(CheckInList, on_delete=models.CASCADE, related_name="checkins")
    position = models.ForeignKey(
        "shop.OrderPosition", on_delete=models.CASCADE, null=True, related_name="checkins"
    )
    kind = models.CharField(max_length=5, choices=ScanKind.choices, default=ScanKind.ENTRY)
    datetime = models.DateTimeField()
    created_at = models.DateTimeField(auto_now_add=True)
    successful = models.BooleanField(default=True)
    error_reason = models.CharField(max_length=30, blank=True, default="")
    error_explanation = models.TextField(blank=True, default="")
    forced = models.BooleanField(default=False)
    nonce = models.CharField(max_length=190, null=True)  # noqa: DJ001 -- most have one
    raw_barcode = models.CharField(max_length=250, blank=True, default="")
    # What a scanner without network took the code for.
    raw_item = models.ForeignKey(
        "shop.Item", on_delete=models.SET_NULL, null=True, related_name="+"
    )
    raw_variation = models.ForeignKey(
        "shop.Variation", on_delete=models.SET_NULL, null=True, related_name="+"
    )
    raw_subevent = models.ForeignKey(
        "tenant.SubEvent", on_delete=models.SET_NULL, null=True, related_name="+"
    )
    # Where it happened: the gate of the device, and what a desk calls the place.
    at_gate = models.ForeignKey(
        "tenant.Gate", on_delete=models.SET_NULL, null=True, related_name="checkins"
    )
    gate = models.CharField(max_length=120, blank=True, default="")
    device = models.ForeignKey(
        "tenant.Device", on_delete=models.SET_NULL, null=True, related_name="checkins"
    )
    actor_kind = models.CharField(max_length=16)
    actor_id = models.BigIntegerField(null=True)
    actor_label = models.CharField(max_length=250, blank=True, default="")
    annulled_at = models.DateTimeField(null=True)
    annulled_by = models.CharField(max_length=250, blank=True, default="")

    class Meta(TenantOwned.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["list", "position", "nonce"],
                condition=Q(nonce__isnull=False, successful=True),
                name="register_checkin_scan_once",
            ),
        ]
        indexes = [
            models.Index(
                fields=["list", "nonce"],
                condition=Q(nonce__isnull=False),
                name="register_checkin_by_nonce",
            ),
            models.Index(fields=["position", "list"], name="register_checkin_position"),
            models.Index(fields=["event", "datetime"], name="register_checkin_by_time"),
        ]


class PrintLog(TenantOwned):
    """A badge or ticket that came out of a printer."""

    event = models.ForeignKey("tenant.Event", on_delete=models.CASCADE, related_name="print_logs")
    position = models.ForeignKey(
        "shop.OrderPosition", on_delete=models.CASCADE, related_name="print_logs"
    )
    device = models.ForeignKey(
        "tenant.Device", on_delete=models.SET_NULL, null=True, related_name="print_logs"
    )
    successful = models.BooleanField(default=True)
    source = models.CharField(max_length=255)
    type = models.CharField(max_length=255)
    info = models.JSONField(default=dict)
    datetime = models.DateTimeField()
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta(TenantOwned.Meta):
        indexes = [models.Index(fields=["position", "datetime"], name="register_printlog_position")]
