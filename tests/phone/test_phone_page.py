"""The telephone in the browser as people use it: conversations in Chromium over a real port."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from itertools import pairwise

import phonenumbers
import pytest
from playwright.sync_api import BrowserContext, Page, Route, expect

from gateway.phone.page import HERE
from gateway.reach import is_number
from tests.phone.conftest import FIRST, Seen, Telephone
from tests.phone.echo import PRICE, EchoService

LERATO, MAMELLO = "+27600000001", "+26650000001"


def answers(*texts: str) -> Callable[[object], list[str]]:
    return lambda _: list(texts)


# ---- A conversation -----------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("calm")
def test_keyboard_only(page: Page, service: EchoService, first: Telephone) -> None:
    keys = page.keyboard
    keys.type("How much is a passport?")
    keys.press("Enter")
    first.hears(f"sms {LERATO} wrote: How much is a passport?")
    expect(first.text).to_have_value("")
    expect(first.text).to_be_focused()

    keys.type("one")
    keys.press("Shift+Enter")
    keys.type("two")
    keys.press("Enter")
    expect(first.sent.nth(1).locator(".text")).to_have_text("one\ntwo", use_inner_text=True)
    expect(first.replies).to_have_count(2)
    assert [each.text for each in service.heard] == ["How much is a passport?", "one\ntwo"]


@pytest.mark.usefixtures("calm")
def test_enter_on_nothing_sends_nothing(page: Page, service: EchoService, first: Telephone) -> None:
    first.write("   ")
    first.write("a word")
    expect(first.replies).to_have_count(1)
    assert [each.text for each in service.heard] == ["a word"]


@pytest.mark.usefixtures("calm")
def test_tab_goes_through_everything_in_order(page: Page, first: Telephone) -> None:
    page.get_by_role("button", name="Add a second person").focus()
    order = []
    for _ in range(11):
        page.keyboard.press("Tab")
        order.append(
            page.evaluate(
                "() => { const at = document.activeElement;"
                " return at.getAttribute('aria-label') || at.labels && at.labels.length && at.labels[0].innerText"
                " .split('\\n')[0] || at.innerText; }"
            ).strip()
        )
    assert order == [
        "SMS",
        "Person (all fictional)",
        "New person",
        "How much is a passport?",
        "Ke bokae ho etsa phasepoto?",
        "Kea batla ho tseba ka chelete ea ka ea TEBA",
        "My boss does not pay me",
        "MENU",
        "SMS of Lerato with Thuso",
        "Message from Lerato to Thuso by SMS",
        "Send",
    ]


@pytest.mark.usefixtures("calm")
def test_every_control_shows_that_it_has_the_focus(page: Page, second: Telephone) -> None:
    unseen = page.evaluate(
        """() => [...document.querySelectorAll('button, input, select, textarea, [tabindex="0"]')]
          .filter((each) => each.offsetParent)
          .filter((each) => {
            document.body.focus();
            each.focus({ focusVisible: true });
            const shown = each.type === 'radio' ? each.nextElementSibling : each;
            const style = getComputedStyle(shown);
            return style.outlineStyle !== 'solid' || parseFloat(style.outlineWidth) < 2;
          })
          .map((each) => each.outerHTML.slice(0, 80))"""
    )
    assert unseen == []


@pytest.mark.usefixtures("calm")
def test_alt_o_goes_to_the_other_telephone(page: Page, first: Telephone, second: Telephone) -> None:
    expect(second.text).to_be_focused()
    for telephone in (first, second, first):
        page.keyboard.press("Alt+o")
        expect(telephone.text).to_be_focused()
    page.get_by_role("button", name="Remove the second person").focus()
    page.keyboard.press("Enter")
    expect(second.root).to_have_count(0)
    page.keyboard.press("Alt+o")
    expect(first.text).to_be_focused()
    expect(first.text).to_have_value("")


@pytest.mark.usefixtures("calm")
@pytest.mark.parametrize(
    "question",
    [
        "How much is a passport?",
        "Ke bokae ho etsa phasepoto?",
        "Kea batla ho tseba ka chelete ea ka ea TEBA",
        "My boss does not pay me",
        "MENU",
    ],
)
def test_an_example_is_sent_and_a_draft_stays(first: Telephone, question: str) -> None:
    first.text.fill("not yet fin")
    first.root.get_by_role("button", name=question).click()
    first.hears(f"sms {LERATO} wrote: {question}")
    expect(first.text).to_have_value("not yet fin")
    expect(first.root.locator(".count")).to_have_text("11 characters")


@pytest.mark.usefixtures("calm")
@pytest.mark.parametrize(
    ("written", "shown"),
    [("", "0 characters"), ("a", "1 character"), ("Botšepehi", "9 characters"), ("🙂", "1 character")],
)
def test_what_is_being_written_is_counted(first: Telephone, written: str, shown: str) -> None:
    first.text.fill(written)
    expect(first.root.locator(".count")).to_have_text(shown)


@pytest.mark.usefixtures("calm")
def test_a_mark_shows_while_the_service_thinks(page: Page, service: EchoService, first: Telephone) -> None:
    def slowly(_: object) -> list[str]:
        return ["done"] if is_allowed else []

    is_allowed = False
    service.answer = slowly
    first.write("hello")
    expect(first.root.locator(".typing")).to_be_visible()
    is_allowed = True
    first.write("and?")
    first.hears("done")
    expect(first.root.locator(".typing")).to_be_hidden()


def test_a_silence_is_told_and_ends_with_the_reply(page: Page, service: EchoService, first: Telephone) -> None:
    page.clock.install()
    page.reload()
    service.answer = answers()
    first.write("hello")
    expect(first.sent.locator(".meta")).to_have_text("sent")
    page.clock.fast_forward(31_000)
    expect(first.root.get_by_text("No reply yet.")).to_be_visible()
    expect(first.root.locator(".typing")).to_be_hidden()
    service.answer = answers("here I am")
    first.write("hello?")
    first.hears("here I am")
    expect(first.root.get_by_text("No reply yet.")).to_be_hidden()


@pytest.mark.usefixtures("calm")
def test_new_replies_are_read_aloud(page: Page, service: EchoService, first: Telephone, second: Telephone) -> None:
    service.answer = answers("Lumela", "Ha re eeng")
    first.write("hello")
    aloud = first.root.get_by_role("log")
    expect(aloud.locator("p")).to_have_text(["Reply to Lerato: Lumela", "Reply to Lerato: Ha re eeng"])
    expect(aloud).to_have_attribute("aria-live", "polite")
    expect(second.root.get_by_role("log")).to_be_empty()


# ---- Two people, several conversations ----------------------------------------------------------------------------


@pytest.mark.usefixtures("calm")
def test_two_people_do_not_mix(service: EchoService, first: Telephone, second: Telephone) -> None:
    for round in range(3):
        first.write(f"I am Lerato {round}")
        second.write(f"I am Mamello {round}")
    first.hears(*[f"sms {LERATO} wrote: I am Lerato {round}" for round in range(3)])
    second.hears(*[f"whatsapp {MAMELLO} wrote: I am Mamello {round}" for round in range(3)])
    expect(first.sent.locator(".text")).to_have_text([f"I am Lerato {round}" for round in range(3)])
    assert {(each.number, each.channel) for each in service.heard} == {(LERATO, "sms"), (MAMELLO, "whatsapp")}


@pytest.mark.usefixtures("calm")
def test_channel_and_person_each_keep_their_conversation(first: Telephone) -> None:
    first.write("by SMS")
    first.hears(f"sms {LERATO} wrote: by SMS")
    first.on("WhatsApp")
    first.hears()
    first.write("by WhatsApp")
    first.hears(f"whatsapp {LERATO} wrote: by WhatsApp")
    first.is_of("Thabo")
    first.hears()
    expect(first.root.get_by_text("Thabo has not written yet.")).to_be_visible()
    first.is_of("Lerato")
    first.hears(f"whatsapp {LERATO} wrote: by WhatsApp")
    first.on("SMS")
    first.hears(f"sms {LERATO} wrote: by SMS")


@pytest.mark.usefixtures("calm")
def test_a_reply_that_comes_while_another_telephone_is_shown_is_there_later(
    service: EchoService, first: Telephone
) -> None:
    service.answer = answers()
    first.write("a question")
    expect(first.sent.locator(".meta")).to_have_text("sent")
    first.on("WhatsApp")
    service.say("sms", LERATO, "the answer")
    first.on("SMS")
    first.hears("the answer")


@pytest.mark.usefixtures("calm")
def test_the_same_person_on_both_telephones_is_one_conversation(first: Telephone, second: Telephone) -> None:
    second.is_of("Lerato")
    second.on("SMS")
    first.write("hello")
    for telephone in (first, second):
        telephone.hears(f"sms {LERATO} wrote: hello")
        expect(telephone.sent).to_have_count(1)


@pytest.mark.usefixtures("calm")
def test_a_new_person_has_a_fresh_number_and_an_empty_conversation(
    page: Page, service: EchoService, first: Telephone
) -> None:
    numbers = []
    for country, person in (("ZA", "Lerato"), ("LS", "Mamello"), ("GB", "Naleli")):
        first.is_of(person)
        first.root.get_by_role("button", name="New person").click()
        expect(first.text).to_be_focused()
        first.write("hello")
        expect(first.replies).to_have_count(1)
        numbers.append(service.heard[-1].number)
        number = phonenumbers.parse(numbers[-1])
        assert number.country_code == phonenumbers.country_code_for_region(country)
        assert is_number(numbers[-1])
    assert len({*numbers, LERATO, MAMELLO}) == 5


@pytest.mark.usefixtures("calm")
def test_everybody_on_the_list_is_fictional_and_possible(page: Page) -> None:
    people = page.get_by_role("combobox", name="Person (all fictional)").locator("optgroup option")
    numbers = [re.sub(r"^\D+|\s", "", text) for text in people.all_inner_texts()]
    assert len(numbers) == 6
    for number in numbers:
        assert is_number(f"+{number}")
        assert re.fullmatch(r"276000000\d\d|2665000000\d|447700900\d\d\d", number), "not of the invented ranges"


# Refused numbers leave a 422 on the browser's console, so these are not `calm`.
@pytest.mark.parametrize("wrong", ["060 000 0009", "hello", "+27", "+999 123"])
def test_a_wrong_number_is_refused_in_plain_words(first: Telephone, wrong: str) -> None:
    first.root.get_by_role("combobox", name="Person").select_option("own")
    number = first.root.get_by_role("textbox", name="A fictional number")
    number.fill(wrong)
    number.press("Enter")
    expect(first.root.get_by_role("alert")).to_contain_text("Write the number in international form")
    expect(number).to_be_focused()
    expect(number).to_have_attribute("aria-invalid", "true")
    expect(first.root.locator(".with")).to_contain_text("+27 60 000 0001")


@pytest.mark.usefixtures("calm")
@pytest.mark.parametrize("written", ["+27 (60) 000-0777", "0027600000777", "+27600000777"])
def test_a_number_of_ones_own(service: EchoService, first: Telephone, written: str) -> None:
    first.root.get_by_role("combobox", name="Person").select_option("own")
    first.root.get_by_role("textbox", name="A fictional number").fill(written)
    first.root.get_by_role("button", name="Use").click()
    expect(first.text).to_be_focused()
    first.write("hello")
    first.hears("sms +27600000777 wrote: hello")


# ---- How it looks -------------------------------------------------------------------------------------------------

WORD = "word "


@pytest.mark.usefixtures("calm")
@pytest.mark.parametrize(
    ("reply", "encoding", "segments"),
    [
        ("a", "GSM-7", 1),
        ("a" * 160, "GSM-7", 1),
        ("a" * 161, "GSM-7", 2),
        ("a" * 306, "GSM-7", 2),
        ("a" * 307, "GSM-7", 3),
        ("[" * 81, "GSM-7", 2),
        ("š", "UCS-2", 1),
        ("š" * 71, "UCS-2", 2),
    ],
)
def test_an_sms_reply_tells_what_it_costs(
    service: EchoService, first: Telephone, reply: str, encoding: str, segments: int
) -> None:
    service.answer = answers(reply)
    counted = "1 segment" if segments == 1 else f"{segments} segments"
    length = "1 character" if len(reply) == 1 else f"{len(reply)} characters"
    price = f"R{PRICE * segments:.2f}"
    first.write("hello")
    expect(first.replies.nth(0).locator(".meta")).to_have_text(
        f"{encoding} · {counted} · {price} (assumed price) · {length}"
    )
    first.write("again")
    expect(first.replies.nth(1).locator(".meta")).to_have_text(f"{encoding} · {counted} · {price} · {length}")


@pytest.mark.usefixtures("calm")
def test_a_whatsapp_reply_has_no_price(service: EchoService, first: Telephone) -> None:
    service.answer = answers("Botšepehi")
    first.on("WhatsApp")
    first.write("hello")
    expect(first.replies.locator(".meta")).to_have_text("9 characters · as SMS 1 segment (UCS-2)")


@pytest.mark.usefixtures("calm")
def test_sms_and_whatsapp_look_different(first: Telephone) -> None:
    looks = {}
    for channel in ("SMS", "WhatsApp"):
        first.on(channel)
        first.write("hello")
        expect(first.replies).to_have_count(1)
        expect(first.root).to_have_attribute("data-channel", channel.lower())
        looks[channel] = {
            "bubble": first.sent.evaluate("(each) => getComputedStyle(each).backgroundColor"),
            "corner": first.sent.evaluate("(each) => getComputedStyle(each).borderTopLeftRadius"),
            "font": first.sent.locator(".text").evaluate("(each) => getComputedStyle(each).fontFamily"),
            "keys": first.root.locator(".keypad").is_visible(),
            "width": first.sent.evaluate("(each) => each.offsetWidth / each.parentElement.offsetWidth"),
        }
        expect(first.sent.locator("time")).to_have_text(re.compile(r"^\d\d:\d\d$"))
    sms, whatsapp = looks["SMS"], looks["WhatsApp"]
    assert sms["keys"]
    assert not whatsapp["keys"]
    assert "Mono" in sms["font"]
    assert "Mono" not in whatsapp["font"]
    assert sms["width"] == 1
    assert whatsapp["width"] < 0.6, "a bubble is as wide as its words"
    assert whatsapp["corner"] != "0px"
    red, green, blue = map(int, re.findall(r"\d+", whatsapp["bubble"])[:3])
    assert green > red
    assert green > blue


@pytest.mark.usefixtures("calm")
def test_html_in_a_text_is_only_text(page: Page, service: EchoService, first: Telephone, second: Telephone) -> None:
    nasty = "<img src=x onerror=\"document.title='x'\"><script>document.title='x'</script> &amp; <b>bold</b> {{7*7}}"
    service.answer = lambda incoming: [incoming.text]
    for telephone in (first, second):
        telephone.write(nasty)
        telephone.hears(nasty)
        assert telephone.root.locator(".messages img, .messages script, .messages b").count() == 0
    assert page.title() == "Thuso: a telephone to try it"


@pytest.mark.usefixtures("calm")
@pytest.mark.parametrize("channel", ["SMS", "WhatsApp"])
def test_a_long_reply_begins_in_sight_and_stays_inside(service: EchoService, first: Telephone, channel: str) -> None:
    first.on(channel)
    service.answer = answers(WORD * 300)
    first.write("hello")
    expect(first.replies).to_have_count(1)
    thread, reply = first.root.locator(".thread").bounding_box(), first.replies.bounding_box()
    assert thread
    assert reply
    assert 0 <= reply["y"] - thread["y"] < 40
    assert reply["height"] > thread["height"]
    service.answer = answers("https://example.org/" + "a" * 400)
    first.write("more")
    expect(first.replies).to_have_count(2)
    assert first.root.locator(".thread").evaluate("(each) => each.scrollWidth <= each.clientWidth")


@pytest.mark.usefixtures("calm")
@pytest.mark.parametrize("width", [320, 360, 480, 767, 768, 900, 1024, 1151, 1152, 1366, 1920])
def test_no_width_scrolls_sideways(
    page: Page, service: EchoService, first: Telephone, second: Telephone, width: int
) -> None:
    service.answer = answers(WORD * 60, "unbroken" * 30)
    for telephone in (first, second):
        telephone.write(WORD * 40)
        expect(telephone.replies).to_have_count(2)
    page.set_viewport_size({"width": width, "height": 740})
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    for telephone in (first, second):
        assert telephone.root.locator(".thread").evaluate("(each) => each.scrollWidth <= each.clientWidth")
        box = telephone.root.locator(".device").bounding_box()
        assert box
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= width


@pytest.mark.usefixtures("calm")
def test_two_telephones_stand_side_by_side(page: Page, first: Telephone, second: Telephone) -> None:
    left, right = first.root.bounding_box(), second.root.bounding_box()
    assert left
    assert right
    assert left["y"] == right["y"]
    assert left["x"] + left["width"] <= right["x"]
    for telephone in (first, second):
        composer = telephone.root.locator(".composer").bounding_box()
        assert composer
        assert composer["y"] + composer["height"] < 768, "one can write without scrolling"


def test_the_typing_mark_is_still_for_who_wants_stillness(page: Page, service: EchoService, first: Telephone) -> None:
    service.answer = answers()
    first.write("hello")
    dot = first.root.locator(".typing i").first
    names = []
    for motion in ("no-preference", "reduce"):
        page.emulate_media(reduced_motion=motion)
        names.append(dot.evaluate("(each) => getComputedStyle(each).animationName"))
    assert names == ["wait", "none"]


CONTRAST = """() => {
  const parse = (color) => (color.match(/[\\d.]+/g) || []).map(Number);
  const light = ([r, g, b]) => {
    const part = (value) => { const s = value / 255; return s <= .03928 ? s / 12.92 : ((s + .055) / 1.055) ** 2.4; };
    return .2126 * part(r) + .7152 * part(g) + .0722 * part(b);
  };
  const behind = (each) => {
    for (let at = each; at; at = at.parentElement) {
      const color = parse(getComputedStyle(at).backgroundColor);
      if (color.length === 3 || color[3] > .99) return color;
    }
    return [255, 255, 255];
  };
  const own = (each) => [...each.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim());
  return [...document.querySelectorAll('body *')]
    .filter((each) => each.offsetParent && (own(each) || each.placeholder))
    .map((each) => {
      const style = getComputedStyle(each, each.placeholder ? '::placeholder' : null);
      const [a, b] = [light(parse(style.color)), light(behind(each))].sort((x, y) => y - x);
      return [each.outerHTML.slice(0, 90), (a + .05) / (b + .05)];
    });
}"""


@pytest.mark.usefixtures("calm")
def test_every_text_stands_out_from_its_ground(page: Page, first: Telephone, second: Telephone) -> None:
    for telephone in (first, second):
        telephone.write("hello")
        expect(telephone.replies).to_have_count(1)
    found = page.evaluate(CONTRAST)
    assert len(found) > 40
    assert [pair for pair in found if pair[1] < 4.5] == []


@pytest.mark.usefixtures("calm")
def test_everything_has_a_name_for_a_screen_reader(page: Page, first: Telephone, second: Telephone) -> None:
    for telephone in (first, second):
        telephone.root.get_by_role("combobox", name="Person").select_option("own")
        telephone.write("hello")
        expect(telephone.replies).to_have_count(1)
        expect(telephone.root.get_by_role("group", name="Channel")).to_be_visible()
        expect(telephone.root.get_by_role("list").locator("li.message")).to_have_count(2)
        expect(telephone.root.get_by_role("button", name="Send")).to_be_visible()
    for role in ("button", "textbox", "combobox", "radio", "region", "heading"):
        nameless = page.get_by_role(role, name=re.compile(r"^\s*$"))
        assert nameless.count() == 0, role
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page.get_by_role("banner")).to_have_count(1)
    expect(page.get_by_role("main")).to_have_count(1)
    expect(page.get_by_role("heading", level=1)).to_have_count(1)
    assert page.locator("img:not([alt])").count() == 0
    ids = page.evaluate("[...document.querySelectorAll('[id]')].map((each) => each.id)")
    assert len(ids) == len(set(ids))
    levels = page.evaluate("[...document.querySelectorAll('h1,h2,h3')].map((each) => Number(each.tagName[1]))")
    assert all(after - before <= 1 for before, after in pairwise(levels))


def test_the_page_says_what_it_is(page: Page) -> None:
    banner = page.get_by_role("banner")
    for words in ("a telephone to try it", "Nothing leaves this machine", "Fictional people only", "Thuso"):
        expect(banner).to_contain_text(words)


# ---- What may never happen ----------------------------------------------------------------------------------------


@pytest.mark.usefixtures("calm")
def test_no_number_and_no_text_in_an_address(
    page: Page, service: EchoService, seen: Seen, first: Telephone, second: Telephone
) -> None:
    for telephone in (first, second):
        telephone.write("A secret question")
        expect(telephone.replies).to_have_count(1)
    first.on("WhatsApp")
    first.root.get_by_role("button", name="New person").click()
    first.write("A secret question")
    expect(first.replies).to_have_count(1)
    assert len(seen.addresses) > 10
    for address in seen.addresses:
        assert address.startswith(service.url), "nothing from outside"
        assert "secret" not in address
        assert not re.search(r"\d{7}|%2B|\+", address.removeprefix(service.url))
    assert page.evaluate("[localStorage.length, sessionStorage.length, document.cookie]") == [0, 0, ""]


def test_the_page_keeps_to_a_strict_policy(page: Page, service: EchoService) -> None:
    policy = page.request.get(service.url).headers["content-security-policy"]
    assert "script-src 'self'; style-src 'self'" in policy
    assert "unsafe" not in policy
    blocked = page.evaluate(
        """() => new Promise((done) => {
          document.addEventListener('securitypolicyviolation', (event) => done(event.violatedDirective));
          const script = document.createElement('script');
          script.textContent = 'document.title = "x"';
          document.body.appendChild(script);
        })"""
    )
    assert blocked.startswith("script-src")


# ---- When the service goes, and comes back ------------------------------------------------------------------------


def test_the_service_stops_and_comes_back(page: Page, service: EchoService, first: Telephone) -> None:
    first.write("before")
    expect(first.replies).to_have_count(1)
    service.stop()
    trouble = page.get_by_role("alert").first
    expect(trouble).to_contain_text("The service does not answer; start ./thuso up again")
    first.write("while it is away")
    first.write("still away")
    expect(first.sent.locator(".meta")).to_have_text(["sent", "sending…", "sending…"])

    service.start()
    expect(trouble).to_be_hidden(timeout=15_000)
    expect(page.get_by_role("status")).to_have_text("The service answers again.")
    first.hears(*[f"sms {LERATO} wrote: {text}" for text in ("before", "while it is away", "still away")])
    expect(first.sent.locator(".meta")).to_have_text(["sent"] * 3)
    assert [each.text for each in service.heard] == ["while it is away", "still away"]


def test_a_service_started_anew_is_used_without_reloading(page: Page, service: EchoService, first: Telephone) -> None:
    service.stop()
    service.start()
    # Its old replies wait on a line that this page has not opened yet.
    service.say("sms", LERATO, "from before")
    first.hears("from before")
    first.write("after")
    first.hears("from before", f"sms {LERATO} wrote: after")


def test_a_lost_cookie_costs_nothing_and_shows_nothing_twice(
    context: BrowserContext, page: Page, service: EchoService, first: Telephone
) -> None:
    first.write("before")
    expect(first.replies).to_have_count(1)
    with page.expect_response(re.compile("/phone/lines$")):
        context.clear_cookies()
    first.write("after")
    first.hears(f"sms {LERATO} wrote: before", f"sms {LERATO} wrote: after")
    assert [each.text for each in service.heard] == ["before", "after"]


def test_a_browser_that_keeps_no_cookies_is_told_to_reload(context: BrowserContext, service: EchoService) -> None:
    page = context.new_page()
    page.route(service.url, lambda route: route.fulfill(path=HERE / "phone.html"))
    page.goto(service.url)
    expect(page.get_by_role("alert").first).to_contain_text("Reload the page")


def test_a_message_whose_answer_was_lost_is_taken_once(page: Page, service: EchoService, first: Telephone) -> None:
    tries = []

    def lose_the_first(route: Route) -> None:
        tries.append(1)
        response = route.fetch()
        if len(tries) == 1:
            route.abort()
        else:
            route.fulfill(response=response)

    page.route(re.compile(r"/phone/messages$"), lose_the_first)
    first.write("only once")
    expect(first.sent.locator(".meta")).to_have_text("sent")
    first.hears(f"sms {LERATO} wrote: only once")
    assert len(tries) == 2
    assert len(service.heard) == 1


def test_many_lines_close_the_oldest_and_its_telephone_opens_it_again(service: EchoService, first: Telephone) -> None:
    first.write("first")
    expect(first.replies).to_have_count(1)
    for number in range(200):
        service.phone.exchange.line("sms", f"+2760000{number:04}")
    first.write("still me")
    first.hears(f"sms {LERATO} wrote: first", f"sms {LERATO} wrote: still me")
    assert first.replies.locator(".meta").all_inner_texts()[1].count("assumed") == 0


def test_a_stop_does_not_wait_for_the_page(page: Page, service: EchoService, first: Telephone) -> None:
    first.write("hello")
    expect(first.replies).to_have_count(1)
    begun = time.monotonic()
    service.stop()
    assert time.monotonic() - begun < 1
    service.start()


def test_the_page_is_small(page: Page, seen: Seen, service: EchoService) -> None:
    files = [path for path in seen.addresses if "/lines" not in path and "?" not in path]
    sizes = {path: len(page.request.get(path).body()) for path in files}
    assert {path.rsplit("/", 1)[1] for path in sizes} >= {"phone", "phone.css", "phone.js", "thuso.svg"}
    assert sum(sizes.values()) < 60_000
    assert page.evaluate("document.querySelectorAll('[style], style, script:not([src])').length") == 0
    assert page.get_by_role("region", name=FIRST).is_visible()
