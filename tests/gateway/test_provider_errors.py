"""Each error code of the provider, and what the door does about it: one table."""

from __future__ import annotations

from datetime import timedelta

import pytest

from gateway.door import LONGEST_WAIT, MAX_ATTEMPTS, backoff, outcome
from gateway.errors import ACTIONS, STATUSES, error_for
from gateway.providers import Uncertain
from registry.models.base import now
from registry.models.delivery import ERRORED, FAILED, NEXT, UNKNOWN
from registry.services.deliveries import Outgoing
from tests.twilio.messages import ORDER

FIRST = Outgoing(1, "sms", "+27835550101", "M130", 1, attempts=1)
LAST = Outgoing(1, "sms", "+27835550101", "M130", 1, attempts=MAX_ATTEMPTS)

ERRORS = [
    # HTTP, code, what becomes of the delivery, and why
    (429, 20429, ERRORED, "throttled"),
    (429, None, ERRORED, "throttled"),
    (400, 63018, ERRORED, "throttled"),
    (400, 21610, FAILED, "suppressed"),
    (400, 21211, FAILED, "invalid"),
    (400, 21614, FAILED, "invalid"),
    (400, 21635, FAILED, "invalid"),
    (400, 30005, FAILED, "invalid"),
    (400, 30006, FAILED, "invalid"),
    (400, 63024, FAILED, "invalid"),
    (400, 30007, FAILED, "rejected"),
    (400, 63013, FAILED, "rejected"),
    (400, 63014, FAILED, "rejected"),
    (400, 63021, FAILED, "rejected"),
    (400, 63016, FAILED, "outside_window"),
    (401, 20003, ERRORED, "misconfigured"),
    (404, 20404, ERRORED, "misconfigured"),
    (400, 21606, ERRORED, "misconfigured"),
    (400, 63007, ERRORED, "misconfigured"),
    (401, None, ERRORED, "misconfigured"),
    (403, None, ERRORED, "misconfigured"),
    (400, 21408, ERRORED, "misconfigured"),
    (400, 21608, ERRORED, "misconfigured"),
    (400, 21612, ERRORED, "misconfigured"),
    (400, 21611, ERRORED, "retryable"),
    (400, 30001, ERRORED, "retryable"),
    (400, 30036, ERRORED, "retryable"),
    (400, 30003, ERRORED, "retryable"),
    (400, 30008, ERRORED, "retryable"),
    (400, 63017, ERRORED, "retryable"),
    (400, 63038, ERRORED, "retryable"),
    (400, 21617, FAILED, "rejected"),
    (400, 99999, FAILED, "rejected"),
    (400, None, FAILED, "rejected"),
    (422, None, FAILED, "rejected"),
    (500, 20500, UNKNOWN, "uncertain"),
    (502, None, UNKNOWN, "uncertain"),
    (503, 20503, UNKNOWN, "uncertain"),
    (504, None, UNKNOWN, "uncertain"),
    (302, None, UNKNOWN, "uncertain"),
]


@pytest.mark.parametrize(("http_status", "code", "status", "reason"), ERRORS)
def test_what_an_error_means(http_status, code, status, reason):
    settled = outcome(FIRST, error_for(http_status, code))
    assert (settled.status, settled.reason) == (status, reason)
    assert (settled.retry_at is not None) is (status in (ERRORED, UNKNOWN))


def test_the_table_has_every_code_that_we_act_on():
    assert {code for _, code, _, _ in ERRORS} >= set(ACTIONS)


@pytest.mark.parametrize(("http_status", "code", "status", "reason"), [row for row in ERRORS if row[2] == ERRORED])
def test_nothing_is_tried_for_ever(http_status, code, status, reason):
    settled = outcome(LAST, error_for(http_status, code))
    assert (settled.status, settled.reason, settled.error_code) == (FAILED, "error_limit", code)


def test_what_is_uncertain_is_looked_into_and_never_just_sent_again():
    assert outcome(LAST, Uncertain("readtimeout")).status == UNKNOWN


def test_waits_grow_and_differ():
    for attempts in range(1, MAX_ATTEMPTS + 1):
        waits = {backoff(attempts) for _ in range(20)}
        least = min(2.0 ** (attempts - 1), LONGEST_WAIT)
        assert all(timedelta(seconds=least) <= wait <= timedelta(seconds=1.5 * least) for wait in waits)
        assert len(waits) > 1


def test_an_hour_without_the_provider_loses_no_reply():
    least = sum((min(2.0 ** (attempts - 1), LONGEST_WAIT) for attempts in range(1, MAX_ATTEMPTS)), 0.0)
    assert timedelta(seconds=least) >= timedelta(hours=1)


def test_a_wrong_account_waits_minutes_not_seconds():
    settled = outcome(FIRST, error_for(401, 20003))
    assert settled.retry_at - now() > timedelta(minutes=4)


@pytest.mark.parametrize("word", ORDER)
def test_each_of_twilios_words_has_one_of_ours(word):
    assert STATUSES[word] in NEXT
