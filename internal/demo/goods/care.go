package goods

var bodyCare = aisle{
	slug: "body-care", name: tri{"Body care", "Körperpflege", "Pielęgnacja ciała"},
	shelves: []shelf{soaps, creams, brushes},
	lines: []string{
		"Badezuber", "Tau", "Morgentau", "Badehaus", "Quelltopf", "Wiesenkuss", "Meersand", "Seeluft", "Kristall", "Frühbad", "Badetag", "Kernseifer", "Schaum", "Waschhaus", "Kur", "Algarve",
		"Waschtag", "Sanft", "Hamam", "Kiesbad", "Ruhe", "Atem", "Minerva", "Baltica", "Therme", "Kernwerk", "Sole", "Vollmond",
	},
	close: []tri{
		{"Not tested on animals, free of mineral oil.", "Ohne Tierversuche, ohne Mineralöl.", "Bez testów na zwierzętach, bez olejów mineralnych."},
		{"Every ingredient stands on the label, in plain words.", "Jeder Inhaltsstoff steht in klaren Worten auf dem Etikett.", "Każdy składnik wymieniono na etykiecie prostym językiem."},
	},
	warn: tri{"For external use. Avoid contact with eyes; stop using in case of irritation.", "Nur zur äußerlichen Anwendung. Nicht in die Augen bringen; bei Reizung absetzen.", "Do użytku zewnętrznego. Unikać kontaktu z oczami; w razie podrażnienia przerwać stosowanie."},
}

var (
	fSkin  = enum("skin", tri{"Skin", "Haut", "Skóra"}, true)
	fScent = enum("scent", tri{"Scent", "Duft", "Zapach"}, true)
	fVegan = yesno("vegan", tri{"Vegan", "Vegan", "Wegańskie"})
)

var soaps = shelf{
	slug: "soap", name: tri{"Soap", "Seife", "Mydło"}, unit: "g", key: "net_weight", season: gifts, refill: true,
	schema: []field{fScent, fSkin, fWeight, fVegan, enum("base", tri{"Base", "Grundlage", "Baza"}, true)},
	kinds: []kind{
		{
			pic: "soap", noun: tri{"Olive oil soap", "Olivenölseife", "Mydło oliwkowe"}, the: tri{"The soap", "Die Seife", "Mydło"}, values: "scent=rosemary|unscented|lavender skin=dry|all vegan=yes base=olive", colors: []string{"sage", "cream"},
			sizes: []size{{90, 690, 100, 80, 55, 30}, {120, 850, 130, 85, 60, 32}},
			lead: []tri{
				{"Stirred cold, cut by hand and left to ripen for eight weeks.", "Kalt gerührt, von Hand geschnitten und acht Wochen gereift.", "Mieszane na zimno, krojone ręcznie i dojrzewające osiem tygodni."},
				{"Mild, hard, and with a fine, creamy lather.", "Mild, hart und mit feinem, cremigem Schaum.", "Łagodne, twarde, o drobnej, kremowej pianie."},
			},
		},
		{
			pic: "soap", noun: tri{"Goat's milk soap", "Ziegenmilchseife", "Mydło z kozim mlekiem"}, the: tri{"The soap", "Die Seife", "Mydło"}, values: "scent=honey_scent|unscented|rose skin=sensitive|dry vegan=no base=goat_milk", colors: []string{"saffron", "rose", "cream"},
			sizes: []size{{100, 790, 110, 80, 55, 32}},
			lead: []tri{
				{"Fresh milk from the farm next door goes into the kettle on the same morning.", "Frische Milch vom Nachbarhof kommt noch am selben Morgen in den Kessel.", "Świeże mleko z sąsiedniego gospodarstwa trafia do kotła tego samego ranka."},
				{"A soap for skin that is easily offended.", "Eine Seife für Haut, die schnell beleidigt ist.", "Mydło dla skóry, która łatwo się obraża."},
			},
		},
		{
			pic: "soap", noun: tri{"Scrub soap", "Peelingseife", "Mydło peelingujące"}, the: tri{"The soap", "Die Seife", "Mydło"}, values: "scent=citrus|lavender|mint skin=all vegan=yes base=coconut|olive", colors: []string{"charcoal", "lilac", "saffron"},
			sizes: []size{{110, 750, 120, 82, 58, 30}},
			lead: []tri{
				{"With ground apricot stone, for hands that have been in the garden.", "Mit gemahlenem Aprikosenkern, für Hände, die im Garten waren.", "Z mieloną pestką moreli, dla rąk, które pracowały w ogrodzie."},
				{"Gently rough on one side and smooth on the other.", "Auf der einen Seite sanft rau, auf der anderen glatt.", "Z jednej strony delikatnie szorstkie, z drugiej gładkie."},
			},
		},
	},
	facts: []tri{
		{"A bar of {n} lasts about six weeks.", "Ein Stück von {n} reicht etwa sechs Wochen.", "Kostka {n} wystarcza na około sześć tygodni."},
		{"Weight when cut {n}, wrapped in a paper band.", "Gewicht beim Schneiden {n}, in Papierbanderole.", "Masa przy krojeniu {n}, w papierowej opasce."},
	},
	care: []tri{
		{"Keep it dry between uses and it will last half as long again.", "Zwischendurch trocken gelagert, hält sie um die Hälfte länger.", "Trzymane na sucho między użyciami starcza o połowę dłużej."},
		{"Good for hands, body and, for some, for hair.", "Gut für Hände, Körper und bei manchen auch fürs Haar.", "Do rąk, do ciała, a u niektórych także do włosów."},
	},
}

