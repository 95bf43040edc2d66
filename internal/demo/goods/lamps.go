package goods

var lamps = aisle{
	slug: "lamps", name: tri{"Lamps", "Lampen", "Lampy"},
	shelves: []shelf{tableLamps, pendants, candles},
	lines: []string{
		"Falz", "Mondsee", "Abendbrot", "Leselicht", "Schirm", "Zenit", "Glühwurm", "Laterna", "Dämmerung", "Sirius", "Nova", "Kandela", "Halo", "Bühne", "Streif", "Luzia",
		"Opal", "Prisma", "Fackel", "Kegel", "Kuppel", "Orion", "Stunde", "Selene", "Ampel", "Funke", "Nordstern", "Sonnwend",
	},
	close: []tri{
		{"Assembled and tested by hand in the workshop.", "In der Werkstatt von Hand montiert und geprüft.", "Montowane i sprawdzane ręcznie w pracowni."},
		{"The textile cable comes in the colour of the base.", "Das Textilkabel kommt in der Farbe des Fußes.", "Kabel w oplocie dobieramy do koloru podstawy."},
	},
	warn: tri{"Let it cool before touching; do not cover the light.", "Vor dem Berühren abkühlen lassen; Leuchte nicht abdecken.", "Przed dotknięciem odczekać do ostygnięcia; nie zakrywać źródła światła."},
}

var (
	fSocket = enum("socket", tri{"Socket", "Fassung", "Oprawka"}, true)
	fWatts  = field{key: "max_watts", typ: TypeNumber, unit: "W", name: tri{"Max. power", "Max. Leistung", "Maks. moc"}, facet: true}
	fDim    = yesno("dimmable", tri{"Dimmable", "Dimmbar", "Ściemnialna"})
)

var tableLamps = shelf{
	slug: "table-lamps", name: tri{"Table lamps", "Tischleuchten", "Lampy stołowe"}, axis: "color", unit: "cm", key: "lamp_height", season: cold,
	schema: []field{fMaterial, fColor, number("lamp_height", "cm", tri{"Height", "Höhe", "Wysokość"}), fSocket, fWatts, fDim},
	kinds: []kind{
		{
			pic: "lamp", noun: tri{"Ceramic table lamp", "Tischleuchte aus Keramik", "Ceramiczna lampa stołowa"}, the: tri{"The lamp", "Die Leuchte", "Lampa"}, values: "material=ceramic socket=e27|e14 max_watts=15|25 dimmable=yes|no", colors: []string{"sea", "cream", "sage", "rust", "night"},
			sizes: []size{{42, 8900, 2400, 300, 300, 420}, {52, 11900, 3200, 360, 360, 520}},
			lead: []tri{
				{"A thrown body, a linen shade, and the quiet light of a lamp that has found its corner.", "Ein gedrehter Korpus, ein Leinenschirm und das ruhige Licht einer Leuchte, die ihre Ecke gefunden hat.", "Toczony korpus, lniany abażur i spokojne światło lampy, która znalazła swój kąt."},
				{"Glazed at the belly, dry at the foot; the shade is sewn, not glued.", "Am Bauch glasiert, am Fuß trocken; der Schirm ist genäht, nicht geklebt.", "Szkliwiona na brzuścu, surowa u dołu; abażur jest szyty, nie klejony."},
			},
		},
		{
			pic: "dome", noun: tri{"Desk lamp with metal dome", "Schreibtischleuchte mit Metallschirm", "Lampa biurkowa z metalowym kloszem"}, the: tri{"The lamp", "Die Leuchte", "Lampa"}, values: "material=brass|lacquered_steel socket=e27 max_watts=25|40 dimmable=yes", colors: []string{"bottle", "berry", "saffron", "sea", "black", "cream"},
			sizes: []size{{45, 12900, 2900, 320, 320, 450}},
			lead: []tri{
				{"A spun dome on a brass stem, with a pull chain that clicks as it should.", "Eine gedrückte Kuppel auf Messingrohr, mit einer Zugkette, die klickt, wie sie soll.", "Wyoblany klosz na mosiężnej rurce, z łańcuszkiem, który klika tak, jak powinien."},
				{"White inside, coloured outside: light for the page and none for the eyes.", "Innen weiß, außen farbig: Licht für die Seite und keines in die Augen.", "Biały w środku, barwny na zewnątrz: światło na kartkę, a nie w oczy."},
			},
		},
		{
			pic: "woodlamp", noun: tri{"Turned wooden lamp", "Gedrechselte Holzleuchte", "Toczona lampa drewniana"}, the: tri{"The lamp", "Die Leuchte", "Lampa"}, values: "material=solid_wood socket=e27|e14 max_watts=15|25 dimmable=yes|no", colors: []string{"oak", "walnut", "beech", "ash"},
			sizes: []size{{48, 9900, 1900, 330, 330, 480}},
			lead: []tri{
				{"Turned from a beam that carried a barn for a hundred years.", "Aus einem Balken gedrechselt, der hundert Jahre lang eine Scheune trug.", "Wytoczona z belki, która przez sto lat dźwigała stodołę."},
				{"Solid wood, oiled, with a cylinder of natural linen above it.", "Massives Holz, geölt, darüber ein Zylinder aus Naturleinen.", "Lite drewno, olejowane, a nad nim walec z naturalnego lnu."},
			},
		},
	},
	facts: []tri{
		{"{the} is {n} high and weighs {g}; a bulb is not included.", "{the} ist {n} hoch und wiegt {g}; ein Leuchtmittel liegt nicht bei.", "{the} ma {n} wysokości i waży {g}; żarówki nie ma w zestawie."},
		{"Height {n}, diameter of the shade {w}, cable 1.8 m with switch.", "Höhe {n}, Schirmdurchmesser {w}, Kabel 1,8 m mit Schalter.", "Wysokość {n}, średnica klosza {w}, kabel 1,8 m z wyłącznikiem."},
	},
	care: []tri{
		{"A soft brush is all the shade needs.", "Dem Schirm genügt eine weiche Bürste.", "Kloszowi wystarczy miękka szczotka."},
		{"Warm white bulbs suit it best.", "Am besten passt warmweißes Licht.", "Najlepiej pasuje ciepłe białe światło."},
	},
}

