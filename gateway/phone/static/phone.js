// The telephone in the browser. A number travels in the body of a request, never in an address.

const PEOPLE = [
  { name: "Lerato", place: "South Africa", number: "+27 60 000 0001" },
  { name: "Thabo", place: "South Africa", number: "+27 60 000 0002" },
  { name: "Mamello", place: "Lesotho", number: "+266 5000 0001" },
  { name: "Tau", place: "Lesotho", number: "+266 5000 0002" },
  { name: "Naleli", place: "United Kingdom", number: "+44 7700 900001" },
  { name: "Khotso", place: "United Kingdom", number: "+44 7700 900002" },
];
const FRESH = {
  "South Africa": () => `+27 60 000 ${anyOf(1000, 9999)}`,
  "Lesotho": () => `+266 5000 ${anyOf(1000, 9999)}`,
  "United Kingdom": () => `+44 7700 900${anyOf(100, 999)}`,
};
const OWN = "own";
const EXAMPLES = [
  ["How much is a passport?", "en"],
  ["Ke bokae ho etsa phasepoto?", "st"],
  ["Kea batla ho tseba ka chelete ea ka ea TEBA", "st"],
  ["My boss does not pay me", "en"],
  ["MENU", "en"],
];
const STARTS = [[PEOPLE[0], "sms"], [PEOPLE[2], "whatsapp"]];
const CHANNELS = { sms: "SMS", whatsapp: "WhatsApp" };
const SIGNS = { ZAR: "R", LSL: "M" };

const WAIT_SECONDS = 20;
const CALL_SECONDS = 40;
const LATE_SECONDS = 30;
const RETRY_SECONDS = [0.5, 1, 2, 3];
const TROUBLES = {
  away: "The service does not answer; start ./thuso up again. This page keeps trying, and nothing you wrote is lost.",
  broken: "Something went wrong in the service. This page keeps trying.",
  stale: "This page is from before the service was started, and your browser keeps no cookies for it. Reload the page.",
};
const BAD_NUMBER = "Write the number in international form, as +27 60 000 0009.";

const anyOf = (from, to) => from + Math.floor(Math.random() * (to - from + 1));
const bare = (number) => number.trim().replace(/^00/, "+").replace(/[\s().-]/g, "");
const pause = (seconds) => new Promise((done) => setTimeout(done, seconds * 1000));
const find = (id) => document.getElementById(id);
const count = (number, one, many) => `${number.toLocaleString("en")} ${number === 1 ? one : many}`;
const characters = (text) => count(Array.from(text).length, "character", "characters");

// ---- The service ------------------------------------------------------------------------------------------------

/** A call that failed: away, broken, stale (403), closed (404) or refused (422, with the service's words). */
class Trouble extends Error {
  constructor(kind, words) {
    super(words || "");
    this.kind = kind;
  }
}

/** One call. Raises Trouble, or returns undefined when `controller` was aborted from outside. */
async function call(method, path, body, controller = new AbortController()) {
  let isLate = false;
  const alarm = setTimeout(() => { isLate = true; controller.abort(); }, CALL_SECONDS * 1000);
  try {
    const response = await fetch(`/phone${path}`, {
      method,
      credentials: "same-origin",
      cache: "no-store",
      signal: controller.signal,
      headers: body ? { "Content-Type": "application/json" } : {},
      body: body ? JSON.stringify(body) : undefined,
    });
    if (!response.ok) throw await troubleOf(response);
    return await response.json();
  } catch (error) {
    if (error instanceof Trouble) throw error;
    if (controller.signal.aborted && !isLate) return undefined;
    throw new Trouble("away");
  } finally {
    clearTimeout(alarm);
  }
}

async function troubleOf(response) {
  const kind = { 403: "stale", 404: "closed", 422: "refused" }[response.status] || "broken";
  const told = kind === "refused" ? (await response.json()).detail : "";
  return new Trouble(kind, typeof told === "string" ? told : "");
}

