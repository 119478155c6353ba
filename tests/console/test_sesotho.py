"""An officer who reads Sesotho opens every page: nothing of the console is left in English."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pyotp
import pytest
from axe_playwright_python.sync_playwright import Axe
from babel.messages.pofile import read_po
from playwright.sync_api import Page, expect

from console.pages import LANGUAGES
from registry.models.base import now
from registry.services import officers
from sesotho import identify, spelling_of
from tests.console.conftest import PASSWORD

LOCALES = Path(__file__).parents[2] / "locales"
OTHER = {"st_LS": "za", "st_ZA": "ls"}
# A language is offered by its own name.
OWN_NAMES = set(LANGUAGES.values())
NAME = re.compile(r"%\(\w+\)s|\{\w+\}")
HOLE = re.compile(r"%\(\w+\)s|%s|\{\{|\}\}|\{%|%\}|\bNone\b|Undefined|\{[a-z_]+\}")
# A sentence, not a name or a time: so many words show their language.
WORD = re.compile(r"(?<![\w.])[^\W\d_]+(?:['’-][^\W\d_]+)*(?![\w@]|\.\w)")
SENTENCE = 5
# Every text that is seen or heard and is the console's own: not marked as English, nor as somebody's words.
# Folded parts are opened first.
TEXTS = """() => {
  document.querySelectorAll("details").forEach(each => { each.open = true; });
  const found = [];
  const heard = ["aria-label", "placeholder", "title", "alt"];
  for (const element of document.querySelectorAll("body *")) {
    const others = element.closest("[lang]").lang === "en" || element.closest("[translate=no]");
    if (others || ["SCRIPT", "STYLE"].includes(element.tagName)) { continue; }
    heard.forEach(name => { if (element.hasAttribute(name)) { found.push(element.getAttribute(name)); } });
    if (["TEXTAREA", "CODE"].includes(element.tagName)) { continue; }
    for (const node of element.childNodes) {
      if (node.nodeType === Node.TEXT_NODE && node.data.trim()) { found.push(node.data); }
    }
  }
  return found.map(text => text.replace(/\\s+/g, " ").trim());
}"""


class English:
    """The English phrases of the console whose Sesotho differs."""

    def __init__(self, locale: str) -> None:
        self.words: set[str] = set()
        self.phrases: list[re.Pattern[str]] = []
        for domain in ("console", "register"):
            with (LOCALES / locale / "LC_MESSAGES" / f"{domain}.po").open("rb") as file:
                for message in read_po(file):
                    if message.id and message.string != message.id and message.id not in OWN_NAMES:
                        self._add(" ".join(str(message.id).split()))

    def _add(self, phrase: str) -> None:
        parts = NAME.split(phrase)
        if len(parts) == 1 and len(phrase.split()) < 3:
            self.words.add(phrase)
        elif max(len(part.split()) for part in parts) >= 2:
            self.phrases.append(re.compile(".+?".join(map(re.escape, parts))))

    def in_(self, text: str) -> bool:
        """Whether a text is one of the phrases, or holds one."""
        return text in self.words or any(phrase.search(text) for phrase in self.phrases)


@pytest.fixture(scope="module", params=OTHER)
def locale(request) -> str:
    return request.param


@pytest.fixture(scope="module")
def english(locale) -> English:
    return English(locale)


def wrong_on(page: Page, english: English, locale: str) -> list[tuple[str, str]]:
    """What is wrong with the open page."""
    found = [("language of the page", said)] if (said := page.locator("html").get_attribute("lang")) != "st" else []
    # What a page is about (a fact, a notice) stands in its title as it is called.
    found += [("not translated", page.title())] if english.in_(page.title().removesuffix(" · Thuso")) else []
    for text in page.evaluate(TEXTS):
        words = WORD.findall(text)
        if english.in_(text):
            found.append(("not translated", text))
        elif HOLE.search(text):
            found.append(("a hole", text))
        elif len(words) >= SENTENCE and (seen := identify(" ".join(words))).sure and seen.language == "en":
            found.append(("an English sentence", text))
        elif len(words) >= SENTENCE and spelling_of(text) == OTHER[locale]:
            found.append(("the other spelling", text))
    axe = Axe().run(page)
    return found + [("axe", axe.generate_report())] * bool(axe.violations_count)


@pytest.fixture
def is_right(english, locale) -> Callable[[Page], None]:
    """Nothing is wrong with a page that was opened by hand."""

    def looked(page: Page) -> None:
        assert wrong_on(page, english, locale) == []

    return looked


def test_what_is_looked_for_is_found(english):
    """The eye of the test itself."""
    assert english.in_("Today")
    assert english.in_("Take alarm 7 on")
    assert english.in_("x Nobody waits. Whoever asks for a person shows here.")
    assert not english.in_("Kajeno")
    assert HOLE.search("ke %(count)s")


def test_every_page_of_the_console_is_in_sesotho(hire_for_the_week, week, locale, english):
    desk = hire_for_the_week("administrator")
    week.prefers(desk.name, locale)
    wrong = []
    for path in week.pages(desk.name):
        page = desk.open(path)
        wrong += [(path, *each) for each in wrong_on(page, english, locale)]
    assert wrong == [], "\n".join(map(str, wrong[:40]))


def test_signing_in_and_out_in_sesotho(hire_for_the_week, week, locale, is_right):
    desk = hire_for_the_week("clerk", signs_in=False)
    week.prefers(desk.name, locale)
    page = desk.open(f"/sign-in?language={locale}")
    is_right(page)
    page.locator("#name").fill(desk.name)
    page.locator("#password").fill("wrong, quite wrong")
    page.locator("#code").fill("000000")
    page.locator("main button").click()
    expect(page.get_by_role("alert")).to_be_visible()
    is_right(page)
    page.locator("#name").fill(desk.name)
    page.locator("#password").fill(PASSWORD)
    page.locator("#code").fill(pyotp.TOTP(desk.secret).now())
    page.locator("main button").click()
    expect(page.get_by_role("link", name=desk.name)).to_be_visible()
    is_right(desk.open("/officers"))
    page.locator(".me button").click()
    expect(page.locator("#password")).to_be_visible()
    is_right(page)


def test_an_invitation_in_sesotho(browser, hire_for_the_week, week, locale, is_right):
    with week.rows.write() as session:
        token = officers.invite(session, f"guest-{locale.lower().replace('_', '-')}", "clerk", now())
    # Nobody has told the page which language: the browser does.
    context = browser.new_context(locale={"st_LS": "st-LS", "st_ZA": "st-ZA"}[locale])
    page = context.new_page()
    page.goto(f"{week.service.url}/console/invitation/{token}")
    is_right(page)
    page.locator("#password").fill(PASSWORD)
    page.locator("#again").fill("four words and a sea")
    page.locator("#code").fill("123456")
    page.locator("main button").click()
    expect(page.get_by_role("alert")).to_be_visible()
    is_right(page)
    page.goto(f"{week.service.url}/console/invitation/nobody")
    is_right(page)
    context.close()


def test_an_alarm_taken_on_in_sesotho(hire_for_the_week, week, locale, is_right):
    desk = hire_for_the_week("administrator")
    week.prefers(desk.name, locale)
    page = desk.open("")
    is_right(page)
    page.locator("article.alarm button").first.click()
    expect(page.get_by_role("status")).to_be_visible()
    is_right(page)
    page.locator("#mine ~ ul button").first.click()
    expect(page.locator("main code").first).to_be_visible()
    is_right(page)


def test_what_is_refused_or_suggested_is_told_in_sesotho(hire_for_the_week, week, locale, is_right):
    desk = hire_for_the_week("administrator")
    week.prefers(desk.name, locale)
    page = desk.open("/notices/new")
    page.locator("button[value='suggest.st_ZA']").click()
    expect(page.get_by_role("alert")).to_be_visible()
    is_right(page)
    page.locator("[id='text.st_LS']").fill("Lipasa tsa lona li lokile, tlong ofising.")
    page.locator("button[value='suggest.st_ZA']").click()
    expect(page.get_by_role("status").first).to_be_visible()
    is_right(page)
    page = desk.open("/answers/passport.lost")
    page.locator("button[value='propose']").click()
    expect(page.get_by_role("alert")).to_be_visible()
    is_right(page)
    page.locator("[id='title.en']").fill("Lost passports")
    page.locator("button[value='propose']").click()
    expect(page.locator(".diff .new").first).to_be_visible()
    is_right(page)
    page.get_by_role("main").locator("form[action$='/refuse'] button").first.click()


def test_registering_on_the_web_in_sesotho(browser, week, locale, is_right):
    context = browser.new_context()
    page = context.new_page()
    page.goto(f"{week.service.url}/register?in={locale}")
    is_right(page)
    page.locator("#name").fill("Lineo Example")
    page.locator("#country").select_option("ZA")
    page.locator("#town").fill("Welkom")
    page.locator("#district").select_option("maseru")
    page.locator("button[value=check]").click()
    expect(page.locator("#agree")).to_be_visible()
    is_right(page)
    page.locator("button[value=save]").click()
    expect(page.get_by_role("alert")).to_be_visible()
    is_right(page)
    page.locator("#agree").check()
    page.locator("button[value=save]").click()
    expect(page.locator(".number").first).to_be_visible()
    is_right(page)
    context.close()
