import { type Block, blocksOf, cell, cells } from '../block.ts';

/** Country | capital | continent | main language, "-" where more than one could be named. */
const countries = cells(`
France | Paris | Europe | French
Germany | Berlin | Europe | German
Italy | Rome | Europe | Italian
Spain | Madrid | Europe | Spanish
Portugal | Lisbon | Europe | Portuguese
Greece | Athens | Europe | Greek
Poland | Warsaw | Europe | Polish
Austria | Vienna | Europe | -
Hungary | Budapest | Europe | Hungarian
Sweden | Stockholm | Europe | Swedish
Norway | Oslo | Europe | Norwegian
Denmark | Copenhagen | Europe | Danish
Finland | Helsinki | Europe | Finnish
Ireland | Dublin | Europe | -
Belgium | Brussels | Europe | -
Romania | Bucharest | Europe | Romanian
Bulgaria | Sofia | Europe | Bulgarian
Croatia | Zagreb | Europe | Croatian
Ukraine | Kyiv | Europe | -
Iceland | Reykjavik | Europe | Icelandic
Russia | Moscow | - | Russian
Turkey | Ankara | - | Turkish
Japan | Tokyo | Asia | Japanese
China | Beijing | Asia | Chinese
South Korea | Seoul | Asia | Korean
India | New Delhi | Asia | -
Thailand | Bangkok | Asia | Thai
Vietnam | Hanoi | Asia | Vietnamese
Pakistan | Islamabad | Asia | -
Iran | Tehran | Asia | Persian
Iraq | Baghdad | Asia | -
Nepal | Kathmandu | Asia | Nepali
Afghanistan | Kabul | Asia | -
Saudi Arabia | Riyadh | Asia | Arabic
Syria | Damascus | Asia | Arabic
Lebanon | Beirut | Asia | Arabic
Mongolia | - | Asia | Mongolian
Egypt | Cairo | Africa | Arabic
Kenya | Nairobi | Africa | -
Nigeria | - | Africa | -
Ghana | Accra | Africa | -
Ethiopia | Addis Ababa | Africa | -
Morocco | - | Africa | -
Libya | Tripoli | Africa | Arabic
Uganda | - | Africa | -
Zambia | - | Africa | -
Senegal | Dakar | Africa | -
Somalia | Mogadishu | Africa | -
Angola | - | Africa | Portuguese
Zimbabwe | Harare | Africa | -
Tanzania | - | Africa | -
Sudan | Khartoum | Africa | -
Brazil | - | South America | Portuguese
Argentina | Buenos Aires | South America | Spanish
Chile | Santiago | South America | Spanish
Peru | Lima | South America | Spanish
Colombia | Bogota | South America | Spanish
Venezuela | Caracas | South America | Spanish
Ecuador | Quito | South America | -
Uruguay | Montevideo | South America | Spanish
Bolivia | - | South America | -
Paraguay | - | South America | -
Mexico | Mexico City | North America | Spanish
Canada | Ottawa | North America | -
Cuba | Havana | North America | Spanish
the United States | Washington | North America | English
Jamaica | - | North America | -
England | London | Europe | English
Australia | Canberra | - | English
`);

/** City | country. */
const cities = cells(`
Munich | Germany
Hamburg | Germany
Marseille | France
Lyon | France
Bordeaux | France
Milan | Italy
Venice | Italy
Naples | Italy
Barcelona | Spain
Seville | Spain
Manchester | England
Liverpool | England
Osaka | Japan
Kyoto | Japan
Hiroshima | Japan
Shanghai | China
Hong Kong | China
Mumbai | India
Calcutta | India
Bangalore | India
Karachi | Pakistan
Lahore | Pakistan
Istanbul | Turkey
Sydney | Australia
Melbourne | Australia
Brisbane | Australia
Toronto | Canada
Montreal | Canada
Vancouver | Canada
Chicago | the United States
Los Angeles | the United States
Boston | the United States
Rio de Janeiro | Brazil
Sao Paulo | Brazil
Cape Town | South Africa
Johannesburg | South Africa
Alexandria | Egypt
Saint Petersburg | Russia
Vladivostok | Russia
Krakow | Poland
Rotterdam | the Netherlands
Amsterdam | the Netherlands
Zurich | Switzerland
Geneva | Switzerland
Lagos | Nigeria
Guadalajara | Mexico
`);

const columns = { country: 0, capital: 1, continent: 2, language: 3 };
const known = (column: number) => countries.filter((row) => cell(row, column) !== '-');
const country = (row: string[]) => cell(row, columns.country);

/** Capitals, continents, languages and cities. */
export function countryBlocks(): Block[] {
  const { capital, continent, language } = columns;
  return [
    ...blocksOf(
      'capital',
      4,
      known(capital).map((row) => ({ prefix: `The capital of ${country(row)} is`, answer: cell(row, capital) })),
    ),
    ...blocksOf(
      'continent',
      4,
      known(continent).map((row) => ({ prefix: `On a map of the world, ${country(row)} is found in`, answer: cell(row, continent) })),
    ),
    ...blocksOf(
      'language-of-country',
      4,
      known(language).map((row) => ({ prefix: `Most people in ${country(row)} speak`, answer: cell(row, language) })),
    ),
    ...blocksOf(
      'city',
      4,
      cities.map((row) => ({ prefix: `The city of ${cell(row, 0)} is in`, answer: cell(row, 1) })),
    ),
  ];
}
