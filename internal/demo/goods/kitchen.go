package goods

var kitchen = aisle{
	slug: "kitchen", name: tri{"Kitchen and table", "Küche und Tisch", "Kuchnia i stół"},
	shelves: []shelf{cups, bowls, plates, teapots, boards},
	lines: []string{
		"Seegras", "Nebel", "Kiesel", "Tinte", "Watt", "Lehm", "Düne", "Marsch", "Reif", "Alba", "Brise", "Moor", "Salz", "Hafer", "Linde", "Ried", "Schiefer", "Koralle",
		"Fjord", "Pola", "Nesso", "Tarn", "Halm", "Ebbe", "Lago", "Mira", "Orla", "Bruma", "Vento", "Saga",
	},
	close: []tri{
		{"Small differences from piece to piece are the mark of handwork.", "Kleine Unterschiede von Stück zu Stück gehören zur Handarbeit.", "Drobne różnice między egzemplarzami są śladem ręcznej pracy."},
		{"It travels well padded in recycled card.", "Verschickt wird gut gepolstert in Karton aus Altpapier.", "Wysyłamy starannie zabezpieczone, w kartonie z makulatury."},
		{"More pieces of the same line can be added later.", "Weitere Stücke derselben Serie lassen sich später ergänzen.", "Kolejne elementy tej samej serii można dokupić później."},
	},
	warn: tri{"Check for chips before use; a damaged piece must not touch food.", "Vor Gebrauch auf Abplatzer prüfen; Beschädigtes nicht für Lebensmittel verwenden.", "Przed użyciem sprawdź, czy nie ma odprysków; uszkodzonego naczynia nie używaj do żywności."},
}

var (
	fGlaze      = enum("glaze", tri{"Glaze", "Glasur", "Szkliwo"}, false)
	fDishwasher = yesno("dishwasher_safe", tri{"Dishwasher-safe", "Spülmaschinenfest", "Można myć w zmywarce"})
	fVolume     = number("volume", "ml", tri{"Volume", "Volumen", "Pojemność"})
)

var cups = shelf{
	slug: "cups", name: tri{"Cups and mugs", "Tassen und Becher", "Kubki i filiżanki"},
	schema: []field{fMaterial, fColor, fVolume, fGlaze, fDishwasher, fHeight}, axis: "color", unit: "ml", key: "volume", season: gifts,
	kinds: []kind{
		{
			pic: "mug", noun: tri{"Stoneware mug", "Steinzeugbecher", "Kubek z kamionki"}, the: tri{"The mug", "Der Becher", "Kubek"}, values: "material=stoneware glaze=matt|gloss dishwasher_safe=yes",
			sizes: []size{{240, 2200, 310, 120, 85, 88}, {320, 2600, 380, 130, 92, 98}, {420, 3000, 460, 140, 98, 108}},
			lead: []tri{
				{"A mug from the wheel, with a bare foot and a handle that takes three fingers.", "Ein Becher von der Drehscheibe, mit unglasiertem Fuß und einem Henkel für drei Finger.", "Kubek toczony na kole, z nieszkliwioną stopką i uchem na trzy palce."},
				{"Thrown, turned and glazed by hand, this mug keeps coffee warm through a long letter.", "Von Hand gedreht, abgedreht und glasiert: In diesem Becher bleibt der Kaffee einen langen Brief lang warm.", "Toczony, wykańczany i szkliwiony ręcznie – w tym kubku kawa nie stygnie przez cały długi list."},
			},
		},
		{
			pic: "saucer", noun: tri{"Porcelain cup with saucer", "Porzellantasse mit Untertasse", "Porcelanowa filiżanka ze spodkiem"}, the: tri{"The cup", "Die Tasse", "Filiżanka"}, values: "material=porcelain glaze=gloss dishwasher_safe=yes",
			sizes: []size{{160, 2800, 340, 160, 160, 75}, {220, 3200, 420, 170, 170, 82}},
			lead: []tri{
				{"A thin-walled cup whose saucer is deep enough to carry a biscuit as well.", "Eine dünnwandige Tasse, deren Untertasse tief genug ist, um auch einen Keks zu tragen.", "Cienkościenna filiżanka ze spodkiem na tyle głębokim, że zmieści się na nim także ciastko."},
				{"Cast in small moulds and cleaned by hand, so that the rim is fine on the lip.", "In kleinen Formen gegossen und von Hand verputzt, damit der Rand fein an der Lippe liegt.", "Odlewana w małych formach i wygładzana ręcznie, dzięki czemu brzeg jest delikatny dla ust."},
			},
		},
		{
			pic: "beaker", noun: tri{"Handleless stoneware cup", "Trinkschale aus Steinzeug", "Czarka z kamionki"}, the: tri{"The cup", "Die Schale", "Czarka"}, values: "material=stoneware glaze=matt|gloss|speckled dishwasher_safe=yes",
			sizes: []size{{90, 1500, 150, 70, 70, 65}, {180, 1900, 240, 82, 82, 85}},
			lead: []tri{
				{"Without a handle, because the hand is the best measure of when tea can be drunk.", "Ohne Henkel, denn die Hand weiß am besten, wann der Tee trinkbar ist.", "Bez ucha, bo dłoń najlepiej wie, kiedy herbatę można już pić."},
				{"A small cup for espresso, for cortado, or for the last of the evening's wine.", "Eine kleine Schale für Espresso, Cortado oder den Rest Wein am Abend.", "Mała czarka na espresso, cortado albo ostatni łyk wieczornego wina."},
			},
		},
	},
	facts: []tri{
		{"{the} holds {n} to the brim and stands {h} high.", "{the} fasst randvoll {n} und ist {h} hoch.", "{the} mieści po brzeg {n} i ma {h} wysokości."},
		{"Volume {n}, height {h}, weight {g}.", "Inhalt {n}, Höhe {h}, Gewicht {g}.", "Pojemność {n}, wysokość {h}, waga {g}."},
		{"With {n} and a weight of {g} {the0} lies well in the hand.", "Mit {n} Inhalt und {g} Gewicht liegt {the0} gut in der Hand.", "Przy pojemności {n} i wadze {g} {the0} dobrze leży w dłoni."},
	},
	care: []tri{
		{"Dishwasher and microwave do no harm.", "Spülmaschine und Mikrowelle schaden nicht.", "Zmywarka i mikrofalówka nie szkodzą."},
		{"The glaze is free of lead and stays bright after years in the dishwasher.", "Die Glasur ist bleifrei und bleibt auch nach Jahren in der Spülmaschine klar.", "Szkliwo nie zawiera ołowiu i nawet po latach mycia w zmywarce pozostaje czyste."},
		{"The foot is ground smooth, so that it leaves no marks on the table.", "Der Fuß ist glatt geschliffen, damit er auf dem Tisch keine Spuren hinterlässt.", "Stopka jest gładko oszlifowana i nie zostawia śladów na stole."},
	},
}

