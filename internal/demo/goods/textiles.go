package goods

var textiles = aisle{
	slug: "textiles", name: tri{"Textiles", "Textilien", "Tekstylia"},
	shelves: []shelf{blankets, cushions, towels, bags},
	lines: []string{
		"Fjell", "Holm", "Skåne", "Loden", "Rauhreif", "Kettfaden", "Schur", "Tundra", "Strand", "Hain", "Lärche", "Schuss", "Almwiese", "Küste", "Nordlicht", "Garnele",
		"Webstuhl", "Leinfeld", "Klöppel", "Vliestal", "Dorn", "Segel", "Takel", "Zwirn", "Merle", "Ginster", "Isola", "Kordel",
	},
	close: []tri{
		{"The yarn comes from spinning mills that we know by name.", "Das Garn kommt aus Spinnereien, die wir beim Namen kennen.", "Przędza pochodzi z przędzalni, które znamy z nazwy."},
		{"Woven in small runs; dye lots can differ a little.", "In kleinen Auflagen gewebt; Farbpartien können leicht abweichen.", "Tkane w małych seriach; partie koloru mogą się nieco różnić."},
	},
	warn: tri{"Keep away from open flame.", "Von offenem Feuer fernhalten.", "Trzymać z dala od otwartego ognia."},
}

var (
	fFibre = enum("fibre", tri{"Fibre", "Faser", "Włókno"}, true)
	fWash  = enum("washing", tri{"Washing", "Wäsche", "Pranie"}, true)
)

var blankets = shelf{
	slug: "blankets", name: tri{"Blankets", "Decken", "Koce"}, axis: "color", unit: "cm", key: "length", season: cold,
	schema: []field{fFibre, fColor, number("length", "cm", tri{"Length", "Länge", "Długość"}), fWidth, fWash, enum("weave", tri{"Weave", "Bindung", "Splot"}, false)},
	kinds: []kind{
		{
			pic: "blanket", noun: tri{"Wool blanket", "Wolldecke", "Koc wełniany"}, the: tri{"The blanket", "Die Decke", "Koc"}, values: "fibre=wool|merino washing=wool_30|air_only weave=twill|herringbone",
			sizes: []size{{180, 9900, 1150, 400, 300, 120}, {200, 12900, 1500, 420, 320, 140}},
			lead: []tri{
				{"Spun and woven from the wool of flocks that graze the hills outside the town.", "Gesponnen und gewebt aus der Wolle von Herden, die auf den Hügeln vor der Stadt weiden.", "Uprzędzony i utkany z wełny stad, które pasą się na wzgórzach za miastem."},
				{"Fulled twice and brushed once: dense enough for the garden, soft enough for the sofa.", "Zweimal gewalkt und einmal geraut: dicht genug für den Garten, weich genug für das Sofa.", "Dwa razy folowany i raz czesany: dość gęsty do ogrodu, dość miękki na kanapę."},
			},
		},
		{
			pic: "blanket", noun: tri{"Cotton throw", "Baumwollplaid", "Pled bawełniany"}, the: tri{"The throw", "Das Plaid", "Pled"}, values: "fibre=cotton|organic_cotton washing=machine_40 weave=waffle|twill",
			sizes: []size{{170, 5900, 900, 380, 280, 100}, {200, 7400, 1200, 400, 300, 120}},
			lead: []tri{
				{"A light throw for evenings that turn cool, with fringe knotted by hand.", "Ein leichtes Plaid für kühle Abende, mit von Hand geknüpften Fransen.", "Lekki pled na chłodniejsze wieczory, z ręcznie wiązanymi frędzlami."},
				{"Woven loosely, so that it warms without weighing anything.", "Locker gewebt, damit es wärmt, ohne zu wiegen.", "Luźno tkany, dzięki czemu grzeje, a prawie nic nie waży."},
			},
		},
	},
	facts: []tri{
		{"{the} measures {n} without fringe and weighs {g}.", "{the} misst ohne Fransen {n} und wiegt {g}.", "{the} ma bez frędzli {n} długości i waży {g}."},
		{"Length {n}, weight {g}, finished at both ends with a woven stripe.", "Länge {n}, Gewicht {g}, an beiden Enden mit gewebtem Streifen.", "Długość {n}, waga {g}, na obu końcach tkany pasek."},
	},
	care: []tri{
		{"Air it often and wash it seldom.", "Oft lüften, selten waschen.", "Często wietrzyć, rzadko prać."},
		{"Loose threads are drawn in with a needle, never cut.", "Gezogene Fäden mit der Nadel einziehen, nie abschneiden.", "Wyciągnięte nitki wciągać igłą, nigdy nie obcinać."},
		{"It becomes softer with every winter.", "Mit jedem Winter weicher.", "Z każdą zimą bardziej miękki."},
	},
}

