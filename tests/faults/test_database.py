"""The database goes away in the middle of everything, or the disk is full: nothing is lost, nothing is doubled."""

from __future__ import annotations

import resource
import signal
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select

from registry.models import Alarm, Contact
from tests.faults.conftest import LONGER
from tests.faults.crowd import check, eventually, settled
from tests.faults.site import AUTH_TOKEN, PUBLIC, Process, Site
from tests.faults.test_killed import assert_nothing_lost_doubled_or_open
from tests.twilio import forms
from tests.twilio.network import Network

CRY, HELP = "he is beating me now, help", "You are not alone. Call 0800 222 777."
SOMEBODY = "+27835550199"


@pytest.mark.timeout(3600)
@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_the_database_is_restarted_while_texts_flow(site, crowd, cluster, twilio):
    services = [site.add_service(own_data=True)]
    network = Network(PUBLIC, services[0].url, AUTH_TOKEN)
    people = crowd(services, people=4, pause=0.1)
    people.start()
    for round_ in range(2 * LONGER):
        time.sleep(0.7)
        cluster.stop("immediate" if round_ % 2 else "fast")
        time.sleep(0.7)
        number = f"{SOMEBODY[:-2]}{round_:02}"
        began = time.monotonic()
        assert network.bring(forms.sms(number, CRY)).status == 200
        assert eventually(lambda number=number: twilio.texts(number) == [HELP], 10), "help waits for no database"
        print(f"helped after {time.monotonic() - began:.1f} s without a database")
        cluster.start()
    time.sleep(0.5)
    people.stop()
    assert people.refused == 0, "every webhook was acknowledged"
    assert people.slowest < 10.0, "within the time that Twilio gives"
    assert_nothing_lost_doubled_or_open(people, site)
    assert all(twilio.texts(f"{SOMEBODY[:-2]}{round_:02}") == [HELP] for round_ in range(2 * LONGER))
    with site.database.read() as session:
        assert len(list(session.scalars(select(Alarm)))) == 2 * LONGER
        assert all(
            contact.safe_mode_at
            for contact in session.scalars(select(Contact).join(Alarm, Alarm.contact_id == Contact.id))
        )
    network.close()


class SmallDisk:
    """A file system of a few megabytes that is filled. Where none may be mounted, the service may write no more."""

    def __init__(self, place: Path) -> None:
        place.mkdir()
        self.place, self._filler = place, place / "filler"
        mount = ["mount", "-t", "tmpfs", "-o", "size=8m", "tmpfs", str(place)]
        self.is_mounted = subprocess.run(mount, capture_output=True, check=False).returncode == 0

    def fill(self, service: Process) -> None:
        """No byte more."""
        if not self.is_mounted:
            self._limit(service, 0)
            return
        with self._filler.open("wb", buffering=0) as file:
            try:
                while True:
                    file.write(b"x" * 4096)
            except OSError:
                pass

    def free(self, service: Process) -> None:
        """Room again."""
        if self.is_mounted:
            self._filler.unlink()
        else:
            self._limit(service, resource.RLIM_INFINITY)

    def _limit(self, service: Process, limit: int) -> None:
        assert service.running is not None
        resource.prlimit(service.running.pid, resource.RLIMIT_FSIZE, (limit, resource.RLIM_INFINITY))

    def unmount(self) -> None:
        """As before."""
        if self.is_mounted:
            subprocess.run(["umount", "-l", str(self.place)], check=True)


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[SmallDisk]:
    made = SmallDisk(tmp_path / "small")
    yield made
    made.unmount()


@pytest.mark.timeout(600)
def test_on_a_full_disk_twilio_is_told_to_come_again_and_nothing_is_half_written(small_disk, tmp_path, twilio):
    place = small_disk.place
    site = Site(place, twilio.url, f"sqlite:///{place / 'thuso.db'}", logs=tmp_path)
    try:
        service = site.add_service()
        twilio.reaches[PUBLIC] = service.url
        network = Network(PUBLIC, service.url, AUTH_TOKEN)
        before = forms.sms(SOMEBODY, "How much is a passport for child 1")
        assert network.bring(before).status == 200
        assert eventually(lambda: len(twilio.texts(SOMEBODY)) == 1)
        small_disk.fill(service)
        later = forms.sms(SOMEBODY, "How much is a passport for child 2")
        refused = network.bring(later, "one-token")
        assert (refused.status, refused.posts) == (503, 2)
        assert not [each for each in (place / "spool").glob("*") if each.suffix in (".part", ".spooled")]
        helped = network.bring(cry := forms.sms("+27835550198", CRY))
        assert helped.status == 503
        assert eventually(lambda: twilio.texts("+27835550198") == [HELP]), "help needs no disk"
        small_disk.free(service)
        assert network.bring(later, "one-token").status == 200, "Twilio, or the person, tries again"
        assert network.bring(cry).status == 200
        assert eventually(lambda: len(twilio.texts(SOMEBODY)) == 2)
        found = settled(site.database, 30)
        assert set(found) <= {"sent", "delivered"}, found
        check(site.database)
        assert twilio.texts("+27835550198") == [HELP]
        with site.database.read() as session:
            assert len(list(session.scalars(select(Alarm)))) == 1
        network.close()
    finally:
        site.stop()


@pytest.mark.timeout(600)
def test_a_frozen_service_that_wakes_up_does_not_send_what_another_has_taken_over(site, crowd, twilio):
    """SIGSTOP for longer than a lease lasts: the other service goes on; then the frozen one wakes in mid-turn."""
    services = [site.add_service(wait=False), site.add_service(wait=False)]
    for service in services:
        service.wait()
    people = crowd(services, people=4, pause=0.1)
    people.start(texts=6)
    time.sleep(0.4)
    services[0].signal(signal.SIGSTOP)
    time.sleep(12)
    services[0].signal(signal.SIGCONT)
    people.join()
    assert_nothing_lost_doubled_or_open(people, site)
