"""Tables, one file a noun."""

from registry.models.alarm import Alarm
from registry.models.application import Application
from registry.models.base import Base
from registry.models.consent import Consent
from registry.models.contact import Address, Contact
from registry.models.conversation import Conversation
from registry.models.delivery import Delivery, DeliveryEvent
from registry.models.item import Item
from registry.models.message import Message
from registry.models.miss import Miss

__all__ = [
    "Address",
    "Alarm",
    "Application",
    "Base",
    "Consent",
    "Contact",
    "Conversation",
    "Delivery",
    "DeliveryEvent",
    "Item",
    "Message",
    "Miss",
]
