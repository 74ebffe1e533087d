"""Terms that a store may want, from what was said and from its catalogue."""

from dataclasses import replace

import pytest

from dragoman.domain import TermKind
from dragoman.glossary import compiled
from dragoman.glossary.catalogue import named
from dragoman.glossary.concept import EVERY_LANGUAGE, Concept, LanguageTerms, Status, Termbase
from dragoman.glossary.model import GlossaryError
from dragoman.glossary.seeding import Proposal, Reason, Said, phrases, unknown

IGNORED = ({"where", "the", "send", "your", "print"}, {"onde", "sua", "para", "envie", "imprima"})
LABEL = [
    Said("Where is the return label?", "Onde está a etiqueta de devolução?", "1"),
    Said("Print the return label.", "Imprima a etiqueta de devolução.", "2"),
    Said("Your return label is ready.", "Sua etiqueta de devolução está pronta.", "3"),
    Said("Thank you, good evening.", "Obrigado, boa noite.", "4"),
]


def mined(said: list[Said], least: int = 3) -> list[Proposal]:
    return phrases(said, ("en", "pt-BR"), IGNORED, least)


def test_a_phrase_of_several_shoppers_is_proposed_with_its_translation() -> None:
    (proposal,) = mined(LABEL)
    assert proposal.terms == {"en": "return label", "pt-BR": "etiqueta de devolução"}
    assert (proposal.reason, proposal.count) == (Reason.FREQUENT, 3)
    assert proposal.examples == tuple(one.source for one in LABEL[:3])


def test_what_one_shopper_wrote_is_not_proposed_however_often() -> None:
    assert mined([Said(one.source, one.target, "1") for one in LABEL], least=2) == []


def test_a_word_that_is_translated_in_two_ways_is_proposed_with_both() -> None:
    said = [
        Said("The parcel left.", "O pacote saiu.", "1"),
        Said("My parcel came.", "Meu pacote chegou.", "2"),
        Said("A parcel broke.", "Um pacote quebrou.", "3"),
        Said("This parcel waits.", "Este volume espera.", "4"),
        Said("Which parcel stays?", "Qual volume fica?", "5"),
    ]
    (proposal,) = mined(said)
    assert proposal.reason is Reason.INCONSISTENT
    assert proposal.terms == {"en": "parcel", "pt-BR": "pacote"}
    assert proposal.others == (("volume", 2),)


def test_forms_of_one_word_are_one_translation() -> None:
    said = [
        Said("The parcel left.", "O pacote saiu.", "1"),
        Said("My parcel came.", "Meu pacote chegou.", "2"),
        Said("Which parcel?", "Quais pacotes?", "3"),
        Said("This parcel waits.", "Estes pacotes esperam.", "4"),
    ]
    assert mined(said) == []


def test_no_phrase_goes_across_a_value_or_a_mark() -> None:
    said = [Said(f"blue lamp, {n}00 red shade", f"lâmpada azul, {n}00 cúpula vermelha", n) for n in "123"]
    assert all("lamp red" not in one.terms["en"] for one in mined(said))
    assert any(one.terms["en"] == "blue lamp" for one in mined(said))


def test_an_entry_made_of_a_proposal_is_only_proposed_and_has_no_example() -> None:
    entry = mined(LABEL)[0].concept()
    assert (entry.status, entry.kind) == (Status.PROPOSED, TermKind.INFLECT)
    assert (entry.context, entry.definition) == ("", "")
    assert {terms.preferred for terms in entry.terms.values()} == {"return label", "etiqueta de devolução"}


def test_what_has_an_entry_is_not_proposed_again() -> None:
    known = Concept("1", {"en": LanguageTerms("Label", allowed=("Return  Label",)), "pt": LanguageTerms("x")})
    assert unknown(mined(LABEL), [known]) == []


def test_names_and_brands_of_a_catalogue_are_never_translated() -> None:
    table = "Handle;Title;Vendor\r\na;Lume Desk Lamp;Lumen\r\nb;Aro;Lumen\r\nc;;\r\n".encode("utf-16")
    found = named(table)
    assert [(one.terms[EVERY_LANGUAGE], one.count) for one in found] == [
        ("Lumen", 2),
        ("Lume Desk Lamp", 1),
        ("Aro", 1),
    ]
    assert {one.concept().kind for one in found} == {TermKind.DNT}


def test_titles_of_the_files_of_a_shop_are_kept_where_shoppers_write_them() -> None:
    header = "id,title,category,description,attributes,price,currency,stock,ships_to,bought_with,link"
    table = f"{header}\nP1,Rede hammock azul,Redes,Uma rede.,colour=blue,129.90,BRL,4,BR PT,P2,\n"
    (proposal,) = named(table.encode())
    approved = replace(proposal.concept(), status=Status.APPROVED)
    glossary = compiled(Termbase("1", (approved,)), "pt-BR", "en")
    (match,) = glossary.found_in("Comprei a rede hammock azul.")
    assert match.entry.shaped("rede hammock azul") == "rede hammock azul"


def test_a_catalogue_without_names_is_refused_with_what_is_looked_for() -> None:
    with pytest.raises(GlossaryError, match="call one of them brand"):
        named(b"sku,price\n1,2\n")
