"""Where Rasa keeps a conversation: in memory, bounded both ways, nothing on disk.

Rasa's own in-memory store writes the whole conversation out and reads it back at every turn, so a turn costs more the
longer a person has been talking. Here a conversation keeps its last events only, and the people who have been silent
longest make room for others. What must outlive a restart is in the registry.
"""

from __future__ import annotations

import pickle
from collections import OrderedDict
from typing import Any, Iterable, Optional

from rasa.core.brokers.broker import EventBroker
from rasa.core.tracker_store import InMemoryTrackerStore, SQLTrackerStore
from rasa.shared.core.domain import Domain
from rasa.shared.core.trackers import DialogueStateTracker

# Two or three turns. No rule looks further back, and a form is taken up by the channel; every event that is kept is
# read, written, sent to the actions and turned into states once more at each turn.
KEPT_EVENTS = 24


class BoundedTrackerStore(InMemoryTrackerStore):
    """Keeps `conversations` conversations of `events` events each."""

    def __init__(
        self,
        domain: Domain,
        event_broker: Optional[EventBroker] = None,
        conversations: int = 20_000,
        events: int = KEPT_EVENTS,
        **kwargs: Any,
    ) -> None:
        kwargs.pop("host", None)
        super().__init__(domain, event_broker, **kwargs)
        self.store: OrderedDict[str, bytes] = OrderedDict()
        self.conversations = int(conversations)
        self.events = int(events)

    async def get_or_create_tracker(
        self, sender_id: str, max_event_history: Optional[int] = None, append_action_listen: bool = True
    ) -> DialogueStateTracker:
        """As Rasa's, with the number of events bounded."""
        return await super().get_or_create_tracker(sender_id, self.events, append_action_listen)

    async def save(self, tracker: DialogueStateTracker) -> None:
        """Keep the conversation; drop whoever has been silent longest."""
        await self.stream_events(tracker)
        # Nothing but our own memory: no other process writes what is read back.
        self.store[tracker.sender_id] = pickle.dumps(tracker.as_dialogue(), pickle.HIGHEST_PROTOCOL)
        self.store.move_to_end(tracker.sender_id)
        while len(self.store) > self.conversations:
            self.store.popitem(last=False)

    def deserialise_tracker(self, sender_id: str, serialised_tracker: bytes) -> DialogueStateTracker:
        """The conversation as it was when it was saved."""
        tracker = self.init_tracker(sender_id)
        tracker.recreate_from_dialogue(pickle.loads(serialised_tracker))  # noqa: S301
        return tracker

    async def forget(self, sender_id: str) -> bool:
        """Erase one conversation; whether there was one."""
        return self.store.pop(sender_id, None) is not None

    async def keys(self) -> Iterable[str]:
        """The conversations kept, longest silent first."""
        return list(self.store)


class BoundedSQLTrackerStore(SQLTrackerStore):
    """The same bound over a database that several Rasa servers share (deploy/endpoints.many.yml).

    Rasa's own reads every event since the session began at each turn, and never deletes one. Here a conversation is cut
    to its last `events` events whenever it is read; a form that was under way before them is taken up by the channel.
    """

    def __init__(self, *arguments: Any, events: int = KEPT_EVENTS, **kwargs: Any) -> None:
        super().__init__(*arguments, **kwargs)
        self.kept_events = int(events)

    def _event_query(self, session: Any, sender_id: str, fetch_events_from_all_sessions: bool) -> Any:
        # All there are, whatever the session: what is saved is counted against what was read.
        return session.query(self.SQLEvent).filter(self.SQLEvent.sender_id == sender_id).order_by(self.SQLEvent.id)

    async def _retrieve(self, sender_id: str, fetch_events_from_all_sessions: bool) -> Optional[DialogueStateTracker]:
        with self.session_scope() as session:
            oldest_kept = (
                session.query(self.SQLEvent.id)
                .filter(self.SQLEvent.sender_id == sender_id)
                .order_by(self.SQLEvent.id.desc())
                .offset(self.kept_events - 1)
                .limit(1)
                .scalar()
            )
            if oldest_kept is not None:
                old = self.SQLEvent.sender_id == sender_id, self.SQLEvent.id < oldest_kept
                session.query(self.SQLEvent).filter(*old).delete(synchronize_session=False)
                session.commit()
        return await super()._retrieve(sender_id, fetch_events_from_all_sessions)

    async def forget(self, sender_id: str) -> bool:
        """Erase one conversation; whether there was one."""
        with self.session_scope() as session:
            gone = session.query(self.SQLEvent).filter_by(sender_id=sender_id).delete()
            session.commit()
        return bool(gone)
