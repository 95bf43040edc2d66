package goods

var coffeeTea = aisle{
	slug: "coffee-tea", name: tri{"Coffee and tea", "Kaffee und Tee", "Kawa i herbata"},
	shelves: []shelf{coffees, teas, brewers},
	lines: []string{
		"Nachtzug", "Morgenröte", "Kontor", "Pier 9", "Scirocco", "Altan", "Samt", "Erste Schicht", "Ostwind", "Marea", "Dämmer", "Kranich", "Zugvogel", "Bernstein", "Hafenlicht", "Mokkagasse",
		"Tauwetter", "Seidenweg", "Halbmond", "Wolkenpass", "Sonett", "Karawane", "Polder", "Adagio", "Veranda", "Kobalt", "Meridian", "Fanal",
	},
	close: []tri{
		{"The date of roasting or picking stands on every pack.", "Das Röst- oder Erntedatum steht auf jeder Packung.", "Data palenia lub zbioru widnieje na każdym opakowaniu."},
		{"Packed on the day of dispatch.", "Abgefüllt am Tag des Versands.", "Pakujemy w dniu wysyłki."},
	},
	warn: tri{"Hot drinks and hot vessels can scald; keep away from small children.", "Heiße Getränke und Gefäße können verbrühen; von kleinen Kindern fernhalten.", "Gorące napoje i naczynia mogą poparzyć; trzymać z dala od małych dzieci."},
}

var fRoast = enum("roast", tri{"Roast", "Röstgrad", "Stopień palenia"}, true)

