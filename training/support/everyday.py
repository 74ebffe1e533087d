"""Short everyday sentences in English: who does what, with every negation, question, tense and order.

Messages in support are full of such clauses, and manuals and dictionaries have hardly any.
"""

import random
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class _Verb:
    base: str
    third: str
    past: str
    participle: str
    gerund: str
    rest: str


_SINGULAR: Final = [
    "he",
    "she",
    "my brother",
    "my sister",
    "the teacher",
    "our neighbor",
    "the driver",
    "your friend",
    "Ana",
    "Peter",
    "the doctor",
    "my boss",
    "nobody",
    "everyone",
    "the child",
    "that woman",
    "the manager",
]
_PLURAL: Final = [
    "I",
    "you",
    "we",
    "they",
    "my parents",
    "the children",
    "our friends",
    "the workers",
    "you two",
    "some people",
]
_VERBS: Final = """
eat eats ate eaten eating|the cake;breakfast;at home;too much sugar
see sees saw seen seeing|the movie;him;her;nothing;the difference
take takes took taken taking|the bus;an umbrella;the medicine;a break
give gives gave given giving|me the book;her some advice;them a second chance;up
know knows knew known knowing|the answer;where it is;what to do;his name
think thinks thought thought thinking|about it;that it is too late;of you
go goes went gone going|to school;home;to the doctor;abroad;to bed early
come comes came come coming|with us;back tomorrow;too late;from the north
write writes wrote written writing|a letter;to the editor;it down
read reads read read reading|the newspaper;the contract;the instructions
buy buys bought bought buying|a new car;the tickets;some milk;a present
sell sells sold sold selling|the house;his bicycle;everything
pay pays paid paid paying|the bill;in cash;for the meal
lose loses lost lost losing|the keys;weight;the game;patience;her job
find finds found found finding|the way;a solution;her glasses;it difficult
forget forgets forgot forgotten forgetting|the appointment;to call;his birthday
leave leaves left left leaving|the door open;early;the country;the bag on the train
keep keeps kept kept keeping|the secret;the receipt;waiting;quiet
bring brings brought brought bringing|the documents;something to drink;your sister
speak speaks spoke spoken speaking|three languages;too fast;with the owner
say says said said saying|the truth;nothing;goodbye;that it was his fault
tell tells told told telling|me the truth;us a story;her the news;a lie
ask asks asked asked asking|a question;for help;him again
answer answers answered answered answering|the phone;the letter;in English
help helps helped helped helping|me with this;them;her carry the boxes
call calls called called calling|the police;a taxi;me tonight;back later
wait waits waited waited waiting|for the train;outside;another hour;for me
work works worked worked working|at a bank;on Sundays;too hard;from home
live lives lived lived living|in the city;alone;near the station;here
learn learns learned learned learning|to swim;Portuguese;the rules;from it
play plays played played playing|the piano;football;in the garden;cards
open opens opened opened opening|the window;the box;a shop
close closes closed closed closing|the door;the account;earlier today
drive drives drove driven driving|to work;too fast;the truck
drink drinks drank drunk drinking|coffee;enough water;the rest
sleep sleeps slept slept sleeping|well;on the sofa;until noon
break breaks broke broken breaking|the glass;the promise;his arm
repair repairs repaired repaired repairing|the roof;my watch;it yourself
clean cleans cleaned cleaned cleaning|the kitchen;the windows;up
cook cooks cooked cooked cooking|dinner;for six people;rice
wear wears wore worn wearing|a coat;glasses;the red dress
choose chooses chose chosen choosing|the blue one;the wrong word;between them
understand understands understood understood understanding|the question;why;it at all
believe believes believed believed believing|him;the story;in luck
remember remembers remembered remembered remembering|her face;to lock the door;everything
need needs needed needed needing|more time;a pen;to rest;glasses
want wants wanted wanted wanting|to leave;a glass of water;to be alone;the smaller one
like likes liked liked liking|the idea;music;to travel;the cold
hate hates hated hated hating|the noise;waiting;onions
try tries tried tried trying|to explain it;the soup;again;to stay calm
begin begins began begun beginning|to cry;the lesson;at nine
finish finishes finished finished finishing|the homework;the report;in time
send sends sent sent sending|a postcard;the letter by mail;the money
receive receives received received receiving|the invitation;a letter;good news
arrive arrives arrived arrived arriving|at the station;on time;last
travel travels travelled travelled travelling|by train;to Spain;with friends
stay stays stayed stayed staying|at home;in bed;two more days
meet meets met met meeting|the president;her at the café;new people
visit visits visited visited visiting|the museum;an old friend;us
smoke smokes smoked smoked smoking|in the car;too much;at all
laugh laughs laughed laughed laughing|at the joke;out loud;about it
cry cries cried cried crying|all night;like a baby
run runs ran run running|away;a small company;five miles
fall falls fell fallen falling|asleep;off the ladder;in love
change changes changed changed changing|the subject;his mind;the rules
win wins won won winning|the race;the first prize;every time
accept accepts accepted accepted accepting|the offer;the apology;the gift
refuse refuses refused refused refusing|to answer;the offer;to sign
hear hears heard heard hearing|the noise;a voice;the news
feel feels felt felt feeling|better;tired;the pain;at home here
hope hopes hoped hoped hoping|for the best;to see you;that it works
hide hides hid hidden hiding|the money;behind the tree;the truth
catch catches caught caught catching|a cold;the last train;the thief
build builds built built building|a bridge;his own house
grow grows grew grown growing|tomatoes;old;tired of it
teach teaches taught taught teaching|mathematics;him to drive;us a lot
cut cuts cut cut cutting|the bread;her hair;the costs
sit sits sat sat sitting|by the window;down;on the floor
stand stands stood stood standing|in line;by the door;up
"""
_WHEN: Final = [
    "",
    "",
    "",
    "",
    "",
    " yesterday",
    " today",
    " every day",
    " last night",
    " on Monday",
    " so often",
    " next week",
    " again",
    " in the morning",
    " these days",
    " together",
    " right now",
    " for years",
]
_QUESTION: Final = ["why", "when", "where", "how often", "with whom", "since when"]
_MODALS: Final = [
    "can",
    "can't",
    "could",
    "couldn't",
    "should",
    "shouldn't",
    "will",
    "won't",
    "would",
    "wouldn't",
    "must",
    "must not",
    "may",
    "might",
    "needn't",
]
_COMMENTS: Final = [
    "the coffee is {} cold.",
    "this one is {} better than that one.",
    "it's {} cold outside.",
    "that isn't {} funny.",
    "is it {} far from here?",
    "your hands are {} warm.",
    "the exam was {} difficult.",
    "the room was {} dark.",
    "she is {} older than me.",
    "it was {} my fault.",
    "there is {} nobody here.",
    "it's {} too late.",
]
_DEGREES: Final = [
    "",
    "very",
    "much",
    "not",
    "really",
    "always",
    "already",
    "never",
    "still",
    "only",
    "perhaps",
]


