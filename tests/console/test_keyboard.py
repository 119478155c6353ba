"""An officer without a mouse: every control is reached by Tab and shows it, and the work is done by keys alone."""

from __future__ import annotations

import itertools
from dataclasses import dataclass

import pyotp
import pytest
from playwright.sync_api import Locator, Page, expect

from registry.models import Contact
from registry.services import contacts, handovers
from registry.services.broadcasts import drafts
from service.demo import NOTICE
from tests.console.conftest import PASSWORD, Desk
from tests.system.person import Person

_numbers = itertools.count(80_001)
# More stops than any page has on the way to one control.
FAR = 250

# Everything a mouse could use gets a number in the order of the page; focus is noted as it arrives.
WATCH = """() => {
  document.querySelectorAll("details").forEach(each => { each.open = true; });
  document.querySelectorAll("main[data-live]").forEach(each => each.removeAttribute("data-live"));
  const kinds = "a[href], button, input, select, textarea, summary, [tabindex='0'], [onclick], [role=button]";
  const usable = each => each.checkVisibility({visibilityProperty: true}) && !each.disabled && each.type !== "hidden";
  window.controls = Array.from(document.querySelectorAll(kinds)).filter(usable);
  window.visited = [];
  document.addEventListener("focusin", event => {
    const style = getComputedStyle(event.target), box = event.target.getBoundingClientRect();
    window.visited.push({
      number: window.controls.indexOf(event.target),
      outlined: style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2,
      seen: box.width > 0 && box.height > 0 && box.right > 0 && box.left < innerWidth && box.bottom > 0
        && box.top < innerHeight,
    });
  });
  const parts = document.querySelectorAll("input[type^=date], input[type=time]").length;
  return window.controls.length + 8 * parts;
}"""
NAMES = """numbers => numbers.map(each => window.controls[each].outerHTML.slice(0, 120))"""


@dataclass
class Keys:
    """An officer's hands on the keyboard; no mouse."""

    page: Page

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)

    def write(self, text: str) -> None:
        self.page.keyboard.type(text)

    def to(self, target: Locator) -> None:
        """Tab until it has the focus, and see that it shows."""
        expect(target).to_have_count(1)
        for _ in range(FAR):
            if target.evaluate("each => each === document.activeElement"):
                break
            self.press("Tab")
        else:
            pytest.fail(f"Tab never comes to {target}")
        assert target.evaluate("each => parseFloat(getComputedStyle(each).outlineWidth) >= 2"), "the focus shows"
        expect(target).to_be_in_viewport()

    def use(self, target: Locator, key: str = "Enter") -> None:
        """Go to a link or button and press it."""
        self.to(target)
        self.press(key)


def sign_in(desk: Desk) -> Keys:
    """The cursor waits in the first field."""
    keys = Keys(desk.open("/sign-in"))
    expect(desk.page.get_by_label("Name")).to_be_focused()
    keys.write(desk.name)
    keys.press("Tab")
    keys.write(PASSWORD)
    keys.press("Tab")
    keys.write(pyotp.TOTP(desk.secret).now())
    keys.press("Enter")
    expect(desk.page.get_by_role("heading", name="Today", level=1)).to_be_visible()
    return keys


def wrong_by_tab(page: Page, turns: int = 0) -> list[tuple[str, str]]:
    """Go through a page from its beginning by Tab: what is never reached, does not show it, or comes out of order."""
    for _ in range(page.evaluate(WATCH) + 3):
        page.keyboard.press("Tab")
    visited = [each for each in page.evaluate("window.visited") if each["number"] >= 0]
    order = list(dict.fromkeys(each["number"] for each in visited))
    missed = sorted(set(range(page.evaluate("window.controls.length"))) - set(order))
    dim = sorted(set(order) - {each["number"] for each in visited if each["outlined"] and each["seen"]})
    wrong = [("never reached", name) for name in page.evaluate(NAMES, missed)]
    wrong += [("focus not seen", name) for name in page.evaluate(NAMES, dim)]
    jumps = sum(after < before for before, after in itertools.pairwise(order))
    return wrong + [("jumps about", str(order))] * (jumps > turns)


@pytest.mark.parametrize(
    ("control", "said"),
    [
        ("<button>Good</button>", None),
        ('<a href="#" tabindex="-1">Only by mouse</a>', "never reached"),
        ('<a href="#" style="outline: none">Dim</a>', "focus not seen"),
        ('<a href="#" style="position: absolute; left: -99rem">Far</a>', "focus not seen"),
        ('<a href="#" tabindex="1">First</a>', "jumps about"),
        ('<span onclick="1">No button</span>', "never reached"),
    ],
)
def test_what_is_looked_for_is_found(browser, control, said):
    """The eye of the test itself."""
    page = browser.new_page()
    page.set_content(f"<style>:focus-visible {{ outline: 3px solid }}</style><a href='#'>One</a>{control}<input>")
    assert [what for what, _ in wrong_by_tab(page)] == ([said] if said else [])
    page.close()


@pytest.mark.parametrize("width", [1366, 360])
def test_every_control_of_every_page_is_reached_in_order_and_shows_it(hire_for_the_week, week, width):
    desk = hire_for_the_week("administrator", width=width)
    wrong = []
    for path in week.pages(desk.name):
        wrong += [(path, *each) for each in wrong_by_tab(desk.open(path))]
    desk.page.context.clear_cookies()
    # Its first field has the focus before any key is pressed.
    wrong += [("/sign-in", *each) for each in wrong_by_tab(desk.open("/sign-in"), turns=1)]
    assert wrong == [], "\n".join(map(str, wrong[:40]))


