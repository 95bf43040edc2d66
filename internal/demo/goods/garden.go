package goods

var garden = aisle{
	slug: "garden", name: tri{"Garden", "Garten", "Ogród"},
	shelves: []shelf{houseplants, planters, cans},
	lines: []string{
		"Laube", "Wintergarten", "Hecke", "Gartentor", "Terrasse", "Fensterbank", "Orangerie", "Pergola", "Schattenhof", "Kübel", "Wiese", "Atrium", "Loggia", "Grotte", "Spalier", "Remise",
		"Beet", "Kiosk", "Galerie", "Patio", "Vorgarten", "Pavillon", "Torhaus", "Innenhof", "Arkade", "Balkonia", "Altan", "Rabatte",
	},
	close: []tri{
		{"Delivered on working days only, so that nothing spends a weekend in a parcel.", "Geliefert wird nur an Werktagen, damit nichts ein Wochenende im Paket verbringt.", "Dostarczamy tylko w dni robocze, żeby nic nie spędzało weekendu w paczce."},
		{"A card with care notes is in the parcel.", "Eine Pflegekarte liegt im Paket.", "W paczce znajduje się kartka z poradami."},
	},
	warn: tri{"Keep plants and soil away from small children and pets.", "Pflanzen und Erde von kleinen Kindern und Haustieren fernhalten.", "Rośliny i ziemię trzymać z dala od małych dzieci i zwierząt domowych."},
}

var houseplants = shelf{
	slug: "houseplants", name: tri{"Houseplants", "Zimmerpflanzen", "Rośliny doniczkowe"}, axis: "color", unit: "cm", key: "plant_height", season: spring,
	schema: []field{number("plant_height", "cm", tri{"Plant height", "Wuchshöhe", "Wysokość rośliny"}), enum("light", tri{"Light", "Licht", "Światło"}, true), enum("water", tri{"Water", "Wasser", "Podlewanie"}, true), fColor, yesno("pet_safe", tri{"Safe for pets", "Unbedenklich für Haustiere", "Bezpieczna dla zwierząt"}), fDiameter},
	kinds: []kind{
		{
			pic: "rubberplant", noun: tri{"Rubber plant in a pot", "Gummibaum im Topf", "Figowiec w doniczce"}, the: tri{"The plant", "Die Pflanze", "Roślina"}, values: "light=bright|half_shade water=weekly pet_safe=no",
			sizes: []size{{45, 2450, 2600, 200, 200, 520}, {70, 3900, 4200, 240, 240, 780}},
			lead: []tri{
				{"Leathery leaves that grow darker with the years, on a stem that likes to branch.", "Ledrige Blätter, die mit den Jahren dunkler werden, an einem Stamm, der sich gern verzweigt.", "Skórzaste liście, które z latami ciemnieją, na pędzie, który chętnie się rozgałęzia."},
				{"Raised slowly in our own house and used to dry air in heated rooms.", "Langsam im eigenen Haus gezogen und an trockene Heizungsluft gewöhnt.", "Uprawiany powoli we własnej szklarni i przyzwyczajony do suchego powietrza w ogrzewanych pokojach."},
			},
		},
		{
			pic: "pilea", noun: tri{"Chinese money plant in a pot", "Ufopflanze im Topf", "Pieniążek w doniczce"}, the: tri{"The plant", "Die Pflanze", "Roślina"}, values: "light=bright|half_shade water=twice_weekly pet_safe=yes",
			sizes: []size{{20, 1650, 1200, 150, 150, 280}, {32, 2450, 1900, 180, 180, 400}},
			lead: []tri{
				{"Round leaves on long stalks that turn to the window within a day.", "Runde Blätter an langen Stielen, die sich binnen eines Tages zum Fenster drehen.", "Okrągłe liście na długich ogonkach, które w ciągu dnia obracają się do okna."},
				{"A plant that gives young ones away, and so goes from friend to friend.", "Eine Pflanze, die Kindel verschenkt und so von Freund zu Freund wandert.", "Roślina, która wypuszcza młode sadzonki i tak wędruje od przyjaciół do przyjaciół."},
			},
		},
		{
			pic: "snakeplant", noun: tri{"Snake plant in a pot", "Bogenhanf im Topf", "Sansewieria w doniczce"}, the: tri{"The plant", "Die Pflanze", "Roślina"}, values: "light=any water=fortnightly pet_safe=no",
			sizes: []size{{35, 1990, 1800, 160, 160, 430}, {60, 3200, 3100, 190, 190, 690}},
			lead: []tri{
				{"Upright, edged in yellow, and content with what others call neglect.", "Aufrecht, gelb gerandet und zufrieden mit dem, was andere Vernachlässigung nennen.", "Wyprostowana, z żółtą krawędzią, zadowolona z tego, co inni nazwaliby zaniedbaniem."},
				{"The plant for people who travel: three weeks without water do it no harm.", "Die Pflanze für Reisende: Drei Wochen ohne Wasser schaden ihr nicht.", "Roślina dla podróżujących: trzy tygodnie bez wody jej nie szkodzą."},
			},
		},
		{
			pic: "fern", noun: tri{"Spider plant in a pot", "Grünlilie im Topf", "Zielistka w doniczce"}, the: tri{"The plant", "Die Pflanze", "Roślina"}, values: "light=half_shade|any water=weekly pet_safe=yes",
			sizes: []size{{25, 1290, 1300, 150, 150, 330}, {40, 1990, 2000, 180, 180, 480}},
			lead: []tri{
				{"Arching, pale-striped leaves that look best above the edge of a shelf.", "Überhängende, hell gestreifte Blätter, die am Rand eines Regals am schönsten sind.", "Przewieszające się, jasno pasiaste liście, najładniejsze na skraju półki."},
				{"Forgiving, quick to grow, and good for the first windowsill of one's own.", "Verzeiht viel, wächst schnell und passt auf die erste eigene Fensterbank.", "Wiele wybacza, szybko rośnie i pasuje na pierwszy własny parapet."},
			},
		},
	},
	facts: []tri{
		{"{the} is now about {n} tall and comes in the pot shown.", "{the} ist zurzeit etwa {n} hoch und kommt im abgebildeten Topf.", "{the} ma teraz około {n} wysokości i przyjeżdża w doniczce ze zdjęcia."},
		{"Height {n}, potted in peat-free soil.", "Höhe {n}, getopft in torffreie Erde.", "Wysokość {n}, posadzona w ziemi bez torfu."},
	},
	care: []tri{
		{"Water when the top of the soil is dry; it never wants wet feet.", "Gießen, wenn die Erde oben trocken ist; nasse Füße mag sie nie.", "Podlewać, gdy wierzch ziemi przeschnie; nigdy nie lubi stać w wodzie."},
		{"Some liquid feed from March to September is enough.", "Etwas Flüssigdünger von März bis September genügt.", "Od marca do września wystarczy odrobina nawozu w płynie."},
	},
}