var cushions = shelf{
	slug: "cushions", name: tri{"Cushions", "Kissen", "Poduszki"}, axis: "color", unit: "cm", key: "length", season: gifts,
	schema: []field{fFibre, fColor, number("length", "cm", tri{"Side", "Kantenlänge", "Długość boku"}), enum("filling", tri{"Filling", "Füllung", "Wypełnienie"}, true), fWash},
	kinds: []kind{
		{
			pic: "cushion", noun: tri{"Linen cushion", "Leinenkissen", "Poduszka lniana"}, the: tri{"The cushion", "Das Kissen", "Poduszka"}, values: "fibre=linen filling=feathers|kapok washing=machine_40",
			sizes: []size{{45, 3900, 520, 450, 450, 150}, {50, 4500, 640, 500, 500, 160}},
			lead: []tri{
				{"Washed linen with a hidden zip and a piping of the same cloth.", "Gewaschenes Leinen mit verdecktem Reißverschluss und einer Paspel aus demselben Stoff.", "Prany len, kryty zamek i wypustka z tej samej tkaniny."},
				{"Cool in summer, warm in winter, and never quite smooth: that is linen.", "Kühl im Sommer, warm im Winter und nie ganz glatt: So ist Leinen.", "Chłodna latem, ciepła zimą i nigdy zupełnie gładka: taki jest len."},
			},
		},
		{
			pic: "cushion", noun: tri{"Wool cushion", "Wollkissen", "Poduszka wełniana"}, the: tri{"The cushion", "Das Kissen", "Poduszka"}, values: "fibre=wool filling=wool_fill|feathers washing=air_only",
			sizes: []size{{40, 4400, 560, 400, 400, 150}, {50, 5600, 760, 500, 500, 160}},
			lead: []tri{
				{"Woven from the rests of the blanket loom, so that no two runs are alike.", "Gewebt aus den Resten des Deckenwebstuhls, sodass keine zwei Auflagen gleich sind.", "Utkana z resztek krosna do koców, tak że nie ma dwóch identycznych serii."},
				{"Dense wool on the front, plain cotton on the back, buttons of horn.", "Dichte Wolle vorn, schlichte Baumwolle hinten, Knöpfe aus Horn.", "Gęsta wełna z przodu, gładka bawełna z tyłu, guziki z rogu."},
			},
		},
	},
	facts: []tri{
		{"{n} on each side, filling included.", "Kantenlänge {n}, Füllung inbegriffen.", "Bok {n}, wypełnienie w zestawie."},
		{"{the} measures {n} and weighs {g} with its filling.", "{the} misst {n} und wiegt mit Füllung {g}.", "{the} ma bok {n} i z wypełnieniem waży {g}."},
	},
	care: []tri{
		{"Cover and filling can be bought singly later on.", "Bezug und Füllung gibt es später auch einzeln.", "Poszewkę i wypełnienie można później dokupić osobno."},
		{"Shake it up, set it in the sun now and then, done.", "Aufschütteln, ab und zu in die Sonne legen, fertig.", "Wytrzepać, od czasu do czasu wystawić na słońce, gotowe."},
	},
}

