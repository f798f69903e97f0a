"""The audit trail's verbs of tenants, events and teams, in words."""

from django.utils.translation import gettext_noop

SENTENCES = {
    "event.activated": gettext_noop("Event went live"),
    "event.deactivated": gettext_noop("Event went offline"),
    "event.test_mode_enabled": gettext_noop("Test mode switched on"),
    "event.test_mode_disabled": gettext_noop("Test mode switched off"),
    "event.settings_changed": gettext_noop("Event settings changed"),
    "plugin.enabled": gettext_noop("Plugin switched on"),
    "plugin.disabled": gettext_noop("Plugin switched off"),
    "trigger.pulled": gettext_noop("Step carried out"),
    "object.copied": gettext_noop("Copied from another event"),
    "installation.provisioned": gettext_noop("Installation set up from its file"),
    "authorization.granted": gettext_noop("Application allowed to act for a person"),
    "authorization.revoked": gettext_noop("Application's permission taken back"),
    "team_member.joined": gettext_noop("Person joined the team by invitation"),
    "device.initialized": gettext_noop("Device set up"),
    "device.key_renewed": gettext_noop("Device got a new key"),
    "webhook.secret_renewed": gettext_noop("Webhook got a new secret"),
    "webhook.tested": gettext_noop("Webhook tried out"),
    "webhook.resent": gettext_noop("Webhook's message sent again"),
    "application.secret_renewed": gettext_noop("Application got a new secret"),
    "application.enabled": gettext_noop("Application enabled again"),
}
# The rest is told by its noun and its verb.
NOUNS = {
    "event": gettext_noop("Event"),
    "meta_property": gettext_noop("Event property"),
    "date": gettext_noop("Date"),
    "team": gettext_noop("Team"),
    "team_member": gettext_noop("Team member"),
    "team_invitation": gettext_noop("Invitation"),
    "team_token": gettext_noop("Key of the team"),
    "device": gettext_noop("Device"),
    "gate": gettext_noop("Gate"),
    "webhook": gettext_noop("Webhook"),
    "application": gettext_noop("Application"),
}
