"""A throw-away module with a part of every kind, and somebody who uses each over HTTP and a socket.

The texts are written into a folder outside the house; a process that is told of the module runs `PLAY`.
"""

PARTS = {
    "__init__": "",
    "wiring": """
TASKS = {"lantern.light": "lanterns.tasks.light"}
LIVE_CHECKS = ["lanterns.tasks.problems"]
PROVISIONERS = ["lanterns.provisioning.apply"]
""",
    "tasks": """
def light():
    pass


def problems(**_):
    return []
""",
    "history": """
SENTENCES = {"lantern.lit": "Lantern lit"}
NOUNS = {"lantern": "Lantern"}
""",
    "webhook_types": """
from tenant.webhooks.types import ActionType

ACTION_TYPES = (ActionType("lanterns.lit", "Lantern lit", "Lanterns"),)
PUBLISHED = {"lantern.lit": "lanterns.lit"}
""",
    "surfaces": """
from tenant.access.surfaces import Page, Submenu, Surfaces

ALL = Submenu("all", "All", (Page("lanterns", "Lanterns", "lamp", words="glow"),))
SURFACES = Surfaces("Lanterns", "lamp", 50, (ALL,))
""",
    "search": """
from tenant.access.surfaces import Found, Kind


def lanterns(event, words, limit):
    return [Found("Red lantern", "lit", "lanterns")] if words == "red" else []


KINDS = (Kind("lantern", "Lanterns of paper", "lanterns", lanterns),)
""",
    "triggers": """
from eventhub.common.effects import audit
from tenant.access.triggers import Trigger


def light(event, actor):
    audit.record("lantern.lit", actor=actor, event=event, data={"name": "Red lantern"})
    return {"lit": 1}


TRIGGERS = (Trigger("lanterns.light", "Light", "Lights all.", "Lit: {lit}", run=light, preview=lambda event: {"lit": 1}),)
""",
    "provision_keys": """
from eventhub.common.provision_file import many, text

KEYS = {"tenants.organizers": {"lanterns": many(text())}}
""",
    "provisioning": """
from tenant.provisioning import organizers


def apply(*, file, outcome, actor):
    for part, organizer in organizers(file):
        outcome.created += [f"lantern {organizer.slug}/{name}" for _, name in part.entries("lanterns")]
""",
    "routing": """
from django.urls import path

from tenant.access.levels import Level
from tenant.sockets.consumers import Admission, SocketConsumer
from tenant.sockets.events import event_named, refuse_below


class Lights(SocketConsumer):
    def admit(self, caller):
        event = event_named(caller, named=self.query.get("event", ""), scope=self.scope)
        refuse_below(caller, event, modules=("lanterns",), least=Level.STAFF)
        return Admission(event.tenant_id, f"lanterns.{event.pk}", me={}, hello={"lanterns": 1})


websocket_urlpatterns = [path("ws/lanterns/lights/", Lights.as_asgi())]
""",
    "api/__init__": "",
    "api/urls": """
from django.urls import path
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import api_view
from rest_framework.response import Response

from tenant.access.gates import gated

ABOUT = "Lights of paper."


@extend_schema(responses=dict)
@api_view(["GET"])
@gated("lanterns")
def lit(request):
    return Response({"lit": True})


urlpatterns = [path("lit/", lit)]
""",
}

PLAY = """
import asyncio, json, django
django.setup()
from django.conf import settings
from django.test import Client
from account.models import User
from eventhub.asgi import application
from eventhub.common.actors import SYSTEM
from eventhub.provisioning import provision
from tenant.models import Organizer
from tenant.webhooks import types
from tests.sockets import Socket

FILE = '''
tenants:
  - slug: acme
    organizers:
      - slug: acme
        lanterns: [red]
        teams:
          - {name: Lights, all_events: true, modules: {lanterns: staff, tenant: admin}}
          - {name: Others, all_events: true, modules: {register: staff}}
          - {name: Keepers, all_events: true, permissions: all, modules: {lanterns: admin, tenant: admin}}
        events: [{slug: con, name: Con, date_from: 2027-12-27T10:00:00Z}]
users:
  - {email: lamp@example.org, password: a long passphrase, teams: [acme/Lights, acme/Keepers]}
  - {email: other@example.org, password: a long passphrase, teams: [acme/Others]}
'''
made = provision(FILE, actor=SYSTEM).created


class Person:
    def __init__(self, email):
        self.client = Client(SERVER_NAME="localhost", headers={"X-Event": "acme/con"})
        self.client.force_login(User.objects.get(email=email))
    def get(self, path, **query):
        answer = self.client.get(path, query)
        return answer.json() if answer.status_code == 200 else answer.status_code
    def post(self, path, **data):
        answer = self.client.post(path, data, content_type="application/json")
        return answer.json() if answer.status_code == 200 else answer.status_code
    def modules(self):
        return [module["key"] for module in self.get("/app/ui/menu/")["modules"]]
    def found(self, words):
        rows = self.get("/app/ui/search/", q=words)["results"]
        return [(row["kind"], row["kind_title"], row["title"]) for row in rows]
    def steps(self):
        return [row["name"] for row in self.get("/app/ui/triggers/", module="lanterns")]
    async def hello(self):
        cookie = "sessionid=" + self.client.cookies["sessionid"].value
        socket = Socket(application, "/ws/lanterns/lights/?event=acme/con", cookie=cookie)
        if not await socket.open():
            return None
        first = await socket._next()
        return json.loads(first["text"])["lanterns"] if first["type"] == "websocket.send" else first["code"]


lamp, other = Person("lamp@example.org"), Person("other@example.org")
hellos = [asyncio.run(person.hello()) for person in (lamp, other)]
done = lamp.post("/app/ui/trigger/lanterns.light/")
log = lamp.get("/app/tenant/api/log/")["results"]
tags = Client(SERVER_NAME="localhost").get("/api/schema/?format=json").json()["tags"]
print(json.dumps({
    "provisioned": "lantern acme/red" in made,
    "task": settings.TASKS["lantern.light"],
    "hook": settings.LIVE_CHECKS[-1],
    "api": [person.get("/app/lanterns/api/lit/") for person in (lamp, other)],
    "menu": ["lanterns" in person.modules() for person in (lamp, other)],
    "submenu": [
        rows if isinstance(rows, int) else [page["url"] for row in rows for page in row["items"]]
        for rows in (person.get("/app/ui/submenu/lanterns/") for person in (lamp, other))
    ],
    "search": [person.found("red") for person in (lamp, other)],
    "pages": [person.found("glow") for person in (lamp, other)],
    "steps": [person.steps() for person in (lamp, other)],
    "done": [done["result"], done["text"]],
    "level": [person.get("/app/ui/permissions/")["modules"]["lanterns"] for person in (lamp, other)],
    "sentences": sorted(row["sentence"] for row in log if row["verb"] in ("lantern.lit", "trigger.pulled")),
    "webhook": [
        "lanterns.lit" in [one["name"] for one in lamp.get("/app/tenant/api/webhooks/types/")],
        types.news_of("lantern.lit").action,
    ],
    "socket": hellos,
    "tag": [tag["description"] for tag in tags if tag["name"] == "lanterns"],
}))
"""
