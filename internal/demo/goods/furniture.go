package goods

var furniture = aisle{
	slug: "furniture", name: tri{"Small furniture", "Kleinmöbel", "Małe meble"},
	shelves: []shelf{chairs, stools, tablesShelves},
	lines: []string{
		"Ast", "Zapfen", "Nut", "Splint", "Jahresring", "Kernholz", "Dachstuhl", "Sprosse", "Balken", "Keil", "Zarge", "Leiste", "Bohle", "Gratnut", "Hirnholz", "Furnier",
		"Rinde", "Kambium", "Diele", "Kufe", "Schwelle", "Pfosten", "Sims", "Wange", "Stab", "Bolle", "Stamm", "Krone",
	},
	close: []tri{
		{"Every joint is glued and wedged; there is no screw in it.", "Jede Verbindung ist geleimt und verkeilt; Schrauben gibt es nicht.", "Każde złącze jest klejone i zaklinowane; nie ma tu ani jednej śruby."},
		{"Delivered assembled and wrapped in wool felt.", "Fertig montiert geliefert, in Wollfilz gehüllt.", "Dostarczamy zmontowane, owinięte w wełniany filc."},
	},
	warn: tri{"Check joints once a year; do not stand on it.", "Verbindungen einmal im Jahr prüfen; nicht daraufsteigen.", "Raz w roku sprawdzić połączenia; nie stawać na meblu."},
}

var (
	fFinish = enum("finish", tri{"Finish", "Oberfläche", "Wykończenie"}, true)
	fLoad   = field{key: "max_load", typ: TypeNumber, unit: "kg", name: tri{"Max. load", "Belastbar bis", "Maks. obciążenie"}, facet: false}
)

var chairs = shelf{
	slug: "chairs", name: tri{"Chairs", "Stühle", "Krzesła"}, axis: "wood", unit: "cm", key: "seat_height", season: even, plain: true,
	schema: []field{fWood, enum("seat", tri{"Seat", "Sitz", "Siedzisko"}, true), number("seat_height", "cm", tri{"Seat height", "Sitzhöhe", "Wysokość siedziska"}), fFinish, fLoad, fHeight},
	kinds: []kind{
		{
			pic: "chair", noun: tri{"Ladder-back chair", "Sprossenstuhl", "Krzesło z drabinkowym oparciem"}, the: tri{"The chair", "Der Stuhl", "Krzesło"}, values: "seat=paper_cord|wood_seat|leather_seat finish=oiled|soaped max_load=120",
			sizes: []size{{45, 24800, 4800, 480, 500, 880}, {46, 28900, 5100, 480, 510, 920}},
			lead: []tri{
				{"Steam-bent slats and turned legs, light enough to be lifted with two fingers.", "Dampfgebogene Sprossen und gedrechselte Beine, so leicht, dass zwei Finger zum Heben reichen.", "Gięte parą szczebelki i toczone nogi, tak lekkie, że można je podnieść dwoma palcami."},
				{"The back gives a little, as a good chair should at a long table.", "Die Lehne gibt ein wenig nach, wie es sich für einen guten Stuhl am langen Tisch gehört.", "Oparcie lekko ustępuje, jak przystało na dobre krzesło przy długim stole."},
			},
		},
		{
			pic: "chair", noun: tri{"Kitchen chair", "Küchenstuhl", "Krzesło kuchenne"}, the: tri{"The chair", "Der Stuhl", "Krzesło"}, values: "seat=wood_seat|paper_cord finish=oiled|lacquered max_load=130",
			sizes: []size{{45, 18900, 4400, 450, 480, 840}, {46, 20900, 4600, 460, 490, 860}},
			lead: []tri{
				{"A plain chair with a wide seat, drawn after one that stood in a mill.", "Ein schlichter Stuhl mit breitem Sitz, gezeichnet nach einem, der in einer Mühle stand.", "Proste krzesło z szerokim siedziskiem, wzorowane na takim, które stało w młynie."},
				{"Four legs, three rungs, no tricks: it has been made like this for generations.", "Vier Beine, drei Stege, keine Tricks: So wird er seit Generationen gebaut.", "Cztery nogi, trzy poprzeczki, żadnych sztuczek: tak robi się je od pokoleń."},
			},
		},
	},
	facts: []tri{
		{"Seat height {n}, overall height {h}, weight {g}.", "Sitzhöhe {n}, Gesamthöhe {h}, Gewicht {g}.", "Wysokość siedziska {n}, wysokość całkowita {h}, waga {g}."},
		{"{the} seats you at {n} and weighs {g}.", "{the} hat {n} Sitzhöhe und wiegt {g}.", "{the} ma siedzisko na wysokości {n} i waży {g}."},
	},
	care: []tri{
		{"Soap or oil it once a year; scratches become part of it.", "Einmal im Jahr seifen oder ölen; Kratzer gehören bald dazu.", "Raz w roku wyczyścić mydłem albo olejem; rysy z czasem staną się jego częścią."},
		{"Felt glides are fitted.", "Filzgleiter sind montiert.", "Filcowe ślizgacze są zamontowane."},
	},
}

