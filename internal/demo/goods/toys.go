package goods

var toys = aisle{
	slug: "wooden-toys", name: tri{"Wooden toys", "Holzspielzeug", "Zabawki drewniane"},
	shelves: []shelf{vehicles, pullToys, buildingToys},
	lines: []string{
		"Amsel", "Piet", "Lotta", "Fips", "Bruno", "Mats", "Krümel", "Ida", "Purzel", "Hops", "Rabe", "Lasse", "Momo", "Kasimir", "Tilda", "Otto",
		"Frida", "Knopf", "Bär", "Dachs", "Emil", "Wanda", "Zenon", "Hania", "Olek", "Bibi", "Juno", "Tom",
	},
	close: []tri{
		{"Made of wood from the forest behind the workshop.", "Aus Holz vom Wald hinter der Werkstatt.", "Z drewna z lasu za warsztatem."},
		{"Lost parts can be ordered singly.", "Verlorene Teile lassen sich einzeln nachbestellen.", "Zgubione części można zamówić pojedynczo."},
	},
	warn: tri{"Check for damage before play; keep packaging away from children.", "Vor dem Spielen auf Schäden prüfen; Verpackung von Kindern fernhalten.", "Przed zabawą sprawdzić, czy nie ma uszkodzeń; opakowanie trzymać z dala od dzieci."},
}

var (
	fAge   = enum("age", tri{"Age", "Alter", "Wiek"}, true)
	fPaint = enum("surface", tri{"Surface", "Oberfläche", "Powierzchnia"}, false)
	fTestd = yesno("en71", tri{"Tested to EN 71", "Geprüft nach EN 71", "Zgodność z EN 71"})
)

var vehicles = shelf{
	slug: "vehicles", name: tri{"Trains and vehicles", "Züge und Fahrzeuge", "Pociągi i pojazdy"}, axis: "color", unit: "cm", key: "length", season: gifts,
	schema: []field{fAge, fWood2, fColor, number("length", "cm", tri{"Length", "Länge", "Długość"}), fPaint, fTestd},
	kinds: []kind{
		{
			pic: "train", noun: tri{"Locomotive", "Lokomotive", "Lokomotywa"}, the: tri{"The locomotive", "Die Lokomotive", "Lokomotywa"}, values: "age=from_2|from_3 toy_wood=beech|maple surface=water_lacquer en71=yes",
			sizes: []size{{22, 4900, 780, 220, 100, 150}, {28, 5800, 1050, 280, 120, 180}},
			lead: []tri{
				{"A locomotive with a boiler, a cab and a chimney, and with wheels that run true for years.", "Eine Lokomotive mit Kessel, Führerhaus und Schornstein und mit Rädern, die jahrelang rund laufen.", "Lokomotywa z kotłem, budką i kominem, na kołach, które latami toczą się równo."},
				{"Six wheels, one whistle that only the child can hear.", "Sechs Räder, eine Pfeife, die nur das Kind hört.", "Sześć kół i gwizdek, który słyszy tylko dziecko."},
			},
		},
		{
			pic: "car", noun: tri{"Wooden car", "Holzauto", "Drewniane auto"}, the: tri{"The car", "Das Auto", "Auto"}, values: "age=from_1|from_2 toy_wood=beech|ash_wood surface=water_lacquer|oil_wax en71=yes",
			sizes: []size{{18, 2400, 380, 180, 90, 90}, {24, 2900, 520, 240, 100, 110}},
			lead: []tri{
				{"Sawn from one plank and sanded until nothing catches a small hand.", "Aus einer Bohle gesägt und geschliffen, bis keine kleine Hand mehr hängen bleibt.", "Wycięte z jednej deski i szlifowane, aż mała rączka o nic nie zahaczy."},
				{"Wide wheels that are quiet on floorboards, to the joy of the neighbours.", "Breite Räder, die auf Dielen leise sind, zur Freude der Nachbarn.", "Szerokie koła, ciche na deskach podłogi, ku radości sąsiadów."},
			},
		},
	},
	facts: []tri{
		{"{the} is {n} long and weighs {g}.", "{the} ist {n} lang und wiegt {g}.", "{the} ma {n} długości i waży {g}."},
		{"Length {n}, height {h}, weight {g}.", "Länge {n}, Höhe {h}, Gewicht {g}.", "Długość {n}, wysokość {h}, waga {g}."},
	},
	care: []tri{
		{"Colours on water base, fast to sweat and saliva.", "Farben auf Wasserbasis, schweiß- und speichelfest.", "Farby na bazie wody, odporne na pot i ślinę."},
		{"Wipe with a damp cloth.", "Feucht abwischen.", "Przecierać wilgotną ściereczką."},
		{"It can be handed down, and usually is.", "Lässt sich weitervererben, und meist geschieht das auch.", "Można przekazać dalej i zwykle tak się dzieje."},
	},
}

