"""E-mail to officers on duty: SMTP with STARTTLS, never in the clear."""

from __future__ import annotations

import smtplib
import ssl
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.utils import formatdate, make_msgid

TIMEOUT = 10.0


class MailFailed(Exception):
    """It did not leave. `is_final`: trying again will not help. Never carries an address."""

    def __init__(self, reason: str, *, is_final: bool) -> None:
        super().__init__(reason)
        self.is_final = is_final


@dataclass(frozen=True)
class Mail:
    """One way out. `context` is whom to trust; the machine's certificates when it is None."""

    host: str
    port: int
    user: str
    password: str = field(repr=False)
    sender: str
    context: ssl.SSLContext | None = field(default=None, repr=False)

    def send(self, to: str, subject: str, text: str) -> None:
        """Send one message; blocks. Raises `MailFailed`."""
        message = EmailMessage()
        message["From"], message["To"], message["Subject"] = self.sender, to, subject
        message["Date"] = formatdate()
        message["Message-ID"] = make_msgid(domain=self.sender.rpartition("@")[2] or "thuso")
        message.set_content(text)
        try:
            with smtplib.SMTP(self.host, self.port, timeout=TIMEOUT) as server:
                # Refused where the server has none: an address of a person does not travel in the clear.
                server.starttls(context=self.context or ssl.create_default_context())
                if self.user:
                    server.login(self.user, self.password)
                server.send_message(message)
        except smtplib.SMTPRecipientsRefused as error:
            codes = [code for code, _ in error.recipients.values()]
            raise MailFailed("refused", is_final=all(code >= 500 for code in codes)) from None
        except smtplib.SMTPResponseException as error:
            raise MailFailed(f"smtp {error.smtp_code}", is_final=False) from None
        except (smtplib.SMTPException, OSError) as error:
            raise MailFailed(type(error).__name__.lower(), is_final=False) from None
