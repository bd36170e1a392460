"""An attacker of its own: tries to work out answers from what is published, beside the product's own attack.

It is written from what the product promises and from what it publishes, and shares no code with `reporting.protect`:
what it finds tells whether that keeps its promises. Only `product.py` asks the product what it would publish.

The attacker knows the published figures, the docs and `codebook.csv`, which anyone may read. What else they know makes
the kinds of attackers (`kinds.py`, `pattern.py`, `rounds.py`). A verdict is never a guess: "broken" comes from an exact
integer program (SciPy's HiGHS) or from going through every way of answering, "safe" from another way of answering whose
published figures were worked out by the product and are the same. What takes too long is counted as unknown.
"""