var stools = shelf{
	slug: "stools", name: tri{"Stools", "Hocker", "Stołki"}, axis: "wood", unit: "cm", key: "seat_height", season: even,
	schema: []field{fWood, enum("seat", tri{"Seat", "Sitz", "Siedzisko"}, true), number("seat_height", "cm", tri{"Seat height", "Sitzhöhe", "Wysokość siedziska"}), fFinish, fLoad},
	kinds: []kind{
		{
			pic: "stool", noun: tri{"Three-legged stool", "Dreibeiniger Hocker", "Stołek na trzech nogach"}, the: tri{"The stool", "Der Hocker", "Stołek"}, values: "seat=wood_seat|leather_seat finish=oiled|soaped max_load=120",
			sizes: []size{{42, 11900, 3100, 360, 360, 420}, {46, 12900, 3300, 360, 360, 460}},
			lead: []tri{
				{"Three legs never wobble, on stone as little as on old boards.", "Drei Beine wackeln nie, weder auf Stein noch auf alten Dielen.", "Trzy nogi nigdy się nie chwieją, ani na kamieniu, ani na starych deskach."},
				{"The seat is hollowed by hand, just enough to be noticed.", "Der Sitz ist von Hand gemuldet, gerade so viel, dass man es merkt.", "Siedzisko jest ręcznie wyprofilowane, akurat tyle, by to poczuć."},
			},
		},
		{
			pic: "stool", noun: tri{"Counter stool", "Tresenhocker", "Hoker"}, the: tri{"The stool", "Der Hocker", "Hoker"}, values: "seat=wood_seat finish=oiled|lacquered max_load=130",
			sizes: []size{{62, 16900, 4300, 400, 400, 620}, {68, 17900, 4600, 400, 400, 680}},
			lead: []tri{
				{"High enough for the counter, with a rung for the feet where one looks for it.", "Hoch genug für den Tresen, mit einem Steg für die Füße, wo man ihn sucht.", "Dość wysoki do blatu, z podnóżkiem tam, gdzie się go szuka."},
				{"Legs that splay wider than the seat, and so it stands like a rock.", "Die Beine stehen weiter als der Sitz, und so steht er wie ein Fels.", "Nogi rozstawione szerzej niż siedzisko, więc stoi jak skała."},
			},
		},
	},
	facts: []tri{
		{"Seat height {n}, diameter of the seat {w}, weight {g}.", "Sitzhöhe {n}, Sitzdurchmesser {w}, Gewicht {g}.", "Wysokość siedziska {n}, średnica siedziska {w}, waga {g}."},
		{"{the} is {n} high and weighs {g}.", "{the} ist {n} hoch und wiegt {g}.", "{the} ma {n} wysokości i waży {g}."},
	},
	care: []tri{
		{"Works as a bedside table as well.", "Taugt auch als Nachttisch.", "Sprawdza się też jako stolik nocny."},
		{"The oil can be renewed at home with a rag.", "Das Öl lässt sich zu Hause mit einem Lappen erneuern.", "Olej można odnowić w domu szmatką."},
	},
}

var tablesShelves = shelf{
	slug: "side-tables-shelves", name: tri{"Side tables and shelves", "Beistelltische und Regale", "Stoliki i półki"}, axis: "wood", unit: "cm", key: "width_cm", season: even, alone: true,
	schema: []field{fWood, number("width_cm", "cm", tri{"Width", "Breite", "Szerokość"}), fFinish, fLoad, fHeight, yesno("assembled", tri{"Delivered assembled", "Fertig montiert", "Dostawa w całości"})},
	kinds: []kind{
		{
			pic: "sidetable", noun: tri{"Round side table", "Runder Beistelltisch", "Okrągły stolik"}, the: tri{"The table", "Der Tisch", "Stolik"}, values: "finish=oiled|lacquered max_load=40 assembled=yes|no",
			sizes: []size{{45, 14900, 5200, 450, 450, 480}, {55, 18900, 6900, 550, 550, 500}},
			lead: []tri{
				{"A round top with a fine edge on three legs that go through and are wedged from above.", "Eine runde Platte mit feiner Kante auf drei Beinen, die durchgehen und von oben verkeilt sind.", "Okrągły blat o delikatnej krawędzi na trzech nogach, przechodzących na wylot i zaklinowanych od góry."},
				{"For a lamp, a cup and the book of the moment; more is not needed beside a chair.", "Für Lampe, Tasse und das Buch der Stunde; mehr braucht es neben dem Sessel nicht.", "Na lampę, kubek i aktualnie czytaną książkę; więcej przy fotelu nie potrzeba."},
			},
		},
		{
			pic: "shelf", noun: tri{"Hanging shelf", "Hängeregal", "Półka wisząca"}, the: tri{"The shelf", "Das Regal", "Półka"}, values: "finish=oiled|soaped max_load=25 assembled=no",
			sizes: []size{{70, 12900, 4600, 700, 200, 600}, {90, 15900, 5900, 900, 220, 600}},
			lead: []tri{
				{"Two boards and two steel rods: a shelf that needs four screws and half an hour.", "Zwei Bretter und zwei Stahlstäbe: ein Regal, das vier Schrauben und eine halbe Stunde braucht.", "Dwie deski i dwa stalowe pręty: półka, która potrzebuje czterech śrub i pół godziny."},
				{"Solid boards with a planed edge, for books above and bowls below.", "Massive Bretter mit gehobelter Kante, oben für Bücher und unten für Schalen.", "Lite deski o struganej krawędzi, u góry na książki, u dołu na miski."},
			},
		},
	},
	facts: []tri{
		{"Width {n}, height {h}, weight {g}.", "Breite {n}, Höhe {h}, Gewicht {g}.", "Szerokość {n}, wysokość {h}, waga {g}."},
		{"{the} is {n} wide and {h} high.", "{the} ist {n} breit und {h} hoch.", "{the} ma {n} szerokości i {h} wysokości."},
	},
	care: []tri{
		{"Wipe up water soon; the oil forgives a ring or two.", "Wasser bald aufwischen; das Öl verzeiht den einen oder anderen Ring.", "Wodę szybko wycierać; olej wybaczy jeden czy dwa ślady."},
		{"Made from wood of certified forests.", "Aus Holz zertifizierter Wälder.", "Z drewna z certyfikowanych lasów."},
	},
}
