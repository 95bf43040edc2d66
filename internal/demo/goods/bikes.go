package goods

var bicycles = aisle{
	slug: "bicycles", name: tri{"Bicycles", "Fahrrad", "Rowery"},
	shelves: []shelf{bells, bikeLights, saddles},
	lines: []string{
		"Speiche", "Randonneur", "Kettenblatt", "Rückenwind", "Pavé", "Etappe", "Kopfstein", "Bergziege", "Freilauf", "Tandem", "Karbid", "Boulevard", "Sattelplatz", "Kurier", "Nabe", "Ritzel",
		"Gegenwind", "Landstraße", "Brücke", "Serpentine", "Allee", "Deich", "Velo", "Pista", "Tour", "Querfeld", "Zeitfahrer", "Rolle",
	},
	close: []tri{
		{"Fits most handlebars and frames; write to us when in doubt.", "Passt an die meisten Lenker und Rahmen; im Zweifel schreiben Sie uns.", "Pasuje do większości kierownic i ram; w razie wątpliwości prosimy napisać."},
		{"Every small part is available as a spare.", "Jedes Kleinteil gibt es als Ersatz.", "Każda drobna część jest dostępna jako zamiennik."},
	},
	warn: tri{"Check that it is firmly mounted before each ride.", "Vor jeder Fahrt auf festen Sitz prüfen.", "Przed każdą jazdą sprawdzić pewność mocowania."},
}

var fClamp = enum("clamp", tri{"Clamp", "Klemmung", "Mocowanie"}, true)

var bells = shelf{
	slug: "bells", name: tri{"Bells", "Klingeln", "Dzwonki"}, axis: "color", unit: "mm", key: "diameter_mm", season: warm,
	schema: []field{fMaterial, fColor, number("diameter_mm", "mm", tri{"Diameter", "Durchmesser", "Średnica"}), fClamp, enum("tone", tri{"Tone", "Ton", "Ton"}, false)},
	kinds: []kind{
		{
			pic: "bell", noun: tri{"Metal bicycle bell", "Fahrradklingel aus Metall", "Metalowy dzwonek rowerowy"}, the: tri{"The bell", "Die Klingel", "Dzwonek"}, values: "material=brass|copper_sheet clamp=mm_22|mm_22_31 tone=high|low", colors: []string{"brass", "copper", "steel"},
			sizes: []size{{45, 2490, 95, 60, 50, 60}, {60, 2990, 150, 70, 65, 70}},
			lead: []tri{
				{"Turned from the full bar, with a tone that stays in the air for three seconds.", "Aus dem Vollen gedreht, mit einem Ton, der drei Sekunden in der Luft steht.", "Toczony z pełnego pręta, o dźwięku, który trwa trzy sekundy."},
				{"One light touch, and even headphones step aside.", "Ein leichter Anschlag, und selbst Kopfhörer treten beiseite.", "Jedno lekkie uderzenie i nawet słuchawki ustępują z drogi."},
			},
		},
		{
			pic: "bell", noun: tri{"Lacquered bicycle bell", "Lackierte Fahrradklingel", "Lakierowany dzwonek rowerowy"}, the: tri{"The bell", "Die Klingel", "Dzwonek"}, values: "material=lacquered_steel clamp=mm_22|mm_22_31 tone=double|low", colors: []string{"bottle", "berry", "saffron", "sea", "cream", "black"},
			sizes: []size{{55, 1690, 120, 65, 60, 65}, {80, 2190, 210, 90, 85, 85}},
			lead: []tri{
				{"The two-tone ring of the old post bicycles, with gears of brass.", "Der Zweiklang der alten Postfahrräder, mit einem Räderwerk aus Messing.", "Dwutonowy dzwonek dawnych rowerów pocztowych, z mosiężnym mechanizmem."},
				{"Lacquered in three coats, to match the frame or to outshine it.", "In drei Schichten lackiert, passend zum Rahmen oder schöner als er.", "Lakierowany trzema warstwami, do koloru ramy albo ładniejszy od niej."},
			},
		},
	},
	facts: []tri{
		{"Diameter {n}, weight {g}.", "Durchmesser {n}, Gewicht {g}.", "Średnica {n}, waga {g}."},
		{"{the} measures {n} and weighs {g}.", "{the} misst {n} und wiegt {g}.", "{the} ma {n} średnicy i waży {g}."},
	},
	care: []tri{
		{"Mounted with one screw, in one minute.", "Mit einer Schraube in einer Minute montiert.", "Montaż jedną śrubą w minutę."},
		{"A drop of oil in spring is all it asks for.", "Ein Tropfen Öl im Frühling ist alles, was nötig ist.", "Wystarczy kropla oleju na wiosnę."},
	},
}

