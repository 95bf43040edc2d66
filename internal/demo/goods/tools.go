package goods

var tools = aisle{
	slug: "tools", name: tri{"Tools", "Werkzeug", "Narzędzia"},
	shelves: []shelf{planes, saws, hammers},
	lines: []string{
		"Geselle", "Meister", "Hobelbank", "Zunft", "Amboss", "Esse", "Schmiede", "Gilde", "Richtscheit", "Lot", "Winkel", "Werkhof", "Feierabend", "Spanwerk", "Walze", "Härterei",
		"Damast", "Bank", "Zirkel", "Lehre", "Altgesell", "Polier", "Stellmacher", "Böttcher", "Wagner", "Küfer", "Drechsler", "Schreiner",
	},
	close: []tri{
		{"We grind and repair what we sell, for as long as there is a workshop.", "Was wir verkaufen, schleifen und reparieren wir, solange es die Werkstatt gibt.", "To, co sprzedajemy, ostrzymy i naprawiamy tak długo, jak działa warsztat."},
		{"It comes in oiled paper and a plain box.", "Kommt in Ölpapier und einer schlichten Schachtel.", "Pakujemy w papier nasączony olejem i w proste pudełko."},
	},
	warn: tri{"Sharp tool: wear eye protection, cut away from the body, keep out of reach of children.", "Scharfes Werkzeug: Augenschutz tragen, vom Körper weg arbeiten, von Kindern fernhalten.", "Ostre narzędzie: nosić okulary ochronne, pracować od siebie, chronić przed dziećmi."},
}

var (
	fSteel = enum("steel", tri{"Steel", "Stahl", "Stal"}, true)
	fHard  = field{key: "hardness", typ: TypeNumber, unit: "HRC", name: tri{"Hardness", "Härte", "Twardość"}, facet: true}
	fHandW = enum("wood", tri{"Wood of handle or body", "Holz von Griff oder Körper", "Drewno uchwytu lub korpusu"}, true)
	fHand  = enum("hand", tri{"Hand", "Hand", "Ręka"}, false)
)

var planes = shelf{
	slug: "planes-chisels", name: tri{"Planes and chisels", "Hobel und Stechbeitel", "Strugi i dłuta"}, unit: "mm", key: "blade_width", season: gifts,
	schema: []field{fHandW, fSteel, number("blade_width", "mm", tri{"Blade width", "Schneidenbreite", "Szerokość ostrza"}), fHard, fHand, fLength},
	kinds: []kind{
		{
			pic: "plane", noun: tri{"Smoothing plane", "Putzhobel", "Gładzik"}, the: tri{"The plane", "Der Hobel", "Strug"}, values: "wood=beech|oak|ash steel=carbon|tool_steel hardness=60|61 hand=both", colors: []string{"beech", "oak", "ash"},
			sizes: []size{{45, 8900, 900, 220, 65, 130}, {48, 9900, 1050, 240, 68, 135}},
			lead: []tri{
				{"A wooden plane with a hornbeam sole and an iron that takes shavings one can read through.", "Ein Holzhobel mit Weißbuchensohle und einem Eisen, das Späne abnimmt, durch die man lesen kann.", "Drewniany strug ze stopą z grabu i żelazem, które zdejmuje wióry tak cienkie, że można przez nie czytać."},
				{"The mouth is cut narrow; whoever wants more opens it with a file.", "Das Maul ist eng geschnitten; wer mehr will, öffnet es mit der Feile.", "Szczelina jest wąska; kto chce szerszej, poszerzy ją pilnikiem."},
			},
		},
		{
			pic: "plane", noun: tri{"Jack plane", "Schlichthobel", "Równiak"}, the: tri{"The plane", "Der Hobel", "Strug"}, values: "wood=beech|oak|cherry steel=carbon|tool_steel hardness=60|61 hand=both|right", colors: []string{"beech", "oak", "cherry"},
			sizes: []size{{48, 10900, 1300, 270, 68, 135}, {51, 11900, 1500, 300, 72, 140}},
			lead: []tri{
				{"For the first pass and the last but one: long enough for edges, light enough for a whole day.", "Für den ersten Gang und den vorletzten: lang genug für Kanten, leicht genug für einen ganzen Tag.", "Do pierwszego i przedostatniego przejścia: dość długi do krawędzi, dość lekki na cały dzień."},
				{"Wedge, iron and body are fitted to each other by hand and carry the same number.", "Keil, Eisen und Körper sind von Hand zueinander gepasst und tragen dieselbe Nummer.", "Klin, żelazo i korpus są ręcznie dopasowane i noszą ten sam numer."},
			},
		},
		{
			pic: "chisel", noun: tri{"Set of three bench chisels", "Stechbeitel, drei Stück", "Komplet trzech dłut"}, the: tri{"The set", "Der Satz", "Komplet"}, values: "wood=ash|oak|walnut steel=carbon|laminated hardness=61|62 hand=both", colors: []string{"ash", "oak", "walnut"},
			sizes: []size{{20, 7900, 620, 320, 120, 40}, {26, 9400, 760, 330, 130, 40}},
			lead: []tri{
				{"Forged, hardened and ground flat at the back, ready for the stone.", "Geschmiedet, gehärtet und am Spiegel plan geschliffen, bereit für den Stein.", "Kute, hartowane i szlifowane na płasko od spodu, gotowe na kamień."},
				{"Bevelled sides for dovetails, brass rings against the mallet.", "Gefaste Flanken für Zinken, Messingringe gegen den Klüpfel.", "Fazowane boki do jaskółczych ogonów, mosiężne pierścienie chroniące przed pobijakiem."},
			},
		},
	},
	facts: []tri{
		{"Blade up to {n} wide, length {l}, weight {g}.", "Schneide bis {n} breit, Länge {l}, Gewicht {g}.", "Ostrze do {n} szerokości, długość {l}, waga {g}."},
		{"{the} is {l} long and weighs {g}; the widest blade measures {n}.", "{the} ist {l} lang und wiegt {g}; die breiteste Schneide misst {n}.", "{the} ma {l} długości i waży {g}; najszersze ostrze ma {n}."},
	},
	care: []tri{
		{"Hone before first use, then as often as it begins to pull.", "Vor dem ersten Einsatz abziehen, danach, sobald es zieht.", "Przed pierwszym użyciem naostrzyć, potem zawsze, gdy zacznie szarpać."},
		{"A drop of camellia oil keeps rust away.", "Ein Tropfen Kamelienöl hält den Rost fern.", "Kropla oleju kameliowego chroni przed rdzą."},
	},
}