var planters = shelf{
	slug: "planters", name: tri{"Planters", "Pflanztöpfe", "Doniczki"}, axis: "color", unit: "cm", key: "diameter", season: spring, alone: true,
	schema: []field{fMaterial, fColor, number("diameter", "cm", tri{"Diameter", "Durchmesser", "Średnica"}), yesno("frost_proof", tri{"Frost-proof", "Frostfest", "Mrozoodporna"}), yesno("drain_hole", tri{"Drain hole", "Abzugsloch", "Otwór odpływowy"}), fHeight},
	kinds: []kind{
		{
			pic: "planter", noun: tri{"Clay planter", "Pflanztopf aus Ton", "Doniczka gliniana"}, the: tri{"The pot", "Der Topf", "Doniczka"}, values: "material=terracotta frost_proof=yes|no drain_hole=yes", colors: []string{"terracotta", "sand", "charcoal", "white"},
			sizes: []size{{16, 1450, 900, 160, 160, 150}, {22, 2250, 1900, 220, 220, 210}, {30, 3900, 4200, 300, 300, 280}},
			lead: []tri{
				{"Pressed from river clay and fired hot, so that it breathes and still holds.", "Aus Flusston gepresst und heiß gebrannt, damit er atmet und trotzdem hält.", "Formowana z rzecznej gliny i wypalana w wysokiej temperaturze, dzięki czemu oddycha, a mimo to jest trwała."},
				{"A plain pot with a rolled rim, as it has stood in gardens for three hundred years.", "Ein schlichter Topf mit gerolltem Rand, wie er seit dreihundert Jahren in Gärten steht.", "Prosta doniczka z wywiniętym brzegiem, taka, jaka stoi w ogrodach od trzystu lat."},
			},
		},
		{
			pic: "planter", noun: tri{"Glazed planter", "Glasierter Übertopf", "Osłonka szkliwiona"}, the: tri{"The pot", "Der Übertopf", "Osłonka"}, values: "material=stoneware frost_proof=yes drain_hole=no", colors: []string{"sage", "night", "white", "charcoal"},
			sizes: []size{{16, 1950, 1100, 160, 160, 150}, {20, 2650, 1700, 200, 200, 190}, {26, 3900, 2900, 260, 260, 240}},
			lead: []tri{
				{"A glazed pot that hides the nursery pot and keeps the windowsill dry.", "Ein glasierter Topf, der den Kulturtopf verbirgt und die Fensterbank trocken hält.", "Szkliwiona osłonka, która kryje doniczkę produkcyjną i chroni parapet przed wodą."},
				{"Poured stoneware with a glaze that runs a little deeper at the foot.", "Gegossenes Steinzeug mit einer Glasur, die am Fuß ein wenig tiefer wird.", "Odlewana kamionka ze szkliwem, które u podstawy staje się nieco głębsze."},
			},
		},
	},
	facts: []tri{
		{"{the} measures {n} across the top and is {h} high.", "{the} misst oben {n} und ist {h} hoch.", "{the} ma u góry {n} średnicy i {h} wysokości."},
		{"Diameter {n}, height {h}, weight {g}.", "Durchmesser {n}, Höhe {h}, Gewicht {g}.", "Średnica {n}, wysokość {h}, waga {g}."},
	},
	care: []tri{
		{"In hard winters raise it on feet, so that water can run off.", "In harten Wintern auf Füße stellen, damit Wasser abläuft.", "W ostre zimy ustawić na podstawkach, żeby woda mogła odpływać."},
		{"Felt pads for the floor are included.", "Filzgleiter für den Boden liegen bei.", "W zestawie filcowe podkładki pod spód."},
	},
}

