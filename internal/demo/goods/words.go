package goods

import "strings"

// words are the labels of enum values; a line "attribute.value" wins over "value".
var words = table(`
# colours, woods, metals, leathers
cream|Cream|Creme|Kremowy
white|White|Weiß|Biały
sand|Sand|Sand|Piaskowy
stone|Stone grey|Steingrau|Kamienny szary
sea|Sea blue|Meerblau|Morski niebieski
sky|Sky blue|Himmelblau|Błękitny
night|Night blue|Nachtblau|Granatowy
moss|Moss green|Moosgrün|Mchowy zielony
sage|Sage green|Salbeigrün|Szałwiowy
bottle|Bottle green|Flaschengrün|Butelkowa zieleń
rose|Rose|Rosé|Różany
berry|Berry red|Beerenrot|Malinowy
rust|Rust|Rost|Rdzawy
terracotta|Terracotta|Terrakotta|Terakota
saffron|Saffron|Safran|Szafranowy
butter|Butter yellow|Buttergelb|Maślany
plum|Plum|Pflaume|Śliwkowy
lilac|Lilac|Flieder|Liliowy
charcoal|Charcoal|Anthrazit|Grafitowy
black|Black|Schwarz|Czarny
steel|Steel|Stahl|Stal
brass|Brass|Messing|Mosiądz
copper|Copper|Kupfer|Miedź
cognac|Cognac|Cognac|Koniakowy
espresso|Espresso brown|Espressobraun|Ciemny brąz
natural|Natural|Natur|Naturalny
amber|Amber|Bernstein|Bursztynowy
oak|Oak|Eiche|Dąb
walnut|Walnut|Nussbaum|Orzech
beech|Beech|Buche|Buk
ash|Ash|Esche|Jesion
cherry|Cherry wood|Kirschbaum|Czereśnia
olive|Olive wood|Olivenholz|Drewno oliwne
# materials
brass|Brass|Messing|Mosiądz
cedar_wood|Cedar wood|Zedernholz|Drewno cedrowe
ceramic|Ceramic|Keramik|Ceramika
copper_sheet|Copper|Kupfer|Miedź
enamel|Enamelled steel|Emaillierter Stahl|Stal emaliowana
galvanised_steel|Galvanised steel|Verzinkter Stahl|Stal ocynkowana
glass_steel|Glass and steel|Glas und Stahl|Szkło i stal
lacquered_steel|Lacquered steel|Lackierter Stahl|Stal lakierowana
leather|Leather|Leder|Skóra
oak_splint|Oak splint|Eichenspan|Dranka dębowa
porcelain|Porcelain|Porzellan|Porcelana
resin|Resin|Harz|Żywica
solid_wood|Solid wood|Massivholz|Lite drewno
stoneware|Stoneware|Steinzeug|Kamionka
willow|Willow|Weide|Wiklina
# kitchen
gloss|Glossy|Glänzend|Błyszczące
matt|Matt|Matt|Matowe
speckled|Speckled|Gesprenkelt|Nakrapiane
oiled|Oiled|Geölt|Olejowane
waxed|Waxed|Gewachst|Woskowane
2|2 pieces|2 Stück|2 sztuki
3|3 pieces|3 Stück|3 sztuki
4|4 pieces|4 Stück|4 sztuki
# coffee and tea
dark|Dark|Dunkel|Ciemny
medium_dark|Medium dark|Mitteldunkel|Średnio ciemny
medium|Medium|Mittel|Średni
light|Light|Hell|Jasny
berries|Berries|Beeren|Owoce jagodowe
caramel|Caramel|Karamell|Karmel
chocolate|Chocolate|Schokolade|Czekolada
citrus|Citrus|Zitrus|Cytrusy
honey|Honey|Honig|Miód
nuts|Nuts|Nüsse|Orzechy
fruity|Fruity|Fruchtig|Owocowy
mild|Mild|Mild|Łagodny
nutty|Nutty|Nussig|Orzechowy
peppery|Peppery|Pfeffrig|Pieprzny
honey_process|Honey process|Honey-Aufbereitung|Obróbka honey
process.natural|Natural (dried in the fruit)|Natural (in der Frucht getrocknet)|Naturalna (suszona w owocu)
washed|Washed|Gewaschen|Myta
black_tea|Black tea|Schwarztee|Herbata czarna
tea_type.black|Black tea|Schwarztee|Herbata czarna
green|Green tea|Grüntee|Herbata zielona
herbal|Herbal infusion|Kräutertee|Napar ziołowy
free|Caffeine-free|Koffeinfrei|Bez kofeiny
with|With caffeine|Mit Koffein|Z kofeiną
min_2|2 minutes|2 Minuten|2 minuty
min_3_4|3 to 4 minutes|3 bis 4 Minuten|3 do 4 minut
min_7|7 minutes|7 Minuten|7 minut
# countries
austria|Austria|Österreich|Austria
brazil|Brazil|Brasilien|Brazylia
cambodia|Cambodia|Kambodscha|Kambodża
china|China|China|Chiny
colombia|Colombia|Kolumbien|Kolumbia
czechia|Czechia|Tschechien|Czechy
denmark|Denmark|Dänemark|Dania
ethiopia|Ethiopia|Äthiopien|Etiopia
france|France|Frankreich|Francja
germany|Germany|Deutschland|Niemcy
greece|Greece|Griechenland|Grecja
guatemala|Guatemala|Guatemala|Gwatemala
honduras|Honduras|Honduras|Honduras
hungary|Hungary|Ungarn|Węgry
india|India|Indien|Indie
italy|Italy|Italien|Włochy
japan|Japan|Japan|Japonia
kenya|Kenya|Kenia|Kenia
nepal|Nepal|Nepal|Nepal
peru|Peru|Peru|Peru
poland|Poland|Polen|Polska
portugal|Portugal|Portugal|Portugalia
spain|Spain|Spanien|Hiszpania
sri_lanka|Sri Lanka|Sri Lanka|Sri Lanka
# delicatessen
blossom|Blossom|Blüte|Wielokwiatowy
forest|Forest|Wald|Leśny
linden|Linden|Linde|Lipowy
creamy|Creamy|Cremig|Kremowa
liquid|Liquid|Flüssig|Płynna
apricot|Apricot|Aprikose|Morela
fruit.cherry|Sour cherry|Sauerkirsche|Wiśnia
fruit.plum|Damson|Zwetschge|Śliwka węgierka
beet_sugar|Beet sugar|Rübenzucker|Cukier buraczany
cane_sugar|Cane sugar|Rohrzucker|Cukier trzcinowy
nothing|Nothing|Nichts|Niczym
apple_vinegar|Apple vinegar|Apfelessig|Ocet jabłkowy
olive_oil|Olive oil|Olivenöl|Oliwa z oliwek
pumpkin_oil|Pumpkin seed oil|Kürbiskernöl|Olej z pestek dyni
paprika|Paprika|Paprika|Papryka
pepper|Pepper|Pfeffer|Pieprz
salt|Salt|Salz|Sól
hot|Hot|Scharf|Ostra
heat.mild|Mild|Mild|Łagodna
heat.medium|Medium|Mittel|Średnia
heat.none|None|Keine|Brak
# garden
any|Any|Jede Lage|Dowolne
bright|Bright|Hell|Jasne
half_shade|Half shade|Halbschatten|Półcień
fortnightly|Every two weeks|Alle zwei Wochen|Co dwa tygodnie
twice_weekly|Twice a week|Zweimal wöchentlich|Dwa razy w tygodniu
weekly|Once a week|Einmal wöchentlich|Raz w tygodniu
# paper
a4|A4|A4|A4
a5|A5|A5|A5
a6|A6|A6|A6
dotted|Dotted|Punktiert|Kropki
lined|Lined|Liniert|Linie
plain|Plain|Blanko|Gładki
squared|Squared|Kariert|Kratka
spiral|Spiral|Spirale|Spirala
thread_sewn|Thread-sewn|Fadenheftung|Szycie nićmi
broad|Broad|Breit|Szeroka
fine|Fine|Fein|Cienka
line_width.medium|Medium|Mittel|Średnia
soft|Soft|Weich|Miękka
craft|Craft|Handwerk|Rzemiosło
cooking|Cooking|Kochen|Kuchnia
nature|Nature and places|Natur und Orte|Przyroda i miejsca
hardcover|Hardcover|Fester Einband|Twarda
paperback|Paperback|Taschenbuch|Miękka
cover.linen|Linen|Leinen|Płócienna
english|English|Englisch|angielski
german|German|Deutsch|niemiecki
polish|Polish|Polnisch|polski
# textiles
cotton|Cotton|Baumwolle|Bawełna
organic_cotton|Organic cotton|Bio-Baumwolle|Bawełna organiczna
linen|Linen|Leinen|Len
half_linen|Half linen|Halbleinen|Półlen
merino|Merino wool|Merinowolle|Wełna merino
wool|Wool|Schurwolle|Wełna
feathers|Feathers|Federn|Pierze
kapok|Kapok|Kapok|Kapok
wool_fill|Wool|Wolle|Wełna
air_only|Airing only|Nur lüften|Tylko wietrzenie
machine_40|Machine 40 °C|Maschine 40 °C|Pralka 40 °C
machine_60|Machine 60 °C|Maschine 60 °C|Pralka 60 °C
wool_30|Wool cycle 30 °C|Wollwäsche 30 °C|Program wełna 30 °C
herringbone|Herringbone|Fischgrat|Jodełka
plain_weave|Plain weave|Leinwandbindung|Splot płócienny
terry|Terry|Frottier|Frotte
twill|Twill|Köper|Skośny
waffle|Waffle|Waffelpikee|Waflowy
hand|By hand|In der Hand|W ręku
shoulder|Over the shoulder|Über der Schulter|Na ramieniu
# lamps
e14|E14|E14|E14
e27|E27|E27|E27
dining|Dining table|Esstisch|Nad stół
hall|Hall|Flur|Przedpokój
kitchen|Kitchen|Küche|Kuchnia
pillar|Pillar candle|Stumpenkerze|Świeca pieńkowa
taper|Taper candle|Stabkerze|Świeca stożkowa
# furniture and tools
lacquered|Lacquered|Lackiert|Lakierowane
soaped|Soaped|Geseift|Mydlone
leather_seat|Leather|Leder|Skóra
paper_cord|Paper cord|Papierkordel|Sznurek papierowy
wood_seat|Wood|Holz|Drewno
carbon|Carbon steel|Kohlenstoffstahl|Stal węglowa
laminated|Laminated steel|Laminatstahl|Stal warstwowa
spring_steel|Spring steel|Federstahl|Stal sprężynowa
tool_steel|Tool steel|Werkzeugstahl|Stal narzędziowa
both|Both hands|Beidhändig|Obie ręce
right|Right hand|Rechte Hand|Prawa ręka
crosscut|Crosscut|Querschnitt|Poprzeczne
rip|Rip|Längsschnitt|Wzdłużne
teeth.fine|Fine|Fein|Drobne
end_grain|End grain|Hirnholz|Drewno sztorcowe
forged_steel|Forged steel|Geschmiedeter Stahl|Stal kuta
# toys
from_1|From 1 year|Ab 1 Jahr|Od 1 roku
from_2|From 2 years|Ab 2 Jahren|Od 2 lat
from_3|From 3 years|Ab 3 Jahren|Od 3 lat
ash_wood|Ash|Esche|Jesion
lime|Lime|Linde|Lipa
maple|Maple|Ahorn|Klon
oil_wax|Oil and wax|Öl und Wachs|Olej i wosk
raw|Untreated|Naturbelassen|Surowe
water_lacquer|Water-based lacquer|Wasserlack|Lakier wodny
# body care
chamomile|Chamomile|Kamille|Rumianek
scent.citrus|Citrus|Zitrus|Cytrusowy
honey_scent|Honey|Honig|Miodowy
lavender|Lavender|Lavendel|Lawendowy
mint|Mint|Minze|Miętowy
scent.rose|Rose|Rose|Różany
rosemary|Rosemary|Rosmarin|Rozmarynowy
unscented|Unscented|Ohne Duft|Bezzapachowy
all|All skin types|Jede Haut|Każda skóra
dry|Dry|Trockene Haut|Sucha
sensitive|Sensitive|Empfindliche Haut|Wrażliwa
coconut|Coconut oil|Kokosöl|Olej kokosowy
goat_milk|Goat's milk|Ziegenmilch|Kozie mleko
base.olive|Olive oil|Olivenöl|Oliwa z oliwek
boar|Boar bristle|Wildschweinborste|Szczecina dzika
horse|Horsehair|Rosshaar|Włosie końskie
tampico|Tampico fibre|Tampicofaser|Włókno tampico
bristle.none|None|Keine|Brak
beard|Beard|Bart|Brody
body|Body|Körper|Ciała
hair|Hair|Haar|Włosów
# bicycles
mm_22|22 mm|22 mm|22 mm
mm_22_31|22 to 31 mm|22 bis 31 mm|22 do 31 mm
double|Two-tone|Zweiklang|Dwutonowy
high|High|Hoch|Wysoki
low|Low|Tief|Niski
front|Front|Vorn|Przód
rear|Rear|Hinten|Tył
dynamo|Hub dynamo|Nabendynamo|Dynamo w piaście
usb|USB battery|USB-Akku|Akumulator USB
sporty|Sporty|Sportlich|Sportowa
touring|Touring|Reiserad|Turystyczna
upright|Upright|Aufrecht|Wyprostowana
`)

func table(s string) map[string]tri {
	out := map[string]tri{}
	for line := range strings.Lines(s) {
		if f := strings.Split(strings.TrimSpace(line), "|"); len(f) == 4 {
			out[f[0]] = tri{f[1], f[2], f[3]}
		}
	}
	return out
}

// label gives the words for a value of an attribute.
func label(attribute, value string) tri {
	if t, ok := words[attribute+"."+value]; ok {
		return t
	}
	return words[value]
}