var saws = shelf{
	slug: "saws", name: tri{"Saws", "Sägen", "Piły"}, unit: "mm", key: "blade_length", season: even,
	schema: []field{fHandW, fSteel, number("blade_length", "mm", tri{"Blade length", "Blattlänge", "Długość brzeszczotu"}), enum("teeth", tri{"Teeth", "Zahnung", "Uzębienie"}, true), fHand},
	kinds: []kind{
		{
			pic: "saw", noun: tri{"Hand saw", "Handsäge", "Piła ręczna"}, the: tri{"The saw", "Die Säge", "Piła"}, values: "wood=cherry|beech|walnut steel=spring_steel teeth=rip|crosscut hand=right|both", colors: []string{"cherry", "beech", "walnut"},
			sizes: []size{{450, 5900, 520, 560, 130, 25}, {550, 6900, 640, 660, 140, 25}},
			lead: []tri{
				{"A blade ground thin towards the back, so that it does not bind in the cut.", "Ein zum Rücken hin dünn geschliffenes Blatt, das im Schnitt nicht klemmt.", "Brzeszczot szlifowany cieniej ku grzbietowi, dzięki czemu nie klinuje się w rzazie."},
				{"Filed by hand, set by hand, and sharp enough to begin without pressure.", "Von Hand gefeilt, von Hand geschränkt und so scharf, dass sie ohne Druck anfängt.", "Ręcznie pilnikowana, ręcznie rozwierana i tak ostra, że zaczyna ciąć bez nacisku."},
			},
		},
		{
			pic: "saw", noun: tri{"Tenon saw", "Zapfensäge", "Piła czopnica"}, the: tri{"The saw", "Die Säge", "Piła"}, values: "wood=walnut|oak|olive steel=spring_steel|carbon teeth=rip|crosscut|fine hand=right|both", colors: []string{"walnut", "oak", "olive"},
			sizes: []size{{250, 7400, 480, 370, 120, 30}, {300, 8200, 560, 420, 125, 30}},
			lead: []tri{
				{"For joints that shall close without a gap: fine teeth, straight blade, quiet handle.", "Für Verbindungen, die ohne Fuge schließen: feine Zähne, gerades Blatt, ruhiger Griff.", "Do złączy, które mają zamknąć się bez szczeliny: drobne zęby, prosty brzeszczot, pewny uchwyt."},
				{"The handle is shaped for four fingers; the fifth points the way.", "Der Griff ist für vier Finger geformt; der fünfte zeigt den Weg.", "Uchwyt jest wyprofilowany na cztery palce; piąty wskazuje kierunek."},
			},
		},
	},
	facts: []tri{
		{"Blade {n} long, weight {g}.", "Blatt {n} lang, Gewicht {g}.", "Brzeszczot o długości {n}, waga {g}."},
		{"{the} has a blade of {n} and weighs {g}.", "{the} hat ein Blatt von {n} und wiegt {g}.", "{the} ma brzeszczot długości {n} i waży {g}."},
	},
	care: []tri{
		{"It can be sharpened again and again; we show you how.", "Lässt sich immer wieder schärfen; wir zeigen, wie.", "Można ostrzyć wielokrotnie; pokażemy, jak."},
		{"A cover for the teeth is included.", "Ein Zahnschutz liegt bei.", "Osłona zębów w zestawie."},
	},
}

