"""Is it really Twilio? Anything that goes wrong in finding out means no."""

from __future__ import annotations

from starlette.datastructures import FormData
from twilio.request_validator import RequestValidator


def is_signed(tokens: list[str], url: str, form: FormData, signature: str | None) -> bool:
    """Whether `signature` fits the public `url` and all of the form's parameters under one of the auth tokens.

    Two tokens are valid at once while one is being rotated. With `bodySHA256` in the URL Twilio's validator would
    not look at a form's parameters at all, so such a URL is refused.
    """
    if not signature or "bodysha256" in url.lower():
        return False
    for token in tokens:
        try:
            if RequestValidator(token).validate(url, form, signature):
                return True
        except Exception:
            return False
    return False
