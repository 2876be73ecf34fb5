"""The report's words in its language."""

from typing import Any

from detection.headline import count, day
from evidence import texts


class Wording:
    """Called with a text, gives it in the language, `{name}` filled in."""

    def __init__(self, language: str) -> None:
        self.language = language
        self._translate = texts.translator(language)

    def __call__(self, text: str, **values: object) -> str:
        """The text in the language."""
        found = self._translate(text)
        return found.format(**values) if values else found

    def headline(self, ring: dict[str, Any]) -> str:
        """The ring in one sentence."""
        people, places = count(ring, "person"), count(ring, "institution")
        return self(
            "{pattern} ({signs}): {people}, {places}, loss {loss}, {first} to {last}.",
            pattern=self.pattern(ring["pattern"]),
            signs=" + ".join(self.signal(one) for one in ring["variant"].split("+") if one),
            people=self("1 person") if people == 1 else self("{count} people", count=f"{people:,}"),
            places=self("1 place") if places == 1 else self("{count} places", count=f"{places:,}"),
            loss=self.yuan(ring["loss_amount"]),
            first=day(ring["first_seen"]),
            last=day(ring["last_seen"]),
        )

    def chance(self, p_value: float) -> str:
        """A p-value in plain words, rounded so that it never sounds rarer than it is."""
        if p_value >= 0.1:
            return self("chance alone would give as much in {share} of cases", share=f"{p_value:.0%}")
        if p_value <= 1e-12:
            return self("chance alone would give as much less than once in a million million cases")
        times = int(1 / p_value)
        digits = max(len(str(times)) - 1, 0)
        rounded = times // 10**digits * 10**digits  # 1 in 834 reads as 1 in 800: rather too often than too rarely
        return self("chance alone would give as much about once in {times} cases", times=f"{rounded:,}")

    def sentence(self, text: str) -> str:
        """A sentence of detection."""
        return texts.sentence(text, self.language)

    def kind(self, name: str) -> str:
        """A kind of member."""
        return texts.kind(name, self.language)

    def role(self, name: str) -> str:
        """A role."""
        return texts.role(name, self.language)

    def pattern(self, name: str) -> str:
        """A pattern of rings."""
        return texts.pattern(name, self.language)

    def level(self, name: str) -> str:
        """A level."""
        return texts.level(name, self.language)

    def verdict(self, name: str) -> str:
        """A verdict."""
        return texts.verdict(name, self.language)

    def signal(self, name: str) -> str:
        """A signal or an explanation."""
        return texts.signal(name, self.language)

    @staticmethod
    def yuan(amount: float) -> str:
        """Money: `¥ 12,345.00`."""
        return f"¥ {amount:,.2f}"