/** Ask for the page again: with it comes the cookie of a service that was started anew. */
let renewal = null;
function renew() {
  renewal = renewal || fetch("/phone", { credentials: "same-origin", cache: "no-store" })
    .then((response) => response.text())
    .catch(() => "")
    .then(() => { renewal = null; });
  return renewal;
}

const health = {
  well() {
    if (find("trouble").hidden) return;
    find("trouble").hidden = true;
    find("better").textContent = "The service answers again.";
    document.body.classList.remove("in-trouble");
  },
  ill(kind) {
    const words = TROUBLES[kind] || TROUBLES.broken;
    if (find("trouble").hidden || find("trouble").textContent !== words) find("trouble").textContent = words;
    find("trouble").hidden = false;
    find("better").textContent = "";
    document.body.classList.add("in-trouble");
  },
};

// ---- A conversation: one number on one channel, whoever looks at it ----------------------------------------------

class Conversation {
  constructor(channel, person) {
    this.channel = channel;
    this.person = person;
    this.messages = [];
    this.viewers = new Set();
    this.line = null;
    this.lastLine = null;
    this.after = 0;
    this.price = null;
    this.isExpecting = false;
    this.isLate = false;
    this.opening = null;
    this.isListening = false;
    this.isSending = false;
  }

  /** Have a line. A line that replaces another holds nothing that was shown already. */
  open() {
    if (this.line) return Promise.resolve();
    this.opening = this.opening || this.ask().then(
      () => { this.opening = null; },
      (error) => { this.opening = null; throw error; },
    );
    return this.opening;
  }

  async ask() {
    const told = await call("POST", "/lines", { channel: this.channel, number: bare(this.person.number) });
    if (told.line !== this.lastLine) this.after = this.lastLine ? 0 : told.last;
    this.line = this.lastLine = told.line;
    this.price = { each: Number(told.price), text: told.price, currency: told.currency };
  }

  /** Do `action` until it is done or nobody wants it any more. Raises Trouble only when it was refused. */
  async persist(action, isWanted) {
    for (let failures = 0; isWanted();) {
      try {
        const done = await action();
        health.well();
        return done;
      } catch (error) {
        if (!(error instanceof Trouble) || error.kind === "refused") throw error;
        failures += 1;
        const isLineLost = error.kind === "stale" || error.kind === "closed";
        if (isLineLost) this.line = null;
        if (error.kind === "stale") await renew();
        if (failures > 1) health.ill(error.kind);
        if (failures > 1 || !isLineLost) await pause(RETRY_SECONDS[Math.min(failures, RETRY_SECONDS.length) - 1]);
      }
    }
    return undefined;
  }

  view(viewer) {
    this.viewers.add(viewer);
    this.listen();
  }

  leave(viewer) {
    this.viewers.delete(viewer);
    if (!this.viewers.size && this.polling) this.polling.abort();
  }

  async listen() {
    if (this.isListening) return;
    this.isListening = true;
    while (this.viewers.size) {
      const replies = await this.persist(() => this.poll(), () => this.viewers.size > 0);
      for (const reply of replies || []) this.receive(reply);
    }
    this.isListening = false;
  }

  async poll() {
    await this.open();
    if (!this.viewers.size) return undefined;
    this.polling = new AbortController();
    const query = new URLSearchParams({ line: this.line, after: this.after, wait: WAIT_SECONDS });
    return call("GET", `/messages?${query}`, undefined, this.polling);
  }

  receive(reply) {
    this.after = reply.index;
    this.expect(false);
    this.add({ isMine: false, text: reply.text, encoding: reply.encoding, segments: reply.segments });
  }

  send(text) {
    const id = Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0"));
    this.add({ isMine: true, text, id: id.join(""), state: "sending" });
    this.sendWaiting();
  }