var bowls = shelf{
	slug: "bowls", name: tri{"Bowls", "Schalen und Schüsseln", "Miski"},
	schema: []field{fMaterial, fColor, fDiameter, fGlaze, fDishwasher, fHeight}, axis: "color", unit: "cm", key: "diameter", season: gifts,
	kinds: []kind{
		{
			pic: "bowl", noun: tri{"Fruit bowl", "Obstschale", "Misa na owoce"}, the: tri{"The bowl", "Die Schale", "Misa"}, values: "material=stoneware glaze=matt|gloss dishwasher_safe=yes",
			sizes: []size{{24, 4800, 980, 240, 240, 95}, {29, 6400, 1450, 290, 290, 110}},
			lead: []tri{
				{"A wide bowl on a narrow foot, made to stand in the middle of a table.", "Eine weite Schale auf schmalem Fuß, gemacht für die Mitte des Tisches.", "Szeroka misa na wąskiej stopce, stworzona na środek stołu."},
				{"Thrown in one piece; the glaze stops where the fingers held the foot.", "In einem Stück gedreht; die Glasur endet dort, wo die Finger den Fuß hielten.", "Toczona w jednym kawałku; szkliwo kończy się tam, gdzie palce trzymały stopkę."},
			},
		},
		{
			pic: "bowls", noun: tri{"Set of three bowls", "Schüsselsatz, dreiteilig", "Komplet trzech misek"}, the: tri{"The set", "Der Satz", "Komplet"}, values: "material=stoneware glaze=gloss|matt dishwasher_safe=yes",
			sizes: []size{{22, 6900, 1850, 220, 220, 140}, {26, 8400, 2300, 260, 260, 160}},
			lead: []tri{
				{"Three bowls that stand in each other and take the room of one in the cupboard.", "Drei Schüsseln, die ineinander stehen und im Schrank nur den Platz von einer brauchen.", "Trzy miski, które wchodzą jedna w drugą i zajmują w szafce miejsce jednej."},
				{"Large for salad, middle for soup, small for the sauce: three bowls of one glaze family.", "Groß für Salat, mittel für Suppe, klein für die Sauce: drei Schüsseln aus einer Glasurfamilie.", "Duża na sałatkę, średnia na zupę, mała na sos: trzy miski w pokrewnych szkliwach."},
			},
		},
		{
			pic: "woodbowl", noun: tri{"Turned wooden bowl", "Gedrechselte Holzschale", "Toczona miska drewniana"}, the: tri{"The bowl", "Die Schale", "Miska"}, values: "material=solid_wood dishwasher_safe=no",
			sizes: []size{{22, 5600, 520, 220, 220, 85}, {28, 7900, 860, 280, 280, 100}},
			lead: []tri{
				{"Turned from a single block, so that the year rings run through from rim to rim.", "Aus einem Block gedrechselt, sodass die Jahresringe von Rand zu Rand durchlaufen.", "Toczona z jednego bloku, tak że słoje biegną nieprzerwanie od brzegu do brzegu."},
				{"Wood from trees that had to come down anyway, dried for three years and turned thin.", "Holz von Bäumen, die ohnehin gefällt werden mussten, drei Jahre getrocknet und dünn gedrechselt.", "Drewno z drzew, które i tak trzeba było ściąć, suszone trzy lata i cienko toczone."},
			},
		},
	},
	facts: []tri{
		{"{the} measures {n} across and {h} in height.", "{the} misst {n} im Durchmesser und {h} in der Höhe.", "{the} ma {n} średnicy i {h} wysokości."},
		{"Diameter {n}, height {h}, weight {g}.", "Durchmesser {n}, Höhe {h}, Gewicht {g}.", "Średnica {n}, wysokość {h}, waga {g}."},
		{"At {n} {the0} serves four people with ease.", "Mit {n} reicht {the0} gut für vier Personen.", "Przy średnicy {n} {the0} spokojnie wystarcza dla czterech osób."},
	},
	care: []tri{
		{"Food-safe inside and out.", "Innen und außen lebensmittelecht.", "Dopuszczenie do kontaktu z żywnością wewnątrz i na zewnątrz."},
		{"Good for salad, dough, and for fruit that wants to be seen.", "Gut für Salat, Teig und für Obst, das gesehen werden will.", "Na sałatkę, na ciasto i na owoce, które mają cieszyć oko."},
		{"It stands firmly and does not slip on a smooth table.", "Steht fest und rutscht auch auf glattem Tisch nicht.", "Stoi stabilnie i nie ślizga się na gładkim blacie."},
	},
}

