"""The audit trail's verbs of tenants, events and teams, in words."""

SENTENCES = {
    "event.activated": "Event went live",
    "event.deactivated": "Event went offline",
    "event.test_mode_enabled": "Test mode switched on",
    "event.test_mode_disabled": "Test mode switched off",
    "event.settings_changed": "Event settings changed",
    "plugin.enabled": "Plugin switched on",
    "plugin.disabled": "Plugin switched off",
    "trigger.pulled": "Step carried out",
    "object.copied": "Copied from another event",
    "installation.provisioned": "Installation set up from its file",
    "authorization.granted": "Application allowed to act for a person",
    "authorization.revoked": "Application's permission taken back",
    "team_member.joined": "Person joined the team by invitation",
    "device.initialized": "Device set up",
    "device.key_renewed": "Device got a new key",
    "webhook.secret_renewed": "Webhook got a new secret",
    "webhook.tested": "Webhook tried out",
    "webhook.resent": "Webhook's message sent again",
    "application.secret_renewed": "Application got a new secret",
    "application.enabled": "Application enabled again",
}
# The rest is told by its noun and its verb.
NOUNS = {
    "event": "Event",
    "meta_property": "Event property",
    "date": "Date",
    "team": "Team",
    "team_member": "Team member",
    "team_invitation": "Invitation",
    "team_token": "Key of the team",
    "device": "Device",
    "gate": "Gate",
    "webhook": "Webhook",
    "application": "Application",
}
