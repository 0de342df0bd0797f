"""What the containers are started with, and what is refused before."""

import pytest
from postlog_stack.errors import StackError
from postlog_stack.stacks import beside_env, compose_record, refuse_sandbox_addresses

INSTAGRAM = {
    "INSTAGRAM_APP_ID": "1",
    "INSTAGRAM_DIALOG_URL": "https://www.facebook.com",
    "INSTAGRAM_GRAPH_URL": "https://graph.facebook.com",
    "INSTAGRAM_RUPLOAD_URL": "https://rupload.facebook.com",
    "INSTAGRAM_LOGIN_DIALOG_URL": "https://www.instagram.com",
    "INSTAGRAM_LOGIN_EXCHANGE_URL": "https://api.instagram.com",
    "INSTAGRAM_LOGIN_GRAPH_URL": "https://graph.instagram.com",
}
REAL = {
    "TIKTOK_CLIENT_KEY": "mine",
    "TIKTOK_AUTHORIZE_URL": "https://www.tiktok.com/v2/auth/authorize/",
    "TIKTOK_API_URL": "https://open.tiktokapis.com",
    "TIKTOK_UPLOAD_HOSTS": ".tiktokapis.com",
}


def test_an_app_of_one_s_own_needs_tiktok_s_addresses_in_containers() -> None:
    with pytest.raises(StackError, match="TIKTOK_API_URL"):
        refuse_sandbox_addresses(REAL | {"TIKTOK_API_URL": ""})


def test_an_app_of_one_s_own_needs_meta_s_addresses_in_containers() -> None:
    with pytest.raises(StackError, match="INSTAGRAM_RUPLOAD_URL"):
        refuse_sandbox_addresses(INSTAGRAM | {"INSTAGRAM_RUPLOAD_URL": ""})


@pytest.mark.parametrize(
    "given", [{}, REAL, INSTAGRAM, REAL | INSTAGRAM], ids=["sandbox", "tiktok", "meta", "both"]
)
def test_what_is_whole_may_start(given: dict[str, str]) -> None:
    refuse_sandbox_addresses(given)


def test_the_record_has_the_ports_of_env() -> None:
    record = compose_record({"GATEWAY_PORT": "1", "POSTGRES_PORT": "2"})

    assert record.gateway_url == "http://127.0.0.1:1"
    assert record.sandbox_urls == {
        "tiktok": "http://127.0.0.1:8090",
        "instagram": "http://127.0.0.1:8092",
    }
    assert record.role_urls["tiktok"] == "postgresql://tiktok:tiktok-local-only@127.0.0.1:2/postlog"


def test_the_record_names_the_sandbox_of_whom_it_plays_only() -> None:
    record = compose_record(REAL | {"SANDBOX_INSTAGRAM_PORT": "3"})

    assert record.sandbox_urls == {"instagram": "http://127.0.0.1:3"}
    assert compose_record(REAL | INSTAGRAM).sandbox_urls == {}


def test_beside_an_app_of_one_s_own_the_sandbox_has_none_and_nothing_is_asked_for_in_haste() -> (
    None
):
    assert beside_env({"INSTAGRAM_APP_ID": "1", "INSTAGRAM_APP_SECRET": "s"}) == {
        "INSTAGRAM_LOGIN_APP_ID": "",
        "INSTAGRAM_LOGIN_APP_SECRET": "",
        "INSTAGRAM_VERIFY_TOKEN": "",
    }


def test_the_sandbox_is_asked_in_haste_unless_env_says_otherwise() -> None:
    assert beside_env({"INSTAGRAM_SAMPLE_HOURS": "2"}) == {"INSTAGRAM_RECONCILE_HOURS": "0.01"}