var towels = shelf{
	slug: "towels", name: tri{"Towels", "Hand- und Küchentücher", "Ręczniki i ściereczki"}, axis: "color", unit: "cm", key: "length", season: even,
	schema: []field{fFibre, fColor, number("length", "cm", tri{"Length", "Länge", "Długość"}), fWash, enum("pieces", tri{"Pieces", "Anzahl", "Liczba sztuk"}, true), enum("weave", tri{"Weave", "Bindung", "Splot"}, false)},
	kinds: []kind{
		{
			pic: "towel", noun: tri{"Pair of bath towels", "Zwei Badetücher", "Dwa ręczniki kąpielowe"}, the: tri{"The pair", "Das Paar", "Komplet"}, values: "fibre=organic_cotton|cotton washing=machine_60 pieces=2 weave=terry|waffle",
			sizes: []size{{100, 3900, 700, 300, 250, 90}, {140, 5400, 1150, 350, 280, 110}},
			lead: []tri{
				{"Long loops of combed cotton that drink at the first touch.", "Lange Schlingen aus gekämmter Baumwolle, die bei der ersten Berührung trinken.", "Długie pętelki czesanej bawełny, które chłoną wodę od pierwszego dotknięcia."},
				{"Waffle weave in the weight of a good hotel, without the logo.", "Waffelgewebe im Gewicht eines guten Hotels, ohne das Logo.", "Splot waflowy o gramaturze dobrego hotelu, bez logo."},
			},
		},
		{
			pic: "towel", noun: tri{"Three linen kitchen towels", "Drei Küchentücher aus Leinen", "Trzy lniane ściereczki kuchenne"}, the: tri{"The set", "Der Satz", "Komplet"}, values: "fibre=linen|half_linen washing=machine_60 pieces=3 weave=twill|plain_weave",
			sizes: []size{{70, 3200, 330, 250, 200, 50}},
			lead: []tri{
				{"Linen that leaves no lint on glasses and is dry again by evening.", "Leinen, das keine Fusseln auf Gläsern lässt und am Abend wieder trocken ist.", "Len, który nie zostawia kłaczków na szkle i do wieczora jest znów suchy."},
				{"Woven with a checked border and a loop at the corner, three to a set.", "Gewebt mit karierter Borte und Aufhänger an der Ecke, drei im Satz.", "Tkane z kraciastą bordiurą i zawieszką w rogu, po trzy w komplecie."},
			},
		},
	},
	facts: []tri{
		{"Each towel is {n} long; {the0} weighs {g}.", "Jedes Tuch ist {n} lang; {the0} wiegt {g}.", "Każda sztuka ma {n} długości; {the0} waży {g}."},
		{"Length {n} each, shrunk before sewing.", "Länge je {n}, vor dem Nähen eingelaufen.", "Długość każdej sztuki {n}, tkanina dekatyzowana przed szyciem."},
	},
	care: []tri{
		{"No softener: it takes away the thirst.", "Kein Weichspüler: Er nimmt den Durst.", "Bez płynu do płukania: odbiera chłonność."},
		{"Dyed without heavy metals, fast to light and washing.", "Ohne Schwermetalle gefärbt, licht- und waschecht.", "Barwione bez metali ciężkich, odporne na światło i pranie."},
	},
}

