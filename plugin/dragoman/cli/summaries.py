"""What ``dragoman --help`` says of each command: without this, it would have to import them all."""

from typing import Final

SUMMARIES: Final = {
    "serve": "Take deliveries of helpdesks, interpret, and answer the API.",
    "demo": "Show a shopper and an agent who understand each other, with nothing set up.",
    "translate": "Translate each line of standard input.",
    "detect": "Tell the language of each line of standard input.",
    "messages": "Keep the catalogues in locales/ complete (for developers and translators).",
    "packs": "List, verify, install and remove translation packs.",
    "bench": (
        "Measure the installed packs: speed, or chrF with --references; or, with --detection, detection."
    ),
    "bench-html": ("Translate long mails in HTML: seconds, memory, and whether all tags and code came out."),
    "bench-terms": "Translate the sentences of FILE without a glossary and with it, and compare.",
    "bench-values": (
        "Put made-up values into sentences, translate those both "
        "ways, and count the values that are unchanged."
    ),
    "bench-server": "Measure a server on this machine: start, latency, load, memory.",
    "bench-libretranslate": (
        "Compare our server with LibreTranslate's own, installed "
        "from PyPI into the folder ENVIRONMENT (600 MB)."
    ),
    "store": "The shops that are interpreted for.",
    "connection": "The helpdesks of a store.",
    "adapter": "Adapters: the modules that speak to helpdesks.",
    "shop": "Where the orders and products of a store are looked up.",
    "draft": ("Draft a reply to what the shopper of a conversation wrote last, and show what it cites."),
    "macros": "Replies that a store has written beforehand, with slots such as {{order.status}}.",
    "token": "Who may use the API, and as what.",
    "glossary": "The shop's terms: edited as a draft, published as numbered versions.",
    "memory": "The approved segments: taken before the engine where they fit.",
    "knowledge": ("What a shop knows: policies, questions and answers, in passages that replies may cite."),
    "package": "Folders of files that helpdesks and shops are given.",
    "demands": "What shops demanded about people's data: exports, erasures.",
    "doctor": "Look for what is wrong; every finding names its cause and its cure.",
    "replay": "Put parked events back to work; without EVENT or --all, list them.",
    "erase": "Remove the shopper whom the helpdesk calls PERSON from every table.",
    "rotate-keys": "Seal everything with a new key and drop the old ones.",
}