var fWood2 = enum("toy_wood", tri{"Wood", "Holz", "Drewno"}, true)

var pullToys = shelf{
	slug: "pull-along", name: tri{"Pull-along animals", "Nachziehtiere", "Zwierzątka do ciągnięcia"}, axis: "color", unit: "cm", key: "length", season: gifts,
	schema: []field{fAge, fWood2, fColor, number("length", "cm", tri{"Length", "Länge", "Długość"}), fPaint, fTestd},
	kinds: []kind{
		{
			pic: "duck", noun: tri{"Pull-along duck", "Nachziehente", "Kaczka do ciągnięcia"}, the: tri{"The duck", "Die Ente", "Kaczka"}, values: "age=from_1 toy_wood=beech|maple surface=water_lacquer|oil_wax en71=yes", colors: []string{"butter", "saffron", "sea", "rose"},
			sizes: []size{{17, 2900, 420, 170, 90, 160}, {22, 3500, 560, 220, 110, 200}},
			lead: []tri{
				{"A duck that nods as it follows, because one wheel sits a little off the middle.", "Eine Ente, die beim Folgen nickt, weil ein Rad etwas außer der Mitte sitzt.", "Kaczka, która kiwa się, gdy podąża za dzieckiem, bo jedno koło jest osadzone nieco poza środkiem."},
				{"For first steps: whoever looks back at it stands more firmly.", "Für die ersten Schritte: Wer sich nach ihr umsieht, steht fester.", "Na pierwsze kroki: kto się za nią ogląda, stoi pewniej."},
			},
		},
		{
			pic: "elephant", noun: tri{"Pull-along elephant", "Nachziehelefant", "Słoń do ciągnięcia"}, the: tri{"The elephant", "Der Elefant", "Słoń"}, values: "age=from_1|from_2 toy_wood=beech|lime surface=water_lacquer en71=yes", colors: []string{"stone", "sky", "sage", "lilac"},
			sizes: []size{{18, 3200, 520, 180, 90, 160}, {24, 3900, 720, 240, 110, 210}},
			lead: []tri{
				{"A patient animal on four wheels that forgets nothing and carries everything.", "Ein geduldiges Tier auf vier Rädern, das nichts vergisst und alles trägt.", "Cierpliwe zwierzę na czterech kołach, które niczego nie zapomina i wszystko uniesie."},
				{"Sawn thick, rounded well, with ears of a lighter wash.", "Dick gesägt, gut gerundet, mit Ohren in hellerer Lasur.", "Grubo wycięty, dobrze zaokrąglony, z uszami w jaśniejszej lazurze."},
			},
		},
	},
	facts: []tri{
		{"{the} is {n} long; the cord measures 22 cm, as the standard wants.", "{the} ist {n} lang; die Schnur misst 22 cm, wie die Norm es will.", "{the} ma {n} długości; sznurek ma 22 cm, jak wymaga norma."},
		{"Length {n}, height {h}, with a cord of 22 cm.", "Länge {n}, Höhe {h}, mit einer Schnur von 22 cm.", "Długość {n}, wysokość {h}, ze sznurkiem 22 cm."},
	},
	care: []tri{
		{"The cord ends in a bead that fits a small fist.", "Die Schnur endet in einer Kugel, die in eine kleine Faust passt.", "Sznurek kończy się kulką, która mieści się w małej piąstce."},
		{"Oiled with linseed and coloured with food dyes.", "Mit Leinöl behandelt und mit Lebensmittelfarben gefärbt.", "Olejowana powierzchnia i barwniki spożywcze."},
		{"It rolls on carpet as well as on stone.", "Rollt auf Teppich so gut wie auf Stein.", "Toczy się po dywanie równie dobrze jak po kamieniu."},
	},
}

