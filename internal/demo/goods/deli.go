package goods

var deli = aisle{
	slug: "delicatessen", name: tri{"Delicatessen", "Feinkost", "Delikatesy"},
	shelves: []shelf{honeys, preserves, oils, spices},
	lines: []string{
		"Erste Lese", "Bienengarten", "Altes Feld", "Sonnhang", "Steinbruch", "Vigna", "Olmo", "Waldsaum", "Kirchberg", "Südmauer", "Almweg", "Rain", "Casale", "Heidegrund", "Obstgasse", "Mühlbach",
		"Terrazza", "Spätsommer", "Lichtung", "Kastell", "Weiler", "Sierra", "Hofrat", "Borgo", "Quelle", "Karst", "Anger", "Zeder",
	},
	close: []tri{
		{"Small batches: the batch number stands on the label.", "Kleine Mengen: Die Chargennummer steht auf dem Etikett.", "Małe partie: numer partii widnieje na etykiecie."},
		{"The glass can be sent back in the next parcel.", "Das Glas können Sie im nächsten Paket zurückgeben.", "Szkło można odesłać w następnej paczce."},
	},
	warn: tri{"Food. Keep closed and dry; mind the best-before date.", "Lebensmittel. Verschlossen und trocken lagern; Mindesthaltbarkeit beachten.", "Żywność. Przechowywać w zamknięciu i w suchym miejscu; zwrócić uwagę na datę przydatności."},
}

var fWeight = number("net_weight", "g", tri{"Net weight", "Füllmenge", "Masa netto"})

var honeys = shelf{
	slug: "honey", name: tri{"Honey", "Honig", "Miód"}, unit: "g", key: "net_weight", season: cold, refill: true,
	schema: []field{enum("blossom", tri{"Blossom", "Tracht", "Odmiana"}, true), enum("texture", tri{"Texture", "Konsistenz", "Konsystencja"}, true), fOrigin, fWeight, fOrganic},
	kinds: []kind{
		{
			pic: "honey", noun: tri{"Linden honey", "Lindenhonig", "Miód lipowy"}, the: tri{"The honey", "Der Honig", "Miód"}, values: "blossom=linden texture=liquid|creamy origin=germany|poland organic=yes|no", colors: []string{"saffron", "butter"},
			sizes: []size{{250, 590, 420, 65, 65, 90}, {500, 980, 760, 80, 80, 110}},
			lead: []tri{
				{"Gathered from the avenues of the old town when the lindens are in flower.", "Aus den Alleen der Altstadt, gesammelt zur Lindenblüte.", "Zebrany w alejach starego miasta, gdy kwitną lipy."},
				{"Bright, with a touch of mint that only linden gives.", "Hell, mit einem Hauch Minze, den nur die Linde gibt.", "Jasny, z nutą mięty, którą daje tylko lipa."},
			},
		},
		{
			pic: "honey", noun: tri{"Forest honey", "Waldhonig", "Miód leśny"}, the: tri{"The honey", "Der Honig", "Miód"}, values: "blossom=forest texture=liquid origin=germany|austria|czechia organic=yes|no", colors: []string{"amber"},
			sizes: []size{{250, 690, 420, 65, 65, 90}, {500, 1190, 760, 80, 80, 110}},
			lead: []tri{
				{"Dark and malty, carried in from fir and spruce.", "Dunkel und malzig, eingetragen von Tanne und Fichte.", "Ciemny i słodowy, przyniesiony ze świerków i jodeł."},
				{"The bees stand at the edge of the wood, three kilometres from the nearest field.", "Die Völker stehen am Waldrand, drei Kilometer vom nächsten Acker.", "Ule stoją na skraju lasu, trzy kilometry od najbliższego pola."},
			},
		},
		{
			pic: "honey", noun: tri{"Creamed blossom honey", "Cremiger Blütenhonig", "Kremowany miód wielokwiatowy"}, the: tri{"The honey", "Der Honig", "Miód"}, values: "blossom=blossom texture=creamy origin=germany|poland|denmark|france organic=yes|no", colors: []string{"butter", "cream"},
			sizes: []size{{250, 550, 420, 65, 65, 90}, {500, 920, 760, 80, 80, 110}},
			lead: []tri{
				{"Stirred for two weeks until it spreads like butter.", "Zwei Wochen lang gerührt, bis er sich streichen lässt wie Butter.", "Mieszany przez dwa tygodnie, aż daje się smarować jak masło."},
				{"Spring in a glass: fruit blossom, dandelion, maple.", "Frühling im Glas: Obstblüte, Löwenzahn, Ahorn.", "Wiosna w słoiku: kwiat drzew owocowych, mniszek, klon."},
			},
		},
	},
	facts: []tri{
		{"Cold-extracted, never heated above 38 degrees, filled into glasses of {n}.", "Kalt geschleudert, nie über 38 Grad erwärmt, in Gläser zu {n} gefüllt.", "Wirowany na zimno, nigdy niepodgrzewany powyżej 38 stopni, rozlewany do słoików po {n}."},
		{"The glass holds {n} and comes from a single apiary.", "Das Glas enthält {n} und stammt aus einer einzigen Imkerei.", "Słoik zawiera {n} i pochodzi z jednej pasieki."},
	},
	care: []tri{
		{"If it sets, a warm water bath makes it flow again.", "Wird er fest, macht ein warmes Wasserbad ihn wieder flüssig.", "Jeśli się skrystalizuje, ciepła kąpiel wodna znów go upłynni."},
		{"On bread, in tea, or with a ripe cheese.", "Aufs Brot, in den Tee oder zu reifem Käse.", "Na chleb, do herbaty albo do dojrzałego sera."},
		{"Not suitable for children under one year.", "Nicht geeignet für Kinder unter einem Jahr.", "Nieodpowiedni dla dzieci poniżej pierwszego roku życia."},
	},
}