var plates = shelf{
	slug: "plates", name: tri{"Plates", "Teller", "Talerze"},
	schema: []field{fMaterial, fColor, fDiameter, fGlaze, fDishwasher, enum("pieces", tri{"Pieces", "Anzahl", "Liczba sztuk"}, true)}, axis: "color", unit: "cm", key: "diameter", season: gifts,
	kinds: []kind{
		{
			pic: "plate", noun: tri{"Set of four dinner plates", "Vier Essteller", "Cztery talerze obiadowe"}, the: tri{"The set", "Der Satz", "Komplet"}, values: "material=stoneware glaze=matt|gloss dishwasher_safe=yes pieces=4",
			sizes: []size{{26, 7600, 2900, 260, 260, 90}, {28, 8800, 3300, 280, 280, 95}},
			lead: []tri{
				{"Plates with a raised edge that keeps the sauce where it belongs.", "Teller mit hochgezogenem Rand, der die Sauce dort hält, wo sie hingehört.", "Talerze z podniesionym brzegiem, który trzyma sos tam, gdzie jego miejsce."},
				{"Each plate is pressed by hand over plaster and glazed a tone of its own.", "Jeder Teller wird von Hand über Gips geformt und in einem eigenen Ton glasiert.", "Każdy talerz formuje się ręcznie na gipsie i szkliwi w nieco innym odcieniu."},
			},
		},
		{
			pic: "plate", noun: tri{"Set of four breakfast plates", "Vier Frühstücksteller", "Cztery talerze śniadaniowe"}, the: tri{"The set", "Der Satz", "Komplet"}, values: "material=stoneware|porcelain glaze=gloss|speckled dishwasher_safe=yes pieces=4",
			sizes: []size{{19, 5200, 1700, 190, 190, 80}, {21, 5900, 1950, 210, 210, 80}},
			lead: []tri{
				{"Plates for bread, cake, and everything that is eaten standing up in the kitchen.", "Teller für Brot, Kuchen und alles, was man in der Küche im Stehen isst.", "Talerze na chleb, ciasto i wszystko, co zjada się w kuchni na stojąco."},
				{"A flat plate with a fine rim, the one that is always missing from the cupboard first.", "Ein flacher Teller mit feinem Rand, der im Schrank immer als erster fehlt.", "Płaski talerz z delikatnym rantem – ten, którego w szafce zawsze brakuje pierwszego."},
			},
		},
		{
			pic: "plate", noun: tri{"Pair of deep plates", "Zwei tiefe Teller", "Dwa głębokie talerze"}, the: tri{"The pair", "Das Paar", "Para"}, values: "material=stoneware glaze=matt|speckled dishwasher_safe=yes pieces=2",
			sizes: []size{{22, 3900, 1300, 220, 220, 90}, {24, 4400, 1500, 240, 240, 95}},
			lead: []tri{
				{"Half plate, half bowl: right for pasta, stew and porridge alike.", "Halb Teller, halb Schale: richtig für Pasta, Eintopf und Porridge.", "Pół talerza, pół miski: w sam raz na makaron, gulasz i owsiankę."},
				{"Two deep plates with a broad rim to rest a spoon on.", "Zwei tiefe Teller mit breitem Rand, auf dem ein Löffel ruhen kann.", "Dwa głębokie talerze z szerokim rantem, na którym można oprzeć łyżkę."},
			},
		},
	},
	facts: []tri{
		{"Each plate measures {n} across; {the0} weighs {g}.", "Jeder Teller misst {n}; {the0} wiegt {g}.", "Każdy talerz ma {n} średnicy; {the0} waży {g}."},
		{"Diameter {n} each, stacked to a height of {h}.", "Durchmesser je {n}, gestapelt {h} hoch.", "Średnica każdego {n}, wysokość stosu {h}."},
	},
	care: []tri{
		{"Fit for oven, microwave and dishwasher.", "Geeignet für Ofen, Mikrowelle und Spülmaschine.", "Nadają się do piekarnika, mikrofalówki i zmywarki."},
		{"The glaze does not take the marks of knives and forks.", "Die Glasur nimmt keine Spuren von Messer und Gabel an.", "Na szkliwie nie zostają ślady noża i widelca."},
		{"The plates stack closely and save room in the cupboard.", "Die Teller lassen sich eng stapeln und sparen Platz im Schrank.", "Talerze dają się ciasno układać i oszczędzają miejsce w szafce."},
	},
}

