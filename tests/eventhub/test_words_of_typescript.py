"""Finding the words of the front end: every call, whatever stands around it, and nothing else."""

import io

import pytest

from eventhub.words.frontend import extract_frontend

Found = list[tuple[str, object]]


def found(source: str) -> Found:
    file = io.BytesIO(source.encode())
    file.name = "page.tsx"
    return [(kind, words) for _, kind, words, _ in extract_frontend(file, {}, (), {})]


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("<b>{name}</b> <i>{t('x')}</i>".replace("'x'", '"Between closing tags"'), [("gettext", "Between closing tags")]),
        ("const x = `· ${t(\"In a template, {when}\", { when })}`;", [("gettext", "In a template, {when}")]),
        ('toast(t("Over", {\n  name: t("Inside"),\n}));', [("gettext", "Over"), ("gettext", "Inside")]),
        ('t(\n  "On its own line",\n)', [("gettext", "On its own line")]),
        (r't("He said \"no\" … “yes”")', [("gettext", 'He said "no" … “yes”')]),
        ('plural(rows.filter((a, b) => a[0]).length, "{n} row", "{n} rows", { a, b })', [("ngettext", ("{n} row", "{n} rows"))]),
        ('tIn("state", "Open")', [("pgettext", ("state", "Open"))]),
    ],
)  # fmt: skip
def test_words_are_found_wherever_they_stand(source: str, words: Found) -> None:
    assert found(source) == words


@pytest.mark.parametrize(
    "source",
    [
        '/** As in t("A comment"). */',
        '// t("A comment")',
        'const words = "t(\\"A string\\")";',
        'format("Not ours"); at.t("Nor this");',
        "export function plural(n: number, one: string, many: string): string {",
    ],
)
def test_what_only_looks_like_words_is_not_taken(source: str) -> None:
    assert found(source) == []


def test_a_comment_does_not_begin_in_an_address() -> None:
    assert found('go("https://example.org/"); t("After it")') == [("gettext", "After it")]


@pytest.mark.parametrize(
    "source",
    ["t(item.title)", 't(many ? "Rows" : "Row")', "t(`Row ${n}`)", 't("Row " + n)', 'plural(n, one, "{n} rows")', "t()"],
)  # fmt: skip
def test_words_that_nobody_could_translate_are_refused_with_their_place(source: str) -> None:
    with pytest.raises(ValueError, match=r"^page\.tsx:2: "):
        found(f"\n{source}")
