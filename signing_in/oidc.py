"""OpenID Connect, as much of it as an employer's sign-on needs: the code flow with PKCE, state and nonce.

What comes back counts only when its signature, issuer, audience, age and nonce are right and the address is one that
the employer says is theirs. Nothing of it is kept, no account is made by it and none is linked.
"""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import jwt

TIMEOUT = 5  # seconds: a provider that says nothing holds up one page so long, and no other
MOST = 1_000_000  # bytes of an answer
ALGORITHMS = ["RS256", "RS384", "RS512", "PS256", "ES256", "ES384"]  # signed with the provider's own key
LEEWAY = 60  # seconds that two clocks may be apart


class SignOnFailed(Exception):
    """What came back does not sign anyone in; why is for the log, without any name."""


@dataclass(frozen=True)
class Provider:
    """An employer's identity provider, as settings name it."""

    name: str
    issuer: str
    client_id: str
    client_secret: str = field(repr=False)
    domains: frozenset[str]  # whose addresses it may speak for
    address_claims: tuple[str, ...] = ("email",)
    trusts_addresses: bool = False  # the provider gives out addresses itself and does not say that they are verified
    second_step: tuple[str, ...] = ("mfa",)  # in `amr`, or as `acr`: it has asked for a second factor

    @property
    def origin(self) -> str:
        """Where a browser is sent, for the policy of what a form may reach."""
        parts = urllib.parse.urlsplit(self.issuer)
        return f"{parts.scheme}://{parts.netloc}"

    def configuration(self) -> dict[str, Any]:
        found = _get(self.issuer.rstrip("/") + "/.well-known/openid-configuration")
        # Who answers at this address must call itself so: tokens are checked against it.
        if found.get("issuer") != self.issuer:
            raise SignOnFailed("the provider calls itself something else")
        return found


@dataclass(frozen=True)
class Asked:
    """What this browser's session remembers between asking and coming back; each is good for once."""

    state: str
    nonce: str
    verifier: str

    @classmethod
    def new(cls) -> Asked:
        return cls(*(secrets.token_urlsafe(32) for _ in range(3)))


@dataclass(frozen=True)
class Known:
    """Whom the provider knows."""

    email: str
    has_second_step: bool


def _get(url: str, data: Mapping[str, str] | None = None) -> dict[str, Any]:
    if not url.startswith(("https://", "http://127.0.0.1:", "http://localhost:")):
        raise SignOnFailed("an address that is not encrypted")
    body = urllib.parse.urlencode(data).encode() if data is not None else None
    request = urllib.request.Request(url, data=body, headers={"Accept": "application/json"})  # noqa: S310 see above
    try:
        with urllib.request.urlopen(request, timeout=TIMEOUT) as answer:  # noqa: S310
            found = json.loads(answer.read(MOST))
    except (OSError, ValueError) as reason:
        raise SignOnFailed(f"the provider did not answer: {type(reason).__name__}") from reason
    if not isinstance(found, dict):
        raise SignOnFailed("the provider answered something else")
    return found


def address_to_ask(provider: Provider, asked: Asked, *, back: str) -> str:
    """Where to send the browser."""
    digest = hashlib.sha256(asked.verifier.encode()).digest()
    query = {
        "response_type": "code",
        "client_id": provider.client_id,
        "redirect_uri": back,
        "scope": "openid email profile",
        "state": asked.state,
        "nonce": asked.nonce,
        "code_challenge": base64.urlsafe_b64encode(digest).rstrip(b"=").decode(),
        "code_challenge_method": "S256",
    }
    where = str(provider.configuration().get("authorization_endpoint", ""))
    return f"{where}{'&' if '?' in where else '?'}{urllib.parse.urlencode(query)}"


def whom(provider: Provider, asked: Asked, *, told: Mapping[str, str], back: str) -> Known:
    """Who comes back. Raises SignOnFailed where anything is not as it must be."""
    if not secrets.compare_digest(told.get("state", "").encode(), asked.state.encode()):
        raise SignOnFailed("the state is not the one that was sent")
    if told.get("error") or not told.get("code"):
        raise SignOnFailed("the provider signed no one in")
    configuration = provider.configuration()
    answer = _get(
        str(configuration.get("token_endpoint", "")),
        {
            "grant_type": "authorization_code",
            "code": told["code"],
            "redirect_uri": back,
            "client_id": provider.client_id,
            "client_secret": provider.client_secret,
            "code_verifier": asked.verifier,
        },
    )
    claims = _claims(provider, str(answer.get("id_token", "")), _get(str(configuration.get("jwks_uri", ""))))
    if not secrets.compare_digest(str(claims.get("nonce", "")).encode(), asked.nonce.encode()):
        raise SignOnFailed("the nonce is not the one that was sent")
    return Known(email=_address(provider, claims), has_second_step=_second_step(provider, claims))


def _claims(provider: Provider, token: str, keys: dict[str, Any]) -> dict[str, Any]:
    try:
        wanted = jwt.get_unverified_header(token).get("kid")
        found = [key for key in jwt.PyJWKSet.from_dict(keys).keys if wanted is None or key.key_id == wanted]
        if len(found) != 1:
            raise SignOnFailed("signed with a key that the provider does not name")
        claims = jwt.decode(
            token,
            found[0].key,
            algorithms=ALGORITHMS,
            audience=provider.client_id,
            issuer=provider.issuer,
            leeway=LEEWAY,
            options={"require": ["exp", "iat", "aud", "iss", "sub"]},
        )
    except jwt.PyJWTError as reason:
        raise SignOnFailed(f"the token does not hold: {type(reason).__name__}") from reason
    parties = claims["aud"] if isinstance(claims["aud"], list) else [claims["aud"]]
    if claims.get("azp", provider.client_id) != provider.client_id or len(parties) != 1:
        raise SignOnFailed("the token is for someone else too")
    return claims


def _address(provider: Provider, claims: dict[str, Any]) -> str:
    """The address that the provider vouches for; never one that someone may have typed there themselves."""
    claim = next((name for name in provider.address_claims if claims.get(name)), "")
    email = str(claims.get(claim, "")).strip().lower()
    # What it says of `email` it says of no other claim.
    is_verified = claim == "email" and claims.get("email_verified") is True
    if not provider.trusts_addresses and not is_verified:
        raise SignOnFailed("the provider does not say that the address is verified")
    if email.count("@") != 1 or email.partition("@")[2] not in provider.domains:
        raise SignOnFailed("an address that the provider may not speak for")
    return email


def _second_step(provider: Provider, claims: dict[str, Any]) -> bool:
    ways = claims.get("amr") or []
    told = {*(str(way) for way in ways if isinstance(ways, list)), str(claims.get("acr", ""))}
    return bool(told & set(provider.second_step))
