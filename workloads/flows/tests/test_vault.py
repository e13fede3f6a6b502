"""plinth_flows/vault.py"""

import dataclasses
from pathlib import Path

from plinth_flows import vault
from plinth_flows.errors import ServiceError, SettingsError
from plinth_flows.settings import Settings
from tests.conftest import SECRET, SECRET_PATH, vault_environment
from tests.fake_vault import FakeVault
from tests.real_vault import RealVault, free_port

import hvac
import pytest

PATH = "flows/train-digits"
KEY = "model_owner"
TRACKING = {"MLFLOW_TRACKING_URI": "http://127.0.0.1:1"}


@pytest.fixture
def settings(login: dict[str, str]) -> Settings:
    return Settings.from_env({**TRACKING, **login})


def test_reads_one_value_and_gives_the_token_back(fake: FakeVault, settings: Settings) -> None:
    assert vault.read_secret(settings, PATH, KEY) == SECRET
    assert (fake.logins, fake.revoked) == (1, 1)


def test_ignores_the_token_of_the_person_at_the_shell(
    fake: FakeVault, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VAULT_TOKEN", fake.token)
    fake.role_id = "another"
    with pytest.raises(ServiceError, match="refuses the login"):
        vault.read_secret(settings, PATH, KEY)


def test_a_wrong_login_names_the_files_and_not_their_content(fake: FakeVault, settings: Settings) -> None:
    fake.secret_id = "another"
    with pytest.raises(ServiceError, match=r"refuses the login: .*role_id.*secret_id.*\./plinth up") as caught:
        vault.read_secret(settings, PATH, KEY)
    assert not caught.value.transient
    assert "22222222" not in str(caught.value)


def test_a_policy_that_denies_is_final(fake: FakeVault, settings: Settings) -> None:
    fake.denied.add(SECRET_PATH)
    with pytest.raises(ServiceError, match=f"denies reading {SECRET_PATH}.*policies") as caught:
        vault.read_secret(settings, PATH, KEY)
    assert not caught.value.transient
    assert fake.revoked == 1


def test_a_missing_secret_or_key_says_how_to_write_it(fake: FakeVault, settings: Settings) -> None:
    with pytest.raises(ServiceError, match="has no text under the key 'other'.*vault kv put") as caught:
        vault.read_secret(settings, PATH, "other")
    assert SECRET not in str(caught.value)
    fake.secrets.clear()
    with pytest.raises(ServiceError, match=f"no secret at {SECRET_PATH}.*vault kv put"):
        vault.read_secret(settings, PATH, KEY)


def test_a_sealed_vault_is_worth_another_try(fake: FakeVault, settings: Settings) -> None:
    fake.sealed = True
    for attempt in (lambda: vault.read_secret(settings, PATH, KEY), lambda: vault.check(settings)):
        with pytest.raises(ServiceError, match=r"is sealed\..*vault-bootstrap") as caught:
            attempt()
        assert caught.value.transient


def test_a_broken_or_absent_vault_is_worth_another_try(fake: FakeVault, settings: Settings) -> None:
    fake.broken_answers = 1
    with pytest.raises(ServiceError, match="not in service") as caught:
        vault.read_secret(settings, PATH, KEY)
    assert caught.value.transient
    nobody = dataclasses.replace(settings, vault_addr=f"http://127.0.0.1:{free_port()}")
    with pytest.raises(ServiceError, match="does not answer.*correct VAULT_ADDR") as caught:
        vault.check(nobody)
    assert caught.value.transient


def test_a_login_file_that_is_emptied_later_is_named(settings: Settings) -> None:
    settings.vault_secret_id_file.write_text("\n")
    with pytest.raises(SettingsError, match="VAULT_SECRET_ID_FILE: .* is empty"):
        vault.read_secret(settings, PATH, KEY)


class TestAgainstARealVault:
    """The same cases, so that the fake one cannot be wrong unnoticed. The policy is the project's own."""

    @pytest.fixture
    def settings(self, real: RealVault, tmp_path: Path) -> Settings:
        return Settings.from_env({**TRACKING, **vault_environment(tmp_path, real)})

    def test_reads_one_value(self, real: RealVault, settings: Settings) -> None:
        real.root.secrets.kv.v2.create_or_update_secret(PATH, {KEY: SECRET}, mount_point="secret")
        vault.check(settings)
        assert vault.read_secret(settings, PATH, KEY) == SECRET

    def test_refuses_a_wrong_login(self, settings: Settings) -> None:
        settings.vault_secret_id_file.write_text("wrong")
        with pytest.raises(ServiceError, match="refuses the login"):
            vault.read_secret(settings, PATH, KEY)

    def test_the_policy_denies_the_secrets_of_others(self, settings: Settings) -> None:
        with pytest.raises(ServiceError, match="denies reading secret/data/postgres/superuser_password"):
            vault.read_secret(settings, "postgres/superuser_password", "value")

    def test_a_missing_or_deleted_secret(self, real: RealVault, settings: Settings) -> None:
        with pytest.raises(ServiceError, match="no secret at secret/data/flows/none"):
            vault.read_secret(settings, "flows/none", KEY)
        kv = real.root.secrets.kv.v2
        kv.create_or_update_secret("flows/gone", {KEY: "x"}, mount_point="secret")
        kv.delete_latest_version_of_secret("flows/gone", mount_point="secret")
        with pytest.raises(ServiceError, match="no secret at secret/data/flows/gone"):
            vault.read_secret(settings, "flows/gone", KEY)

    def test_sealed(self, real: RealVault, settings: Settings) -> None:
        real.root.sys.seal()
        try:
            for attempt in (lambda: vault.read_secret(settings, PATH, KEY), lambda: vault.check(settings)):
                with pytest.raises(ServiceError, match="is sealed") as caught:
                    attempt()
                assert caught.value.transient
        finally:
            hvac.Client(url=real.url, token="").sys.submit_unseal_key(real.unseal_key)