var teapots = shelf{
	slug: "teapots", name: tri{"Teapots", "Teekannen", "Dzbanki do herbaty"},
	schema: []field{fMaterial, fColor, fVolume, fGlaze, yesno("strainer", tri{"With strainer", "Mit Sieb", "Z sitkiem"}), fHeight}, axis: "color", unit: "ml", key: "volume", season: cold,
	kinds: []kind{
		{
			pic: "teapot", noun: tri{"Stoneware teapot", "Teekanne aus Steinzeug", "Dzbanek do herbaty z kamionki"}, the: tri{"The pot", "Die Kanne", "Dzbanek"}, values: "material=stoneware glaze=gloss|matt strainer=yes|no",
			sizes: []size{{700, 5400, 850, 230, 150, 140}, {1100, 6600, 1150, 260, 175, 155}},
			lead: []tri{
				{"A round pot whose spout is cut so that it does not drip.", "Eine bauchige Kanne, deren Tülle so geschnitten ist, dass sie nicht tropft.", "Pękaty dzbanek z dziobkiem przyciętym tak, żeby nie kapał."},
				{"The lid is thrown together with the pot and fits this one only.", "Der Deckel ist zusammen mit der Kanne gedreht und passt nur auf diese eine.", "Pokrywka powstaje razem z dzbankiem i pasuje tylko do niego."},
			},
		},
		{
			pic: "bridgepot", noun: tri{"Teapot with bow handle", "Bügelkanne", "Dzbanek z pałąkiem"}, the: tri{"The pot", "Die Kanne", "Dzbanek"}, values: "material=stoneware glaze=matt|speckled strainer=yes",
			sizes: []size{{900, 6900, 980, 230, 165, 220}, {1200, 7800, 1200, 250, 180, 235}},
			lead: []tri{
				{"A pot that is carried from above, with an oak bow that stays cool.", "Eine Kanne, die man von oben trägt, mit einem Bügel aus Eiche, der kühl bleibt.", "Dzbanek noszony od góry, z dębowym pałąkiem, który się nie nagrzewa."},
				{"Dipped into the glaze and left bare at the foot, as the potters of the coast do it.", "In die Glasur getaucht und am Fuß roh gelassen, wie es die Töpfer an der Küste halten.", "Zanurzany w szkliwie i surowy u dołu, tak jak robią to garncarze z wybrzeża."},
			},
		},
	},
	facts: []tri{
		{"{the} holds {n} and stands {h} high.", "{the} fasst {n} und ist {h} hoch.", "{the} mieści {n} i ma {h} wysokości."},
		{"Volume {n}, length with spout {l}, weight {g}.", "Inhalt {n}, Länge mit Tülle {l}, Gewicht {g}.", "Pojemność {n}, długość z dziobkiem {l}, waga {g}."},
	},
	care: []tri{
		{"Rinse with warm water only; the pot remembers the tea it was used for.", "Nur mit warmem Wasser ausspülen; die Kanne merkt sich ihren Tee.", "Płukać tylko ciepłą wodą; dzbanek zapamiętuje swoją herbatę."},
		{"It keeps tea hot for a good half hour, longer under a cosy.", "Hält den Tee eine gute halbe Stunde heiß, unter einer Haube länger.", "Utrzymuje herbatę gorącą przez dobre pół godziny, pod ocieplaczem dłużej."},
		{"Please do not set it on a flame or a hot plate.", "Bitte nicht auf Flamme oder Herdplatte stellen.", "Prosimy nie stawiać na ogniu ani na płycie kuchennej."},
	},
}