var coffees = shelf{
	slug: "coffee", name: tri{"Coffee", "Kaffee", "Kawa"}, axis: "pack", unit: "g", key: "pack", season: even, refill: true, plain: true,
	schema: []field{fRoast, fOrigin, enum("taste", tri{"Tastes of", "Schmeckt nach", "Nuty smakowe"}, false), enum("process", tri{"Process", "Aufbereitung", "Obróbka"}, false), fOrganic, fPack},
	kinds: []kind{
		{
			pic: "coffee", noun: tri{"Espresso roast", "Espressoröstung", "Kawa do espresso"}, the: tri{"The roast", "Die Röstung", "Kawa"}, values: "roast=dark|medium_dark origin=brazil|india|guatemala|honduras taste=chocolate|nuts|caramel process=natural|washed organic=yes|no",
			sizes: []size{{250, 890, 270, 80, 60, 200}, {500, 1590, 530, 100, 70, 260}, {1000, 2890, 1050, 130, 85, 330}},
			lead: []tri{
				{"A quiet, dark roast for the machine and the stove pot, low in acid and with a dense crema.", "Eine ruhige, dunkle Röstung für Maschine und Herdkännchen, säurearm und mit dichter Crema.", "Spokojne, ciemne palenie do ekspresu i kawiarki, o niskiej kwasowości i gęstej cremie."},
				{"Roasted slowly in a drum and rested for two days before it goes into the bag.", "Langsam in der Trommel geröstet und zwei Tage geruht, bevor es in die Tüte geht.", "Palona powoli w bębnie i odstawiona na dwa dni, zanim trafi do torebki."},
			},
		},
		{
			pic: "coffee", noun: tri{"Filter coffee", "Filterkaffee", "Kawa przelewowa"}, the: tri{"The coffee", "Der Kaffee", "Kawa"}, values: "roast=light|medium origin=ethiopia|colombia|kenya|guatemala taste=berries|citrus|caramel|honey process=washed|honey_process organic=yes|no",
			sizes: []size{{250, 990, 270, 80, 60, 200}, {500, 1790, 530, 100, 70, 260}, {1000, 3290, 1050, 130, 85, 330}},
			lead: []tri{
				{"A light roast that stays clear and sweet in the cup, even when it has gone cold.", "Eine helle Röstung, die in der Tasse klar und süß bleibt, selbst wenn sie kalt wird.", "Jasne palenie, które w filiżance pozostaje czyste i słodkie, nawet gdy wystygnie."},
				{"Beans from smallholders above 1,600 metres, bought directly and paid above the market.", "Bohnen von Kleinbauern oberhalb von 1600 Metern, direkt gekauft und über Markt bezahlt.", "Ziarna od drobnych rolników z wysokości ponad 1600 metrów, kupowane bezpośrednio i powyżej cen rynkowych."},
			},
		},
		{
			pic: "coffee", noun: tri{"Decaffeinated coffee", "Entkoffeinierter Kaffee", "Kawa bezkofeinowa"}, the: tri{"The coffee", "Der Kaffee", "Kawa"}, values: "roast=medium origin=colombia|peru|honduras taste=chocolate|nuts|caramel process=washed organic=yes",
			sizes: []size{{250, 990, 270, 80, 60, 200}, {500, 1750, 530, 100, 70, 260}},
			lead: []tri{
				{"Decaffeinated with spring water and carbon dioxide, without solvents, so that the taste stays whole.", "Mit Quellwasser und Kohlensäure entkoffeiniert, ohne Lösungsmittel, damit der Geschmack ganz bleibt.", "Kofeina usunięta wodą źródlaną i dwutlenkiem węgla, bez rozpuszczalników, dzięki czemu smak pozostaje pełny."},
				{"For the cup after dinner: round, full, and no reason to lie awake.", "Für die Tasse nach dem Essen: rund, voll und kein Grund, wach zu liegen.", "Na filiżankę po kolacji: krągła, pełna i bez powodu do nieprzespanej nocy."},
			},
		},
	},
	facts: []tri{
		{"Whole beans; on request they are ground for your machine.", "Ganze Bohnen; auf Wunsch gemahlen für Ihre Maschine.", "Ziarna w całości; na życzenie mielimy je pod Państwa ekspres."},
		{"We recommend 18 g to 40 g of espresso, or 60 g to a litre of water in the filter.", "Wir empfehlen 18 g auf 40 g Espresso oder 60 g auf einen Liter im Filter.", "Polecamy 18 g na 40 g espresso albo 60 g na litr wody w filtrze."},
		{"The bag has a valve and closes with a tin tie, so that the last cup smells like the first.", "Die Tüte hat ein Ventil und einen Clip, damit die letzte Tasse riecht wie die erste.", "Torebka ma zawór i zapinkę, więc ostatnia filiżanka pachnie jak pierwsza."},
	},
	care: []tri{
		{"Best within eight weeks of roasting.", "Am besten innerhalb von acht Wochen nach der Röstung.", "Najlepsza w ciągu ośmiu tygodni od palenia."},
		{"Keep cool and dark, but not in the refrigerator.", "Kühl und dunkel lagern, aber nicht im Kühlschrank.", "Przechowywać w chłodnym i ciemnym miejscu, ale nie w lodówce."},
		{"It goes well with milk, and needs none.", "Verträgt sich gut mit Milch und braucht keine.", "Dobrze znosi mleko, ale go nie potrzebuje."},
	},
}

