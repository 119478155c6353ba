"""Where Rasa keeps a conversation: in memory, bounded both ways, nothing on disk.

Rasa's own in-memory store writes the whole conversation out and reads it back at every turn, so a turn costs more the
longer a person has been talking. Here a conversation keeps its last events only, and the people who have been silent
longest make room for others. What must outlive a restart is in the registry.
"""

from __future__ import annotations

from collections import OrderedDict
from typing import Any, Iterable, Optional

from rasa.core.brokers.broker import EventBroker
from rasa.core.tracker_store import InMemoryTrackerStore
from rasa.shared.core.domain import Domain
from rasa.shared.core.trackers import DialogueStateTracker


class BoundedTrackerStore(InMemoryTrackerStore):
    """Keeps `conversations` conversations of `events` events each."""

    def __init__(
        self,
        domain: Domain,
        event_broker: Optional[EventBroker] = None,
        conversations: int = 20_000,
        events: int = 60,
        **kwargs: Any,
    ) -> None:
        kwargs.pop("host", None)
        super().__init__(domain, event_broker, **kwargs)
        self.store: OrderedDict[str, str] = OrderedDict()
        self.conversations = int(conversations)
        self.events = int(events)

    async def get_or_create_tracker(
        self, sender_id: str, max_event_history: Optional[int] = None, append_action_listen: bool = True
    ) -> DialogueStateTracker:
        """As Rasa's, with the number of events bounded."""
        return await super().get_or_create_tracker(sender_id, self.events, append_action_listen)

    async def save(self, tracker: DialogueStateTracker) -> None:
        """Keep the conversation; drop whoever has been silent longest."""
        await super().save(tracker)
        self.store.move_to_end(tracker.sender_id)
        while len(self.store) > self.conversations:
            self.store.popitem(last=False)

    async def forget(self, sender_id: str) -> bool:
        """Erase one conversation; whether there was one."""
        return self.store.pop(sender_id, None) is not None

    async def keys(self) -> Iterable[str]:
        """The conversations kept, longest silent first."""
        return list(self.store)
