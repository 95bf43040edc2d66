package goods

// stall is a vendor as it is written down. face is 0 for the portraits of even seeds
// and 1 for those of odd ones. A maker lists its own goods only; a merchant also offers
// what others make.
type stall struct {
	shop, contact string
	town, face    int
	aisles        []string
	merchant      bool
	plan          string
	quality       int
	state         string
	scale         int
	makes         string // slugs of the subcategories that a maker works in
	private       bool
	story         tri
}

var stalls = []stall{
	{
		shop: "Kaufhaus Neißeblick", contact: "Mira Hänsch", town: 0, aisles: []string{"kitchen", "coffee-tea", "delicatessen", "garden", "books-paper", "textiles", "lamps", "furniture", "tools", "wooden-toys", "body-care", "bicycles"}, merchant: true, plan: "premium", quality: 9450, scale: 14,
		story: tri{"Four floors in an old department store, and a buyer for each who knows the makers in person.", "Vier Etagen in einem alten Kaufhaus, und auf jeder jemand, der die Werkstätten persönlich kennt.", "Cztery piętra w dawnym domu towarowym, a na każdym ktoś, kto zna wytwórców osobiście."},
	},
	{
		shop: "Imkerei Wolkenried", contact: "Anton Noack", town: 0, face: 1, aisles: []string{"delicatessen"}, makes: "honey", plan: "basic", quality: 9600, scale: 2,
		story: tri{"Forty hives, three valleys, one honey house. What the bees bring, we put into glasses and leave alone.", "Vierzig Völker, drei Täler, ein Honighaus. Was die Bienen bringen, füllen wir ab und lassen es in Ruhe.", "Czterdzieści uli, trzy doliny, jedna miodziarnia. To, co przyniosą pszczoły, rozlewamy do słoików i zostawiamy w spokoju."},
	},
	{
		shop: "Tonhof Lieske", contact: "Greta Lieske", town: 0, aisles: []string{"kitchen", "garden"}, makes: "cups bowls teapots plates planters", plan: "standard", quality: 9850, scale: 3,
		story: tri{"Every cup goes through my hands three times, and twice through the fire. We throw in a former brickworks by the river.", "Jeder Becher geht dreimal durch meine Hände und zweimal durchs Feuer. Wir drehen in einer alten Ziegelei am Fluss.", "Każdy kubek trzy razy przechodzi przez moje ręce i dwa razy przez ogień. Toczymy w dawnej cegielni nad rzeką."},
	},
	{
		shop: "Messer Brandtner", contact: "Josef Brandtner", town: 1, face: 1, aisles: []string{"tools", "kitchen"}, makes: "planes-chisels saws hammers-mallets boards", plan: "standard", quality: 9900, scale: 2,
		story: tri{"I grind what I have sold, for as long as I live. The forge has been in Griesgasse since my grandfather's time.", "Ich schleife, was ich verkauft habe, ein Leben lang. Die Schmiede steht seit Großvaters Zeiten in der Griesgasse.", "Ostrzę to, co sprzedałem, przez całe życie. Kuźnia stoi przy Griesgasse od czasów dziadka."},
	},
	{
		shop: "Ölmühle Leitgeb", contact: "Theresa Leitgeb", town: 1, aisles: []string{"delicatessen", "body-care"}, makes: "oil-vinegar spices creams-oils", plan: "basic", quality: 9500, scale: 2,
		story: tri{"Our press turns from October to March. In between we pick herbs and repair the water wheel.", "Unsere Presse läuft von Oktober bis März. Dazwischen pflücken wir Kräuter und flicken das Wasserrad.", "Nasza tłocznia pracuje od października do marca. Pomiędzy zbieramy zioła i naprawiamy koło wodne."},
	},
	{
		shop: "Lichthaus Kogelnig", contact: "Paul Kogelnig", town: 1, face: 1, aisles: []string{"lamps", "furniture"}, merchant: true, plan: "standard", quality: 9100, scale: 4,
		story: tri{"Lamps that can be taken apart. We wire, test and repair in the back room of the shop.", "Lampen, die sich zerlegen lassen. Verdrahtet, geprüft und repariert wird im Hinterzimmer des Ladens.", "Lampy, które można rozebrać. Okablowujemy, sprawdzamy i naprawiamy na zapleczu sklepu."},
	},
	{
		shop: "Ceramika Zawilec", contact: "Kinga Zawilec", town: 2, aisles: []string{"kitchen"}, makes: "cups bowls plates teapots", plan: "standard", quality: 9400, scale: 3,
		story: tri{"Clay from the pit on the edge of the town, patterns from grandmother's sponge stamps, colours from today.", "Ton aus der Grube am Stadtrand, Muster aus Großmutters Schwammstempeln, Farben von heute.", "Glina z kopalni na skraju miasta, wzory ze stempli babci, kolory dzisiejsze."},
	},
	{
		shop: "Stolarnia Modrzyk", contact: "Wojciech Modrzyk", town: 2, face: 1, aisles: []string{"furniture", "wooden-toys"}, makes: "chairs stools side-tables-shelves stacking-building vehicles", plan: "standard", quality: 9300, scale: 3,
		story: tri{"Two brothers, five machines, many hand tools. We build what we would like to sit on ourselves.", "Zwei Brüder, fünf Maschinen, viel Handwerkzeug. Wir bauen, worauf wir selbst gern sitzen.", "Dwaj bracia, pięć maszyn, mnóstwo narzędzi ręcznych. Robimy to, na czym sami chętnie siadamy."},
	},
	{
		shop: "Zielony Rynek", contact: "Olga Brzózka", town: 2, aisles: []string{"garden", "delicatessen", "body-care"}, merchant: true, plan: "basic", quality: 8700, scale: 4,
		story: tri{"From a market stand to a greenhouse in ten years. What grows well here, travels well too.", "Vom Marktstand zum Gewächshaus in zehn Jahren. Was hier gut wächst, reist auch gut.", "Od straganu do szklarni w dziesięć lat. Co dobrze tu rośnie, dobrze też podróżuje."},
	},
	{
		shop: "Atelier Roussac", contact: "Élise Roussac", town: 3, aisles: []string{"kitchen"}, makes: "cups plates teapots bowls", plan: "premium", quality: 9750, scale: 3,
		story: tri{"White clay, a quiet kiln, and the patience to leave a rim thin. Porcelain is a matter of what one does not do.", "Weißer Ton, ein ruhiger Ofen und die Geduld, einen Rand dünn zu lassen. Porzellan ist, was man nicht tut.", "Biała glina, spokojny piec i cierpliwość, by brzeg pozostał cienki. Porcelana to sztuka zaniechania."},
	},
	{
		shop: "Papeterie Delmas", contact: "Hugo Delmas", town: 3, face: 1, aisles: []string{"books-paper"}, makes: "notebooks books writing", plan: "basic", quality: 9200, scale: 2,
		story: tri{"We fold, sew and bind on machines that are older than we are.", "Wir falzen, heften und binden auf Maschinen, die älter sind als wir.", "Falcujemy, szyjemy i oprawiamy na maszynach starszych od nas."},
	},
	{
		shop: "Savonnerie Vauquelet", contact: "Nadia Vauquelet", town: 3, aisles: []string{"body-care"}, makes: "soap creams-oils brushes-combs", plan: "standard", quality: 9550, scale: 3,
		story: tri{"One cauldron, eight weeks of patience, and a cellar that smells of rosemary.", "Ein Kessel, acht Wochen Geduld und ein Keller, der nach Rosmarin riecht.", "Jeden kocioł, osiem tygodni cierpliwości i piwnica pachnąca rozmarynem."},
	},
	{
		shop: "Cascina Verna", contact: "Lucia Verna", town: 4, aisles: []string{"delicatessen"}, makes: "oil-vinegar preserves spices", plan: "standard", quality: 9700, scale: 3,
		story: tri{"Our hill faces south, our cellar faces north. In between grows what we put into bottles and glasses.", "Unser Hang liegt nach Süden, unser Keller nach Norden. Dazwischen wächst, was in Flaschen und Gläser kommt.", "Nasze zbocze patrzy na południe, piwnica na północ. Pomiędzy rośnie to, co trafia do butelek i słoików."},
	},
	{
		shop: "Torrefazione Bordigo", contact: "Carlo Bordigo", town: 4, face: 1, aisles: []string{"coffee-tea"}, makes: "coffee brewing", plan: "standard", quality: 9350, scale: 3,
		story: tri{"Three roasts a morning, the fourth is for the neighbours. We write the day on every bag by hand.", "Drei Röstungen am Morgen, die vierte ist für die Nachbarn. Den Tag schreiben wir von Hand auf jede Tüte.", "Trzy palenia każdego ranka, czwarte dla sąsiadów. Datę wpisujemy ręcznie na każdej torebce."},
	},
	{
		shop: "Bottega Scaletti", contact: "Marco Scaletti", town: 4, face: 1, aisles: []string{"textiles", "bicycles"}, makes: "bags saddles-grips", plan: "standard", quality: 9000, scale: 3,
		story: tri{"Leather, linen thread, beeswax. My father made saddles for horses, I make them for bicycles, and bags from the rest.", "Leder, Leinenzwirn, Bienenwachs. Mein Vater baute Sättel für Pferde, ich baue sie für Räder und aus dem Rest Taschen.", "Skóra, lniana nić, wosk pszczeli. Ojciec robił siodła dla koni, ja robię je do rowerów, a z reszty torby."},
	},
	{
		shop: "Rijwielhuis Hoogveen", contact: "Sander Hoogveen", town: 5, face: 1, aisles: []string{"bicycles"}, merchant: true, plan: "standard", quality: 9250, scale: 4,
		story: tri{"Everyone here rides, so everyone here knows better. That has made us good at listening.", "Hier fährt jeder, also weiß es auch jeder besser. Das hat uns zu guten Zuhörern gemacht.", "Tu jeździ każdy, więc każdy wie lepiej. Dzięki temu nauczyliśmy się słuchać."},
	},
	{
		shop: "Theehuis Waterman", contact: "Femke Waterman", town: 5, aisles: []string{"coffee-tea"}, merchant: true, plan: "basic", quality: 9500, scale: 3,
		story: tri{"Sixty drawers, one pair of scales, and a kettle that never gets cold.", "Sechzig Schubladen, eine Waage und ein Kessel, der nie kalt wird.", "Sześćdziesiąt szuflad, jedna waga i czajnik, który nigdy nie stygnie."},
	},
	{
		shop: "Boekbinderij Terlinden", contact: "Joost Terlinden", town: 5, face: 1, aisles: []string{"books-paper"}, makes: "notebooks books", plan: "basic", quality: 8950, scale: 2, state: StateHoliday,
		story: tri{"A press from 1911, paper from the mill next door, and a cat that sleeps on the offcuts.", "Eine Presse von 1911, Papier aus der Mühle nebenan und eine Katze, die auf den Abschnitten schläft.", "Prasa z 1911 roku, papier z sąsiedniego młyna i kot, który śpi na ścinkach."},
	},
	{
		shop: "Rösterei Halvorsen", contact: "Mikkel Halvorsen", town: 6, face: 1, aisles: []string{"coffee-tea"}, makes: "coffee", plan: "standard", quality: 9650, scale: 3,
		story: tri{"We buy from eleven farms and visit each of them. Light roasts for long winters.", "Wir kaufen bei elf Höfen und besuchen jeden. Helle Röstungen für lange Winter.", "Kupujemy z jedenastu farm i każdą odwiedzamy. Jasne palenia na długie zimy."},
	},
	{
		shop: "Lykkegaard Tekstil", contact: "Signe Lykkegaard", town: 6, aisles: []string{"textiles"}, makes: "blankets cushions towels", plan: "premium", quality: 9800, scale: 4,
		story: tri{"Six looms, two of them older than the harbour. We weave slowly, because wool remembers haste.", "Sechs Webstühle, zwei davon älter als der Hafen. Wir weben langsam, denn Wolle merkt sich Eile.", "Sześć krosien, w tym dwa starsze od portu. Tkamy powoli, bo wełna pamięta pośpiech."},
	},
	{
		shop: "Nordhavn Handel", contact: "Astrid Brøndum", town: 6, aisles: []string{"kitchen", "textiles", "lamps", "furniture", "books-paper", "wooden-toys", "body-care", "coffee-tea", "tools"}, merchant: true, plan: "premium", quality: 9300, scale: 12,
		story: tri{"A warehouse on the old coal pier where the good things of the north change ships.", "Ein Speicher auf der alten Kohlepier, in dem die guten Dinge des Nordens umgeladen werden.", "Magazyn na dawnym węglowym nabrzeżu, w którym przeładowuje się dobre rzeczy z północy."},
	},
	{
		shop: "Gärtnerei Horák", contact: "Jana Horák", town: 7, aisles: []string{"garden"}, makes: "houseplants", plan: "standard", quality: 9400, scale: 4,
		story: tri{"Herbs and house plants that survive a winter on the windowsill. We raise them cool, so that they are not spoilt.", "Kräuter und Zimmerpflanzen, die einen Winter auf der Fensterbank aushalten. Wir ziehen sie kühl, damit sie nicht verwöhnt sind.", "Zioła i rośliny, które wytrzymają zimę na parapecie. Hodujemy je w chłodzie, żeby nie były rozpieszczone."},
	},
	{
		shop: "Dílna Javorník", contact: "Ondřej Javorník", town: 7, face: 1, aisles: []string{"wooden-toys", "tools"}, makes: "vehicles pull-along stacking-building hammers-mallets", plan: "basic", quality: 8800, scale: 3,
		story: tri{"Our testers are four and six years old and very strict.", "Unsere Prüfer sind vier und sechs Jahre alt und sehr streng.", "Nasi testerzy mają cztery i sześć lat i są bardzo surowi."},
	},
	{
		shop: "Olivar Pujolar", contact: "Núria Pujolar", town: 8, aisles: []string{"delicatessen", "body-care"}, makes: "oil-vinegar soap preserves", plan: "standard", quality: 9450, scale: 3,
		story: tri{"Two thousand trees, half of them planted by people whose names we know only from the stones.", "Zweitausend Bäume, die Hälfte gepflanzt von Leuten, deren Namen wir nur von den Steinen kennen.", "Dwa tysiące drzew, z których połowę zasadzili ludzie znani nam tylko z imion na kamieniach."},
	},
	{
		shop: "Cistelleria Vidalba", contact: "Arnau Vidalba", town: 8, face: 1, aisles: []string{"textiles", "furniture"}, makes: "bags", plan: "basic", quality: 8900, scale: 2,
		story: tri{"Willow in winter, cane in summer. A basket takes as long as it takes.", "Weide im Winter, Rohr im Sommer. Ein Korb dauert so lange, wie er dauert.", "Zimą wiklina, latem trzcina. Kosz powstaje tak długo, jak musi."},
	},
	{
		shop: "Basar Ferrandell", contact: "Pau Ferrandell", town: 8, face: 1, aisles: []string{"kitchen", "garden", "lamps", "bicycles"}, merchant: true, plan: "basic", quality: 7900, scale: 4,
		story: tri{"We sell a little of everything and are learning to send it on time.", "Wir verkaufen von allem etwas und lernen gerade, es pünktlich zu verschicken.", "Sprzedajemy po trochu wszystkiego i uczymy się wysyłać na czas."},
	},
	{
		shop: "Olaria Azinhal", contact: "Beatriz Azinhal", town: 9, aisles: []string{"kitchen", "garden"}, makes: "bowls plates planters cups", plan: "standard", quality: 9150, scale: 3,
		story: tri{"Red clay, white slip, and a wood kiln that decides about the last ten per cent.", "Roter Ton, weiße Engobe und ein Holzofen, der über die letzten zehn Prozent entscheidet.", "Czerwona glina, biała angoba i piec na drewno, który decyduje o ostatnich dziesięciu procentach."},
	},
	{
		shop: "Cortiça Sobral", contact: "Duarte Sobral", town: 9, face: 1, aisles: []string{"furniture", "kitchen"}, makes: "stools side-tables-shelves boards", plan: "basic", quality: 9000, scale: 2,
		story: tri{"Wood and cork from trees that are never felled without a reason.", "Holz und Kork von Bäumen, die nie ohne Grund gefällt werden.", "Drewno i korek z drzew, których nigdy nie ścina się bez powodu."},
	},
	{
		shop: "Mercado Montargil", contact: "Filipa Montargil", town: 9, aisles: []string{"delicatessen", "coffee-tea", "kitchen", "body-care", "textiles", "garden", "books-paper"}, merchant: true, plan: "premium", quality: 9200, scale: 11,
		story: tri{"Our family has carried goods over the mountains for five generations. The mules have become vans.", "Unsere Familie trägt seit fünf Generationen Waren über die Berge. Aus den Maultieren sind Lieferwagen geworden.", "Nasza rodzina od pięciu pokoleń wozi towary przez góry. Muły zmieniły się w furgonetki."},
	},
	{
		shop: "Snickeri Björkfors", contact: "Elin Björkfors", town: 10, aisles: []string{"furniture"}, makes: "chairs stools side-tables-shelves", plan: "premium", quality: 9700, scale: 4,
		story: tri{"Birch and pine grow slowly this far north. So do our chairs.", "Birke und Kiefer wachsen so weit im Norden langsam. Unsere Stühle auch.", "Brzoza i sosna rosną tak daleko na północy powoli. Nasze krzesła też."},
	},
	{
		shop: "Älvdal Cykel", contact: "Oskar Älvdal", town: 10, face: 1, aisles: []string{"bicycles", "tools"}, makes: "bells lights saddles-grips", plan: "basic", quality: 8500, scale: 3, state: StateHoliday,
		story: tri{"We ride through the winter, and we build what lasts through it.", "Wir fahren den Winter durch und bauen, was ihn übersteht.", "Jeździmy przez całą zimę i robimy to, co ją przetrwa."},
	},
	{
		shop: "Granström Loppis", contact: "Maja Granström", town: 10, aisles: []string{"lamps", "books-paper"}, makes: "table-lamps books", plan: "basic", quality: 8600, scale: 1, private: true,
		story: tri{"I clear out attics and give good things a second home.", "Ich räume Dachböden aus und suche guten Dingen ein zweites Zuhause.", "Opróżniam strychy i szukam dobrym rzeczom drugiego domu."},
	},
	{
		shop: "Papeterie Quint", contact: "Liesbet Quint", town: 11, aisles: []string{"books-paper"}, makes: "notebooks books writing", plan: "standard", quality: 9600, scale: 3,
		story: tri{"Paper, thread, glue: three things, and thirty years to learn them.", "Papier, Faden, Leim: drei Dinge und dreißig Jahre, um sie zu lernen.", "Papier, nić, klej: trzy rzeczy i trzydzieści lat, żeby się ich nauczyć."},
	},
	{
		shop: "Meersman Import", contact: "Dirk Meersman", town: 11, face: 1, aisles: []string{"lamps", "tools"}, merchant: true, plan: "basic", quality: 6200, scale: 1, state: StateSuspended,
		story: tri{"Goods for house and workshop, straight from the container.", "Waren für Haus und Werkstatt, direkt aus dem Container.", "Towary do domu i warsztatu, prosto z kontenera."},
	},
	{
		shop: "Atelier Lanckriet", contact: "Nora Lanckriet", town: 11, aisles: []string{"textiles"}, makes: "towels cushions", plan: "basic", quality: 9000, scale: 1, state: StateMissingTax,
		story: tri{"Hand-printed linen from a workshop above a bakery.", "Handbedrucktes Leinen aus einer Werkstatt über einer Bäckerei.", "Ręcznie drukowany len z pracowni nad piekarnią."},
	},
	{
		shop: "Drechslerei Amsel", contact: "Konrad Pietsch", town: 0, face: 1, aisles: []string{"wooden-toys", "body-care"}, makes: "pull-along brushes-combs", plan: "basic", quality: 9000, scale: 1, state: StateInReview,
		story: tri{"Turned wood for small hands. We have applied and look forward to the first order.", "Gedrechseltes für kleine Hände. Wir haben uns beworben und freuen uns auf die erste Bestellung.", "Toczone drewno dla małych rąk. Złożyliśmy wniosek i czekamy na pierwsze zamówienie."},
	},
}