var preserves = shelf{
	slug: "preserves", name: tri{"Jams and preserves", "Marmeladen und Eingemachtes", "Dżemy i przetwory"}, unit: "g", key: "net_weight", season: even, refill: true,
	schema: []field{enum("fruit", tri{"Fruit", "Frucht", "Owoc"}, true), {key: "fruit_share", typ: TypeNumber, unit: "%", name: tri{"Share of fruit", "Fruchtanteil", "Udział owoców"}, facet: true}, fWeight, fOrganic, enum("sweetened", tri{"Sweetened with", "Gesüßt mit", "Słodzone"}, false)},
	kinds: []kind{
		{
			pic: "jam", noun: tri{"Sour cherry jam", "Sauerkirschkonfitüre", "Konfitura wiśniowa"}, the: tri{"The jam", "Die Konfitüre", "Konfitura"}, values: "fruit=cherry fruit_share=60|70 organic=yes|no sweetened=cane_sugar|beet_sugar", colors: []string{"berry"},
			sizes: []size{{220, 490, 390, 70, 70, 85}, {340, 650, 560, 75, 75, 105}},
			lead: []tri{
				{"Pitted by hand and cooked in copper, with whole fruit that does not float to the top.", "Von Hand entsteint und im Kupferkessel gekocht, mit ganzen Früchten, die nicht oben schwimmen.", "Drylowana ręcznie i gotowana w miedzianym kotle, z całymi owocami, które nie wypływają na wierzch."},
				{"Sour cherries from old trees, a little sugar, lemon, and nothing else.", "Sauerkirschen von alten Bäumen, wenig Zucker, Zitrone, sonst nichts.", "Wiśnie ze starych drzew, odrobina cukru, cytryna i nic więcej."},
			},
		},
		{
			pic: "jam", noun: tri{"Plum butter", "Pflaumenmus", "Powidła śliwkowe"}, the: tri{"The plum butter", "Das Pflaumenmus", "Przetwór"}, values: "fruit=plum fruit_share=90|95 organic=yes|no sweetened=nothing", colors: []string{"plum"},
			sizes: []size{{220, 520, 390, 70, 70, 85}, {340, 690, 560, 75, 75, 105}},
			lead: []tri{
				{"Damsons that simmered for fourteen hours until the spoon stood by itself.", "Zwetschgen, die vierzehn Stunden köchelten, bis der Löffel von allein stand.", "Węgierki smażone czternaście godzin, aż łyżka stanęła sama."},
				{"No sugar added: ripe plums bring all that is needed.", "Ohne Zuckerzusatz: Reife Pflaumen bringen alles mit.", "Bez dodatku cukru: dojrzałe śliwki mają wszystko, czego trzeba."},
			},
		},
		{
			pic: "jam", noun: tri{"Apricot jam", "Aprikosenkonfitüre", "Konfitura morelowa"}, the: tri{"The jam", "Die Konfitüre", "Konfitura"}, values: "fruit=apricot fruit_share=65|70 organic=yes|no sweetened=cane_sugar", colors: []string{"saffron", "rust"},
			sizes: []size{{220, 520, 390, 70, 70, 85}, {340, 690, 560, 75, 75, 105}},
			lead: []tri{
				{"Apricots from the river terraces, picked ripe and in the kettle on the same day.", "Aprikosen von den Flussterrassen, reif gepflückt und am selben Tag im Kessel.", "Morele z nadrzecznych tarasów, zrywane dojrzałe i tego samego dnia w kotle."},
				{"Halved fruit in its own juice, with the faint bitterness of the kernel.", "Halbe Früchte im eigenen Saft, mit der leisen Bitterkeit des Kerns.", "Połówki owoców we własnym soku, z delikatną goryczką pestki."},
			},
		},
	},
	facts: []tri{
		{"Glass of {n}, filled hot and sealed without preservatives.", "Glas mit {n}, heiß abgefüllt und ohne Konservierungsstoffe verschlossen.", "Słoik {n}, napełniany na gorąco i zamykany bez konserwantów."},
		{"{n} in a glass with a cloth cap over the lid.", "{n} im Glas, mit einer Stoffhaube über dem Deckel.", "{n} w słoiku, z kapturkiem z tkaniny na wieczku."},
	},
	care: []tri{
		{"Once opened, keep it cool and use it within four weeks.", "Nach dem Öffnen kühl lagern und in vier Wochen verbrauchen.", "Po otwarciu przechowywać w chłodzie i zużyć w ciągu czterech tygodni."},
		{"For bread, pancakes, and the filling of a cake.", "Für Brot, Pfannkuchen und als Füllung im Kuchen.", "Do chleba, naleśników i do przekładania ciasta."},
	},
}

