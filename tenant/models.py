"""Who owns what: tenants, organizers, branches, events, teams, tokens, devices."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower

from eventhub.common.codes import uuid7
from eventhub.common.db.scoping import TenantOwned


class Tenant(models.Model):
    """The legal and billing unit. Everything below it is invisible to every other tenant."""

    slug = models.SlugField(max_length=50, unique=True)
    name = models.CharField(max_length=200)
    created_at = models.DateTimeField(auto_now_add=True)


class Organizer(TenantOwned):
    """A brand that owns events. Its slug is part of every public address."""

    slug = models.CharField(max_length=50, unique=True)
    name = models.CharField(max_length=200)
    locales = models.JSONField(default=list)
    currency = models.CharField(max_length=3, default="EUR")
    timezone = models.CharField(max_length=60, default="UTC")
    plugins_allowed = models.JSONField(default=list)
    adapters = models.JSONField(default=list)
    default_event = models.ForeignKey(
        "tenant.Event", on_delete=models.SET_NULL, null=True, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta(TenantOwned.Meta):
        pass


class Host(TenantOwned):
    """A domain of an organizer's own. A host can belong to one organizer in the world."""

    organizer = models.ForeignKey(Organizer, on_delete=models.CASCADE, related_name="hosts")
    host = models.CharField(max_length=253)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta(TenantOwned.Meta):
        constraints = [models.UniqueConstraint(Lower("host"), name="tenant_host_unique")]


class Branch(TenantOwned):
    """A local part of an organizer: a chapter, a regional centre."""

    organizer = models.ForeignKey(Organizer, on_delete=models.CASCADE, related_name="branches")
    slug = models.CharField(max_length=80)
    name = models.CharField(max_length=200)
    level = models.CharField(max_length=40, default="", blank=True)

    class Meta(TenantOwned.Meta):
        constraints = [
            models.UniqueConstraint(fields=["organizer", "slug"], name="tenant_branch_slug_unique")
        ]


class Event(TenantOwned):
    """One edition of a convention, festival or event."""

    public_id = models.UUIDField(default=uuid7, unique=True, editable=False)
    organizer = models.ForeignKey(Organizer, on_delete=models.CASCADE, related_name="events")
    slug = models.CharField(max_length=50)
    name = models.JSONField(default=dict)
    live = models.BooleanField(default=False)
    testmode = models.BooleanField(default=False)
    currency = models.CharField(max_length=3)
    timezone = models.CharField(max_length=60, default="UTC")
    locales = models.JSONField(default=list)
    date_from = models.DateTimeField()
    date_to = models.DateTimeField(null=True, blank=True)
    date_admission = models.DateTimeField(null=True, blank=True)
    presale_start = models.DateTimeField(null=True, blank=True)
    presale_end = models.DateTimeField(null=True, blank=True)
    is_public = models.BooleanField(default=True)
    location = models.JSONField(null=True, blank=True)
    geo_lat = models.FloatField(null=True, blank=True)
    geo_lon = models.FloatField(null=True, blank=True)
    has_subevents = models.BooleanField(default=False)
    plugins = models.JSONField(default=list)
    # What an organizer can set besides: see tenant.events.event_settings for the keys, their types and defaults.
    settings = models.JSONField(default=dict)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta(TenantOwned.Meta):
        constraints = [
            models.UniqueConstraint(fields=["organizer", "slug"], name="tenant_event_slug_unique"),
            models.CheckConstraint(
                condition=Q(date_to__isnull=True) | Q(date_to__gte=F("date_from")),
                name="tenant_event_ends_after_start",
            ),
            models.CheckConstraint(
                condition=Q(presale_end__isnull=True)
                | Q(presale_start__isnull=True)
                | Q(presale_end__gte=F("presale_start")),
                name="tenant_event_presale_ends_after_start",
            ),
        ]


class MetaProperty(TenantOwned):
    """A property that the organizer's events describe themselves by."""

    organizer = models.ForeignKey(
        Organizer, on_delete=models.CASCADE, related_name="meta_properties"
    )
    name = models.CharField(max_length=50)
    default = models.CharField(max_length=250, default="", blank=True)
    required = models.BooleanField(default=False)
    protected = models.BooleanField(default=False)
    choices = models.JSONField(null=True, blank=True)

    class Meta(TenantOwned.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["organizer", "name"], name="tenant_metaproperty_name_unique"
            )
        ]