var buildingToys = shelf{
	slug: "stacking-building", name: tri{"Stacking and building", "Stapeln und Bauen", "Układanie i budowanie"}, axis: "color", unit: "", key: "parts", season: gifts, suffix: tri{"{n} pieces", "{n}-teilig", "{n} el."},
	schema: []field{fAge, fWood2, fColor, number("parts", "", tri{"Parts", "Teile", "Liczba elementów"}), fPaint, fTestd},
	kinds: []kind{
		{
			pic: "rings", noun: tri{"Stacking tower", "Stapelturm", "Wieża do układania"}, the: tri{"The tower", "Der Turm", "Wieża"}, values: "age=from_1 toy_wood=beech|maple surface=water_lacquer en71=yes",
			sizes: []size{{7, 2600, 520, 130, 130, 200}, {9, 3200, 680, 150, 150, 250}}, lead: []tri{
				{"Turned rings on a stem that is a little loose, so that impatience does no harm.", "Gedrechselte Ringe auf einem Stab mit etwas Spiel, damit Ungeduld nicht schadet.", "Toczone krążki na trzpieniu z lekkim luzem, żeby niecierpliwość nie szkodziła."},
				{"Large, smaller, smallest: the oldest lesson there is, in five colours.", "Groß, kleiner, am kleinsten: die älteste Lektion, in fünf Farben.", "Duży, mniejszy, najmniejszy: najstarsza lekcja świata w pięciu kolorach."},
			},
		},
		{
			pic: "blocks", noun: tri{"Building blocks", "Bauklötze", "Klocki"}, the: tri{"The set", "Der Satz", "Zestaw"}, values: "age=from_1|from_2 toy_wood=beech|lime surface=water_lacquer|raw en71=yes",
			sizes: []size{{24, 3400, 1300, 260, 180, 70}, {40, 4900, 2200, 320, 240, 80}, {60, 6400, 3300, 360, 280, 100}}, lead: []tri{
				{"Cubes, beams, arches and a cone, all to one measure, so that every wall closes.", "Würfel, Balken, Bögen und ein Kegel, alle in einem Maß, damit jede Mauer schließt.", "Sześciany, belki, łuki i stożek, wszystko w jednym module, żeby każdy mur się domykał."},
				{"Blocks with edges just broken: good to hold and exact to build with.", "Klötze mit eben gebrochenen Kanten: gut zu halten und genau zu bauen.", "Klocki o lekko stępionych krawędziach: dobrze leżą w ręce i dają się dokładnie ustawiać."},
			},
		},
	},
	facts: []tri{
		{"{the} has {n} parts and weighs {g}.", "{the} hat {n} Teile und wiegt {g}.", "Liczba elementów: {n}, waga {g}."},
		{"Parts: {n}. Weight: {g}.", "Teile: {n}. Gewicht: {g}.", "Elementów: {n}. Waga: {g}."},
	},
	care: []tri{
		{"Comes in a cotton bag that is also good for tidying up.", "Kommt im Baumwollbeutel, der auch beim Aufräumen hilft.", "Pakujemy w bawełniany worek, który pomaga też przy sprzątaniu."},
		{"No part is small enough to swallow.", "Kein Teil ist klein genug zum Verschlucken.", "Żaden element nie jest na tyle mały, by go połknąć."},
	},
}
