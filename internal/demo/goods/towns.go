package goods

// town is one of the twelve places that vendors work in.
type town struct {
	name, country, postal, dial string
	place                       tri // "in Görlitz", with the Polish locative
	lat, lon                    int64
	streets                     []string
	register                    string // how the trade register numbers its entries
	bank                        string // start of the account number: no bank has it
	bban                        int    // length of the national account number
	form                        string // legal form
	surnames                    []string
}

var towns = []town{
	{"Görlitz", "DE", "02826", "+493581", tri{"in Görlitz", "in Görlitz", "w Görlitz"}, 51152800, 14987200, []string{"Neißgasse", "Obermarkt", "Handwerk"}, "HRB 3", "99990000", 18, "GmbH", []string{"Lieske", "Noack", "Hänsch", "Pietsch", "Mättig", "Kärger"}},
	{"Graz", "AT", "8010", "+43316", tri{"in Graz", "in Graz", "w Grazu"}, 47070700, 15439500, []string{"Sporgasse", "Griesgasse", "Mariahilferstraße"}, "FN 4", "99990", 16, "GmbH", []string{"Brandtner", "Kogelnig", "Stiegler", "Pucher", "Leitgeb", "Gsell"}},
	{"Bolesławiec", "PL", "59-700", "+4875", tri{"in Bolesławiec", "in Bolesławiec", "w Bolesławcu"}, 51262000, 15569000, []string{"ulica Garncarska", "ulica Młyńska", "Rynek"}, "KRS 0000", "99900005", 24, "sp. z o.o.", []string{"Zawilec", "Modrzyk", "Brzózka", "Jarzębski", "Kalinowska", "Sosnal"}},
	{"Limoges", "FR", "87000", "+33555", tri{"in Limoges", "in Limoges", "w Limoges"}, 45833600, 1261100, []string{"rue de la Boucherie", "rue Haute-Vienne", "rue du Clocher"}, "RCS Limoges 9", "99999", 23, "SARL", []string{"Roussac", "Delmas", "Vauquelet", "Bressonnier", "Charlois", "Mérandon"}},
	{"Alba", "IT", "12051", "+390173", tri{"in Alba", "in Alba", "w Albie"}, 44700000, 8035700, []string{"via Maestra", "via Cerrato", "corso Langhe"}, "REA CN-3", "X99999", 23, "S.r.l.", []string{"Verna", "Bordigo", "Camparo", "Scaletti", "Monterin", "Fasolis"}},
	{"Delft", "NL", "2611", "+3115", tri{"in Delft", "in Delft", "w Delfcie"}, 52011600, 4357100, []string{"Oude Delft", "Choorstraat", "Kruisstraat"}, "KvK 9", "MRKT", 14, "B.V.", []string{"Hoogveen", "Waterman", "Brinksma", "Terlinden", "Zonderland", "Kuipers"}},
	{"Aarhus", "DK", "8000", "+4586", tri{"in Aarhus", "in Aarhus", "w Aarhus"}, 56162900, 10203900, []string{"Mejlgade", "Volden", "Graven"}, "CVR 4", "9999", 14, "ApS", []string{"Halvorsen", "Brøndum", "Lykkegaard", "Toftdal", "Kjærholm", "Søndervig"}},
	{"Olomouc", "CZ", "779 00", "+420585", tri{"in Olomouc", "in Olmütz", "w Ołomuńcu"}, 49593800, 17250900, []string{"Ostružnická", "Pekařská", "Univerzitní"}, "C 8", "9999", 20, "s.r.o.", []string{"Horák", "Vrbenská", "Javorník", "Doležel", "Macháčová", "Lipovský"}},
	{"Girona", "ES", "17004", "+34972", tri{"in Girona", "in Girona", "w Gironie"}, 41979400, 2821400, []string{"carrer de la Força", "carrer Ballesteries", "plaça del Vi"}, "GI-6", "9999", 20, "S.L.", []string{"Pujolar", "Ferrandell", "Vidalba", "Serratosa", "Casadella", "Rourell"}},
	{"Évora", "PT", "7000-841", "+351266", tri{"in Évora", "in Évora", "w Évorze"}, 38571000, -7909600, []string{"Rua da Moeda", "Rua dos Mercadores", "Travessa da Caraça"}, "NIPC 5", "9999", 21, "Lda.", []string{"Sobral", "Azinhal", "Montargil", "Carvalhosa", "Figueirôa", "Penedo"}},
	{"Umeå", "SE", "903 25", "+4690", tri{"in Umeå", "in Umeå", "w Umeå"}, 63825800, 20263000, []string{"Storgatan", "Kungsgatan", "Östra Strandgatan"}, "556", "999", 20, "AB", []string{"Björkfors", "Nordlander", "Granström", "Älvdal", "Sävmark", "Holmgård"}},
	{"Gent", "BE", "9000", "+329", tri{"in Ghent", "in Gent", "w Gandawie"}, 51054300, 3717400, []string{"Serpentstraat", "Onderbergen", "Kraanlei"}, "KBO 08", "999", 12, "BV", []string{"Quint", "Vandeloo", "Meersman", "Cattoor", "Dewulfaert", "Lanckriet"}},
}

// givenNames go with the two kinds of portrait: even and odd face seeds.
var givenNames = [2][]string{
	{"Anneke", "Ida", "Marta", "Lucie", "Hanna", "Jadwiga", "Clara", "Inês", "Ebba", "Nele", "Giulia", "Rosa"},
	{"Jonas", "Emil", "Piotr", "Matteo", "Lars", "Tomáš", "Henri", "Rui", "Nils", "Bram", "Jordi", "Anton"},
}
