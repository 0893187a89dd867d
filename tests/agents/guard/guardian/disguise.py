"""The disguises that held-back attacks wear: each is undone by nobody but the guardian."""

import base64
import codecs
from collections.abc import Callable
from typing import Final

_LOOK_ALIKES: Final = str.maketrans("aeopcxyAEOPCX", "аеорсхуАЕОРСХ")
_LEET: Final = str.maketrans("aeiost", "4310$7")

DISGUISES: Final[dict[str, Callable[[str], str]]] = {
    "": lambda text: text,
    "base64": lambda text: base64.b64encode(text.encode()).decode(),
    "hex": lambda text: text.encode().hex(),
    "rot13": lambda text: codecs.encode(text, "rot13"),
    "leet": lambda text: text.translate(_LEET),
    "spaced": " ".join,
    "hyphens": lambda text: " ".join("-".join(word) for word in text.split()),
    "reversed": lambda text: text[::-1],
    "zero_width": lambda text: "\u200b".join(text),
    "tags": lambda text: "Bonjour" + "".join(chr(0xE0000 + ord(letter)) for letter in text if letter.isascii()),
    "homoglyph": lambda text: text.translate(_LOOK_ALIKES),
    "fullwidth": lambda text: "".join(chr(ord(letter) + 0xFEE0) if "!" <= letter <= "~" else letter for letter in text),
    "entities": lambda text: "".join(f"&#{ord(letter)};" for letter in text),
    "marks": lambda text: "".join(letter + "\u0336\u0335\u0334" for letter in text),
}