var creams = shelf{
	slug: "creams-oils", name: tri{"Creams and oils", "Cremes und Öle", "Kremy i olejki"}, unit: "ml", key: "volume", season: even, refill: true,
	schema: []field{fScent, fSkin, fVolume, fVegan, fOrganic},
	kinds: []kind{
		{
			pic: "creamjar", noun: tri{"Face cream", "Gesichtscreme", "Krem do twarzy"}, the: tri{"The cream", "Die Creme", "Krem"}, values: "scent=unscented|rose|chamomile skin=dry|sensitive|all vegan=yes|no organic=yes", colors: []string{"white", "rose", "sage"},
			sizes: []size{{50, 1890, 150, 70, 70, 55}, {100, 2990, 240, 80, 80, 65}},
			lead: []tri{
				{"A light cream of almond oil and rose water that is gone from the skin within a minute.", "Eine leichte Creme aus Mandelöl und Rosenwasser, die nach einer Minute eingezogen ist.", "Lekki krem z olejku migdałowego i wody różanej, który wchłania się w minutę."},
				{"Mixed in batches of thirty jars, so that it is always fresh.", "In Ansätzen von dreißig Tiegeln gerührt, damit sie immer frisch ist.", "Przygotowywany w partiach po trzydzieści słoiczków, więc zawsze świeży."},
			},
		},
		{
			pic: "creamjar", noun: tri{"Hand balm", "Handbalsam", "Balsam do rąk"}, the: tri{"The balm", "Der Balsam", "Balsam"}, values: "scent=honey_scent|lavender|citrus skin=dry|all vegan=no organic=yes|no", colors: []string{"amber", "white", "sky"},
			sizes: []size{{60, 1290, 160, 70, 70, 55}, {120, 1990, 270, 85, 85, 65}},
			lead: []tri{
				{"Beeswax, calendula and a little wool fat, for hands that work.", "Bienenwachs, Ringelblume und etwas Wollwachs, für Hände, die arbeiten.", "Wosk pszczeli, nagietek i odrobina lanoliny, dla rąk, które pracują."},
				{"Firm in the jar, soft on the skin, and never greasy on paper.", "Fest im Tiegel, weich auf der Haut und nie fettig auf Papier.", "Twardy w słoiczku, miękki na skórze, nie zostawia tłustych śladów na papierze."},
			},
		},
		{
			pic: "bodyoil", noun: tri{"Body oil", "Körperöl", "Olejek do ciała"}, the: tri{"The oil", "Das Öl", "Olejek"}, values: "scent=citrus|rosemary|rose skin=dry|all vegan=yes organic=yes", colors: []string{"amber", "bottle", "night"},
			sizes: []size{{50, 1490, 140, 45, 45, 120}, {100, 2290, 230, 55, 55, 145}},
			lead: []tri{
				{"Cold-pressed oils of apricot, sesame and sea buckthorn, and nothing that foams.", "Kalt gepresste Öle aus Aprikose, Sesam und Sanddorn und nichts, was schäumt.", "Tłoczone na zimno oleje z moreli, sezamu i rokitnika i nic, co się pieni."},
				{"A few drops on damp skin are enough.", "Ein paar Tropfen auf feuchter Haut genügen.", "Wystarczy kilka kropli na wilgotną skórę."},
			},
		},
	},
	facts: []tri{
		{"Filled with {n}, best used within nine months of opening.", "Inhalt {n}, nach dem Öffnen in neun Monaten verbrauchen.", "Zawartość {n}, po otwarciu zużyć w ciągu dziewięciu miesięcy."},
		{"{n} in glass, with a lid that can be recycled.", "{n} im Glas, mit Deckel, der ins Recycling darf.", "{n} w szkle, z zakrętką nadającą się do recyklingu."},
	},
	care: []tri{
		{"Scented with plant essences only.", "Nur mit Pflanzenessenzen beduftet.", "Zapach pochodzi wyłącznie z esencji roślinnych."},
		{"Try it on the inside of the arm first.", "Zuerst an der Armbeuge probieren.", "Najpierw wypróbować na zgięciu łokcia."},
	},
}

