"""Names, firms and sentences from several scripts, for generated records."""

from typing import Final

FIRST_NAMES: Final = (
    "Zoë", "Łukasz", "Ada", "Björn", "Chloé", "Dmitri", "Ebru", "Fatima", "Grace", "Håkon", "Inês", "João",
    "Katarína", "Liam", "Mária", "Nguyễn", "Olu", "Priya", "Quentin", "Rósa", "Søren", "Thandiwe", "Uğur",
    "Vašek", "Willem", "Xóchitl", "Yūki", "Željko", "伟", "さくら", "محمد", "שרה", "Ольга", "Νίκος", "D'Arcy",
)  # fmt: skip
LAST_NAMES: Final = (
    "de Vries", "Nowak", "O'Brien", "García", "Müller", "Øster", "İnönü", "van 't Hof", "北京", "山田",
    "الخطيب", "כהן", "Иванова", "Παπαδόπουλος", "Smith-Jones", "Þórsdóttir", "Nwosu", "Dvořák", "Lee",
    "Ó Súilleabháin", "Çelik", "Sñchez", "Kowalczyk", "Adams", "Brown",
)  # fmt: skip
COMPANIES: Final = (
    "Blauwe Molen B.V.", "Fjord & Søn ApS", "Acme, Inc.", "Café Zürich GmbH", "北京科技有限公司",
    "Garage “Nord”", "شركة الأفق", "Tandarts Ĳsselmeer", "Roofing 24/7", "A",
)  # fmt: skip
TITLES: Final = ("CEO", "Facility manager", "Directrice", "Eigenaar", "部长", "Head of R&D", "Vorstand")
SENTENCES: Final = (
    "Hello, can you help me with my order?",
    "Ik wil graag mijn abonnement opzeggen.",
    "Czy mogę zmienić termin wizyty?",
    "¿Cuándo abren mañana?",
    "谢谢, 没有别的问题了。",
    "مرحبا، أحتاج إلى مساعدة",
    "👍🏽 perfect, thanks!",
    'Line one\nline two\twith a tab and a "quote" and a back\\slash',
    "",
    "The invoice of last month is not right. " * 40,
)
SUBJECTS: Final = (
    "Retention call", "Annual review", "Verlenging contract", "Klacht over factuur", "Besuch im Büro", "面谈",
    "Question about <b>membership</b> & fees", "Afspraak gemaakt", "", "Lang onderwerp " * 20,
)  # fmt: skip