// policies are what a shop says about returns and dispatch.
var policies = []tri{
	{"Dispatch within the time shown. Returns within 30 days, unused; we pay the way back within the EU.", "Versand in der angegebenen Zeit. Rückgabe innerhalb von 30 Tagen, unbenutzt; den Rückweg innerhalb der EU zahlen wir.", "Wysyłka w podanym terminie. Zwrot w ciągu 30 dni, bez śladów użycia; koszt odesłania w UE pokrywamy my."},
	{"Returns within 14 days as the law says; the buyer pays the way back. Broken on arrival is replaced at once.", "Rückgabe innerhalb von 14 Tagen nach Gesetz; den Rückweg zahlt der Käufer. Zerbrochenes ersetzen wir sofort.", "Zwrot w ciągu 14 dni zgodnie z prawem; koszt odesłania ponosi kupujący. Towar uszkodzony w transporcie wymieniamy od razu."},
	{"We answer on working days. Returns within 60 days, no reason needed.", "Wir antworten an Werktagen. Rückgabe innerhalb von 60 Tagen, ohne Angabe von Gründen.", "Odpowiadamy w dni robocze. Zwrot w ciągu 60 dni bez podania przyczyny."},
}

// privatePolicy is for sellers who are not traders.
var privatePolicy = tri{"Private sale: there is no statutory right of withdrawal. Things are described as they are.", "Privatverkauf: Ein gesetzliches Widerrufsrecht besteht nicht. Die Dinge sind beschrieben, wie sie sind.", "Sprzedaż prywatna: ustawowe prawo odstąpienia nie przysługuje. Rzeczy opisujemy takimi, jakie są."}

