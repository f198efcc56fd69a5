"""Files nobody reads without a key: age (age-encryption.org/v1), the only place that knows pyrage.

What is sealed is padded to whole chunks of age's stream (64 KiB, each with 16 bytes of its own), so
that a file cut short is told from one in which something was changed, and its size says little.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from outreach.errors import LedgerError, ProjectError
from outreach.phrase import Phrase, phrase

if TYPE_CHECKING:
    from outreach.errors import OutreachError

CHUNK = 1 << 16  # bytes of text in a chunk of age's stream
ENDING = ".age"
_SEALED_CHUNK, _NONCE = CHUNK + 16, 16
_MAGIC = b"age-encryption.org/v1\n"
_MOST_HEADER = 1 << 20  # bytes; a header has a line or two for each recipient
_IDENTITY, _LENGTH = "AGE-SECRET-KEY-1", 58  # and so many characters after it


@dataclass(frozen=True, slots=True)
class Seal:
    """Whom a file is sealed for: public keys (age1…), or instead of them a passphrase."""

    recipients: tuple[str, ...] = ()
    passphrase: str = ""

    def __bool__(self) -> bool:
        """Return whether anything is sealed at all."""
        return bool(self.recipients or self.passphrase)


@dataclass(frozen=True, slots=True)
class Opener:
    """What a file may be opened with; ``ask`` gives the passphrase where one is needed."""

    identities: tuple[str, ...] = ()
    ask: Callable[[], str] | None = None


@dataclass(frozen=True, slots=True)
class KeyPair:
    """A new pair of keys: what is sealed for ``public`` only ``secret`` opens."""

    public: str
    secret: str


def new_keys() -> KeyPair:
    """Return a new pair of keys, made by age itself."""
    import pyrage

    identity = pyrage.x25519.Identity.generate()
    return KeyPair(str(identity.to_public()), str(identity))


def is_sealed(file: Path) -> bool:
    """Return whether a file is sealed. Raises OSError where it cannot be read."""
    with file.open("rb") as stream:
        return stream.read(len(_MAGIC)) == _MAGIC


def identities_in(file: Path) -> tuple[str, ...]:
    """Return the secret keys in a file: as age-keygen writes them, or typed off the sheet.

    Blanks and line ends in a key do not count: on paper it stands in groups. The PDF of the sheet
    is read as well. Raises LedgerError where there is no key, or one of them was mistyped.
    """
    data = file.read_bytes()
    is_sheet = data.lstrip().startswith(b"%PDF")
    text = _text_of_sheet(data) if is_sheet else data.decode("utf-8-sig", errors="replace")
    lines = (line for line in text.splitlines() if not line.lstrip().startswith("#"))
    joined = "".join("".join(lines).split()).upper()
    found = tuple(_IDENTITY + rest[:_LENGTH] for rest in joined.split(_IDENTITY)[1:])
    if not found:
        raise LedgerError(phrase("{file} holds no key.", file=file.name), _where_key(is_sheet))
    for key in found:
        _identity(key)
    return found


def _where_key(is_sheet: bool) -> Phrase:
    if is_sheet:
        return phrase("The key is on the paper: type its letters into a text file, as one line "
                      "that begins with AGE-SECRET-KEY-1, and name that file.")  # fmt: skip
    return phrase("A key is a line that begins with AGE-SECRET-KEY-1.")


def _text_of_sheet(data: bytes) -> str:
    """Return the text of a PDF, blank where it has none: a photograph, or a damaged file."""
    from outreach.press.raster import page_text

    try:
        return page_text(data)
    except RuntimeError:  # as PDFium says it
        return ""


def check_recipients(recipients: Sequence[str]) -> None:
    """Raise ProjectError where one of these is no public key: nobody could open the file."""
    for text in recipients:
        _recipient(text)


def _recipient(text: str) -> Any:
    import pyrage

    try:
        return pyrage.x25519.Recipient.from_str(text)
    except pyrage.RecipientError as error:
        raise ProjectError(
            phrase("This is no key to seal for: {key}…", key=text[:12]),
            phrase("A public key begins with age1 and has 62 characters; copy it whole."),
        ) from error


def _identity(text: str) -> Any:
    import pyrage

    try:
        return pyrage.x25519.Identity.from_str(text)
    except pyrage.IdentityError as error:
        raise LedgerError(
            phrase("The key was mistyped or cut short."),
            phrase("A key begins with AGE-SECRET-KEY-1 and has 74 characters; compare it with the "
                   "paper."),
        ) from error  # fmt: skip


def seal(plain: Path, sealed: Path, with_: Seal) -> Opener:
    """Seal a file, and return what opens it once more, so that it can be read back.

    For that a key is made for the moment and forgotten afterwards: nobody else holds one here.
    """
    import pyrage

    if with_.passphrase:
        sealed.write_bytes(pyrage.passphrase.encrypt(plain.read_bytes(), with_.passphrase))
        return Opener(ask=lambda: with_.passphrase)
    once = new_keys()
    recipients = [_recipient(text) for text in (*with_.recipients, once.public)]
    try:
        pyrage.encrypt_file(str(plain), str(sealed), recipients)
    except pyrage.EncryptError as error:
        raise _of_system(str(error)) from error
    return Opener((once.secret,))


def _of_system(said: str) -> OSError:
    """Return what the system refused as the error it is: age hands on the words alone."""
    found = re.search(r"os error (\d+)", said)
    return OSError(int(found[1]) if found else None, said)


def unseal(sealed: Path, plain: Path, opener: Opener) -> None:
    """Open a sealed file into ``plain``.

    Raises LedgerError in one of three ways: it was sealed for other keys, it was cut short, or
    something in it was changed. What ``plain`` holds then is nothing to be used.
    """
    import pyrage

    is_worded = _has_passphrase(sealed)
    if is_worded and opener.ask is None:
        raise _needs(phrase("It was sealed with a passphrase: say --passphrase."))
    if not is_worded and not opener.identities:
        raise _needs(phrase("Name the file with the secret key: --identity FILE."))
    try:
        if is_worded and opener.ask is not None:
            words = opener.ask()
            plain.write_bytes(pyrage.passphrase.decrypt(sealed.read_bytes(), words))
        else:
            keys = [_identity(text) for text in opener.identities]
            pyrage.decrypt_file(str(sealed), str(plain), keys)
    except pyrage.DecryptError as error:
        raise _why_not(sealed, str(error)) from None
    except OSError as error:
        if error.errno is not None or "os error" in str(error):
            raise _of_system(str(error)) from error  # the disk, not the file
        raise _why_not(sealed, "") from None


def _needs(hint: Any) -> OutreachError:
    return LedgerError(phrase("The file is sealed."), hint)


def _header(sealed: Path) -> bytes:
    """Return the header of a sealed file, up to where it ends or is cut off."""
    with sealed.open("rb") as stream:
        start = stream.read(_MOST_HEADER)
    mac = start.find(b"\n--- ")
    end = start.find(b"\n", mac + 1) if mac >= 0 else -1
    return start[: end + 1]


def _has_passphrase(sealed: Path) -> bool:
    with sealed.open("rb") as stream:
        return stream.read(len(_MAGIC) + 10).endswith(b"-> scrypt ")


def _why_not(sealed: Path, said: str) -> OutreachError:
    header = _header(sealed)
    payload = sealed.stat().st_size - len(header) - _NONCE
    is_whole = bool(header) and payload > 0 and payload % _SEALED_CHUNK == 0
    if header and said == "Decryption failed":
        return LedgerError(
            phrase("The passphrase is another one; nothing of the file was used."),
            phrase("Try again; capitals and blanks count."),
        )
    if header and said == "No matching keys found":
        return LedgerError(
            phrase("The file was sealed for another key; nothing of it was used."),
            phrase("Take the key it was sealed for: the paper with the key says which one it is."),
        )
    if not is_whole:
        return LedgerError(
            phrase("The file was cut short; nothing of it was used."),
            phrase("It was not copied to its end: copy it once more, or take another one."),
        )
    return LedgerError(
        phrase("Something in the file was changed; nothing of it was used."),
        phrase("The disk or stick may be failing: take another copy."),
    )
