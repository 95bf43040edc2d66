package goods

// books have titles of their own: a subject and a form, joined by a full stop, so that
// the subject stays in the nominative in each language.
var books = shelf{
	slug: "books", name: tri{"Books", "Bücher", "Książki"}, key: "pages", season: gifts, plain: true,
	schema: []field{enum("topic", tri{"Subject", "Thema", "Temat"}, true), enum("cover", tri{"Cover", "Einband", "Okładka"}, true), fPages, enum("book_language", tri{"Language", "Sprache", "Język"}, true), {key: "published", typ: TypeDate, name: tri{"Published", "Erschienen", "Data wydania"}}},
	kinds: []kind{
		bookKind("topic=craft", tri{"A workbook", "Ein Werkbuch", "Podręcznik warsztatowy"}, 2890,
			tri{"Forty projects from simple to patient, each drawn step by step.", "Vierzig Vorhaben von einfach bis geduldig, jedes Schritt für Schritt gezeichnet.", "Czterdzieści projektów od prostych po wymagające cierpliwości, każdy narysowany krok po kroku."},
			tri{"Written by two people who have taught this for twenty years and still make mistakes.", "Geschrieben von zwei Leuten, die das seit zwanzig Jahren lehren und noch immer Fehler machen.", "Napisany przez dwoje ludzi, którzy uczą tego od dwudziestu lat i wciąż popełniają błędy."}),
		bookKind("topic=cooking", tri{"A year in recipes", "Ein Jahr in Rezepten", "Rok w przepisach"}, 3200,
			tri{"From January to December, cooked with what the market has that week.", "Von Januar bis Dezember, gekocht mit dem, was der Markt gerade hat.", "Od stycznia do grudnia, z tego, co akurat jest na targu."},
			tri{"Recipes that fit on one page, and stories that do not.", "Rezepte, die auf eine Seite passen, und Geschichten, die das nicht tun.", "Przepisy, które mieszczą się na jednej stronie, i historie, które się nie mieszczą."}),
		bookKind("topic=nature", tri{"A small atlas", "Ein kleiner Atlas", "Mały atlas"}, 2490,
			tri{"Maps, drawings and short chapters to be read in any order.", "Karten, Zeichnungen und kurze Kapitel, die man in beliebiger Reihenfolge liest.", "Mapy, rysunki i krótkie rozdziały do czytania w dowolnej kolejności."},
			tri{"The author walked for three summers to draw what is in it.", "Drei Sommer ist die Autorin gewandert, um zu zeichnen, was darin ist.", "Autorka wędrowała przez trzy lata, żeby narysować to, co w nim jest."}),
	},
	facts: []tri{
		{"{n} pages, thread-sewn, {l} by {w}.", "{n} Seiten, fadengeheftet, {l} mal {w}.", "{n} stron, szycie nićmi, {l} na {w}."},
		{"The book has {n} pages and weighs {g}.", "Das Buch hat {n} Seiten und wiegt {g}.", "Książka ma {n} stron i waży {g}."},
	},
	care: []tri{
		{"Printed on uncoated paper with plant-based ink.", "Gedruckt auf ungestrichenem Papier mit Farben auf Pflanzenbasis.", "Drukowana na papierze niepowlekanym farbami na bazie roślinnej."},
		{"Signed copies on request.", "Auf Wunsch signiert.", "Na życzenie z autografem."},
		{"A book that may have stains.", "Ein Buch, das Flecken haben darf.", "Książka, która może mieć plamy."},
	},
}

func bookKind(values string, form tri, price int64, lead ...tri) kind {
	return kind{
		pic: "book", noun: form, the: tri{"The book", "Das Buch", "Książka"}, values: values + " cover=linen|hardcover|paperback book_language=german|english|polish",
		colors: []string{"rust", "night", "sage", "rose", "cream", "moss", "saffron"}, lead: lead,
		sizes: []size{{176, price, 520, 220, 170, 18}, {240, price + 400, 720, 240, 180, 24}, {312, price + 900, 980, 260, 190, 30}},
	}
}

// topics are what books are about, by the value of the attribute "topic".
var topics = map[string][]tri{
	"craft": {
		{"Green woodworking", "Grünholz", "Świeże drewno"},
		{"Bookbinding", "Buchbinden", "Introligatorstwo"},
		{"Weaving", "Weben", "Tkanie"},
		{"Clay", "Ton", "Glina"},
		{"Natural dyes", "Pflanzenfarben", "Barwniki roślinne"},
		{"Sharpening", "Schärfen", "Ostrzenie"},
		{"Basketry", "Korbflechten", "Wikliniarstwo"},
		{"Mending", "Flicken", "Cerowanie"},
		{"Soap", "Seife", "Mydło"},
		{"Linocut", "Linolschnitt", "Linoryt"},
		{"Bicycle repair", "Fahrradreparatur", "Naprawa roweru"},
		{"Lamps and light", "Lampen und Licht", "Lampy i światło"},
		{"Wooden joints", "Holzverbindungen", "Połączenia stolarskie"},
		{"Felt", "Filz", "Filc"},
	},
	"cooking": {
		{"Sourdough", "Sauerteig", "Zakwas"},
		{"Root vegetables", "Wurzelgemüse", "Warzywa korzeniowe"},
		{"Dumplings", "Knödel", "Knedle"},
		{"Preserves", "Eingemachtes", "Przetwory"},
		{"Soup", "Suppe", "Zupa"},
		{"Fish from the lake", "Fisch aus dem See", "Ryba z jeziora"},
		{"Cabbage", "Kohl", "Kapusta"},
		{"Apples", "Äpfel", "Jabłka"},
		{"Fresh cheese", "Frischkäse", "Biały ser"},
		{"Wild herbs", "Wildkräuter", "Dzikie zioła"},
		{"Bread soup and cake", "Brotsuppe und Kuchen", "Zupa chlebowa i ciasto"},
		{"Mushrooms", "Pilze", "Grzyby"},
		{"Buckwheat", "Buchweizen", "Gryka"},
		{"Olive oil", "Olivenöl", "Oliwa"},
	},
	"nature": {
		{"Hedges", "Hecken", "Żywopłoty"},
		{"Market halls", "Markthallen", "Hale targowe"},
		{"Rivers without bridges", "Flüsse ohne Brücken", "Rzeki bez mostów"},
		{"Moss", "Moose", "Mchy"},
		{"City trees", "Stadtbäume", "Drzewa miejskie"},
		{"Night trains", "Nachtzüge", "Nocne pociągi"},
		{"Bees", "Bienen", "Pszczoły"},
		{"Clouds", "Wolken", "Chmury"},
		{"Lighthouses", "Leuchttürme", "Latarnie morskie"},
		{"Garden birds", "Gartenvögel", "Ptaki ogrodowe"},
		{"Old orchards", "Streuobstwiesen", "Stare sady"},
		{"Islands", "Inseln", "Wyspy"},
		{"Mountain passes", "Gebirgspässe", "Przełęcze"},
		{"Canals", "Kanäle", "Kanały"},
	},
}