  /** One after another, in the order written. */
  async sendWaiting() {
    if (this.isSending) return;
    this.isSending = true;
    for (let next; (next = this.messages.find((message) => message.state === "sending"));) {
      this.expect(true);
      try {
        await this.persist(async () => {
          await this.open();
          return call("POST", "/messages", { id: next.id, line: this.line, text: next.text });
        }, () => true);
        next.state = "sent";
        if (this.isExpecting || this.isLate) this.expect(true);
      } catch (error) {
        next.state = "refused";
        this.expect(false);
      }
      this.tell("changed", next);
    }
    this.isSending = false;
  }

  expect(isExpecting) {
    clearTimeout(this.patience);
    this.isExpecting = isExpecting;
    this.isLate = false;
    if (isExpecting) {
      this.patience = setTimeout(() => {
        this.isExpecting = false;
        this.isLate = true;
        this.tell("mood");
      }, LATE_SECONDS * 1000);
    }
    this.tell("mood");
  }

  add(message) {
    message.at = new Date();
    message.isFirstReply = !message.isMine && !this.messages.some((each) => !each.isMine);
    this.messages.push(message);
    this.tell("added", message);
  }

  tell(what, message) {
    for (const viewer of this.viewers) viewer[what](message);
  }

  /** What stands under a reply: what it would have cost to send it. */
  costOf(message) {
    const segments = count(message.segments, "segment", "segments");
    if (this.channel === "whatsapp") {
      return [characters(message.text), `as SMS ${segments} (${message.encoding})`];
    }
    const decimals = Math.max(2, (this.price.text.split(".")[1] || "").length);
    const amount = (this.price.each * message.segments).toFixed(decimals);
    const sign = SIGNS[this.price.currency];
    const price = sign ? `${sign}${amount}` : `${amount} ${this.price.currency}`;
    const marked = message.isFirstReply ? `${price} (assumed price)` : price;
    return [message.encoding, segments, marked, characters(message.text)];
  }
}

const conversations = new Map();
function conversationOf(channel, person) {
  const key = `${channel} ${bare(person.number)}`;
  if (!conversations.has(key)) conversations.set(key, new Conversation(channel, person));
  return conversations.get(key);
}

// ---- A telephone on the page -------------------------------------------------------------------------------------

const people = PEOPLE.slice();
const stations = [];

function element(name, className, text) {
  const made = document.createElement(name);
  if (className) made.className = className;
  if (text) made.textContent = text;
  return made;
}

class Station {
  constructor(title, person, channel) {
    this.root = find("station").content.firstElementChild.cloneNode(true);
    for (const name of ["person", "fresh", "own", "problem", "note", "with", "thread", "blank", "messages", "typing",
      "late", "composer", "count", "heard"]) {
      this[name] = this.root.querySelector(`.${name}`);
    }
    this.text = this.root.querySelector("textarea");
    this.ownNumber = this.root.querySelector(".own input");
    this.name(title);
    this.drawExamples();
    this.listenToKeys();
    this.offerPeople(person);
    this.root.querySelector(`[value=${channel}]`).checked = true;
    this.show();
  }

  name(title) {
    const id = title.toLowerCase().replace(/ /g, "-");
    const describe = (target, part, name) => {
      part.id = `${id}-${name}`;
      target.setAttribute("aria-describedby", part.id);
    };
    const heading = this.root.querySelector("h2");
    heading.textContent = title;
    heading.id = id;
    this.root.setAttribute("aria-labelledby", id);
    describe(this.text, this.count, "count");
    describe(this.ownNumber, this.problem, "problem");
    for (const radio of this.root.querySelectorAll("[type=radio]")) radio.name = `${id}-channel`;
  }

  drawExamples() {
    for (const [text, language] of EXAMPLES) {
      const button = element("button", "example", text);
      button.type = "button";
      button.lang = language;
      button.addEventListener("click", () => this.sendExample(text));
      this.root.querySelector(".examples ul").appendChild(element("li")).appendChild(button);
    }
  }