def test_the_first_stop_skips_the_menu(hire):
    page = hire("administrator").open("/answers")
    keys = Keys(page)
    keys.press("Tab")
    skip = page.get_by_role("link", name="Skip to the page")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    keys.press("Enter", "Tab")
    assert page.evaluate("document.querySelector('main').contains(document.activeElement)")


def test_an_alarm_is_taken_on(hire, network, twilio):
    somebody = Person(network, twilio, f"+278355{next(_numbers)}")
    somebody.writes("he locked me in the house and beats me, please help")
    somebody.hears_something()
    desk = hire("approver", signs_in=False)
    keys = sign_in(desk)
    take = desk.page.get_by_role("button", name="Take alarm").last
    expect(take).to_be_visible(timeout=12_000)
    keys.use(take, "Space")
    expect(desk.page.get_by_role("status")).to_contain_text("You have taken the alarm on")
    keys.use(desk.page.get_by_role("button", name="Show the number").first)
    expect(desk.page.get_by_text(somebody.number)).to_be_visible()


def test_news_does_not_take_the_focus_away(hire, network, twilio):
    desk = hire("approver")
    first, second = (Person(network, twilio, f"+278355{next(_numbers)}") for _ in range(2))
    first.writes("he locked me in the house and beats me, please help")
    first.hears_something()
    take = desk.page.get_by_role("button", name="Take alarm")
    expect(take.last).to_be_visible(timeout=12_000)
    before, held = take.count(), take.last.inner_text()
    Keys(desk.page).to(desk.page.get_by_role("button", name=held, exact=True))
    second.writes("they took my passport and I cannot leave this farm, please help")
    expect(take).to_have_count(before + 1, timeout=12_000)
    expect(desk.page.get_by_role("button", name=held, exact=True)).to_be_focused()


def test_a_conversation_is_answered_and_handed_back(hire, network, twilio, rows, vault):
    person = Person(network, twilio, f"+278355{next(_numbers)}")
    person.writes("How much is a passport?")
    person.hears_something()
    with rows.write() as session:
        contact = contacts.reach(session, vault, number=person.number, channel="sms", country="ZA").contact_id
        number = handovers.ask(session, session.get_one(Contact, contact), topic="passport.fee")[0].id
    desk = hire("clerk", signs_in=False)
    keys, page = sign_in(desk), desk.page
    keys.use(page.get_by_role("link", name="Inbox", exact=True))
    keys.use(page.get_by_role("button", name=f"Take {number}", exact=True))
    keys.to(page.get_by_label("Your reply"))
    keys.write("Bring the old passport too. - Mpho, fictional officer")
    keys.use(page.get_by_role("button", name="Send"))
    expect(page.get_by_role("status").first).to_contain_text("Sent")
    person.hears("Bring the old passport too. - Mpho, fictional officer")
    keys.use(page.get_by_role("button", name="Hand back"))
    expect(page.get_by_role("status")).to_contain_text("the assistant answers again")


@pytest.mark.parametrize("last", [("Enter",), ("Tab", "Enter")], ids=["enter", "button"])
def test_a_fact_is_picked_while_writing_an_answer(hire, last):
    desk = hire("editor")
    page = desk.open("/answers/passport.fee")
    keys, text, facts = Keys(page), page.locator('[id="short.en"]'), page.locator("#fact")
    keys.to(text)
    before = text.input_value()
    keys.press("Control+End", "Enter")
    keys.write("It costs ")
    keys.to(facts)
    # Each arrow is a choice already; none of them may put anything anywhere.
    keys.press("ArrowDown", "ArrowDown")
    chosen = facts.input_value()
    expect(facts).to_be_focused()
    assert text.input_value() == f"{before}\nIt costs "
    keys.press(*last)
    expect(text).to_be_focused()
    keys.write(".")
    assert chosen.startswith("{")
    assert text.input_value() == f"{before}\nIt costs {chosen}."


def test_a_notice_is_approved(hire, rows):
    with rows.write() as session:
        title = f"Forum by keys {next(_numbers)}"
        drafts.create(session, drafts.Draft(title, NOTICE, "somebody.else"))
    desk = hire("approver", signs_in=False)
    keys, page = sign_in(desk), desk.page
    keys.use(page.get_by_role("link", name="Notices", exact=True))
    keys.use(page.get_by_role("link", name=title, exact=True))
    keys.use(page.get_by_role("button", name="Approve"))
    expect(page.get_by_role("status").first).to_contain_text("Approved")


def test_enter_in_a_field_writes_over_no_text(hire):
    """Enter presses a form's first button: that must be the one that keeps."""
    page = hire("editor").open("/notices/new")
    keys = Keys(page)
    for locale, text in NOTICE.items():
        keys.to(page.locator(f'[id="text.{locale}"]'))
        keys.write(f"{text} By hand.")
    keys.press(*["Shift+Tab"] * 4)
    keys.to(page.get_by_label("Title"))
    keys.write("Kept by Enter")
    keys.press("Enter")
    expect(page.get_by_role("heading", name="Kept by Enter", level=1)).to_be_visible()
    expect(page.get_by_role("region", name="Sesotho (Lesotho), sms")).to_contain_text("By hand.")