var bikeLights = shelf{
	slug: "lights", name: tri{"Lights", "Beleuchtung", "Oświetlenie"}, axis: "color", unit: "lx", key: "brightness", season: cold,
	schema: []field{enum("position", tri{"Position", "Position", "Pozycja"}, true), fColor, number("brightness", "lx", tri{"Brightness", "Helligkeit", "Jasność"}), enum("power", tri{"Power", "Stromversorgung", "Zasilanie"}, true), yesno("approved", tri{"Road-approved", "Mit Straßenzulassung", "Z homologacją"})},
	kinds: []kind{
		{
			pic: "bikelight", noun: tri{"Front light", "Scheinwerfer", "Lampa przednia"}, the: tri{"The light", "Der Scheinwerfer", "Lampa"}, values: "position=front power=dynamo|usb approved=yes", colors: []string{"bottle", "black", "cream", "berry", "sea"},
			sizes: []size{{40, 5900, 210, 110, 80, 110}, {70, 7900, 240, 120, 85, 115}},
			lead: []tri{
				{"A housing of spun metal with the lens of today: it looks like 1950 and sees like now.", "Ein Gehäuse aus gedrücktem Metall mit der Linse von heute: sieht aus wie 1950 und sieht wie jetzt.", "Obudowa z wyoblanego metalu i współczesna soczewka: wygląda jak w 1950 roku, świeci jak dziś."},
				{"A wide, even beam with a sharp upper edge that dazzles nobody.", "Ein breiter, gleichmäßiger Kegel mit scharfer Oberkante, der niemanden blendet.", "Szeroka, równa wiązka z ostrą górną granicą, która nikogo nie oślepia."},
			},
		},
		{
			pic: "rearlight", noun: tri{"Rear light", "Rücklicht", "Lampa tylna"}, the: tri{"The light", "Das Rücklicht", "Lampa"}, values: "position=rear power=dynamo|usb approved=yes", colors: []string{"black", "bottle", "sea", "cream", "berry"},
			sizes: []size{{4, 2900, 120, 80, 70, 90}, {6, 3500, 130, 85, 70, 95}},
			lead: []tri{
				{"Red that can be seen from the side as well, with a parking light for crossroads.", "Rot, das auch von der Seite zu sehen ist, mit Standlicht für Kreuzungen.", "Czerwień widoczna także z boku, z podtrzymaniem światła na skrzyżowaniach."},
				{"Small, round, riveted: it stays on the mudguard for as long as the mudguard stays on.", "Klein, rund, genietet: Es bleibt am Schutzblech, solange das Schutzblech bleibt.", "Mała, okrągła, nitowana: trzyma się błotnika tak długo jak sam błotnik."},
			},
		},
	},
	facts: []tri{
		{"{n}, weight {g}, splash-proof to IP X4.", "{n}, Gewicht {g}, spritzwassergeschützt nach IP X4.", "{n}, waga {g}, odporność na zachlapanie IP X4."},
		{"Brightness {n}, visible from 400 metres.", "Helligkeit {n}, sichtbar aus 400 Metern.", "Jasność {n}, widoczność z 400 metrów."},
	},
	care: []tri{
		{"The light source can be changed without tools.", "Das Leuchtmittel lässt sich ohne Werkzeug tauschen.", "Źródło światła można wymienić bez narzędzi."},
		{"Bracket and screws are included.", "Halter und Schrauben liegen bei.", "Uchwyt i śruby w zestawie."},
	},
}

var saddles = shelf{
	slug: "saddles-grips", name: tri{"Saddles and grips", "Sättel und Griffe", "Siodełka i chwyty"}, axis: "color", unit: "mm", key: "length_mm", season: warm,
	schema: []field{fMaterial, fColor, number("length_mm", "mm", tri{"Length", "Länge", "Długość"}), enum("riding", tri{"Riding position", "Sitzhaltung", "Pozycja jazdy"}, true), fWidth},
	kinds: []kind{
		{
			pic: "saddle", noun: tri{"Leather saddle", "Ledersattel", "Skórzane siodełko"}, the: tri{"The saddle", "Der Sattel", "Siodełko"}, values: "material=leather riding=upright|sporty|touring",
			sizes: []size{{275, 9900, 540, 280, 170, 90}, {285, 11900, 620, 290, 200, 95}},
			lead: []tri{
				{"Core leather, wet-formed and riveted with copper, that takes the shape of its rider.", "Kernleder, nass geformt und mit Kupfer genietet, das die Form seines Reiters annimmt.", "Skóra krupon, formowana na mokro i nitowana miedzią, która dopasowuje się do rowerzysty."},
				{"Five hundred kilometres of patience, then decades of comfort.", "Fünfhundert Kilometer Geduld, danach Jahrzehnte Ruhe.", "Pięćset kilometrów cierpliwości, potem dziesiątki lat wygody."},
			},
		},
		{
			pic: "grips", noun: tri{"Pair of leather grips", "Ledergriffe, ein Paar", "Para skórzanych chwytów"}, the: tri{"The pair", "Das Paar", "Para"}, values: "material=leather riding=upright|touring",
			sizes: []size{{100, 3400, 130, 110, 80, 40}, {130, 3900, 160, 140, 80, 40}},
			lead: []tri{
				{"Leather rings on a steel core, dry in summer and warm in November.", "Lederringe auf stählernem Kern, trocken im Sommer und warm im November.", "Skórzane pierścienie na stalowym rdzeniu, suche latem i ciepłe w listopadzie."},
				{"Sewn below, so that the palm feels no seam.", "Unten genäht, damit die Hand keine Naht spürt.", "Szyte od spodu, żeby dłoń nie czuła szwu."},
			},
		},
	},
	facts: []tri{
		{"Length {n}, width {w}, weight {g}.", "Länge {n}, Breite {w}, Gewicht {g}.", "Długość {n}, szerokość {w}, waga {g}."},
		{"{the} is {n} long and weighs {g}.", "{the} ist {n} lang und wiegt {g}.", "{the} ma {n} długości i waży {g}."},
	},
	care: []tri{
		{"Wax it twice a year and cover it in heavy rain.", "Zweimal im Jahr wachsen und bei starkem Regen abdecken.", "Dwa razy w roku woskować, a w ulewie przykrywać."},
		{"The leather darkens with use, and that is how it should be.", "Das Leder dunkelt mit dem Gebrauch, und so soll es sein.", "Skóra z użyciem ciemnieje i tak właśnie powinno być."},
	},
}