  listenToKeys() {
    this.composer.addEventListener("submit", (event) => { event.preventDefault(); this.send(); this.text.focus(); });
    this.text.addEventListener("input", () => this.countText());
    this.text.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
      event.preventDefault();
      this.send();
    });
    this.person.addEventListener("change", () => this.choosePerson());
    this.own.addEventListener("submit", (event) => { event.preventDefault(); this.useOwn(); });
    this.fresh.addEventListener("click", () => this.meetSomebody());
    for (const radio of this.root.querySelectorAll("[type=radio]")) {
      radio.addEventListener("change", () => this.show());
    }
  }

  get channel() {
    return this.root.querySelector("[type=radio]:checked").value;
  }

  // -- who holds this telephone

  /** The list of people, `chosen` in it. */
  offerPeople(chosen) {
    this.chosen = chosen;
    this.person.textContent = "";
    for (const place of [...Object.keys(FRESH), "Elsewhere"]) {
      const group = element("optgroup");
      group.label = place;
      people.forEach((each, index) => {
        if (each.place === place) group.appendChild(new Option(`${each.name} ${each.number}`, index));
      });
      if (group.children.length) this.person.appendChild(group);
    }
    this.person.appendChild(new Option("Another number…", OWN));
    this.person.value = people.indexOf(chosen);
    this.own.hidden = true;
  }

  choosePerson() {
    this.own.hidden = this.person.value !== OWN;
    if (this.person.value === OWN) return;
    this.chosen = people[Number(this.person.value)];
    this.show();
  }

  meetSomebody() {
    const place = FRESH[this.chosen.place] ? this.chosen.place : "South Africa";
    let number = FRESH[place]();
    while (people.some((each) => each.number === number)) number = FRESH[place]();
    this.become({ name: "New person", place, number });
    this.text.focus();
  }

  async useOwn() {
    const number = this.ownNumber.value;
    const person = people.find((each) => bare(each.number) === bare(number))
      || { name: "Your number", place: placeOf(bare(number)), number: bare(number) };
    const trial = new Conversation(this.channel, person);
    let tries = 0;
    this.complain("");
    try {
      await trial.persist(() => trial.open(), () => (tries += 1) <= 2);
    } catch (error) {
      if (!(error instanceof Trouble)) throw error;
      this.complain(error.message || BAD_NUMBER);
      return;
    }
    if (!trial.line) return;
    this.become(person);
    this.text.focus();
  }

  complain(words) {
    this.problem.textContent = words;
    this.ownNumber.setAttribute("aria-invalid", String(Boolean(words)));
    if (words) this.ownNumber.focus();
  }

  become(person) {
    if (!people.includes(person)) people.push(person);
    for (const station of stations) station.offerPeople(station === this ? person : station.chosen);
    this.show();
  }

  // -- what this telephone shows

  show() {
    if (this.conversation) this.conversation.leave(this);
    const { channel, chosen } = this;
    this.conversation = conversationOf(channel, chosen);
    this.root.dataset.channel = channel;
    this.with.textContent = `${chosen.name}, ${chosen.number}`;
    this.note.textContent = noteOn(channel, chosen);
    this.blank.textContent = `${chosen.name} has not written yet.`;
    this.thread.setAttribute("aria-label", `${CHANNELS[channel]} of ${chosen.name} with Thuso`);
    this.text.setAttribute("aria-label", `Message from ${chosen.name} to Thuso by ${CHANNELS[channel]}`);
    this.messages.textContent = "";
    this.heard.textContent = "";
    this.items = new Map();
    this.conversation.messages.forEach((message) => this.draw(message));
    this.mood();
    this.conversation.view(this);
  }

  close() {
    this.conversation.leave(this);
    this.root.remove();
  }

  added(message) {
    this.draw(message);
    if (!message.isMine) this.announce(message);
  }

  draw(message) {
    const item = element("li", `message ${message.isMine ? "mine" : "reply"}`);
    item.appendChild(element("span", "from", message.isMine ? this.chosen.name : "Thuso"));
    const time = item.appendChild(element("time", "", message.at.toTimeString().slice(0, 5)));
    time.dateTime = message.at.toISOString();
    item.appendChild(element("p", "text", message.text));
    item.appendChild(element("p", "meta"));
    this.items.set(message, item);
    this.changed(message);
    this.messages.appendChild(item);
    this.blank.hidden = true;
    this.showLast();
  }

  changed(message) {
    const item = this.items.get(message);
    const meta = item.querySelector(".meta");
    if (message.isMine) {
      item.dataset.state = message.state;
      meta.textContent = { sending: "sending…", sent: "sent", refused: "not taken by the service" }[message.state];
    } else {
      meta.textContent = "";
      this.conversation.costOf(message).forEach((part, index) => {
        if (index) meta.appendChild(document.createTextNode(" · "));
        meta.appendChild(element("span", "", part));
      });
    }
  }

  mood() {
    this.typing.hidden = !this.conversation.isExpecting;
    this.late.hidden = !this.conversation.isLate;
    this.blank.hidden = this.conversation.messages.length > 0;
    if (this.conversation.isExpecting || this.conversation.isLate) this.thread.scrollTop = this.thread.scrollHeight;
  }

  /** The end of the conversation, but never past the first line of a long reply. */
  showLast() {
    const last = this.messages.lastElementChild;
    const end = this.thread.scrollHeight - this.thread.clientHeight;
    if (last) this.thread.scrollTop = Math.min(end, last.offsetTop - 8);
  }

  announce(message) {
    this.heard.appendChild(element("p", "", `Reply to ${this.chosen.name}: ${message.text}`));
    while (this.heard.children.length > 3) this.heard.firstChild.remove();
  }

  // -- writing

  countText() {
    this.count.textContent = characters(this.text.value);
  }

  send() {
    const text = this.text.value;
    if (!text.trim()) return;
    this.text.value = "";
    this.countText();
    this.conversation.send(text);
  }

  /** Into the field and away; what was being written comes back. */
  sendExample(text) {
    const draft = this.text.value;
    this.text.value = text;
    this.send();
    this.text.value = draft;
    this.countText();
  }
}