def everyday_sentences(count: int, seed: int) -> list[str]:
    """Return different sentences; equal seeds give equal ones."""
    chance = random.Random(seed)
    verbs = [_verb(line) for line in _VERBS.strip().splitlines()]
    made: dict[str, None] = {}
    while len(made) < count:
        sentence = " ".join(_sentence(chance.choice(verbs), chance).split())
        made.setdefault(sentence[0].upper() + sentence[1:])
    return list(made)


def _verb(line: str) -> _Verb:
    forms, _, rest = line.partition("|")
    base, third, past, participle, gerund = forms.split()
    return _Verb(base, third, past, participle, gerund, rest)


def _sentence(verb: _Verb, chance: random.Random) -> str:
    one = chance.random() < 0.5  # noqa: PLR2004 - as many of one as of several
    who = chance.choice(_SINGULAR if one else _PLURAL)
    tail = chance.choice(verb.rest.split(";")) + chance.choice(_WHEN)
    has, does = ("has", "does") if one else ("have", "do")
    present = verb.third if one else verb.base
    modal = chance.choice(_MODALS)
    is_, was = _be(who, one=one)
    asked = chance.choice(_QUESTION)
    return chance.choice(
        (
            f"{who} {present} {tail}.",
            f"{who} {verb.past} {tail}.",
            f"{who} {does}n't {verb.base} {tail}.",
            f"{who} didn't {verb.base} {tail}.",
            f"{does} {who} {verb.base} {tail}?",
            f"did {who} {verb.base} {tail}?",
            f"didn't {who} {verb.base} {tail}?",
            f"{asked} did {who} {verb.base} {tail}?",
            f"{asked} {does} {who} {verb.base} {tail}?",
            f"{who} {has} {verb.participle} {tail}.",
            f"{who} {has}n't {verb.participle} {tail} yet.",
            f"{has} {who} ever {verb.participle} {tail}?",
            f"{has} {who} already {verb.participle} {tail}?",
            f"{who} {modal} {verb.base} {tail}.",
            f"{who} {is_} {verb.gerund} {tail}.",
            f"{who} {was} {verb.gerund} {tail} when I called.",
            f"if I were you, I wouldn't {verb.base} {tail}.",
            f"{verb.base} {tail}{chance.choice(('.', '!', ', please.'))}",
            f"don't {verb.base} {tail}{chance.choice(('.', '!'))}",
            f"never {verb.base} {tail}.",
            f"let's {verb.base} {tail}.",
            f"don't let {chance.choice(('him', 'her', 'them', 'me'))} {verb.base} {tail}.",
            f"I asked {chance.choice(('him', 'her', 'them'))} not to {verb.base} {tail}.",
            f"it isn't easy to {verb.base} {tail}.",
            f"I don't think that {who} {verb.past} {tail}.",
            f"{verb.gerund} {tail} is not what I wanted.",
            chance.choice(_COMMENTS).format(chance.choice(_DEGREES)),
        )
    )


def _be(who: str, *, one: bool) -> tuple[str, str]:
    if who == "I":
        return "am", "was"
    return ("is", "was") if one else ("are", "were")
