"""Case references: encrypted before they reach the database, with a key kept outside it."""

from __future__ import annotations

import os
import uuid
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from cryptography.hazmat.primitives.ciphers.aead import AESSIV

__all__ = ["ReferenceKey", "SourceKey", "case_id", "reference_key"]


@dataclass(frozen=True, slots=True)
class ReferenceKey:
    """Encrypts case references deterministically (AES-SIV, RFC 5297): equal in, equal out."""

    key: bytes

    def of(self, landlord: str, source: str) -> SourceKey:
        """Bind the key to a landlord and a source."""
        return SourceKey(landlord, source, AESSIV(self.key))

    def encrypt(self, landlord: str, source: str, reference: str) -> bytes:
        """Return authenticated bytes bound to this landlord and source."""
        return self.of(landlord, source).encrypt(reference)

    def decrypt(self, landlord: str, source: str, encrypted: bytes) -> str:
        """Return the reference; for an officer who follows a case to the case system."""
        bound_to = [landlord.encode(), source.encode()]
        return AESSIV(self.key).decrypt(encrypted, bound_to).decode()


@dataclass(frozen=True, slots=True)
class SourceKey:
    """Encrypts the references of one source of a landlord, a million as well as one."""

    landlord: str
    source: str
    cipher: AESSIV

    def encrypt(self, reference: str) -> bytes:
        """Return authenticated bytes bound to this landlord and source."""
        return self.cipher.encrypt(
            reference.encode(), [self.landlord.encode(), self.source.encode()]
        )

    def case_id(self, encrypted: bytes) -> uuid.UUID:
        """Name a case for good, by its encrypted reference."""
        return case_id(self.landlord, self.source, encrypted)


def reference_key(home: Path) -> ReferenceKey:
    """Read the key from `home`/keys, or make it there on first use, readable by its owner only."""
    path = home / "keys" / "reference.key"
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return ReferenceKey(path.read_bytes())
    with os.fdopen(handle, "wb") as file:
        file.write(AESSIV.generate_key(512))
    return ReferenceKey(path.read_bytes())


def case_id(landlord: str, source: str, encrypted: bytes) -> uuid.UUID:
    """Name a case for good: the same case of the same source has the same id in every load."""
    digest = sha256(b"\x1f".join((landlord.encode(), source.encode(), encrypted))).digest()
    return uuid.UUID(bytes=digest[:16])
