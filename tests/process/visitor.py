"""A visitor with a browser that has no JavaScript: reads pages, fills forms, follows redirects."""

import http.cookiejar
import re
import urllib.error
import urllib.parse
import urllib.request
from dataclasses import dataclass, field
from html.parser import HTMLParser


@dataclass
class Form:
    """One form of a page: where it goes, and its fields with what they hold."""

    action: str
    fields: list[tuple[str, str]] = field(default_factory=list)
    kinds: dict[str, str] = field(default_factory=dict)

    def filled(self, **answers: str) -> list[tuple[str, str]]:
        """The fields as they are sent; the first whose name ends like a key of `answers` gets the answer."""
        sent = dict(self.fields)
        for ending, answer in answers.items():
            name = next(name for name in self.kinds if name.endswith(ending))
            sent[name] = answer
        return list(sent.items())


class _Forms(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self.inside: Form | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.inside = Form(values.get("action", ""))
            self.forms.append(self.inside)
        if self.inside is None or "name" not in values:
            return
        if tag in {"input", "select", "textarea"}:
            kind = values.get("type", tag)
            self.inside.kinds[values["name"]] = kind
            chosen = kind not in {"radio", "checkbox"} or "checked" in values
            if chosen and kind != "submit":
                self.inside.fields.append((values["name"], values.get("value", "")))

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.inside = None


class Visitor:
    """One person with a cookie jar."""

    def __init__(self, base: str) -> None:
        self.base = base
        self.url = base
        self.page = ""
        jar = urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
        self.opener = urllib.request.build_opener(jar)

    def visit(self, path: str) -> str:
        """Opens a page; its HTML."""
        return self._ask(urllib.request.Request(urllib.parse.urljoin(self.base, path)))

    def form(self, name_part: str) -> Form:
        """The page's form that has a field whose name contains these letters."""
        parser = _Forms()
        parser.feed(self.page)
        return next(form for form in parser.forms if any(name_part in name for name in form.kinds))

    def send(self, form: Form, **answers: str) -> str:
        """Sends the form with the answers filled in and follows the redirect; the HTML of where that leads."""
        data = urllib.parse.urlencode(form.filled(**answers)).encode()
        target = urllib.parse.urljoin(self.url, form.action)
        headers = {"Referer": self.url, "Origin": self.base.rstrip("/")}
        return self._ask(urllib.request.Request(target, data=data, headers=headers))

    def _ask(self, request: urllib.request.Request) -> str:
        with self.opener.open(request, timeout=30) as response:
            self.url, self.page = response.geturl(), response.read().decode()
        return self.page


def buy(url: str, number: int) -> str:
    """One whole checkout as a visitor does it; the order's code from the address of the confirmation."""
    visitor = Visitor(url)
    visitor.visit("/acme/con/")
    shop = visitor.form("q-")
    visitor.send(shop, **{next(name for name in shop.kinds if name.startswith("q-")): "1"})
    checkout = visitor.form("email")
    answers = {"name": f"Buyer {number}"}
    for name in checkout.kinds:
        if name.endswith("email"):
            answers[name] = f"buyer{number}@example.org"
    if "provider" in checkout.kinds:
        answers["provider"] = "banktransfer"
    visitor.send(checkout, **answers)
    found = re.search(r"/order/([A-Z0-9]+)/", visitor.url)
    assert found, visitor.page
    return found[1]