var boards = shelf{
	slug: "boards", name: tri{"Cutting and serving boards", "Schneid- und Servierbretter", "Deski do krojenia i podawania"},
	schema: []field{fWood, fLength, fWidth, enum("treatment", tri{"Treatment", "Behandlung", "Wykończenie"}, false), yesno("groove", tri{"Juice groove", "Saftrille", "Rowek na sok"})}, axis: "wood", unit: "cm", key: "length", season: gifts,
	kinds: []kind{
		{
			pic: "board", noun: tri{"Cutting board", "Schneidebrett", "Deska do krojenia"}, the: tri{"The board", "Das Brett", "Deska"}, values: "treatment=oiled|waxed groove=yes|no",
			sizes: []size{{34, 3900, 1100, 340, 240, 25}, {42, 5200, 1800, 420, 290, 30}, {50, 6800, 2700, 500, 330, 35}},
			lead: []tri{
				{"Glued from quarter-sawn staves, so that it stays flat for years.", "Aus stehenden Jahresringen verleimt, damit es über Jahre eben bleibt.", "Klejona z deszczułek o pionowych słojach, dzięki czemu latami pozostaje równa."},
				{"A heavy board that does not run away under the knife.", "Ein schweres Brett, das unter dem Messer nicht davonläuft.", "Ciężka deska, która nie ucieka spod noża."},
			},
		},
		{
			pic: "paddle", noun: tri{"Round serving board", "Rundes Servierbrett", "Okrągła deska do serwowania"}, the: tri{"The board", "Das Brett", "Deska"}, values: "treatment=oiled groove=no",
			sizes: []size{{40, 3600, 900, 400, 300, 20}, {48, 4500, 1300, 480, 360, 22}},
			lead: []tri{
				{"Bread, cheese or pizza comes to the table on it, and the handle stays clear of crumbs.", "Darauf kommen Brot, Käse oder Pizza auf den Tisch, und der Griff bleibt frei von Krümeln.", "Na niej trafia na stół chleb, ser albo pizza, a uchwyt pozostaje wolny od okruchów."},
				{"Cut from one plank and rounded over, with a hole to hang it by.", "Aus einer Bohle geschnitten und rundum gebrochen, mit einem Loch zum Aufhängen.", "Wycięta z jednej deski, o zaokrąglonych krawędziach, z otworem do zawieszenia."},
			},
		},
	},
	facts: []tri{
		{"{the} is {n} long, {w} wide and weighs {g}.", "{the} ist {n} lang, {w} breit und wiegt {g}.", "{the} ma {n} długości i {w} szerokości, waży {g}."},
		{"Length {n}, width {w}, thickness {h}.", "Länge {n}, Breite {w}, Stärke {h}.", "Długość {n}, szerokość {w}, grubość {h}."},
	},
	care: []tri{
		{"Wipe with a damp cloth, dry upright, oil twice a year.", "Feucht abwischen, stehend trocknen, zweimal im Jahr ölen.", "Przecierać wilgotną ściereczką, suszyć na stojąco, dwa razy w roku olejować."},
		{"Finished with linseed oil that is safe with food.", "Behandelt mit lebensmittelechtem Leinöl.", "Wykończona olejem lnianym bezpiecznym dla żywności."},
		{"Keep it out of the dishwasher and it will outlive the knives.", "Ohne Spülmaschine hält es länger als die Messer.", "Bez zmywarki przetrwa dłużej niż noże."},
	},
}
