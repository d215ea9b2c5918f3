"""The failure matrix in Safari's engine: the tests of tests/browser, on a phone of another make."""

from __future__ import annotations

from tests.browser.test_failure_drainers import (
    everybody_sends,
    test_row_12_send_now_ignores_a_pause_that_others_keep,
    test_row_12_without_background_sync,
)
from tests.browser.test_failure_kills import test_row_7_killed_while_sending
from tests.browser.test_failure_order import (
    test_row_14_one_invalid_op_holds_up_its_own_order_only,
    test_row_15_a_ticket_cancelled_meanwhile,
)
from tests.browser.test_failure_people import (
    test_row_16_another_user_signs_in_on_the_phone,
    test_row_17_signed_out_with_unsent_work,
)
from tests.browser.test_failure_sending import (
    operative,
    test_row_1_a_server_error_keeps_the_op_and_it_is_sent_again,
    test_row_2_a_lost_answer_does_not_make_a_second_entry,
    test_row_5_a_captive_portal_is_not_taken_for_the_office,
    test_row_6_a_token_that_has_aged_is_fetched_anew,
    test_rows_3_and_4_a_session_that_ended_pauses_everything_until_the_next_sign_in,
)
from tests.live_server import LiveServer
from tests.webkit.phone import Context


def test_row_10_two_tabs_send_at_once(phone: Context, live_server: LiveServer) -> None:
    """Row 10: two tabs drain at once, saves meanwhile: all sent, once; no worker here is ever woken to send."""
    everybody_sends(phone, live_server, waker=lambda _page, _url: lambda: None)
    assert not phone.pages[0].evaluate("'sync' in ServiceWorkerRegistration.prototype")
    assert phone.pages[0].evaluate("'locks' in navigator")
