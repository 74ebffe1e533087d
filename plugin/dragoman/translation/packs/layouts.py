"""The folders that models are published in, read as what a pack needs.

Known are our own packs, Argos' packages, and CTranslate2 models with SentencePiece files beside them as
OPUS-MT's users and quickmt publish them. What a folder does not say, the owner must.

Argos: ``metadata.json`` and ``sentencepiece.model`` above a folder ``model/``
(https://github.com/argosopentech/argos-translate, argostranslate/package.py). OPUS-MT: ``source.spm`` and
``target.spm`` (https://opennmt.net/CTranslate2/guides/opus_mt.html). quickmt: ``src.spm.model`` and
``tgt.spm.model``, or ``joint.spm.model`` (https://github.com/quickmt/quickmt, quickmt/translator.py).
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from dragoman.translation.packs.languages import language_tag
from dragoman.translation.packs.licences import licence_of
from dragoman.translation.packs.pack import METADATA, DecodeSettings, Pack, PackError, read_pack, verify

MODEL: Final = "model.bin"
PAIRS_OF_PIECES: Final = (
    ("opus", "source.spm", "target.spm"),
    ("quickmt", "src.spm.model", "tgt.spm.model"),
    ("quickmt", "joint.spm.model", "joint.spm.model"),
)
"""Families, and the SentencePiece files of the source and the target language by which they are known."""
_MODEL_FILES: Final = re.compile(
    r"model\.bin|config\.json|(shared|source|target)_vocabulary\.(json|txt)|vmap\.txt"
)
_END: Final = "</s>"
_FOREIGN_BEAM: Final = 2
_ARGOS_BEAM: Final = 4
# These models were trained on sentences, and their positions end at 512 pieces.
_FOREIGN_PIECES: Final = 180
_TARGET_TOKEN: Final = re.compile(r">>[^<>]+<<")
_NAMED_PAIR: Final = re.compile(r"(?:^|[-_])([a-z]{2,3}(?:-[A-Z]\w+)?)[-_]([a-z]{2,3}(?:-[A-Z]\w+)?)$")
_STATED_LICENCE: Final = re.compile(r"^licen[sc]e:\s*[\"']?([\w.+ -]+)", re.MULTILINE | re.IGNORECASE)
_CARD: Final = re.compile(r"\A---\n(.*?)\n---", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Statement:
    """What the owner says of a pack, where it does not say so itself.

    Attributes:
        source: Language it reads.
        target: Language it writes.
        licence: Its licence, an SPDX expression.
        source_token: Piece that begins every source sentence of a model with several targets (">>pob<<").
        accepted: The non-commercial licence that the owner accepts.
    """

    source: str | None = None
    target: str | None = None
    licence: str | None = None
    source_token: str | None = None
    accepted: str | None = None


@dataclass(frozen=True, slots=True)
class Draft:
    """A pack without a folder of its own yet, and where its files are, by the names they get."""

    pack: Pack
    sources: Mapping[str, Path]


def recognise(folder: Path, said: Statement) -> Draft:
    """Read a folder in any layout that is known.

    Raises:
        PackError: it is in none, lacks something, or is damaged; the text names the cure.
    """
    metadata = folder / METADATA
    if metadata.is_file():
        try:
            written = json.loads(metadata.read_text("utf-8"))
        except (OSError, ValueError):
            written = {}
        return _argos(folder, written, said) if "from_code" in written else _ours(folder)
    for family, source, target in PAIRS_OF_PIECES:
        if (folder / MODEL).is_file() and (folder / source).is_file() and (folder / target).is_file():
            return _ctranslate2(folder, family, (source, target), said)
    raise PackError(
        f"{folder} is not a pack: name the folder that has {METADATA}, or {MODEL} and its SentencePiece files"
    )


def _ours(folder: Path) -> Draft:
    pack = read_pack(folder)
    verify(pack)
    return Draft(pack, {name: folder / name for name in pack.files})


def _argos(folder: Path, metadata: Mapping[str, Any], said: Statement) -> Draft:
    kind = metadata.get("type", "translate")
    if kind != "translate":
        raise PackError(f"{folder.name} is a package of the type {kind!r}, not a translation: name another")
    pieces = folder / "sentencepiece.model"
    if not pieces.is_file():
        reason = (
            "it cuts words with Moses and BPE (bpe.model), which is not supported"
            if (folder / "bpe.model").is_file()
            else "it has no sentencepiece.model"
        )
        raise PackError(
            f"{folder.name} is refused, {reason}: look for a newer version in dragoman packs available"
        )
    source = _tag(folder, said.source or str(metadata.get("from_code", "")))
    target = _tag(folder, said.target or str(metadata.get("to_code", "")))
    prefix = str(metadata.get("target_prefix") or "")
    stated = str(metadata.get("license") or metadata.get("licence") or "") or _card_licence(folder)
    pack = _foreign(
        f"argos-{source}-{target}",
        (source, target),
        version=str(metadata.get("package_version") or "1"),
        licence=said.licence or licence_of(stated, folder.name),
        origin=f"Argos Translate package {folder.name}",
        pieces=(pieces.name, pieces.name),
        decode=DecodeSettings(
            beam_size=_ARGOS_BEAM,
            max_pieces=_FOREIGN_PIECES,
            target_prefix=(prefix,) if prefix else (),
        ),
    )
    return Draft(pack, {pieces.name: pieces, **_model_files(folder / "model")})


def _ctranslate2(folder: Path, family: str, pieces: tuple[str, str], said: Statement) -> Draft:
    named = _NAMED_PAIR.search(folder.name)
    codes = named.groups() if named else ("", "")
    source = _tag(folder, said.source or codes[0])
    target = _tag(folder, said.target or codes[1])
    sources = {name: folder / name for name in pieces} | _model_files(folder)
    pack = _foreign(
        f"{family}-{source}-{target}",
        (source, target),
        version="1",
        licence=said.licence or licence_of(_card_licence(folder), folder.name),
        origin=folder.name,
        pieces=pieces,
        decode=DecodeSettings(
            beam_size=_FOREIGN_BEAM,
            max_pieces=_FOREIGN_PIECES,
            source_prefix=_source_prefix(folder, said),
            source_suffix=() if family == "quickmt" or _adds_end(folder) else (_END,),
        ),
    )
    return Draft(pack, sources)


def _foreign(
    name: str,
    languages: tuple[str, str],
    *,
    version: str,
    licence: str,
    origin: str,
    pieces: tuple[str, str],
    decode: DecodeSettings,
) -> Pack:
    return Pack(
        name=name,
        source=languages[0],
        target=languages[1],
        version=version,
        licence=licence,
        origin=origin,
        folder=Path(),
        source_pieces=pieces[0],
        target_pieces=pieces[1],
        decode=decode,
        files={},
    )


def _model_files(folder: Path) -> dict[str, Path]:
    found = {path.name: path for path in sorted(folder.glob("*")) if _MODEL_FILES.fullmatch(path.name)}
    if MODEL not in found:
        raise PackError(f"{folder} has no {MODEL}: fetch the pack again")
    return found


def _tag(folder: Path, code: str) -> str:
    try:
        return language_tag(code)
    except ValueError:
        raise PackError(f"{folder.name} does not say its languages: add --from TAG --to TAG") from None


def _adds_end(folder: Path) -> bool:
    """Return whether the model ends sentences itself; those converted from Hugging Face do not."""
    return bool(_json(folder / "config.json").get("add_source_eos", False))


def _source_prefix(folder: Path, said: Statement) -> tuple[str, ...]:
    tokens = sorted(token for token in _vocabulary(folder) if _TARGET_TOKEN.fullmatch(token))
    if said.source_token in tokens:
        return (said.source_token,)
    if said.source_token:
        raise PackError(
            f"{folder.name} does not know {said.source_token}: --source-token takes one of {_some(tokens)}"
        )
    if len(tokens) > 1:
        raise PackError(
            f"{folder.name} writes several languages: say which with --source-token, one of {_some(tokens)}"
        )
    return tuple(tokens)


def _some(tokens: list[str]) -> str:
    shown = 12
    return " ".join(tokens[:shown]) + (" …" if len(tokens) > shown else "") or "none"


def _vocabulary(folder: Path) -> list[str]:
    for name in ("source_vocabulary", "shared_vocabulary"):
        if (path := folder / f"{name}.json").is_file():
            written = json.loads(path.read_text("utf-8"))
            return [str(token) for token in written]
        if (path := folder / f"{name}.txt").is_file():
            return path.read_text("utf-8").splitlines()
    return []


def _json(path: Path) -> dict[str, Any]:
    try:
        written = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return written if isinstance(written, dict) else {}


def _card_licence(folder: Path) -> str:
    """Return the licence that a model card states between the lines ``---`` at its beginning."""
    try:
        card = _CARD.match((folder / "README.md").read_text("utf-8"))
    except (OSError, UnicodeDecodeError):
        return ""
    stated = _STATED_LICENCE.search(card.group(1)) if card else None
    return stated.group(1).strip() if stated else ""
