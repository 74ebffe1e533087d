"""Folders in the layouts that others publish become packs; the weights here are random."""

from pathlib import Path

import pytest

from dragoman.translation.engine import Engine
from dragoman.translation.packs import Pack, PackError, PackLibrary
from dragoman.translation.packs.installation import install_pack
from dragoman.translation.packs.layouts import Statement
from tests.translation.random_models import argos_package, pair_folder

OPUS = ("source.spm", "target.spm")
QUICKMT = ("src.spm.model", "tgt.spm.model")


@pytest.fixture
def library(tmp_path: Path) -> PackLibrary:
    return PackLibrary(tmp_path / "installed")


def install(library: PackLibrary, folder: Path, said: Statement | None = None) -> Pack:
    return install_pack(library, folder, lambda _: None, said)


def decoded(library: PackLibrary, pack: Pack) -> str:
    """Return what an engine makes of a sentence with an installed pack."""
    library.verify(pack)
    engine = Engine(library, threads=1)
    try:
        return engine.decode(pack, ["where is my order"])[0]
    finally:
        engine.close()


def test_an_argos_package_becomes_a_pack(library: PackLibrary, tmp_path: Path) -> None:
    pack = install(library, argos_package(tmp_path / "translate-en_es-1_9"))
    assert (pack.name, pack.source, pack.target, pack.version) == ("argos-en-es", "en", "es", "1.9")
    assert pack.licence == "NOASSERTION"
    assert not (pack.folder / "stanza").exists()
    assert decoded(library, pack)


@pytest.mark.parametrize(
    ("code", "tag"), [("zt", "zh-Hant"), ("pb", "pt-BR"), ("zh", "zh-Hans"), ("de", "de")]
)
def test_the_codes_of_argos_become_tags(library: PackLibrary, tmp_path: Path, code: str, tag: str) -> None:
    assert install(library, argos_package(tmp_path / "one", to_code=code)).target == tag


def test_a_target_prefix_begins_what_the_model_writes_and_not_what_is_read(
    library: PackLibrary, tmp_path: Path
) -> None:
    plain = install(library, argos_package(tmp_path / "one"))
    begun = install(library, argos_package(tmp_path / "two", to_code="fr", target_prefix="▁la"))
    assert begun.decode.target_prefix == ("▁la",)
    engine = Engine(library, threads=1)
    [row] = engine.align(begun, [("where is my order", "la lámpara")])
    assert len(row.attention) == len(row.target)
    [scores] = engine.score(begun, [("where is my order", "la lámpara")])
    assert len(scores) == len(row.target) + 1
    assert not engine.decode(begun, ["where is my order"])[0].startswith("la ")
    assert engine.decode(plain, ["where is my order"]) != engine.decode(begun, ["where is my order"])
    engine.close()


def test_a_package_that_cuts_words_with_bpe_is_refused_with_the_reason(
    library: PackLibrary, tmp_path: Path
) -> None:
    folder = argos_package(tmp_path / "translate-en_pl-1_0")
    (folder / "sentencepiece.model").rename(folder / "bpe.model")
    with pytest.raises(PackError, match=r"BPE \(bpe\.model\), which is not supported: look for a newer"):
        install(library, folder)


def test_a_package_of_another_type_is_refused(library: PackLibrary, tmp_path: Path) -> None:
    with pytest.raises(PackError, match="of the type 'sbd', not a translation"):
        install(library, argos_package(tmp_path / "sbd", type="sbd"))


@pytest.mark.parametrize("adds_end", [True, False])
def test_an_opus_mt_folder_becomes_a_pack_whose_sentences_end_once(
    library: PackLibrary, tmp_path: Path, adds_end: bool
) -> None:
    folder = pair_folder(tmp_path / "opus-mt-es-de", OPUS, adds_end=adds_end, card="apache-2.0")
    pack = install(library, folder)
    assert (pack.name, pack.source, pack.target, pack.licence) == ("opus-es-de", "es", "de", "Apache-2.0")
    assert pack.decode.source_suffix == (() if adds_end else ("</s>",))
    assert decoded(library, pack)


def test_a_model_with_several_targets_needs_one_to_be_said(library: PackLibrary, tmp_path: Path) -> None:
    folder = pair_folder(
        tmp_path / "opus-mt-tc-big-en-pt", OPUS, adds_end=True, tokens=(">>pob<<", ">>por<<")
    )
    with pytest.raises(PackError, match="--source-token, one of >>pob<< >>por<<"):
        install(library, folder)
    pack = install(library, folder, Statement(target="pt-BR", source_token=">>pob<<"))
    assert (pack.target, pack.decode.source_prefix) == ("pt-BR", (">>pob<<",))
    assert decoded(library, pack)


def test_a_quickmt_folder_becomes_a_pack(library: PackLibrary, tmp_path: Path) -> None:
    pack = install(
        library, pair_folder(tmp_path / "quickmt-en-fr", QUICKMT, adds_end=False, card="cc-by-4.0")
    )
    assert (pack.name, pack.target, pack.licence) == ("quickmt-en-fr", "fr", "CC-BY-4.0")
    assert (pack.source_pieces, pack.target_pieces, pack.decode.source_suffix) == (*QUICKMT, ())
    assert decoded(library, pack)


def test_a_folder_that_does_not_say_its_languages_needs_them_said(
    library: PackLibrary, tmp_path: Path
) -> None:
    folder = pair_folder(tmp_path / "model", OPUS, adds_end=True)
    with pytest.raises(PackError, match="add --from TAG --to TAG"):
        install(library, folder)
    assert install(library, folder, Statement("en", "it", "MIT")).licence == "MIT"


@pytest.mark.parametrize("folder", ["opus-nc-en-de", "nllb-en-de"])
def test_a_non_commercial_pack_needs_its_licence_accepted_in_words(
    library: PackLibrary, tmp_path: Path, folder: str
) -> None:
    card = "" if folder.startswith("nllb") else "cc-by-nc-4.0"
    written = pair_folder(tmp_path / folder, OPUS, adds_end=True, card=card)
    for accepted in (None, "yes", "CC-BY-4.0"):
        with pytest.raises(PackError, match=r'forbids commercial use: .* --accept-licence "CC-BY-NC-4.0"'):
            install(library, written, Statement(accepted=accepted))
    assert library.packs() == []
    assert install(library, written, Statement(accepted="CC-BY-NC-4.0")).licence == "CC-BY-NC-4.0"
