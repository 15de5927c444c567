import { type Block, writtenBlocks } from '../block.ts';

const culture = `
The plays Hamlet and Macbeth were written by | William Shakespeare
The novel Oliver Twist was written by | Charles Dickens
The novel War and Peace was written by | Leo Tolstoy
The stories about Tom Sawyer were written by | Mark Twain

The ancient poem about the Trojan War was composed by | Homer
Don Quixote was written by | Miguel de Cervantes
Pride and Prejudice was written by | Jane Austen
The tale of the Little Mermaid was written by | Hans Christian Andersen

The Mona Lisa was painted by | Leonardo da Vinci
The Starry Night was painted by | Vincent van Gogh
Guernica was painted by | Pablo Picasso
The water lilies were painted by | Claude Monet

The Moonlight Sonata was composed by | Beethoven
The Magic Flute was composed by | Mozart
Swan Lake was composed by | Tchaikovsky
The Four Seasons was composed by | Vivaldi

The theory of relativity comes from | Albert Einstein
The theory of evolution comes from | Charles Darwin
The law of gravity was described by | Isaac Newton
Radium was discovered by | Marie Curie

The telephone was invented by | Alexander Graham Bell
The light bulb was made famous by | Thomas Edison
The printing press was brought to Europe by | Johannes Gutenberg
The first powered airplane was flown by | the Wright brothers

The first president of the United States was | George Washington
The president during the American Civil War was | Abraham Lincoln
The leader of India's struggle for independence was | Mahatma Gandhi
The first black president of South Africa was | Nelson Mandela

The emperor of France who lost at Waterloo was | Napoleon
The Roman general who was killed on the Ides of March was | Julius Caesar
The king of Macedon who conquered Persia was | Alexander the Great
The queen of Egypt who loved Mark Antony was | Cleopatra

In 1492 the Atlantic was crossed by | Christopher Columbus
The first man to walk on the moon was | Neil Armstrong
The Venetian traveler who went to China was | Marco Polo
The captain who mapped the coast of Australia was | James Cook

The fairy tale girl who lost a glass slipper is | Cinderella
The girl who met a wolf in the forest is | Little Red Riding Hood
The girl who lived with seven dwarfs is | Snow White
The boy who never grew up is | Peter Pan

The Greek god of the sea is | Poseidon
The king of the Greek gods is | Zeus
The Roman god of war is | Mars
The Roman goddess of love is | Venus

The holy book of Islam is | the Quran
The holy book of Christianity is | the Bible
The holy book of Judaism is | the Torah
The classic holy texts of Hinduism are | the Vedas
`;

const geography = `
The Eiffel Tower stands in | Paris
The Colosseum stands in | Rome
Big Ben stands in | London
The Statue of Liberty stands in | New York

The Acropolis is in | Athens
The Kremlin is in | Moscow
The White House is in | Washington
The Forbidden City is in | Beijing

The pyramids of Giza are in | Egypt
The Taj Mahal is in | India
Machu Picchu is in | Peru
Mount Fuji is in | Japan

The river that flows through London is | the Thames
The river that flows through Paris is | the Seine
The river that flows through Cairo is | the Nile
The river that flows through Vienna and Budapest is | the Danube

The Amazon rainforest is mostly in | Brazil
The Grand Canyon is in | the United States
The Sahara is in | Africa
The Great Barrier Reef is off the coast of | Australia

The mountains between France and Spain are | the Pyrenees
The mountains of Switzerland are | the Alps
The mountains along the west of South America are | the Andes
Mount Everest belongs to | the Himalayas

The ocean between Europe and America is | the Atlantic
The ocean between America and Asia is | the Pacific
The ocean around the North Pole is | the Arctic
The ocean south of India is | the Indian Ocean

The money used in Japan is | the yen
The money used in Britain is | the pound
The money used in Germany today is | the euro
The money used in the United States is | the dollar

The money used in India is | the rupee
The money used in China is | the yuan
The money used in Russia is | the ruble
The money used in Mexico is | the peso

Sushi comes from | Japan
Pizza comes from | Italy
Tacos come from | Mexico
Croissants come from | France
`;