var pendants = shelf{
	slug: "pendants", name: tri{"Pendant lamps", "Pendelleuchten", "Lampy wiszące"}, axis: "color", unit: "cm", key: "diameter", season: cold,
	schema: []field{fMaterial, fColor, number("diameter", "cm", tri{"Diameter", "Durchmesser", "Średnica"}), fSocket, fWatts, fDim, enum("placement", tri{"Place", "Ort", "Miejsce"}, false)},
	kinds: []kind{
		{
			pic: "pendant", noun: tri{"Enamel pendant lamp", "Pendelleuchte aus Emaille", "Emaliowana lampa wisząca"}, the: tri{"The lamp", "Die Leuchte", "Lampa"}, values: "material=enamel socket=e27 max_watts=40|60 dimmable=yes placement=kitchen|dining", colors: []string{"bottle", "cream", "black", "sea", "saffron"},
			sizes: []size{{28, 8900, 1300, 280, 280, 220}, {38, 11900, 2100, 380, 380, 280}},
			lead: []tri{
				{"Pressed steel, enamelled twice, with the small waves that only a kiln makes.", "Gepresster Stahl, zweimal emailliert, mit den kleinen Wellen, die nur der Ofen macht.", "Tłoczona stal, dwukrotnie emaliowana, z drobnymi falami, które zostawia tylko piec."},
				{"A workshop lamp that has come to the kitchen table.", "Eine Werkstattleuchte, die an den Küchentisch gezogen ist.", "Lampa warsztatowa, która przeniosła się nad kuchenny stół."},
			},
		},
		{
			pic: "pendant", noun: tri{"Metal pendant lamp", "Pendelleuchte aus Metall", "Metalowa lampa wisząca"}, the: tri{"The lamp", "Die Leuchte", "Lampa"}, values: "material=brass|copper_sheet socket=e27 max_watts=40 dimmable=yes placement=dining|hall", colors: []string{"brass", "copper"},
			sizes: []size{{26, 12900, 1250, 260, 260, 220}, {36, 16900, 1950, 360, 360, 270}},
			lead: []tri{
				{"Spun by hand over a wooden form and left unlacquered, so that it ages with the house.", "Von Hand über eine Holzform gedrückt und unlackiert gelassen, damit sie mit dem Haus altert.", "Wyoblana ręcznie na drewnianej formie i nielakierowana, żeby starzała się razem z domem."},
				{"Metal outside, a warm circle of light below, nothing else.", "Außen Metall, darunter ein warmer Lichtkreis, sonst nichts.", "Na zewnątrz metal, pod spodem ciepły krąg światła, nic więcej."},
			},
		},
	},
	facts: []tri{
		{"{the} measures {n} across and hangs on two metres of textile cable.", "{the} misst {n} und hängt an zwei Metern Textilkabel.", "{the} ma {n} średnicy i wisi na dwóch metrach kabla w oplocie."},
		{"Diameter {n}, weight {g}, ceiling cup included.", "Durchmesser {n}, Gewicht {g}, Baldachin inbegriffen.", "Średnica {n}, waga {g}, w zestawie maskownica sufitowa."},
	},
	care: []tri{
		{"Please have it connected by an electrician.", "Bitte vom Fachbetrieb anschließen lassen.", "Podłączenie prosimy zlecić elektrykowi."},
		{"Sixty centimetres above the table is a good height.", "Sechzig Zentimeter über dem Tisch sind eine gute Höhe.", "Sześćdziesiąt centymetrów nad stołem to dobra wysokość."},
	},
}

