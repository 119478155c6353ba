"""What a process counts while it works, for `/metrics`: times and outcomes, never a person."""

from __future__ import annotations

from prometheus_client import CollectorRegistry, Counter, Histogram

COUNTED = CollectorRegistry()

QUICK = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)
SLOW = (0.1, 0.25, 0.5, 1, 2, 5, 10, 30, 60, 300, 1800)

WEBHOOKS = Histogram(
    "thuso_webhook_seconds",
    "From a webhook to its acknowledgement",
    ["kind"],
    buckets=QUICK,
    registry=COUNTED,
)
TURNS = Histogram(
    "thuso_turn_seconds", "From a text's arrival to its reply being queued", buckets=SLOW, registry=COUNTED
)
SENDS = Histogram(
    "thuso_send_seconds", "Calls to the provider, by what came of them", ["outcome"], buckets=QUICK, registry=COUNTED
)
SPOOLED = Counter("thuso_spooled", "Webhooks kept on disk for want of a database", ["kind"], registry=COUNTED)
UNKEPT = Counter("thuso_unkept", "Webhooks that neither database nor disk took", registry=COUNTED)
HELPED = Counter("thuso_helped_offline", "Cries for help answered without a database", ["outcome"], registry=COUNTED)
PROBLEMS = Counter("thuso_problems", "Lines of the log at level WARNING and above", ["level"], registry=COUNTED)