const science = `
The planet closest to the sun is | Mercury
The planet that people live on is | Earth
The planet known for its rings is | Saturn
The largest planet is | Jupiter

When water gets very cold it turns into | ice
When water boils it turns into | steam
When wood burns it turns into | ash
When grapes dry in the sun they turn into | raisins

Plants take in sunlight with their | leaves
Plants take up water with their | roots
Bees are attracted by a plant's | flowers
New plants grow from | seeds

All planets go around | the sun
The astronauts of Apollo landed on | the moon
Rain falls from | clouds
All people alive were born on | the earth

An instrument that measures temperature is | a thermometer
An instrument that measures weight is | a scale
An instrument that measures time is | a clock
An instrument that measures length is | a ruler

A doctor who treats children is | a pediatrician
A doctor who performs operations is | a surgeon
A scientist who studies stars is | an astronomer
A scientist who studies rocks is | a geologist

The force that pulls things to the ground is | gravity
The gas that people need to breathe is | oxygen
The gas that makes balloons float is | helium
The metal that is attracted by magnets is | iron

The study of living things is | biology
The study of numbers and shapes is | mathematics
The study of the past is | history
The study of the mind is | psychology

A bone that protects the brain is | the skull
The largest organ of the body is | the skin
The joint in the middle of the leg is | the knee
The joint in the middle of the arm is | the elbow

The hardest natural material is | diamond
A metal that is liquid at room temperature is | mercury
The main ingredient of glass is | sand
The salty liquid in the oceans is | sea water

Bears sleep through the winter; this is called | hibernation
Birds fly south in autumn; this is called | migration
Plants make food from light; this is called | photosynthesis
Water turns into vapor; this is called | evaporation

A person who eats no meat is | a vegetarian
A person who cannot see is | blind
A person who cannot hear is | deaf
A person who cannot sleep has | insomnia

A shape with three sides is | a triangle
A shape with four equal sides is | a square
A shape with no corners is | a circle
A shape with six sides is | a hexagon

The frozen water that falls in winter is | snow
A loud noise during a storm is | thunder
A bright flash in a storm is | lightning
The colored arc after rain is | a rainbow

A mountain that throws out lava is | a volcano
A shaking of the ground is | an earthquake
A huge wave from the sea is | a tsunami
A spinning column of wind is | a tornado
`;

const numbers = `
The number of days in a week is | seven
The number of months in a year is | twelve
The number of legs of a spider is | eight
The number of sides of a triangle is | three

The number of legs of a dog is | four
The number of legs of an insect is | six
The number of toes on one foot is | five
The number of eyes of a human is | two

The number of seconds in a minute is | 60
The number of hours in a day is | 24
The number of days in a year is | 365
The number of years in a century is | 100

The number of cents in a dollar is | 100
The number of inches in a foot is | 12
The number of feet in a yard is | three
The number of days in April is | 30

The number of players in a soccer team on the field is | eleven
The number of wheels of a bicycle is | two
The number of wheels of a tricycle is | three
The number of wheels of a car is | four

The number of meters in a kilometer is | one thousand
The number of years in a decade is | ten
The number of minutes in half an hour is | thirty
The number of letters in the English alphabet is | twenty-six
`;

const days = `
Christmas is celebrated in | December
Halloween is celebrated in | October
Valentine's Day is celebrated in | February
American Independence Day is celebrated in | July

The weather is hottest in | summer
Snow falls most often in | winter
The leaves turn brown and fall in | autumn
The first flowers bloom in | spring

The sun rises in the | morning
The stars come out at | night
Lunch is eaten around | noon
The sun sets in the | evening

The year begins in | January
The year ends in | December
The month of Easter is mostly | April
Thanksgiving in America is in | November

The sun comes up in the | east
The sun goes down in the | west
The needle of a compass points to the | north
Penguins live far in the | south

Length is measured in | meters
Weight is measured in | kilograms
Temperature is measured in | degrees
Electric current is measured in | amperes

Milk is sold by the | liter
Time is told in | hours and minutes
Computer storage is counted in | bytes
The energy in food is counted in | calories
`;

/** Facts that stand alone: people, works, places, science, numbers, the calendar. */
export function writtenKnowledge(): Block[] {
  return [
    ...writtenBlocks('culture', culture),
    ...writtenBlocks('geography', geography),
    ...writtenBlocks('science', science),
    ...writtenBlocks('number-fact', numbers),
    ...writtenBlocks('calendar-and-units', days),
  ];
}