var oils = shelf{
	slug: "oil-vinegar", name: tri{"Oil and vinegar", "Öl und Essig", "Oliwa i ocet"}, axis: "pack", unit: "ml", key: "pack", season: even, refill: true, plain: true,
	schema: []field{enum("variety", tri{"Variety", "Sorte", "Rodzaj"}, true), fOrigin, fOrganic, enum("taste", tri{"Taste", "Geschmack", "Smak"}, false), fPack},
	kinds: []kind{
		{
			pic: "oil", noun: tri{"Extra virgin olive oil", "Natives Olivenöl extra", "Oliwa z oliwek extra virgin"}, the: tri{"The oil", "Das Öl", "Oliwa"}, values: "variety=olive_oil origin=italy|spain|portugal|greece organic=yes|no taste=mild|peppery",
			sizes: []size{{250, 1190, 560, 60, 60, 250}, {500, 1890, 980, 75, 75, 290}, {750, 2590, 1350, 85, 85, 320}},
			lead: []tri{
				{"From the first pressing in October, green, with a bite of pepper in the throat.", "Aus der ersten Pressung im Oktober, grün, mit einem Hauch Pfeffer im Hals.", "Z pierwszego październikowego tłoczenia, zielona, z pieprzną nutą w gardle."},
				{"Olives of one grove, picked by hand and milled within six hours.", "Oliven aus einem Hain, von Hand gepflückt und binnen sechs Stunden gemahlen.", "Oliwki z jednego gaju, zbierane ręcznie i tłoczone w ciągu sześciu godzin."},
			},
		},
		{
			pic: "vinegar", noun: tri{"Apple vinegar", "Apfelessig", "Ocet jabłkowy"}, the: tri{"The vinegar", "Der Essig", "Ocet"}, values: "variety=apple_vinegar origin=austria|germany|poland organic=yes taste=fruity|mild",
			sizes: []size{{250, 690, 560, 60, 60, 250}, {500, 1090, 980, 75, 75, 290}},
			lead: []tri{
				{"Pressed from orchard apples and left to turn in oak for a year.", "Aus Streuobst gepresst und ein Jahr lang im Eichenfass vergoren.", "Wytłoczony z jabłek z sadów i przez rok dojrzewający w dębowej beczce."},
				{"Unfiltered, soft, with the smell of a cellar full of apples.", "Ungefiltert, weich, mit dem Duft eines Kellers voller Äpfel.", "Niefiltrowany, łagodny, pachnie piwnicą pełną jabłek."},
			},
		},
		{
			pic: "oil", noun: tri{"Pumpkin seed oil", "Kürbiskernöl", "Olej z pestek dyni"}, the: tri{"The oil", "Das Öl", "Olej"}, values: "variety=pumpkin_oil origin=austria|hungary organic=yes|no taste=nutty", colors: []string{"bottle", "amber"},
			sizes: []size{{250, 1290, 560, 60, 60, 250}, {500, 2190, 980, 75, 75, 290}},
			lead: []tri{
				{"Roasted seeds, cold stone, slow press: an oil that is green at the edge and red in the glass.", "Geröstete Kerne, kalter Stein, langsame Presse: ein Öl, das am Rand grün und im Glas rot ist.", "Prażone pestki, zimny kamień, powolna prasa: olej zielony na brzegu i czerwony w szkle."},
				{"Two and a half kilograms of seeds go into one litre.", "Zweieinhalb Kilogramm Kerne stecken in einem Liter.", "Na jeden litr potrzeba dwóch i pół kilograma pestek."},
			},
		},
	},
	facts: []tri{
		{"Filled by hand into dark or clear glass with a natural cork.", "Von Hand in dunkles oder klares Glas gefüllt, mit Naturkork verschlossen.", "Rozlewane ręcznie do ciemnego lub przezroczystego szkła, zamykane naturalnym korkiem."},
		{"The year of harvest is stamped into the seal.", "Das Erntejahr ist ins Siegel geprägt.", "Rok zbioru jest wytłoczony na pieczęci."},
	},
	care: []tri{
		{"Keep it dark and cool, but not cold.", "Dunkel und kühl lagern, aber nicht kalt.", "Przechowywać w ciemnym i chłodnym, ale nie zimnym miejscu."},
		{"For salads, for vegetables from the oven, and over soup at the end.", "Für Salat, Ofengemüse und zum Schluss über die Suppe.", "Do sałatek, pieczonych warzyw i na koniec do zupy."},
	},
}