var teas = shelf{
	slug: "tea", name: tri{"Tea", "Tee", "Herbata"}, axis: "pack", unit: "g", key: "pack", season: cold, refill: true, plain: true,
	schema: []field{enum("tea_type", tri{"Kind of tea", "Teesorte", "Rodzaj herbaty"}, true), fOrigin, enum("caffeine", tri{"Caffeine", "Koffein", "Kofeina"}, true), fOrganic, enum("infusion", tri{"Infusion", "Ziehzeit", "Czas parzenia"}, false), fPack},
	kinds: []kind{
		{
			pic: "teatin", noun: tri{"Black tea in a tin", "Schwarztee in der Dose", "Czarna herbata w puszce"}, the: tri{"The tea", "Der Tee", "Herbata"}, values: "tea_type=black origin=india|sri_lanka|nepal caffeine=with organic=yes|no infusion=min_3_4",
			sizes: []size{{100, 1290, 190, 85, 85, 120}, {200, 2190, 310, 95, 95, 150}},
			lead: []tri{
				{"A leafy black tea from the second picking, malty, with a hint of dried fruit.", "Ein blattiger Schwarztee aus der zweiten Pflückung, malzig, mit einer Spur Dörrobst.", "Liściasta czarna herbata z drugiego zbioru, słodowa, z nutą suszonych owoców."},
				{"Grown on a garden at 1,800 metres, where mornings are cold and the leaves take their time.", "Aus einem Garten auf 1800 Metern, wo die Morgen kalt sind und die Blätter sich Zeit lassen.", "Z ogrodu na wysokości 1800 metrów, gdzie poranki są chłodne, a liście rosną bez pośpiechu."},
			},
		},
		{
			pic: "teapouch", noun: tri{"Green tea", "Grüntee", "Zielona herbata"}, the: tri{"The tea", "Der Tee", "Herbata"}, values: "tea_type=green origin=japan|china|portugal caffeine=with organic=yes infusion=min_2",
			sizes: []size{{75, 1190, 90, 80, 60, 190}, {150, 2090, 170, 95, 65, 220}},
			lead: []tri{
				{"Steamed green tea with a taste of young peas and sea air.", "Gedämpfter Grüntee mit einem Geschmack nach jungen Erbsen und Seeluft.", "Parowana zielona herbata o smaku młodego groszku i morskiego powietrza."},
				{"Pan-fired leaves that unroll slowly and allow three infusions.", "In der Pfanne gerollte Blätter, die sich langsam öffnen und drei Aufgüsse erlauben.", "Liście prażone na patelni, które rozwijają się powoli i pozwalają na trzy parzenia."},
			},
		},
		{
			pic: "teapouch", noun: tri{"Herbal tea", "Kräutertee", "Herbata ziołowa"}, the: tri{"The blend", "Die Mischung", "Mieszanka"}, values: "tea_type=herbal origin=germany|poland|austria|italy caffeine=free organic=yes infusion=min_7",
			sizes: []size{{60, 790, 75, 80, 60, 190}, {120, 1390, 140, 95, 65, 220}},
			lead: []tri{
				{"Mint, lemon balm and verbena, dried in the shade and cut coarsely.", "Minze, Melisse und Verbene, im Schatten getrocknet und grob geschnitten.", "Mięta, melisa i werbena, suszone w cieniu i grubo cięte."},
				{"Mountain herbs from meadows that are mown once a year.", "Bergkräuter von Wiesen, die einmal im Jahr gemäht werden.", "Górskie zioła z łąk koszonych raz w roku."},
			},
		},
	},
	facts: []tri{
		{"One heaped teaspoon is enough for a large cup.", "Ein gehäufter Teelöffel reicht für eine große Tasse.", "Jedna czubata łyżeczka wystarczy na duży kubek."},
		{"Loose leaves, no dust and no added flavour.", "Lose Blätter, kein Staub und keine zugesetzten Aromen.", "Luźne liście, bez pyłu i bez dodatku aromatów."},
		{"100 g give about forty cups.", "100 g ergeben etwa vierzig Tassen.", "Ze 100 g wychodzi około czterdziestu filiżanek."},
	},
	care: []tri{
		{"Keep it dry and closed, away from spices.", "Trocken und geschlossen lagern, fern von Gewürzen.", "Przechowywać w suchym miejscu, szczelnie zamknięte, z dala od przypraw."},
		{"The packaging goes into waste paper or back on the shelf for the next filling.", "Die Verpackung gehört ins Altpapier oder bleibt im Regal für die nächste Füllung.", "Opakowanie trafia do makulatury albo zostaje na półce na następną porcję."},
	},
}

