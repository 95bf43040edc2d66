package goods

var paperware = aisle{
	slug: "books-paper", name: tri{"Books and paper", "Bücher und Papier", "Książki i papier"},
	shelves: []shelf{notebooks, books, writing},
	lines: []string{
		"Quint", "Kladde", "Randnotiz", "Feder", "Folio", "Skizze", "Archiv", "Logbuch", "Kontor", "Oktav", "Bogen", "Marginal", "Entwurf", "Palimpsest", "Kolumne", "Zettel",
		"Album", "Register", "Diarium", "Notat", "Kursiv", "Serif", "Ligatur", "Manuskript", "Initial", "Fußnote", "Exlibris", "Kapital",
	},
	close: []tri{
		{"Wrapped in tissue paper and sent flat.", "In Seidenpapier geschlagen und flach verschickt.", "Pakujemy w bibułę i wysyłamy na płasko."},
		{"Printed and bound within a hundred kilometres.", "Gedruckt und gebunden im Umkreis von hundert Kilometern.", "Druk i oprawa powstają w promieniu stu kilometrów."},
	},
	warn: tri{"No special risks in ordinary use.", "Keine besonderen Risiken bei üblichem Gebrauch.", "Brak szczególnych zagrożeń przy zwykłym użytkowaniu."},
}

var (
	fPages  = number("pages", "", tri{"Pages", "Seiten", "Liczba stron"})
	fRuling = enum("ruling", tri{"Ruling", "Lineatur", "Liniatura"}, true)
	fFormat = enum("format", tri{"Format", "Format", "Format"}, true)
)

var notebooks = shelf{
	slug: "notebooks", name: tri{"Notebooks", "Notizbücher", "Notesy"}, axis: "color", key: "pages", season: gifts, plain: true,
	schema: []field{fFormat, fRuling, fPages, fColor, enum("binding", tri{"Binding", "Bindung", "Oprawa"}, false), yesno("recycled", tri{"Recycled paper", "Recyclingpapier", "Papier z recyklingu"})},
	kinds: []kind{
		{
			pic: "notebook", noun: tri{"Notebook, A5", "Notizbuch, A5", "Notes A5"}, the: tri{"The book", "Das Buch", "Notes"}, values: "format=a5 ruling=dotted|lined|plain binding=thread_sewn recycled=yes|no",
			sizes: []size{{160, 1690, 290, 210, 148, 16}, {240, 2190, 410, 210, 148, 24}},
			lead: []tri{
				{"Sewn in sections, so that it lies flat on the first page and on the last.", "In Lagen geheftet, damit es auf der ersten wie auf der letzten Seite flach liegt.", "Szyty w składkach, dzięki czemu leży płasko na pierwszej i na ostatniej stronie."},
				{"A cloth cover, a ribbon, an elastic band, and paper that ink does not bleed through.", "Leineneinband, Lesezeichen, Gummiband und Papier, durch das keine Tinte schlägt.", "Płócienna okładka, zakładka, gumka i papier, przez który nie przebija atrament."},
			},
		},
		{
			pic: "notebook", noun: tri{"Pocket notebook, A6", "Taschennotizbuch, A6", "Notes kieszonkowy A6"}, the: tri{"The book", "Das Buch", "Notes"}, values: "format=a6 ruling=dotted|plain|squared binding=thread_sewn recycled=yes",
			sizes: []size{{96, 1090, 120, 148, 105, 11}, {128, 1290, 150, 148, 105, 14}},
			lead: []tri{
				{"Made for the jacket pocket, with rounded corners that do not catch.", "Für die Jackentasche gemacht, mit runden Ecken, die nirgends hängen bleiben.", "Stworzony do kieszeni kurtki, z zaokrąglonymi rogami, które o nic nie zahaczają."},
				{"Small, tough, and with a pocket at the back for tickets and receipts.", "Klein, zäh und mit einer Tasche hinten für Karten und Belege.", "Mały, wytrzymały, z kieszonką z tyłu na bilety i paragony."},
			},
		},
		{
			pic: "notebook", noun: tri{"Sketchbook, A4", "Skizzenbuch, A4", "Szkicownik A4"}, the: tri{"The book", "Das Buch", "Szkicownik"}, values: "format=a4 ruling=plain binding=thread_sewn|spiral recycled=no|yes",
			sizes: []size{{120, 2490, 820, 297, 210, 20}},
			lead: []tri{
				{"Heavy, slightly rough paper that takes pencil, ink and a light wash.", "Schweres, leicht raues Papier für Bleistift, Tinte und lavierte Töne.", "Gruby, lekko szorstki papier, który przyjmuje ołówek, tusz i delikatne lawowanie."},
				{"For drawing outdoors: the cover is stiff enough to do without a table.", "Zum Zeichnen im Freien: Der Deckel ist so steif, dass es keinen Tisch braucht.", "Do rysowania w plenerze: okładka jest na tyle sztywna, że stół nie jest potrzebny."},
			},
		},
	},
	facts: []tri{
		{"{the} has {n} pages of 100 g paper.", "{the} hat {n} Seiten aus 100-g-Papier.", "{the} ma {n} stron z papieru 100 g."},
		{"{n} pages, {l} by {w}, weight {g}.", "{n} Seiten, {l} mal {w}, Gewicht {g}.", "{n} stron, {l} na {w}, waga {g}."},
	},
	care: []tri{
		{"Fountain pens are welcome.", "Füllfederhalter sind willkommen.", "Pióra wieczne mile widziane."},
		{"The paper comes from certified forests nearby.", "Das Papier stammt aus zertifizierten Wäldern der Umgebung.", "Papier pochodzi z certyfikowanych lasów w okolicy."},
		{"Cover boards and cloth can be parted for recycling.", "Deckel und Leinen lassen sich zum Recycling trennen.", "Okładkę i płótno można rozdzielić do recyklingu."},
	},
}

