"""The language of a page, and the switch in its frame."""

from typing import Any

from django import template
from django.conf import settings

from eventhub.common import i18n
from eventhub.web import languages

register = template.Library()


@register.simple_tag
def page_language() -> str:
    """The language that our own words are in on this page, for `<html lang>`."""
    return i18n.spoken()


@register.inclusion_tag("eventhub/languages.html", takes_context=True)
def language_switch(context: dict[str, Any]) -> dict[str, Any]:
    """Links to this page in the event's languages; where there is no event, in those that our words exist in. Nothing
    where a page was drawn without a request."""
    request, event = context.get("request"), context.get("event")
    if request is None:
        return {"choices": []}
    codes = getattr(event, "locales", None) or settings.SPOKEN_LANGUAGES
    return {"choices": languages.choices(request, codes)}
