"""Nobody is named in what this room reads."""

import pytest

from cadence.patterns.model.masking import Mask

MASK = Mask(
    (
        "Hannah Weiss",
        "hannah.weiss@fernhill.example",
        "Mark Bell",
        "Engineer 2076",
        "kmueller7@fernhill.example",
        "José Núñez-Ortiz",
    )
)


@pytest.mark.parametrize(
    ("said", "reads"),
    [
        ("Hannah Weiss saw it", "somebody saw it"),
        ("ask WEISS, hannah first", "ask somebody first"),
        ("thanks hannah, it works", "thanks somebody, it works"),
        ("reported by hannah.weiss", "reported by somebody"),
        ("Mark Bell will mark the bell", "somebody will mark the bell"),
        ("Mark it as done, Bell icon missing", "Mark it as done, Bell icon missing"),
        ("Engineer 2076 and Engineer 9999", "somebody and Engineer 9999"),
        ("the engineer said 2076", "the engineer said 2076"),
        ("[~accountid:5b10ac8d82e05b22cc7d4ef5] please look", "somebody please look"),
        ("[~hweiss]: same here", "somebody: same here"),
        ("mail a.b@c.example now", "mail somebody now"),
        ("@tom.smith knows", "somebody knows"),
        ("log of kmueller7 attached", "log of somebody attached"),
        ("José Núñez-Ortiz's phone", "somebody's phone"),
        ("see icon@2x.png and npm@1.3.2", "see icon@2x.png and npm@1.3.2"),
        ("@Override public void run()", "@Override public void run()"),
        ("npm i @scope/package", "npm i @scope/package"),
        ("checkout hangs on retry", "checkout hangs on retry"),
    ],
)
def test_whoever_is_named_becomes_somebody(said: str, reads: str) -> None:
    assert MASK.masked(said) == reads


@pytest.mark.parametrize(
    ("name", "said", "reads"),
    [
        # Accents as signs of their own, left away, or spelt out.
        ("José Álvarez", "Jose\u0301 A\u0301lvarez broke it", "somebody broke it"),
        ("Jose\u0301 A\u0301lvarez", "José knows, Alvarez too", "somebody knows, somebody too"),
        ("İlker Şahin", "İlker and ilker", "somebody and somebody"),
        ("Müller, Jörg", "Joerg Mueller or Muller", "somebody or somebody"),
        # Scripts without spaces, or with vowels that are no letters.
        ("张伟", "请张伟看一下", "请somebody看一下"),
        ("김민준", "김민준님이", "somebody님이"),
        ("प्रिया शर्मा", "प्रिया शर्मा, प्रिया", "somebody, somebody"),
        # One word is all that somebody is called, in whatever case and however short.
        ("jdoe", "assigned to jdoe", "assigned to somebody"),
        ("Zoë", "zoë did it", "somebody did it"),
        ("tomas_k", "tomas_k did it", "somebody did it"),
        ("Hannah Weiss", "hannahweiss did it", "somebody did it"),
        # A name that is a word too, where it is a person who is meant.
        ("Grace", "Reported by Grace", "Reported by somebody"),
        ("Grace", "Grace period ends; by grace", "Grace period ends; by grace"),
    ],
)
def test_names_are_known_however_they_are_written(name: str, said: str, reads: str) -> None:
    assert Mask([name]).masked(said) == reads


def test_a_thing_loses_a_persons_whole_name_and_no_word_that_somebody_is_called_by() -> None:
    mask = Mask(["Hannah Weiss", "Pat Search"])
    assert mask.masked_whole("Hannah Weiss's inbox") == "somebody's inbox"
    assert mask.masked_whole("Search") == "Search"


def test_a_machines_name_takes_no_word_out_of_texts() -> None:
    mask = Mask(["Payment Bot"])
    assert mask.masked("Payment Bot: the payment failed") == "somebody: the payment failed"


def test_ten_thousand_names_are_looked_up_and_not_tried_one_by_one() -> None:
    """A long text is masked in some hundredths of a second, whatever the number of names."""
    mask = Mask(f"Given{n} Family{n}" for n in range(10_000))
    text = "The payment retry of Given77 Family77 fails in step two. " * 200
    assert mask.masked(text).count("somebody") == 200