var cans = shelf{
	slug: "watering-cans", name: tri{"Watering cans", "Gießkannen", "Konewki"}, axis: "color", unit: "l", key: "capacity", season: warm, alone: true,
	schema: []field{fMaterial, fColor, number("capacity", "l", tri{"Capacity", "Fassungsvermögen", "Pojemność"}), yesno("rose", tri{"With rose", "Mit Brause", "Z sitkiem"}), fHeight},
	kinds: []kind{
		{
			pic: "can", noun: tri{"Watering can of sheet metal", "Gießkanne aus Blech", "Konewka z blachy"}, the: tri{"The can", "Die Kanne", "Konewka"}, values: "material=galvanised_steel rose=yes", colors: []string{"bottle", "steel", "sea", "cream"},
			sizes: []size{{5, 3900, 1300, 450, 200, 350}, {9, 4900, 1900, 560, 240, 420}},
			lead: []tri{
				{"Soldered, not glued, with a handle that lets the full can balance by itself.", "Gelötet, nicht geklebt, mit einem Bügel, an dem sich die volle Kanne von selbst ausbalanciert.", "Lutowana, nie klejona, z pałąkiem, na którym pełna konewka sama się równoważy."},
				{"The rose points upward, so that seedlings get rain and not a flood.", "Die Brause zeigt nach oben, damit Sämlinge Regen bekommen und keine Flut.", "Sitko skierowane jest ku górze, żeby siewki dostały deszcz, a nie powódź."},
			},
		},
		{
			pic: "can", noun: tri{"Indoor watering can", "Zimmergießkanne", "Konewka pokojowa"}, the: tri{"The can", "Die Kanne", "Konewka"}, values: "material=brass|copper_sheet rose=no", colors: []string{"brass", "copper"},
			sizes: []size{{1, 3400, 520, 280, 120, 200}, {2, 4200, 760, 340, 150, 240}},
			lead: []tri{
				{"A long, thin spout finds its way between the leaves, down to the soil.", "Eine lange, dünne Tülle findet ihren Weg zwischen den Blättern bis zur Erde.", "Długi, cienki dziobek znajduje drogę między liśćmi aż do ziemi."},
				{"Small enough to stay out on the shelf, and good enough to look at.", "Klein genug, um im Regal stehen zu bleiben, und schön genug dafür.", "Na tyle mała, by stać na półce, i na tyle ładna, by na to zasłużyć."},
			},
		},
	},
	facts: []tri{
		{"{the} holds {n} and weighs {g} when empty.", "{the} fasst {n} und wiegt leer {g}.", "{the} mieści {n}, pusta waży {g}."},
		{"Capacity {n}, height {h}, length with spout {l}.", "Fassungsvermögen {n}, Höhe {h}, Länge mit Tülle {l}.", "Pojemność {n}, wysokość {h}, długość z dziobkiem {l}."},
	},
	care: []tri{
		{"Empty it before frost.", "Vor dem Frost ausleeren.", "Przed mrozem opróżnić."},
		{"The metal darkens with time; a cloth and some lemon bring the shine back.", "Das Metall dunkelt nach; ein Tuch und etwas Zitrone bringen den Glanz zurück.", "Metal z czasem ciemnieje; ściereczka i odrobina cytryny przywracają blask."},
	},
}
