"""Settings are read once, and a deployment that is not described in full does not start."""

from __future__ import annotations

import pytest

from fieldapp.config import S3Keys, Settings, SettingsError, database_url, from_environ

COMPLETE = {
    "SECRET_KEY": "s" * 32,
    "AUDIT_KEY": "a" * 32,
    "DATABASE_URL": "postgres://fieldapp:pw@db/fieldapp",
    "STORAGE_URL": "s3://evidence?endpoint=https://objects.example.org",
    "PUBLIC_URL": "https://repairs.example.org/",
    "AWS_ACCESS_KEY_ID": "AKFIELDAPP",
    "AWS_SECRET_ACCESS_KEY": "wwww-secret",
}


def test_a_complete_environment_is_production() -> None:
    settings = from_environ(COMPLETE)
    assert settings.environment == "production"
    assert not settings.is_development
    assert settings.is_https
    assert settings.public_url == "https://repairs.example.org"
    assert settings.trusted_hosts == ["repairs.example.org"]
    assert settings.undo_seconds == 10
    assert (settings.port, settings.mail_url, settings.redis_url, settings.clamd_url) == (8000, None, None, None)


@pytest.mark.parametrize("name", COMPLETE)
@pytest.mark.parametrize("value", [None, "", "  "])
def test_a_missing_setting_stops_the_start(name: str, value: str | None) -> None:
    environ = {**COMPLETE, name: value} if value is not None else {k: v for k, v in COMPLETE.items() if k != name}
    with pytest.raises(SettingsError, match=f"^{name} is not set$"):
        from_environ(environ)


def test_a_folder_needs_no_keys_and_a_bucket_has_its_region() -> None:
    folder = {name: value for name, value in COMPLETE.items() if not name.startswith("AWS_")}
    assert from_environ({**folder, "STORAGE_URL": "file:///var/lib/fieldapp"}).s3_keys is None
    more = {"AWS_SESSION_TOKEN": "token", "AWS_DEFAULT_REGION": "eu-west-2"}
    assert from_environ({**COMPLETE, **more}).s3_keys == S3Keys("AKFIELDAPP", "wwww-secret", "token", "eu-west-2")
    keys = from_environ({**COMPLETE, **more, "AWS_REGION": "eu-west-1"}).s3_keys
    assert keys
    assert keys.region == "eu-west-1"


def test_every_fault_is_named_at_once() -> None:
    with pytest.raises(SettingsError) as fault:
        from_environ({"PORT": "http", "UNDO_SECONDS": "61", "SECRET_KEY": "short"})
    for name in (
        "AUDIT_KEY",
        "DATABASE_URL",
        "STORAGE_URL",
        "PUBLIC_URL",
        "PORT is 'http'",
        "UNDO_SECONDS is '61'",
        "SECRET_KEY is shorter",
    ):
        assert name in str(fault.value)
    assert "short'" not in str(fault.value)


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("http://repairs.example.org", "must be https"),
        ("https://repairs.example.org/app", "without a path"),
        ("https://me@repairs.example.org", "without a path"),
        ("repairs.example.org", "not an address"),
        ("ftp://repairs.example.org", "not an address"),
    ],
)
def test_an_address_that_phones_cannot_use_stops_the_start(url: str, why: str) -> None:
    with pytest.raises(SettingsError, match=why):
        from_environ({**COMPLETE, "PUBLIC_URL": url})


def test_development_needs_its_keys_only() -> None:
    settings = from_environ(
        {"FIELDAPP_ENV": "development", "SECRET_KEY": "s" * 32, "AUDIT_KEY": "a" * 32, "PORT": "8123"}
    )
    assert settings.is_development
    assert settings.database_url.startswith("sqlite:///")
    assert settings.public_url == "http://localhost:8123"
    assert settings.trusted_hosts == ["localhost", "127.0.0.1", "[::1]"]
    assert settings.database_url.endswith("/instance/fieldapp.sqlite3")
    assert settings.storage_url.startswith("file:///")
    with pytest.raises(SettingsError, match="SECRET_KEY is not set; AUDIT_KEY is not set"):
        from_environ({"FIELDAPP_ENV": "development"})


def test_an_unknown_environment_stops_the_start() -> None:
    with pytest.raises(SettingsError, match="FIELDAPP_ENV is 'prod'"):
        from_environ({**COMPLETE, "FIELDAPP_ENV": "prod"})


@pytest.mark.parametrize("scheme", ["postgres", "postgresql", "postgresql+psycopg"])
def test_a_postgresql_address_names_the_driver_that_is_installed(scheme: str) -> None:
    assert database_url(f"{scheme}://u:p@h/d") == "postgresql+psycopg://u:p@h/d"


def test_secrets_stay_out_of_logs() -> None:
    shown = repr(from_environ({**COMPLETE, "MAIL_URL": "smtp://me:hush@mail.example.org"}))
    for secret in ("ssss", "aaaa", "pw@", "hush", "wwww", "AKFIELDAPP"):
        assert secret not in shown
    assert "wwww" not in repr(from_environ(COMPLETE).s3_keys)
    assert isinstance(from_environ(COMPLETE), Settings)