var brushes = shelf{
	slug: "brushes-combs", name: tri{"Brushes and combs", "Bürsten und Kämme", "Szczotki i grzebienie"}, axis: "wood", unit: "cm", key: "length", season: gifts, alone: true,
	schema: []field{fWood, enum("bristle", tri{"Bristle", "Borste", "Włosie"}, true), number("length", "cm", tri{"Length", "Länge", "Długość"}), fVegan, enum("use", tri{"For", "Für", "Do"}, true)},
	kinds: []kind{
		{
			pic: "brush", noun: tri{"Bath brush", "Badebürste", "Szczotka do kąpieli"}, the: tri{"The brush", "Die Bürste", "Szczotka"}, values: "bristle=boar|horse|tampico vegan=no use=body", colors: []string{"oak", "walnut", "beech", "cherry"},
			sizes: []size{{24, 1990, 190, 240, 75, 60}, {38, 2590, 260, 380, 75, 60}},
			lead: []tri{
				{"Drawn in by hand, tuft by tuft, with wire that does not rust.", "Von Hand eingezogen, Büschel für Büschel, mit Draht, der nicht rostet.", "Nawlekana ręcznie, kępka po kępce, drutem, który nie rdzewieje."},
				{"Firm enough for the back, kind enough for the arms.", "Fest genug für den Rücken, freundlich genug für die Arme.", "Dość twarda do pleców, dość delikatna do ramion."},
			},
		},
		{
			pic: "comb", noun: tri{"Wooden comb", "Holzkamm", "Grzebień drewniany"}, the: tri{"The comb", "Der Kamm", "Grzebień"}, values: "bristle=none vegan=yes use=hair|beard", colors: []string{"olive", "walnut", "cherry", "ash"},
			sizes: []size{{12, 1290, 25, 120, 45, 8}, {18, 1690, 40, 180, 55, 9}},
			lead: []tri{
				{"Sawn along the grain, every tooth rounded and polished by itself.", "Längs der Faser gesägt, jeder Zahn einzeln gerundet und poliert.", "Wycinany wzdłuż włókien, każdy ząb osobno zaokrąglony i polerowany."},
				{"Wood does not charge the hair, and it is pleasantly warm.", "Holz lädt das Haar nicht auf und fühlt sich warm an.", "Drewno nie elektryzuje włosów i jest przyjemnie ciepłe."},
			},
		},
	},
	facts: []tri{
		{"{the} is {n} long and weighs {g}.", "{the} ist {n} lang und wiegt {g}.", "{the} ma {n} długości i waży {g}."},
		{"Length {n}, width {w}, weight {g}.", "Länge {n}, Breite {w}, Gewicht {g}.", "Długość {n}, szerokość {w}, waga {g}."},
	},
	care: []tri{
		{"Wash briefly with soap, dry with the wood upward.", "Kurz mit Seife waschen, mit dem Holz nach oben trocknen.", "Krótko umyć mydłem, suszyć drewnem do góry."},
		{"Oiled once and waxed twice.", "Einmal geölt und zweimal gewachst.", "Raz olejowane, dwa razy woskowane drewno."},
	},
}