// house is a workshop that sells through merchants only.
type house struct {
	name string
	town int
}

// houses make what none of the market's own makers does, and compete in the rest.
var houses = map[string][]house{
	"boards": {{"Brettwerk Kärger", 0}}, "coffee": {{"Kaffeekontor Gsell", 1}}, "tea": {{"Teekontor Halbmond", 5}, {"Herbata Sosnal", 2}, {"Wolkenpass Tee", 1}},
	"brewing": {{"Filterwerk Noack", 0}, {"Mühlenbau Stiegler", 1}}, "honey": {{"Miel de Bressonnier", 3}, {"Pasieka Jarzębski", 2}}, "preserves": {{"Obsthof Pucher", 1}, {"Powidlarnia Brzózka", 2}},
	"oil-vinegar": {{"Lagar Carvalhosa", 9}}, "spices": {{"Gewürzmühle Mättig", 0}, {"Salinas Penedo", 9}}, "houseplants": {{"Kwekerij Zonderland", 5}, {"Zahradnictví Doležel", 7}},
	"planters": {{"Terrissa Casadella", 8}}, "watering-cans": {{"Blechnerei Pietsch", 0}, {"Plåtslagare Holmgård", 10}}, "writing": {{"Schreibwerk Leitner-Gsell", 1}}, "blankets": {{"Väveri Sävmark", 10}},
	"cushions": {{"Linnengoed Cattoor", 11}}, "towels": {{"Weverij Dewulfaert", 11}}, "bags": {{"Couro Figueirôa", 9}}, "table-lamps": {{"Lumen und Falz", 0}, {"Lampemageri Toftdal", 6}, {"Officina Monterin", 4}},
	"pendants": {{"Lumen und Falz", 0}, {"Lampemageri Toftdal", 6}, {"Kovotlačírna Lipovský", 7}}, "candles-lanterns": {{"Spenglerei Stiegler", 1}, {"Lampadari Camparo", 4}}, "chairs": {{"Stolfabrik Kjærholt", 6}},
	"planes-chisels": {{"Hobelbau Hänsch", 0}}, "saws": {{"Sågbladet Nordlander", 10}}, "hammers-mallets": {{"Kovárna Macháč", 7}}, "vehicles": {{"Holzspiel Kogler-Gsell", 1}}, "pull-along": {{"Juguetería Serratosa", 8}, {"Holzspiel Kogler-Gsell", 1}},
	"soap": {{"Saboaria Azeviche", 9}}, "creams-oils": {{"Kräuterstube Gsell", 1}}, "brushes-combs": {{"Bürstenbinder Kranzler", 0}, {"Peines Rourell", 8}}, "bells": {{"Klokkengieter Brinksma", 5}, {"Sonnette Mérandon", 3}},
	"lights": {{"Lichtbau Kuipers", 5}, {"Lykta Granström", 10}}, "saddles-grips": {{"Selleria Fasolis", 4}},
}