class MetaValue(TenantOwned):
    """What one event says for one property."""

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="meta_values")
    property = models.ForeignKey(MetaProperty, on_delete=models.CASCADE, related_name="values")
    value = models.CharField(max_length=250, blank=True, default="")

    class Meta(TenantOwned.Meta):
        constraints = [
            models.UniqueConstraint(fields=["event", "property"], name="tenant_metavalue_once")
        ]


class ChangeStamp(TenantOwned):
    """When something of a kind was last written or deleted in an event: what conditional fetching answers from."""

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="stamps")
    kind = models.CharField(max_length=30)
    changed_at = models.DateTimeField()

    class Meta(TenantOwned.Meta):
        constraints = [
            models.UniqueConstraint(fields=["event", "kind"], name="tenant_changestamp_once")
        ]


class SubEvent(TenantOwned):
    """One date of a series."""

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="subevents")
    name = models.JSONField(default=dict)
    active = models.BooleanField(default=False)
    is_public = models.BooleanField(default=True)
    date_from = models.DateTimeField()
    date_to = models.DateTimeField(null=True, blank=True)
    date_admission = models.DateTimeField(null=True, blank=True)
    presale_start = models.DateTimeField(null=True, blank=True)
    presale_end = models.DateTimeField(null=True, blank=True)
    location = models.JSONField(null=True, blank=True)
    geo_lat = models.FloatField(null=True, blank=True)
    geo_lon = models.FloatField(null=True, blank=True)
    frontpage_text = models.JSONField(null=True, blank=True)
    comment = models.TextField(blank=True, default="")
    last_modified = models.DateTimeField()
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta(TenantOwned.Meta):
        constraints = [
            models.CheckConstraint(
                condition=Q(date_to__isnull=True) | Q(date_to__gte=F("date_from")),
                name="tenant_subevent_ends_after_start",
            ),
            models.CheckConstraint(
                condition=Q(presale_end__isnull=True)
                | Q(presale_start__isnull=True)
                | Q(presale_end__gte=F("presale_start")),
                name="tenant_subevent_presale_ends_after_start",
            ),
        ]
        indexes = [
            models.Index(fields=["event", "date_from", "id"], name="tenant_subevent_by_date"),
            models.Index(fields=["event", "last_modified", "id"], name="tenant_subevent_by_change"),
        ]


class SubEventMetaValue(TenantOwned):
    """What one date of a series says for one property, where it differs from its event."""

    subevent = models.ForeignKey(SubEvent, on_delete=models.CASCADE, related_name="meta_values")
    property = models.ForeignKey(
        MetaProperty, on_delete=models.CASCADE, related_name="subevent_values"
    )
    value = models.CharField(max_length=250, blank=True, default="")

    class Meta(TenantOwned.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["subevent", "property"], name="tenant_subeventmetavalue_once"
            )
        ]


class Team(TenantOwned):
    """People and tokens with the same rights at the same events."""

    organizer = models.ForeignKey(Organizer, on_delete=models.CASCADE, related_name="teams")
    name = models.CharField(max_length=190)
    all_events = models.BooleanField(default=False)
    limit_events = models.ManyToManyField(
        Event, through="tenant.TeamEvent", blank=True, related_name="teams"
    )
    members = models.ManyToManyField(
        settings.AUTH_USER_MODEL, through="tenant.TeamMember", related_name="teams"
    )
    # module -> "staff" | "admin" | "superadmin"; a module not named here is closed to the team.
    modules = models.JSONField(default=dict)
    can_create_events = models.BooleanField(default=False)
    can_change_event_settings = models.BooleanField(default=False)
    can_change_items = models.BooleanField(default=False)
    can_view_orders = models.BooleanField(default=False)
    can_change_orders = models.BooleanField(default=False)
    can_view_vouchers = models.BooleanField(default=False)
    can_change_vouchers = models.BooleanField(default=False)
    can_checkin_orders = models.BooleanField(default=False)
    can_change_teams = models.BooleanField(default=False)
    can_change_organizer_settings = models.BooleanField(default=False)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta(TenantOwned.Meta):
        indexes = [models.Index(fields=["organizer", "name"], name="tenant_team_name")]