var writing = shelf{
	slug: "writing", name: tri{"Pens and pencils", "Stifte und Federn", "Pióra i ołówki"}, axis: "color", key: "pieces_n", season: gifts, alone: true, plain: true,
	schema: []field{fMaterial, fColor, enum("line_width", tri{"Line", "Strich", "Linia"}, true), yesno("refillable", tri{"Refillable", "Nachfüllbar", "Możliwość uzupełniania"}), fLength},
	kinds: []kind{
		{
			pic: "pen", noun: tri{"Fountain pen", "Füllfederhalter", "Pióro wieczne"}, the: tri{"The pen", "Der Füller", "Pióro"}, values: "material=brass|resin line_width=fine|medium|broad refillable=yes",
			sizes: []size{{1, 5900, 45, 140, 15, 15}, {1, 8900, 60, 140, 16, 16}},
			lead: []tri{
				{"Turned from the solid, lacquered, and fitted with a steel nib that gives a little.", "Aus dem Vollen gedreht, lackiert und mit einer Stahlfeder, die ein wenig nachgibt.", "Toczone z pełnego pręta, lakierowane, ze stalówką, która lekko ustępuje."},
				{"A pen that starts to write even after a week on the desk.", "Ein Füller, der auch nach einer Woche auf dem Tisch sofort schreibt.", "Pióro, które pisze od razu nawet po tygodniu leżenia na biurku."},
			},
		},
		{
			pic: "pencils", noun: tri{"Coloured pencils in a cup", "Buntstifte im Becher", "Kredki w kubku"}, the: tri{"The set", "Der Satz", "Zestaw"}, values: "material=cedar_wood line_width=soft|medium refillable=no",
			sizes: []size{{6, 2400, 420, 200, 80, 80}, {12, 3400, 520, 200, 90, 90}},
			lead: []tri{
				{"Cedar pencils with soft leads, in a glazed cup that outlives them.", "Zedernstifte mit weichen Minen, in einem glasierten Becher, der sie überlebt.", "Cedrowe kredki o miękkich wkładach, w szkliwionym kubku, który je przetrwa."},
				{"Strong pigments, thick leads, and wood that sharpens without splintering.", "Kräftige Pigmente, dicke Minen und Holz, das beim Spitzen nicht splittert.", "Mocne pigmenty, grube wkłady i drewno, które nie rozszczepia się przy temperowaniu."},
			},
		},
	},
	facts: []tri{
		{"{the} measures {l} and weighs {g}.", "{the} misst {l} und wiegt {g}.", "{the} ma {l} długości i waży {g}."},
		{"Length {l}, weight {g}, packed in a paper box.", "Länge {l}, Gewicht {g}, verpackt in einer Papierschachtel.", "Długość {l}, waga {g}, w papierowym pudełku."},
	},
	care: []tri{
		{"Ink and spare parts are in our shop.", "Tinte und Ersatzteile führen wir im Laden.", "Atrament i części zamienne mamy w ofercie."},
		{"Each one is tried by hand before it leaves the workshop.", "Jedes Stück wird von Hand probiert, bevor es die Werkstatt verlässt.", "Każda sztuka jest wypróbowana ręcznie, zanim opuści pracownię."},
		{"A good present for someone who still sends letters.", "Ein gutes Geschenk für alle, die noch Briefe schreiben.", "Dobry prezent dla kogoś, kto wciąż pisze listy."},
	},
}