var brewers = shelf{
	slug: "brewing", name: tri{"Brewing", "Zubereitung", "Akcesoria do parzenia"}, axis: "color", unit: "ml", key: "volume", season: gifts, alone: true,
	schema: []field{fMaterial, fColor, {key: "volume", typ: TypeNumber, unit: "ml", name: tri{"Volume", "Volumen", "Pojemność"}, facet: true}, yesno("plastic_free", tri{"Free of plastic", "Ohne Kunststoff", "Bez plastiku"}), fHeight},
	kinds: []kind{
		{
			pic: "dripper", noun: tri{"Hand filter with jug", "Handfilter mit Kanne", "Filtr przelewowy z dzbankiem"}, the: tri{"The filter", "Der Filter", "Filtr"}, values: "material=porcelain|stoneware plastic_free=yes",
			sizes: []size{{500, 5400, 980, 170, 150, 260}, {800, 6400, 1250, 190, 165, 290}},
			lead: []tri{
				{"A glazed cone over a glass jug, joined by an oak ring: slow coffee without electricity.", "Ein glasierter Kegel über einer Glaskanne, verbunden durch einen Eichenring: langsamer Kaffee ohne Strom.", "Szkliwiony stożek na szklanym dzbanku, połączone dębowym pierścieniem: powolna kawa bez prądu."},
				{"Ribs inside lead the water evenly, and a single wide hole lets you set the pace.", "Rillen im Inneren führen das Wasser gleichmäßig, und ein einziges weites Loch lässt Ihnen das Tempo.", "Żebra wewnątrz równo prowadzą wodę, a jeden szeroki otwór pozwala samemu nadać tempo."},
			},
		},
		{
			pic: "press", noun: tri{"Coffee press", "Kaffeepresse", "Zaparzacz do kawy"}, the: tri{"The press", "Die Presse", "Zaparzacz"}, values: "material=glass_steel plastic_free=yes|no",
			sizes: []size{{350, 3900, 620, 140, 90, 200}, {800, 4900, 880, 170, 110, 250}},
			lead: []tri{
				{"A glass cylinder in a steel frame whose sieve is cut finely and can be taken apart.", "Ein Glaszylinder im Stahlrahmen, dessen Sieb fein gestanzt ist und sich zerlegen lässt.", "Szklany cylinder w stalowej ramie, z drobnym sitkiem, które można rozłożyć."},
				{"Four minutes, one push: this is how coffee becomes strong without machines.", "Vier Minuten, ein Druck: So wird Kaffee kräftig, ganz ohne Maschine.", "Cztery minuty, jeden ruch: tak powstaje mocna kawa bez żadnej maszyny."},
			},
		},
		{
			pic: "grinder", noun: tri{"Hand coffee mill", "Handkaffeemühle", "Ręczny młynek do kawy"}, the: tri{"The mill", "Die Mühle", "Młynek"}, values: "material=solid_wood plastic_free=yes",
			sizes: []size{{0, 6900, 1150, 160, 160, 230}},
			lead: []tri{
				{"A box mill with a steel burr, a drawer for thirty grams, and a crank that turns lightly.", "Eine Kastenmühle mit Mahlwerk aus Stahl, einer Lade für dreißig Gramm und einer Kurbel, die leicht läuft.", "Młynek skrzynkowy ze stalowymi żarnami, szufladką na trzydzieści gramów i lekko chodzącą korbką."},
				{"Jointed at the corners and oiled, a mill that grandchildren will still turn.", "An den Ecken gezinkt und geölt: eine Mühle, an der noch Enkel kurbeln.", "Łączony na wczepy i olejowany – młynek, którym będą jeszcze kręcić wnuki."},
			},
		},
	},
	facts: []tri{
		{"{the} is {h} high and weighs {g}.", "{the} ist {h} hoch und wiegt {g}.", "{the} ma {h} wysokości i waży {g}."},
		{"Height {h}, weight {g}, every part can be bought singly.", "Höhe {h}, Gewicht {g}, jedes Teil ist einzeln zu haben.", "Wysokość {h}, waga {g}, każdą część można dokupić osobno."},
	},
	care: []tri{
		{"Wipe clean, dry, done; a leaflet with drawings is in the box.", "Auswischen, trocknen, fertig; ein Blatt mit Zeichnungen liegt bei.", "Wytrzeć, osuszyć, gotowe; w pudełku jest kartka z rysunkami."},
		{"Spare parts stay available for ten years.", "Ersatzteile bleiben zehn Jahre lieferbar.", "Części zamienne pozostają dostępne przez dziesięć lat."},
	},
}
