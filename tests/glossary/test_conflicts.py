"""Conflicts are explained in words: what is wrong, between which entries, and what would help."""

import pytest

from dragoman.domain import TermKind
from dragoman.glossary.concept import Concept, LanguageTerms, Status
from dragoman.glossary.conflicts import Clash, Conflict, conflicts
from dragoman.glossary.model import Case
from dragoman.glossary.spelling import unspelt_by
from dragoman.translation.packs import PackLibrary


def entry(
    number: str,
    en: str | LanguageTerms,
    pt: str | LanguageTerms,
    kind: TermKind = TermKind.INFLECT,
    case: Case = Case.FOLLOW,
) -> Concept:
    said = {
        language: LanguageTerms(terms) if isinstance(terms, str) else terms
        for language, terms in (("en", en), ("pt-BR", pt))
    }
    return Concept(number, said, kind, case)


def found(*concepts: Concept) -> list[Conflict]:
    return conflicts(concepts, "en", ["en", "pt-BR"])


def clashes(*concepts: Concept) -> list[tuple[Clash, tuple[str, ...]]]:
    return [(conflict.clash, conflict.concepts) for conflict in found(*concepts)]


REFUND = entry("a", "refund", "reembolso")


def test_entries_that_fit_together_have_none() -> None:
    label = entry("c", "return label", LanguageTerms("etiquetas de devoluções"))
    back = entry("b", "return", LanguageTerms("devolução", forms=("devolução", "devoluções")))
    assert found(REFUND, back, label, Concept("d", {"mul": LanguageTerms("Lumen")}, TermKind.DNT)) == []


def test_a_term_with_two_translations() -> None:
    (conflict,) = found(REFUND, entry("b", "Refund", "estorno"))
    assert (conflict.clash, conflict.concepts) == (Clash.DUPLICATE, ("a", "b"))
    assert conflict.languages == ("en", "pt-BR")
    assert str(conflict.text) == (
        "“Refund” has two translations into pt-BR, “reembolso” in refund (en) / reembolso (pt-BR) and "
        "“estorno” in Refund (en) / estorno (pt-BR): only the first is used"
    )
    assert str(conflict.mend) == "keep one of them; “estorno” may be an allowed term of the other"


def test_what_is_never_translated_and_has_a_translation_elsewhere() -> None:
    name = Concept("b", {"mul": LanguageTerms("Refund")}, TermKind.DNT)
    assert (Clash.DUPLICATE, ("a", "b")) in clashes(REFUND, name)


def test_an_entry_that_is_there_twice() -> None:
    assert clashes(REFUND, entry("b", "refund", "reembolso")) == [(Clash.REPEATED, ("a", "b"))]


def test_the_way_back_leads_to_another_entry() -> None:
    (conflict,) = found(REFUND, entry("b", "chargeback", LanguageTerms("estorno", ("reembolso",))))
    assert (conflict.clash, conflict.languages) == (Clash.REVERSE, ("pt-BR", "en"))
    assert str(conflict.text).startswith(
        "“reembolso” (pt-BR) is always read as “refund”, though chargeback (en)"
    )
    assert str(conflict.mend).endswith("or take “reembolso” out of its allowed terms")


def test_a_longer_term_that_calls_the_same_thing_otherwise() -> None:
    (conflict,) = found(entry("a", "return label", "etiqueta de retorno"), entry("b", "return", "devolução"))
    assert (conflict.clash, conflict.concepts) == (Clash.OVERLAP, ("a", "b"))
    assert str(conflict.mend) == "if that is not meant, translate “return label” with “devolução”"


def test_two_entries_that_swap_each_others_terms() -> None:
    assert (Clash.SWAP, ("a", "b")) in clashes(entry("a", "gift", "card"), entry("b", "card", "gift"))


def test_a_term_with_anothers_forbidden_word_in_it() -> None:
    voucher = entry("a", "voucher", LanguageTerms("cupom", forbidden=("Vale",)))
    (conflict,) = found(voucher, entry("b", "gift card", "vale presente"))
    assert (conflict.clash, conflict.languages) == (Clash.FORBIDDEN, ("pt-BR",))
    assert str(conflict.mend) == "say “vale presente” otherwise, or allow “Vale”"


def test_what_is_never_translated_but_has_a_translation() -> None:
    assert clashes(entry("a", "Lumen", "Lúmen", TermKind.DNT)) == [(Clash.DNT_TRANSLATED, ("a",))]


@pytest.mark.parametrize(
    ("one", "two", "clash"),
    [
        (("Apple", "Apple", Case.EXACT), ("apple", "maçã", Case.FOLLOW), [(Clash.CASE, ("a", "b"))]),
        (("US", "EUA", Case.EXACT), ("us", "nós", Case.EXACT), []),
        (("pix", "Pix", Case.KEEP), ("pix", "PIX", Case.KEEP), [(Clash.CASE, ("a", "b"))]),
    ],
)
def test_entries_that_differ_by_capitals_alone(
    one: tuple[str, str, Case], two: tuple[str, str, Case], clash: list[tuple[Clash, tuple[str, ...]]]
) -> None:
    pair = [
        entry(number, en, pt, TermKind.EXACT, case)
        for number, (en, pt, case) in zip("ab", (one, two), strict=True)
    ]
    assert clashes(*pair) == clash


def test_a_term_that_stands_in_nearly_every_text() -> None:
    assert clashes(entry("a", "when", "prazo")) == [(Clash.FUNCTION_WORD, ("a",))]
    assert clashes(entry("a", "IT", "TI", case=Case.EXACT)) == []


def test_a_term_that_no_pack_can_write(packs: PackLibrary) -> None:
    concepts = [REFUND, entry("b", "tofu", "豆腐")]
    (conflict,) = conflicts(concepts, "en", ["pt-BR"], unspelt_by(packs.find, "en", ("pt-BR",)))
    assert (conflict.clash, conflict.concepts, conflict.languages) == (Clash.UNSPELT, ("b",), ("pt-BR",))
    assert str(conflict.text) == "no pack that writes pt-BR can write “豆腐” of “豆腐”"


def test_deprecated_entries_are_in_nobodys_way() -> None:
    old = Concept(
        "b", {"en": LanguageTerms("refund"), "pt": LanguageTerms("estorno")}, status=Status.DEPRECATED
    )
    assert found(REFUND, old) == []