class TeamEvent(TenantOwned):
    """An event at which a team that is not for all events has its rights."""

    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="+")
    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="+")

    class Meta(TenantOwned.Meta):
        db_table = "tenant_team_limit_events"
        constraints = [
            models.UniqueConstraint(fields=["team", "event"], name="tenant_teamevent_once")
        ]


class TeamMember(TenantOwned):
    """One person in one team."""

    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="memberships")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="team_memberships"
    )
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta(TenantOwned.Meta):
        constraints = [
            models.UniqueConstraint(fields=["team", "user"], name="tenant_teammember_once")
        ]


class TeamInvite(TenantOwned):
    """Somebody without a place in the team yet. The mail holds the secret of the link; the row keeps its hash."""

    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="invites")
    email = models.EmailField(max_length=254)
    secret_hash = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta(TenantOwned.Meta):
        constraints = [
            models.UniqueConstraint("team", Lower("email"), name="tenant_teaminvite_once")
        ]


class TeamToken(TenantOwned):
    """A key of an integrator. The secret is shown once; the row keeps its hash."""

    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="tokens")
    name = models.CharField(max_length=190)
    secret_hash = models.CharField(max_length=64, unique=True)
    prefix = models.CharField(max_length=12)
    active = models.BooleanField(default=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta(TenantOwned.Meta):
        indexes = [models.Index(fields=["team", "name"], name="tenant_teamtoken_name")]


class OrganizerMembership(TenantOwned):
    """A person's level in all modules of an organizer, whatever their teams say."""

    class Level(models.TextChoices):
        STAFF = "staff"
        ADMIN = "admin"
        SUPERADMIN = "superadmin"

    organizer = models.ForeignKey(Organizer, on_delete=models.CASCADE, related_name="memberships")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="organizer_memberships"
    )
    level = models.CharField(max_length=12, choices=Level.choices)

    class Meta(TenantOwned.Meta):
        constraints = [
            models.UniqueConstraint(fields=["organizer", "user"], name="tenant_membership_once")
        ]


class BranchOrganizer(TenantOwned):
    """A person who organizes the events of a branch."""

    branch = models.ForeignKey(Branch, on_delete=models.CASCADE, related_name="organizers")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="branch_roles"
    )

    class Meta(TenantOwned.Meta):
        constraints = [
            models.UniqueConstraint(fields=["branch", "user"], name="tenant_branchorganizer_once")
        ]


class Gate(TenantOwned):
    """A place of scanning that devices stand at: the north door, the press desk."""

    organizer = models.ForeignKey(Organizer, on_delete=models.CASCADE, related_name="gates")
    name = models.CharField(max_length=190)
    identifier = models.CharField(max_length=190)

    class Meta(TenantOwned.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["organizer", "identifier"], name="tenant_gate_identifier_unique"
            )
        ]


class Device(TenantOwned):
    """A terminal at the door or the till. Its set-up token is shown once and works once."""

    organizer = models.ForeignKey(Organizer, on_delete=models.CASCADE, related_name="devices")
    serial = models.PositiveIntegerField()
    name = models.CharField(max_length=190)
    all_events = models.BooleanField(default=False)
    limit_events = models.ManyToManyField(
        Event, through="tenant.DeviceEvent", blank=True, related_name="devices"
    )
    security_profile = models.CharField(max_length=40, default="full")
    setup_hash = models.CharField(max_length=64, unique=True, null=True)  # noqa: DJ001 -- spent tokens are no tokens
    key_hash = models.CharField(max_length=64, unique=True, null=True)  # noqa: DJ001 -- none before set-up
    initialized_at = models.DateTimeField(null=True)
    # To the minute: `tenant.devices.actions.note_call`.
    last_seen_at = models.DateTimeField(null=True)
    gate = models.ForeignKey(
        Gate, on_delete=models.SET_NULL, null=True, blank=True, related_name="devices"
    )
    # What the device says of itself, at set-up and after each update of its software.
    hardware_brand = models.CharField(max_length=190, blank=True, default="")
    hardware_model = models.CharField(max_length=190, blank=True, default="")
    os_name = models.CharField(max_length=190, blank=True, default="")
    os_version = models.CharField(max_length=190, blank=True, default="")
    software_brand = models.CharField(max_length=190, blank=True, default="")
    software_version = models.CharField(max_length=190, blank=True, default="")
    info = models.JSONField(null=True, blank=True)
    rsa_pubkey = models.TextField(blank=True, default="")
    revoked = models.BooleanField(default=False)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta(TenantOwned.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["organizer", "serial"], name="tenant_device_serial_unique"
            )
        ]


