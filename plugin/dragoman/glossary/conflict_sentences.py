"""What is said of each conflict: what is wrong, and what would help."""

from typing import Final

from dragoman.wording import message

Sentences = tuple[str, str]

TRANSLATED: Final[Sentences] = (
    message("{entry} is never translated, but has the translation “{two}”, which is not used"),
    message("make its kind exact, or say “{one}” in every language"),
)
IN_EVERY_TEXT: Final[Sentences] = (
    message("“{word}” stands in nearly every {language} text, mostly with nothing of this meant"),
    message("use a longer term, or the case rule exact if it is only meant in its own capitals"),
)
UNSPELT: Final[Sentences] = (
    message("no pack that writes {language} can write “{missing}” of “{word}”"),
    message("spell it otherwise, or make its kind exact or dnt, so that it is put in as it stands"),
)
ONE_INSISTS: Final[Sentences] = (
    message(
        "“{other_word}” and “{word}” differ by capitals alone, and only one insists on its own: at the "
        "beginning of a sentence {entry} and {other} cannot be told apart"
    ),
    message("say the other one with a word more"),
)
REPEATED: Final[Sentences] = (
    message("{entry} and {other} say the same: “{word}” is “{one}”"),
    message("put what only one of them has into the other, and remove it"),
)
TWO_SPELLINGS: Final[Sentences] = (
    message(
        "“{word}” is “{one}” in {entry} and “{two}” in {other}: they differ by capitals alone, and only the "
        "first is used"
    ),
    message("choose one spelling and remove the other entry"),
)
REVERSE: Final[Sentences] = (
    message(
        "“{word}” ({source}) is always read as “{one}”, though {other} means “{two}” by it: what shoppers "
        "write and what they read do not fit together"
    ),
    message("say one of the two otherwise in {source}, or take “{word}” out of its allowed terms"),
)
DUPLICATE: Final[Sentences] = (
    message(
        "“{word}” has two translations into {target}, “{one}” in {entry} and “{two}” in {other}: only the "
        "first is used"
    ),
    message("keep one of them; “{two}” may be an allowed term of the other"),
)
OVERLAP: Final[Sentences] = (
    message(
        "“{longer}” has “{shorter}” in it, but “{whole}” has no “{part}”: the same thing gets two names in "
        "one message"
    ),
    message("if that is not meant, translate “{longer}” with “{part}”"),
)
SWAP: Final[Sentences] = (
    message(
        "“{one}” is “{two}” in {entry}, and “{two}” is “{one}” in {other}: the columns of one of them may "
        "have been swapped"
    ),
    message("look which of the two is meant, and remove the other"),
)
FORBIDDEN: Final[Sentences] = (
    message(
        "{entry} says “{word}”, which has “{forbidden}” in it, and that is forbidden for {other}: a message "
        "with both cannot keep both"
    ),
    message("say “{word}” otherwise, or allow “{forbidden}”"),
)