var bags = shelf{
	slug: "bags", name: tri{"Bags and baskets", "Taschen und Körbe", "Torby i kosze"}, axis: "color", unit: "l", key: "capacity", season: gifts, alone: true,
	schema: []field{fMaterial, fColor, number("capacity", "l", tri{"Capacity", "Volumen", "Pojemność"}), enum("carried", tri{"Carried", "Trageweise", "Sposób noszenia"}, false), fHeight, fWidth},
	kinds: []kind{
		{
			pic: "tote", noun: tri{"Leather tote", "Henkeltasche aus Leder", "Skórzana torba na ramię"}, the: tri{"The bag", "Die Tasche", "Torba"}, values: "material=leather carried=shoulder|hand", colors: []string{"cognac", "espresso", "bottle", "black"},
			sizes: []size{{12, 14900, 780, 340, 130, 300}, {18, 17900, 960, 380, 150, 340}},
			lead: []tri{
				{"Cut from one hide, sewn with waxed linen thread, left without lining so that one sees the work.", "Aus einer Haut geschnitten, mit gewachstem Leinenzwirn genäht und ungefüttert, damit man die Arbeit sieht.", "Wycięta z jednej skóry, szyta woskowaną lnianą nicią, bez podszewki, żeby było widać rzemiosło."},
				{"Leather from a pit tannery, brass rivets, room for a loaf and a folder.", "Leder aus der Grubengerbung, Messingnieten, Platz für ein Brot und eine Mappe.", "Skóra garbowana w dołach, mosiężne nity, miejsce na bochenek i teczkę."},
			},
		},
		{
			pic: "satchel", noun: tri{"Satchel with two buckles", "Umhängetasche mit zwei Schnallen", "Tornister na dwie klamry"}, the: tri{"The bag", "Die Tasche", "Tornister"}, values: "material=leather carried=shoulder|hand", colors: []string{"cognac", "espresso", "bottle", "black"},
			sizes: []size{{9, 18900, 1150, 360, 110, 280}},
			lead: []tri{
				{"A satchel for books and a bottle, with buckles that close by hand and stay closed.", "Eine Tasche für Bücher und eine Flasche, mit Schnallen, die von Hand schließen und zu bleiben.", "Tornister na książki i butelkę, z klamrami, które zapina się ręką i które trzymają."},
				{"Saddle-stitched, edges burnished three times, strap cut in one piece.", "Sattlernaht, Kanten dreimal poliert, Riemen aus einem Stück.", "Szew siodlarski, krawędzie trzykrotnie polerowane, pasek z jednego kawałka."},
			},
		},
		{
			pic: "basket", noun: tri{"Market basket", "Marktkorb", "Kosz targowy"}, the: tri{"The basket", "Der Korb", "Kosz"}, values: "material=willow|oak_splint carried=hand", colors: []string{"natural", "sand", "espresso"},
			sizes: []size{{14, 4900, 820, 400, 300, 380}, {20, 5900, 1050, 450, 330, 420}},
			lead: []tri{
				{"Woven from willow rods cut in winter and soaked in the brook.", "Aus Weidenruten geflochten, die im Winter geschnitten und im Bach eingeweicht werden.", "Pleciony z wiklinowych prętów ściętych zimą i moczonych w strumieniu."},
				{"A basket with a flat base, so that eggs arrive as they left.", "Ein Korb mit flachem Boden, damit Eier ankommen, wie sie losgingen.", "Kosz o płaskim dnie, żeby jajka dojechały takie, jakie wyruszyły."},
			},
		},
	},
	facts: []tri{
		{"It holds {n}, measures {w} in width and weighs {g}.", "Volumen {n}, Breite {w}, Gewicht {g}.", "Pojemność {n}, szerokość {w}, waga {g}."},
		{"Height {h}, width {l}, capacity about {n}.", "Höhe {h}, Breite {l}, Volumen etwa {n}.", "Wysokość {h}, szerokość {l}, pojemność około {n}."},
	},
	care: []tri{
		{"Every part can be repaired, and we do it.", "Jedes Teil lässt sich reparieren, und wir tun es.", "Każdą część da się naprawić i my to robimy."},
		{"Rain does no harm; let it dry in the shade.", "Regen schadet nicht; im Schatten trocknen lassen.", "Deszcz nie szkodzi; suszyć w cieniu."},
	},
}
