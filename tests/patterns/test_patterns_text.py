"""What a bug's text is about."""

from hypothesis import given
from hypothesis import strategies as st

from cadence.patterns.model.text import FRAMES, MOST, letters, terms


def test_words_count_by_their_stems_and_idle_ones_not_at_all() -> None:
    assert terms("The payments are retried by the retrying job") == terms("payment retry retry job")


def test_compound_names_count_whole_and_in_their_parts() -> None:
    assert terms("Ti.UI.createWindow") == ["=ti.ui.createwindow", "ti", "ui", "creat", "window"]
    assert terms("camelCase") == ["=camelcase", "camel", "case"]


def test_what_differs_from_report_to_report_goes() -> None:
    said = (
        "Crash in 4.2.1 at 2026-03-02T10:11:12 0x7fff5fbff8a8 https://x.example/y?z=1 PAY-17 "
        "{code:java}550e8400-e29b-41d4-a716-446655440000{code} <div class='x'>deadbeef12345678</div>"
    )
    assert terms(said) == ["crash"]


def test_of_a_stack_trace_the_first_frames_stay_without_their_lines() -> None:
    frames = [f"\tat com.shop.Pay{letter}.run(Pay.java:{n})" for n, letter in enumerate("abcdefgh")]
    found = terms("Boom\n" + "\n".join(frames))
    assert found.count("shop") == FRAMES
    assert "java" not in found
    assert "=com.shop.paya.run" in found


def test_of_a_title_letters_are_left_with_one_space_around_each_word() -> None:
    assert letters("Ab 12 cd!") == " ab cd "
    assert letters("PAY-7 4.2.1") == "  "


@given(st.text(max_size=300))
def test_no_text_breaks_it(said: str) -> None:
    assert len(terms(said)) <= MOST
    assert all(terms(said))
    assert letters(said).startswith(" ")
