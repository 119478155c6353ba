"""Tables, one file a noun."""

from registry.models.alarm import Alarm
from registry.models.application import Application
from registry.models.base import Base
from registry.models.broadcast import Broadcast
from registry.models.case import Case, CaseEvent, Deadline
from registry.models.consent import Consent
from registry.models.contact import Address, Contact
from registry.models.conversation import Conversation
from registry.models.delivery import Delivery, DeliveryEvent
from registry.models.draft import Draft
from registry.models.duty import Duty, Telling
from registry.models.erasure import Erasure, Refusal
from registry.models.forum import Forum, Rsvp
from registry.models.handover import Handover
from registry.models.item import Item
from registry.models.lesson import Lesson
from registry.models.link import Link
from registry.models.message import Message
from registry.models.miss import Miss
from registry.models.note import Note
from registry.models.notice import Notice
from registry.models.officer import AuditEntry, Officer, OfficerBrowser, OfficerSession
from registry.models.proposal import Proposal
from registry.models.recipient import Chosen, Recipient
from registry.models.recruiter import Recruiter
from registry.models.registration import Registration
from registry.models.release import Release
from registry.models.reminder import Reminder
from registry.models.sender import Sender

__all__ = [
    "Address",
    "Alarm",
    "Application",
    "AuditEntry",
    "Base",
    "Broadcast",
    "Case",
    "CaseEvent",
    "Chosen",
    "Consent",
    "Contact",
    "Conversation",
    "Deadline",
    "Delivery",
    "DeliveryEvent",
    "Draft",
    "Duty",
    "Erasure",
    "Forum",
    "Handover",
    "Item",
    "Lesson",
    "Link",
    "Message",
    "Miss",
    "Note",
    "Notice",
    "Officer",
    "OfficerBrowser",
    "OfficerSession",
    "Proposal",
    "Recipient",
    "Recruiter",
    "Refusal",
    "Registration",
    "Release",
    "Reminder",
    "Rsvp",
    "Sender",
    "Telling",
]