var spices = shelf{
	slug: "spices", name: tri{"Spices and salt", "Gewürze und Salz", "Przyprawy i sól"}, unit: "g", key: "net_weight", season: even, refill: true,
	schema: []field{enum("spice", tri{"Spice", "Gewürz", "Przyprawa"}, true), fOrigin, fWeight, fOrganic, enum("heat", tri{"Heat", "Schärfe", "Ostrość"}, false)},
	kinds: []kind{
		{
			pic: "spice", noun: tri{"Smoked paprika", "Geräucherter Paprika", "Wędzona papryka"}, the: tri{"The paprika", "Der Paprika", "Papryka"}, values: "spice=paprika origin=spain|hungary organic=yes|no heat=mild|medium", colors: []string{"rust", "berry"},
			sizes: []size{{45, 590, 160, 50, 50, 95}, {90, 890, 230, 60, 60, 110}},
			lead: []tri{
				{"Dried over oak for two weeks and ground three times between stones.", "Zwei Wochen über Eiche getrocknet und dreimal zwischen Steinen gemahlen.", "Suszona dwa tygodnie nad dębowym dymem i trzykrotnie mielona na kamieniach."},
				{"Sweet smoke, a deep red, and warmth that comes late.", "Süßer Rauch, tiefes Rot und eine Wärme, die spät kommt.", "Słodki dym, głęboka czerwień i ciepło, które przychodzi późno."},
			},
		},
		{
			pic: "spice", noun: tri{"Black peppercorns", "Schwarzer Pfeffer, ganz", "Czarny pieprz w ziarnach"}, the: tri{"The pepper", "Der Pfeffer", "Pieprz"}, values: "spice=pepper origin=india|sri_lanka|cambodia organic=yes|no heat=hot", colors: []string{"charcoal"},
			sizes: []size{{50, 650, 165, 50, 50, 95}, {100, 990, 240, 60, 60, 110}},
			lead: []tri{
				{"Whole corns from the late harvest, heavy, oily, and sharp only at the end.", "Ganze Körner aus später Ernte, schwer, ölig und erst am Ende scharf.", "Całe ziarna z późnego zbioru, ciężkie, oleiste i ostre dopiero na końcu."},
				{"Dried in the sun on mats and sorted twice by hand.", "Auf Matten in der Sonne getrocknet und zweimal von Hand verlesen.", "Suszony na matach w słońcu i dwukrotnie przebierany ręcznie."},
			},
		},
		{
			pic: "spice", noun: tri{"Sea salt with herbs", "Meersalz mit Kräutern", "Sól morska z ziołami"}, the: tri{"The salt", "Das Salz", "Sól"}, values: "spice=salt origin=france|portugal|denmark organic=no heat=none", colors: []string{"moss", "sand"},
			sizes: []size{{80, 520, 190, 50, 50, 95}, {160, 790, 300, 60, 60, 110}},
			lead: []tri{
				{"Skimmed from the basins in August and mixed with rosemary, thyme and bay.", "Im August aus den Becken geschöpft und mit Rosmarin, Thymian und Lorbeer gemischt.", "Zbierana w sierpniu z basenów i mieszana z rozmarynem, tymiankiem i liściem laurowym."},
				{"Coarse flakes that crack between the fingers, with herbs from the same coast.", "Grobe Flocken, die zwischen den Fingern knacken, mit Kräutern derselben Küste.", "Grube płatki, które pękają w palcach, z ziołami z tego samego wybrzeża."},
			},
		},
	},
	facts: []tri{
		{"{n} in a small glass with a cork.", "{n} im kleinen Korkenglas.", "{n} w małym słoiczku z korkiem."},
		{"The jar holds {n}; a refill bag fits twice.", "Das Glas fasst {n}; ein Nachfüllbeutel reicht zweimal.", "Słoiczek mieści {n}; torebka uzupełniająca wystarcza na dwa razy."},
	},
	care: []tri{
		{"Keep it away from light and from the steam of the stove.", "Vor Licht und dem Dampf des Herdes schützen.", "Chronić przed światłem i parą znad kuchenki."},
		{"Add it at the end of cooking, when the pot has left the fire.", "Erst am Ende zugeben, wenn der Topf vom Feuer ist.", "Dodawać na końcu gotowania, gdy garnek zejdzie już z ognia."},
	},
}