var hammers = shelf{
	slug: "hammers-mallets", name: tri{"Hammers and mallets", "Hämmer und Klüpfel", "Młotki i pobijaki"}, unit: "g", key: "head_weight", season: even,
	schema: []field{fHandW, number("head_weight", "g", tri{"Head weight", "Kopfgewicht", "Masa głowicy"}), enum("face", tri{"Face", "Bahn", "Obuch"}, true), fHand, fLength},
	kinds: []kind{
		{
			pic: "hammer", noun: tri{"Joiner's hammer", "Schreinerhammer", "Młotek stolarski"}, the: tri{"The hammer", "Der Hammer", "Młotek"}, values: "wood=ash|oak|cherry face=forged_steel hand=both", colors: []string{"ash", "oak", "cherry"},
			sizes: []size{{250, 3400, 420, 300, 110, 30}, {400, 3900, 620, 330, 120, 35}},
			lead: []tri{
				{"Forged in one heat, ground at the face, and hung on a handle that is shaved, not turned.", "In einer Hitze geschmiedet, an der Bahn geschliffen und auf einem Stiel, der gezogen und nicht gedreht ist.", "Kuty na jedno grzanie, szlifowany na obuchu i osadzony na strużonym, nie toczonym trzonku."},
				{"A hammer that sits well, with a peen for small nails.", "Ein Hammer, der gut sitzt, mit einer Finne für kleine Nägel.", "Dobrze leżący młotek z rąbem do małych gwoździ."},
			},
		},
		{
			pic: "mallet", noun: tri{"Joiner's mallet", "Schreinerklüpfel", "Pobijak stolarski"}, the: tri{"The mallet", "Der Klüpfel", "Pobijak"}, values: "wood=oak|olive|walnut|beech face=end_grain hand=both", colors: []string{"oak", "olive", "walnut", "beech"},
			sizes: []size{{450, 2900, 620, 320, 140, 80}, {650, 3500, 860, 340, 160, 90}},
			lead: []tri{
				{"A dense head on a tapered handle that tightens with every blow.", "Ein dichter Kopf auf konischem Stiel, der mit jedem Schlag fester sitzt.", "Gęsta głowica na zbieżnym trzonku, który z każdym uderzeniem siedzi mocniej."},
				{"The faces lean a little inward, so that they meet the chisel squarely.", "Die Bahnen stehen leicht schräg, damit sie den Beitel gerade treffen.", "Płaszczyzny są lekko pochylone, dzięki czemu trafiają w dłuto na wprost."},
			},
		},
	},
	facts: []tri{
		{"Head {n}, whole weight {g}, length {l}.", "Kopf {n}, Gesamtgewicht {g}, Länge {l}.", "Głowica {n}, masa całkowita {g}, długość {l}."},
		{"{the} weighs {g} in all and is {l} long.", "{the} wiegt insgesamt {g} und ist {l} lang.", "{the} waży łącznie {g} i ma {l} długości."},
	},
	care: []tri{
		{"A new handle costs little and is fitted in ten minutes.", "Ein neuer Stiel kostet wenig und sitzt in zehn Minuten.", "Nowy trzonek kosztuje niewiele i da się osadzić w dziesięć minut."},
		{"Linseed oil once a year keeps the wood tough.", "Einmal im Jahr Leinöl hält das Holz zäh.", "Olej lniany raz w roku utrzymuje drewno w dobrej formie."},
	},
}