class DeviceEvent(TenantOwned):
    """An event at which a device that is not for all events works."""

    device = models.ForeignKey(Device, on_delete=models.CASCADE, related_name="+")
    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="+")

    class Meta(TenantOwned.Meta):
        db_table = "tenant_device_limit_events"
        constraints = [
            models.UniqueConstraint(fields=["device", "event"], name="tenant_deviceevent_once")
        ]


class ApplicationOrganizer(TenantOwned):
    """Whose data an OAuth application with client credentials reaches."""

    organizer = models.ForeignKey(Organizer, on_delete=models.CASCADE, related_name="applications")
    application = models.ForeignKey(
        settings.OAUTH2_PROVIDER_APPLICATION_MODEL,
        on_delete=models.CASCADE,
        related_name="organizer_links",
    )

    class Meta(TenantOwned.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["organizer", "application"], name="tenant_applicationorganizer_once"
            )
        ]


class AuthorizationOrganizer(TenantOwned):
    """One organizer that a person ticked when they let an application act for them: it reaches these and no other."""

    organizer = models.ForeignKey(
        Organizer, on_delete=models.CASCADE, related_name="authorizations"
    )
    authorization = models.ForeignKey(
        "account.Authorization", on_delete=models.CASCADE, related_name="organizer_links"
    )

    class Meta(TenantOwned.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["organizer", "authorization"], name="tenant_authorizationorganizer_once"
            )
        ]


class Webhook(TenantOwned):
    """Where an integrator wants to be told that something happened."""

    organizer = models.ForeignKey(Organizer, on_delete=models.CASCADE, related_name="webhooks")
    enabled = models.BooleanField(default=True)
    target_url = models.URLField(max_length=1024)
    all_events = models.BooleanField(default=False)
    limit_events = models.ManyToManyField(
        Event, through="tenant.WebhookEvent", blank=True, related_name="webhooks"
    )
    action_types = models.JSONField(default=list)
    comment = models.CharField(max_length=250, blank=True, default="")
    # The signing secret is derived from the installation's key, the row and this number; raising it rotates the secret.
    secret_version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta(TenantOwned.Meta):
        indexes = [models.Index(fields=["organizer", "id"], name="tenant_webhook_organizer")]


class WebhookEvent(TenantOwned):
    """An event of which a webhook that is not for all events tells."""

    webhook = models.ForeignKey(Webhook, on_delete=models.CASCADE, related_name="+")
    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="+")

    class Meta(TenantOwned.Meta):
        db_table = "tenant_webhook_limit_events"
        constraints = [
            models.UniqueConstraint(fields=["webhook", "event"], name="tenant_webhookevent_once")
        ]


class WebhookCall(TenantOwned):
    """One attempt to tell one webhook of one entry of the audit trail."""

    webhook = models.ForeignKey(Webhook, on_delete=models.CASCADE, related_name="calls")
    notification_id = models.BigIntegerField()
    action_type = models.CharField(max_length=100)
    target_url = models.CharField(max_length=1024)
    payload = models.JSONField(default=dict)
    attempt = models.PositiveIntegerField(default=1)
    success = models.BooleanField(default=False)
    status_code = models.PositiveIntegerField(null=True)
    # What went wrong, or the beginning of what was answered.
    answer = models.TextField(blank=True, default="")
    milliseconds = models.PositiveIntegerField(default=0)
    at = models.DateTimeField(auto_now_add=True)

    class Meta(TenantOwned.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["webhook", "notification_id", "attempt"], name="tenant_webhookcall_once"
            )
        ]
        indexes = [models.Index(fields=["webhook", "-id"], name="tenant_webhookcall_newest")]


class TriggerRun(TenantOwned):
    """The last run of a step that somebody starts with a button (`triggers.py` of the modules), at one event."""

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=80)
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=40, blank=True, default="")
    result = models.JSONField(default=dict)

    class Meta(TenantOwned.Meta):
        constraints = [
            models.UniqueConstraint(fields=["event", "name"], name="tenant_triggerrun_once")
        ]

    @property
    def is_running(self) -> bool:
        """Whether it began and has not ended."""
        return self.started_at is not None and (
            self.finished_at is None or self.finished_at < self.started_at
        )
