"""How hard a text is to read, and which words patients never meet. Formulas are a guide only; a person still reads."""

import re

MOST_WORDS = 20
MOST_GRADE = 5.0
STRONG = "aeoáéíóú"
VOWELS = "aeiouáéíóúü"

# Words that a page on this treatment cannot do without, and that have no plainer twin. Where one first matters, the
# page says what it is. The formula counts syllables only and would call "vitamin" hard and "lymph" easy, so each
# counts as one short word.
TERMS = {
    "acids", "allergic", "allergies", "amino", "anesthetic", "area", "areas", "aspirin", "botox", "bacteria",
    "aminophylline", "aqualyx", "caarisma", "caffeine", "cellulite", "clinic", "clinics", "dutasteride", "finasteride",
    "edetate", "glutathione", "homeopathic", "hyaluronic", "kabelline", "lidocaine", "lipodissolve", "minoxidil",
    "pcdc", "phosphatidylcholine", "thimerosal", "tranexamic",
    "collagen", "dermis", "diabetes", "elastin", "fda", "infection", "infections", "invasive",
    "medicine", "medicines", "mesotherapy", "microneedling", "minerals", "mycobacteria", "medwatch", "provider",
    "providers", "vitamin", "vitamins",
}  # fmt: skip

BANNED = {
    "en": re.compile(
        r"\b(safe\w*|non-?\s?invasive|guarante\w*|cure[sd]?|painless\w*|eligib\w*|suitab\w*|approved for you"
        r"|risk-free|miracle\w*|no side effects)\b|(?<!not a )\bweight loss\b",
        re.IGNORECASE,
    ),
    "es": re.compile(
        r"\b(segur[oa]s?|no invasiv\w*|garanti\w*|cura[nr]?|indolor\w*|elegible|apt[oa]s?|adecuad[oa]s?)\b",
        re.IGNORECASE,
    ),
}


def sentences(text: str) -> list[str]:
    """A title or a line without a stop counts as a sentence of its own."""
    return [sentence for sentence in re.split(r"(?<=[.!?:])\s+|\n+", text.strip()) if sentence]


def long_sentences(text: str) -> list[str]:
    return [sentence for sentence in sentences(text) if len(sentence.split()) > MOST_WORDS]


def grade(text: str) -> float:
    """Flesch-Kincaid: the school year in which a text is easy to read."""
    words = re.findall(r"[a-z]+(?:'[a-z]+)?|\d+", text.lower())
    if not words:
        return 0.0
    return 0.39 * len(words) / len(sentences(text)) + 11.8 * sum(map(_syllables, words)) / len(words) - 15.59


def _syllables(word: str) -> int:
    if word in TERMS:
        return 1
    spoken = re.sub(r"(?<=[^aeiouy])e(?=ful$|less$|ly$)|(?<=[^aeiouy])e(s|d)?$", "", word)  # care, careful
    return len(re.findall(r"[aeiouy]+", spoken or word)) or 1


def ease_in_spanish(text: str) -> float:
    """Fernandez-Huerta: from 60 on normal, from 70 on fairly easy, from 80 on easy to read."""
    words = re.findall(r"[a-záéíóúüñ]+|\d+", text.lower())
    return 206.84 - 60 * sum(map(_spanish_syllables, words)) / len(words) - 1.02 * len(words) / len(sentences(text))


def _spanish_syllables(word: str) -> int:
    """Vowels that stand together are one, but where two strong ones meet: pa-ís, le-a."""
    count, before = 0, ""
    for letter in word:
        apart = before not in VOWELS or (letter in STRONG and before in STRONG)
        count += letter in VOWELS and (not before or apart)
        before = letter
    return count or 1