var candles = shelf{
	slug: "candles-lanterns", name: tri{"Candlesticks and lanterns", "Kerzenhalter und Laternen", "Świeczniki i lampiony"}, axis: "color", unit: "cm", key: "holder_height", season: cold, alone: true,
	schema: []field{fMaterial, fColor, number("holder_height", "cm", tri{"Height", "Höhe", "Wysokość"}), yesno("outdoor", tri{"For outdoors", "Für draußen", "Na zewnątrz"}), enum("candle", tri{"Candle", "Kerze", "Świeca"}, true)},
	kinds: []kind{
		{
			pic: "candle", noun: tri{"Pair of candlesticks", "Zwei Kerzenständer", "Para świeczników"}, the: tri{"The pair", "Das Paar", "Para"}, values: "material=brass|lacquered_steel outdoor=no candle=taper", colors: []string{"brass", "copper", "steel", "black"},
			sizes: []size{{16, 4900, 900, 110, 110, 160}, {24, 6200, 1300, 120, 120, 240}},
			lead: []tri{
				{"Turned on a lathe and weighted at the foot, so that the candle stands straight.", "Auf der Drehbank gedreht und am Fuß beschwert, damit die Kerze gerade steht.", "Toczone na tokarce i obciążone u dołu, żeby świeca stała prosto."},
				{"A small one and a tall one, because tables need a rhythm.", "Ein kleiner und ein hoher, denn ein Tisch braucht Rhythmus.", "Niższy i wyższy, bo stół potrzebuje rytmu."},
			},
		},
		{
			pic: "lantern", noun: tri{"Garden lantern", "Gartenlaterne", "Latarnia ogrodowa"}, the: tri{"The lantern", "Die Laterne", "Latarnia"}, values: "material=lacquered_steel|copper_sheet outdoor=yes candle=pillar", colors: []string{"black", "steel", "copper"},
			sizes: []size{{32, 5900, 1700, 180, 180, 320}, {48, 8400, 2900, 240, 240, 480}},
			lead: []tri{
				{"Four panes in a riveted frame, a door that shuts, a ring to carry it by.", "Vier Scheiben in genietetem Rahmen, eine Tür, die schließt, ein Ring zum Tragen.", "Cztery szybki w nitowanej ramie, zamykane drzwiczki i uchwyt do noszenia."},
				{"The roof draws the air through slots, so that wind does not reach the flame.", "Das Dach führt die Luft durch Schlitze, sodass kein Wind an die Flamme kommt.", "Daszek prowadzi powietrze przez szczeliny, więc wiatr nie sięga płomienia."},
			},
		},
	},
	facts: []tri{
		{"Height {n}, weight {g}; candles are not included.", "Höhe {n}, Gewicht {g}; Kerzen liegen nicht bei.", "Wysokość {n}, waga {g}; świec nie ma w zestawie."},
		{"{the} is {n} high and {w} wide.", "{the} ist {n} hoch und {w} breit.", "{the} ma {n} wysokości i {w} szerokości."},
	},
	care: []tri{
		{"Wax comes off with warm water.", "Wachs löst sich mit warmem Wasser.", "Wosk schodzi pod ciepłą wodą."},
		{"Never leave a burning candle alone.", "Brennende Kerzen nie allein lassen.", "Nigdy nie zostawiać palącej się świecy bez nadzoru."},
	},
}
