"""`python -m actions PORT`: the action server, on loopback only, in one process."""

from __future__ import annotations

import logging
import sys
import warnings

from rasa_sdk.endpoint import create_app_for_serve
from rasa_sdk.executor import ActionExecutor


class Executor(ActionExecutor):
    """A server of Rasa 3.6 sends the domain only where domain.yml asks for it; this SDK would insist on a digest."""

    def is_domain_digest_valid(self, domain_digest: str | None) -> bool:
        """Always: a domain that was not sent is not needed."""
        return True


def main() -> None:
    """Serve until stopped."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    for noisy in ("rasa_sdk", "sanic", "httpx", "httpcore"):
        logging.getLogger(noisy).setLevel(logging.WARNING)
    # The SDK is newer than the server on purpose (docs/decisions/0002) and would say so at every call.
    warnings.simplefilter("ignore")
    executor = Executor()
    executor.register_package("actions")
    app = create_app_for_serve(executor)
    app.run(host="127.0.0.1", port=int(sys.argv[1]), single_process=True, access_log=False, motd=False)


if __name__ == "__main__":
    main()
