"""Who and what there is in a site before anybody publishes: users, their tokens, spaces, permissions."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterable
from datetime import datetime

from sphinx_to_confluence.sandbox import edit
from sphinx_to_confluence.sandbox.records import Access, OAuthClient, Space, Token, TokenKind, User
from sphinx_to_confluence.sandbox.store import Store, row_id, stamp


def add_user(store: Store, email: str, name: str) -> User:
    """Make a user known; one with this address keeps the account and gets the name."""
    known = store.user_by_email(email)
    account_id = known.account_id if known is not None else _account_id(email)
    store.database.execute(
        "INSERT INTO user VALUES (?, ?, ?) ON CONFLICT (account_id) DO UPDATE SET name = excluded.name",
        account_id,
        email,
        name,
    )
    return User(account_id, email, name)


def add_space(store: Store, key: str, name: str, user: User, *, homepage: bool = True) -> Space:
    """Make a space and its home page, if it is to have one; a space with this key is left as it is."""
    with store.database.transaction():
        known = store.space(key)
        if known is not None:
            return known
        space_id, now = store.database.new_id(), store.now()
        store.database.execute(
            "INSERT INTO space VALUES (?, ?, ?, NULL, ?, ?)",
            space_id,
            key,
            name,
            user.account_id,
            now,
        )
        space = Space(str(space_id), key, name, None, user.account_id, now)
        if not homepage:
            return space
        home = edit.create_page(store, space, user, title=name, body="", parent_id=None)
        store.database.execute(
            "UPDATE space SET homepage_id = ? WHERE id = ?", row_id(home.id), space_id
        )
        return Space(space.id, key, name, home.id, user.account_id, now)


def set_access(store: Store, space: Space, user: User, access: Access) -> None:
    """Say what a user may do in a space."""
    store.database.execute(
        "INSERT OR REPLACE INTO access VALUES (?, ?, ?)",
        row_id(space.id),
        user.account_id,
        access,
    )


def issue_token(
    store: Store,
    kind: TokenKind,
    user: User,
    *,
    scopes: Iterable[str],
    usable: bool,
    ends: datetime | None = None,
) -> str:
    """Make a credential and return its secret, which is kept nowhere."""
    secret = f"sandbox-{kind}-{secrets.token_urlsafe(24)}"
    store.database.execute(
        "INSERT INTO token VALUES (?, ?, ?, ?, ?)",
        _digest(secret),
        kind,
        user.account_id,
        " ".join(sorted(scopes)),
        usable,
    )
    if ends is not None:
        end = stamp(ends)
        store.database.execute("INSERT INTO token_end VALUES (?, ?)", _digest(secret), end)
    return secret


def add_oauth_client(
    store: Store, user: User, *, scopes: Iterable[str], lifetime_s: int
) -> tuple[str, str]:
    """Make a client id and its secret, which is kept nowhere."""
    client_id, secret = secrets.token_urlsafe(16), f"sandbox-client-{secrets.token_urlsafe(24)}"
    store.database.execute(
        "INSERT INTO oauth_client VALUES (?, ?, ?, ?, ?)",
        client_id,
        _digest(secret),
        user.account_id,
        " ".join(sorted(scopes)),
        lifetime_s,
    )
    return client_id, secret


def oauth_client(store: Store, client_id: str, secret: str) -> OAuthClient | None:
    """What is known of a client id, if this is its secret."""
    row = store.database.row(
        "SELECT oauth_client.*, user.email, user.name FROM oauth_client JOIN user USING (account_id)"
        " WHERE client_id = ? AND digest = ?",
        client_id,
        _digest(secret),
    )
    if row is None:
        return None
    user = User(row["account_id"], row["email"], row["name"])
    return OAuthClient(user, frozenset(row["scopes"].split()), row["lifetime_s"])


def revoke_token(store: Store, secret: str) -> None:
    """Make a credential useless."""
    store.database.execute("UPDATE token SET usable = 0 WHERE digest = ?", _digest(secret))


def token(store: Store, secret: str) -> Token | None:
    """What is known of a credential, whether it can be used or not."""
    row = store.database.row(
        "SELECT token.*, token_end.at, user.email, user.name FROM token JOIN user USING (account_id)"
        " LEFT JOIN token_end USING (digest)"
        " WHERE digest = ?",
        _digest(secret),
    )
    if row is None:
        return None
    return Token(
        kind=TokenKind(row["kind"]),
        user=User(row["account_id"], row["email"], row["name"]),
        scopes=frozenset(row["scopes"].split()),
        usable=bool(row["usable"]),
        ends=row["at"],
    )


def failed_logins(store: Store, email: str) -> int:
    """How many times in a row somebody gave a wrong password for a user."""
    row = store.database.row("SELECT times FROM failed_login WHERE email = ?", email)
    return int(row["times"]) if row is not None else 0


def note_login(store: Store, email: str, *, failed: bool) -> None:
    """Count a wrong password, or forget those before a right one."""
    if not failed:
        store.database.execute("DELETE FROM failed_login WHERE email = ?", email)
        return
    store.database.execute(
        "INSERT INTO failed_login VALUES (?, 1) ON CONFLICT (email) DO UPDATE SET times = times + 1",
        email,
    )


def _account_id(email: str) -> str:
    """The same account for the same address in every sandbox, so that outputs can be compared."""
    return "5b" + hashlib.sha256(email.casefold().encode()).hexdigest()[:22]


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
