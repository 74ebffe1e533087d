"""Portuguese: articles, their contractions, pronouns, and the adjectives that stand before nouns.

Cunha & Cintra, Nova Gramática do Português Contemporâneo, 9 and 11.
"""

from dragoman.glossary.articles.agreement import Grammar, romance_slots, words

_DEMONSTRATIVES = [
    f"{start}{rest}"
    for start in ("", "n", "d")
    for rest in ("este", "esse", "aquele", "ele")
    if start or rest != "ele"
]
_BEFORE_NOUNS = words(
    "outro todo mesmo próprio muito pouco tanto quanto certo vário diverso determinado respectivo "
    "referido primeiro segundo terceiro quarto quinto último próximo único novo velho antigo "
    "pequeno belo lindo longo curto alto baixo ótimo péssimo mero raro inúmero numeroso suposto "
    "futuro famoso"
)
_WITHOUT_GENDER = words(
    "grande enorme excelente importante diferente recente breve grave leve simples forte triste"
)


def _with_o(word: str) -> str:
    stem = word[:-1]
    return f"{stem}o/{stem}a/{stem}os/{stem}as"


def _with_e(word: str) -> str:
    stem = word[:-1]
    return f"{word}/{stem}a/{word}s/{stem}as"


def _plain(word: str) -> str:
    many = word if word.endswith("s") else f"{word}s"
    return f"{word}/{word}/{many}/{many}"


GRAMMAR = Grammar(
    paradigms=(
        "o/a/os/as",
        "um/uma/uns/umas",
        "do/da/dos/das",
        "no/na/nos/nas",
        "ao/à/aos/às",
        "pelo/pela/pelos/pelas",
        "num/numa/nuns/numas",
        "dum/duma/duns/dumas",
        "àquele/àquela/àqueles/àquelas",
        "meu/minha/meus/minhas",
        "teu/tua/teus/tuas",
        "seu/sua/seus/suas",
        "nosso/nossa/nossos/nossas",
        "vosso/vossa/vossos/vossas",
        "cujo/cuja/cujos/cujas",
        "algum/alguma/alguns/algumas",
        "nenhum/nenhuma/nenhuns/nenhumas",
        "ambos/ambas/ambos/ambas",
        "dois/duas/dois/duas",
        "bom/boa/bons/boas",
        "mau/má/maus/más",
        "qualquer/qualquer/quaisquer/quaisquer",
        "tal/tal/tais/tais",
        "melhor/melhor/melhores/melhores",
        "pior/pior/piores/piores",
        "maior/maior/maiores/maiores",
        "menor/menor/menores/menores",
        "atual/atual/atuais/atuais",
        "principal/principal/principais/principais",
        *map(_with_e, _DEMONSTRATIVES),
        *map(_with_o, _BEFORE_NOUNS),
        *map(_plain, _WITHOUT_GENDER),
    ),
    slots=romance_slots,
    onset=lambda _word, _slot: 0,
    endings=(
        *map(_with_o, _BEFORE_NOUNS),
        "or/ora/ores/oras",
        "ês/esa/eses/esas",
        "al/al/ais/ais",
        "vel/vel/veis/veis",
        "o/a/os/as",
        "e/e/es/es",
    ),
    sure=(
        "bom/boa/bons/boas",
        "mau/má/maus/más",
        *(f"{stem}o/{stem}a/{stem}os/{stem}as" for stem in words("ad id os iv ári ic")),
    ),
    linking=frozenset(
        words(
            "é são era eram foi foram está estão estava estavam será serão seja sejam fica ficou ser "
            "estar sido estiver for não já ainda muito mais bem também sempre parece"
        )
    ),
    particles=frozenset(
        words(
            "de em por para com sem a e ou que se não eu ele ela eles elas você vocês nós me te lhe lhes "
            "nos vos ter tem tinha foi ser é são está estão até sobre entre como mais"
        )
    ),
    enclitics=words("lo:o la:a los:os las:as o:o a:a os:os as:as me:me te:te se:se lhe:lhe lhes:lhes"),
)
