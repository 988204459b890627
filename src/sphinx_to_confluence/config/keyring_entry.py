"""How is a secret had from the keyring of the person's machine? Through the package ``keyring``, an extra."""

from __future__ import annotations

from sphinx_to_confluence.errors import CredentialError


def from_keyring(source: str, service: str, account: str) -> str:
    """Return the secret that is kept under a service and an account.

    :param source: the option that names the service, and where it was given.
    :raises CredentialError: when it cannot be had. The service is not in the message: it may be the secret itself, put
        into the wrong option.
    """
    tried = f"cannot get a secret from the keyring for {source}"
    try:
        import keyring
        from keyring.errors import KeyringLocked, NoKeyringError
    except ModuleNotFoundError as error:
        raise CredentialError(
            tried,
            answered=f"The module {error.name} is missing.",
            remedy='Install it: python -m pip install "sphinx-to-confluence[keyring]"',
        ) from None
    try:
        secret = keyring.get_password(service, account)
    except NoKeyringError:
        raise CredentialError(
            tried,
            answered="There is no keyring on this machine that Python can use.",
            cause="Containers and CI jobs mostly have none, and a server only when somebody has logged in.",
            remedy="Give the secret in another way there, such as an environment variable.",
        ) from None
    except KeyringLocked:
        raise CredentialError(
            tried,
            answered="The keyring is locked, and was not unlocked.",
            remedy="Unlock it, which mostly happens when you log in, and run again.",
        ) from None
    # What a keyring raises depends on the keyring, and might quote what is in it.
    except Exception as error:  # noqa: BLE001
        raise CredentialError(
            tried,
            answered=f"It raised {type(error).__name__}.",
            remedy="Try it by hand: keyring get <the service that the option names> " + account,
        ) from None
    if secret is None:
        raise CredentialError(
            tried,
            answered=f"It has no entry for this service and the account {account}.",
            remedy=f"Put it there: keyring set <the service that the option names> {account}",
        )
    return str(secret)