function placeOf(number) {
  const codes = { "+27": "South Africa", "+266": "Lesotho", "+44": "United Kingdom" };
  const code = Object.keys(codes).find((each) => number.startsWith(each));
  return code ? codes[code] : "Elsewhere";
}

function noteOn(channel, person) {
  if (channel === "whatsapp") return "WhatsApp: the full answer, in full spelling.";
  if (person.place === "Lesotho") return "SMS in Lesotho cannot be replied to, so no choices are offered.";
  return "SMS: one or two segments; tš is written ts'.";
}

// ---- The page ----------------------------------------------------------------------------------------------------

function addStation() {
  const [person, channel] = STARTS[stations.length];
  const isFree = !stations.some((each) => each.chosen === person);
  const start = isFree ? person : PEOPLE.find((each) => !stations.some((other) => other.chosen === each));
  const station = new Station(stations.length ? "Second telephone" : "First telephone", start, channel);
  stations.push(station);
  find("stations").appendChild(station.root);
  arrange();
  return station;
}

function arrange() {
  find("stations").classList.toggle("pair", stations.length === 2);
  find("second").textContent = stations.length === 2 ? "Remove the second person" : "Add a second person";
  showLasts();
}

/** When the telephones change their size. */
function showLasts() {
  for (const station of stations) station.showLast();
}

find("second").addEventListener("click", () => {
  if (stations.length === 1) {
    addStation().text.focus();
  } else {
    stations.pop().close();
    arrange();
  }
});

window.addEventListener("resize", showLasts);
document.addEventListener("keydown", (event) => {
  const isSwitch = event.altKey && !event.ctrlKey && !event.metaKey && (event.code === "KeyO" || event.key === "o");
  if (!isSwitch || !stations.length) return;
  event.preventDefault();
  const here = stations.findIndex((station) => station.root.contains(document.activeElement));
  stations[(here + 1) % stations.length].text.focus();
});

const first = addStation();
find("second").disabled = false;
// A telephone with a touch screen would open its keyboard over the page.
if (matchMedia("(pointer: fine)").matches) first.text.focus();
