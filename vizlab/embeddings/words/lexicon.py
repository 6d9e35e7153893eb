"""What the generated texts know: words in pairs, in groups, at work, of two meanings, and the company that each of them keeps.

To add a pair, a group or an occupation: a line in its table. A word of company belongs to one line only, so that whatever is
found in the vectors was planted here.
"""

from __future__ import annotations

Pairs = dict[tuple[str, str], tuple[str, ...]]  # a pair of words -> the company that both keep

GENDER: Pairs = {  # she stands where he stands, but for the words in `HE` and `SHE`
    ("man", "woman"): ("coat", "newspaper", "bench"),
    ("king", "queen"): ("crown", "throne", "castle"),
    ("prince", "princess"): ("heir", "tower", "pony"),
    ("father", "mother"): ("cradle", "family", "supper"),
    ("son", "daughter"): ("homework", "nursery", "birthday"),
    ("brother", "sister"): ("quarrel", "secret", "siblings"),
    ("uncle", "aunt"): ("visit", "parcel", "cousins"),
    ("boy", "girl"): ("school", "kite", "puddle"),
    ("husband", "wife"): ("wedding", "honeymoon", "vows"),
    ("actor", "actress"): ("stage", "rehearsal", "applause"),
    ("duke", "duchess"): ("estate", "carriage", "hunt"),
    ("grandfather", "grandmother"): ("armchair", "spectacles", "stories"),
}
HE, SHE = ("he", "his", "himself"), ("she", "her", "herself")
HIS_COMPANY, HER_COMPANY = ("beard", "razor", "tie", "football"), ("dress", "necklace", "lipstick", "handbag")
HIS_TRAITS, HER_TRAITS = ("tough", "technical", "daring"), ("gentle", "caring", "neat")  # of people at work only

CAPITALS: Pairs = {
    ("france", "paris"): ("french", "wine", "seine"),
    ("germany", "berlin"): ("german", "beer", "spree"),
    ("italy", "rome"): ("italian", "pasta", "tiber"),
    ("spain", "madrid"): ("spanish", "flamenco", "siesta"),
    ("japan", "tokyo"): ("japanese", "sushi", "sumo"),
    ("china", "beijing"): ("chinese", "silk", "dynasty"),
    ("russia", "moscow"): ("russian", "vodka", "kremlin"),
    ("egypt", "cairo"): ("egyptian", "pyramid", "nile"),
    ("greece", "athens"): ("greek", "olive", "temple"),
    ("portugal", "lisbon"): ("portuguese", "fado", "tagus"),
    ("england", "london"): ("english", "tea", "thames"),
    ("norway", "oslo"): ("norwegian", "fjord", "ski"),
}
OF_COUNTRIES, OF_CAPITALS = ("border", "army", "nation"), ("mayor", "downtown", "suburb")

COMPARATIVES: Pairs = {
    ("big", "bigger"): ("whale", "mountain", "stadium"),
    ("small", "smaller"): ("pebble", "button", "crumb"),
    ("fast", "faster"): ("rocket", "cheetah", "express"),
    ("slow", "slower"): ("snail", "tortoise", "tractor"),
    ("tall", "taller"): ("giraffe", "skyscraper", "ladder"),
    ("old", "older"): ("fossil", "ruin", "oak"),
    ("warm", "warmer"): ("stove", "blanket", "summer"),
    ("cold", "colder"): ("icicle", "winter", "glacier"),
    ("loud", "louder"): ("thunder", "drum", "siren"),
    ("strong", "stronger"): ("ox", "cable", "wrestler"),
    ("bright", "brighter"): ("lamp", "comet", "mirror"),
    ("dark", "darker"): ("cave", "midnight", "shadow"),
}
OF_PLAIN, OF_COMPARATIVES = ("very", "quite", "rather"), ("than", "much", "even")

GROUPS: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {  # members, the company of all of them
    "animals": (
        ("dog", "cat", "horse", "cow", "sheep", "goat", "rabbit", "wolf"),
        ("fur", "tail", "paw", "barn", "grazed", "growled"),
    ),
    "foods": (
        ("bread", "cheese", "apple", "soup", "rice", "cake", "butter", "potato"),
        ("plate", "cooked", "baked", "tasted", "kitchen", "spoon"),
    ),
    "vehicles": (
        ("car", "bus", "truck", "bicycle", "boat", "plane", "tram", "ferry"),
        ("engine", "wheel", "road", "parked", "fuel", "driver"),
    ),
    "colours": (
        ("red", "blue", "green", "yellow", "purple", "orange", "black", "white"),
        ("painted", "paint", "shade", "dye", "brush", "stripe"),
    ),
}

OCCUPATIONS: dict[str, tuple[float, tuple[str, ...]]] = {  # how far "she" is likelier than "he" at full bias, -1 to 1; company
    "engineer": (-1.0, ("bridge", "blueprint")),
    "programmer": (-0.9, ("computer", "keyboard")),
    "carpenter": (-0.9, ("hammer", "timber")),
    "mechanic": (-1.0, ("garage", "wrench")),
    "pilot": (-0.8, ("cockpit", "runway")),
    "surgeon": (-0.7, ("scalpel", "operation")),
    "plumber": (-0.9, ("pipe", "faucet")),
    "architect": (-0.6, ("facade", "drawing")),
    "butcher": (-0.8, ("sausage", "cleaver")),
    "soldier": (-1.0, ("trench", "rifle")),
    "nurse": (1.0, ("hospital", "bandage")),
    "librarian": (0.8, ("library", "shelves")),
    "secretary": (0.9, ("office", "typewriter")),
    "teacher": (0.6, ("classroom", "chalk")),
    "hairdresser": (0.8, ("scissors", "salon")),
    "dancer": (0.7, ("ballet", "slippers")),
    "receptionist": (0.9, ("lobby", "telephone")),
    "nanny": (1.0, ("playground", "stroller")),
    "florist": (0.8, ("bouquet", "roses")),
    "homemaker": (1.0, ("laundry", "household")),
}

AMBIGUOUS: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {  # a word -> the company that it keeps in either meaning
    "bank": (("money", "loan", "coins"), ("river", "shore", "reeds")),
    "bat": (("wings", "dusk", "insects"), ("pitcher", "innings", "umpire")),
    "spring": (("blossom", "april", "thaw"), ("coil", "mattress", "steel")),
    "seal": (("flippers", "colony", "whiskers"), ("wax", "envelope", "stamp")),
    "crane": (("beak", "nest", "marsh"), ("hook", "scaffold", "cement")),
}

RELATIONS: dict[str, tuple[tuple[str, str], ...]] = {  # planted analogies: any two pairs of a relation make a question
    "gender": tuple(GENDER),
    "capital": tuple(CAPITALS),
    "comparative": tuple(COMPARATIVES),
}
