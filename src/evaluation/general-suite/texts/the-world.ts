/** Paragraphs on nature, work, history and how things are made, an empty line between them. */
export const theWorld = `
A river begins as a thin stream between stones. On its way down it takes in other streams, grows broad and slow, and carries sand and mud with it. Where it meets the sea it drops what it has carried, and over thousands of years this builds new land.

Bees tell each other where flowers are by dancing. A bee that has found a good meadow returns to the hive and runs in small circles, shaking her body. The others follow her closely in the dark, and then they fly out in the right direction.

Bread needs only flour, water, salt and time. The yeast eats the sugar in the flour and gives off gas, which is caught in the dough and makes it rise. In the hot oven the bubbles become firm, and the crust turns brown and begins to smell good.

The moon does not shine with its own light. We see the part of it that is lit by the sun. As it moves around the earth, that part grows from a thin curve to a full circle and shrinks again, and the whole change takes about one month.

Wolves live in families. The parents lead, and the older children help to raise the young ones. Before a hunt they howl together, which may be a way to call everyone or simply to agree that it is time. A pack rarely fights with its neighbors; it avoids them.

Glass is made of sand that has been heated until it melts. While it is soft it can be blown, pressed or drawn into thin threads. Windows used to be small because large panes were hard to make. Today whole houses have walls of glass.

In a desert the days are hot and the nights are cold, since there are no clouds to keep the warmth in. Plants there have small leaves or none, and deep roots. Many animals sleep in holes through the day and come out when the stars appear.

Before there were clocks, people told the time by the sun. A stick in the ground throws a long shadow in the morning, a short one at noon and a long one in the evening. On cloudy days everybody had to guess, and meetings began when all had come.

A lighthouse keeper had a lonely job. Every evening he climbed the stairs, lit the lamp and cleaned the glass. On nights with fog he also rang a bell. When electric lamps came, the keepers went home one after the other, and now the towers work by themselves.

Trees can be very old. One can count the rings of a trunk to learn the age: a wide ring means a wet year, a narrow one a dry year. In this way an old beam in a church can tell us about the weather of a time when nobody kept records.

Coal was once a forest. Plants sank into swamps, were covered with mud and pressed for millions of years until they became black stone. The energy in it is sunlight from an age long before there were people, and we burn it in a few minutes.

A violin has about seventy parts, nearly all of them made of wood. The front is cut from spruce, which is light and strong, and the back from maple. A good maker knocks on the wood and listens before he starts, because each piece has its own sound.

Salt was once so valuable that roads were named after it. It kept meat and fish from going bad through the winter. Towns that had salt in their hills became rich, built walls and churches, and defended their mines against every neighbor.

Whales breathe air like we do. They come to the surface, blow out a cloud of vapor and dive again for up to an hour. Their songs travel through the water for many miles, and each group has its own melody, which changes slowly from year to year.

The first trains frightened both horses and people. Some doctors warned that nobody could breathe at thirty miles an hour. Within a few years farmers sent their milk to the city by rail, families visited the sea on Sundays, and the warnings were forgotten.

Rain begins when tiny drops in a cloud join together and become too heavy to stay up. In cold air they freeze into crystals and fall as snow. No one can say exactly where a single drop will land, but forecasts of tomorrow's weather are usually right.

Paper was invented in China about two thousand years ago. It was made from bark, old rags and fishing nets. The art moved slowly to the west along the trade roads, and it took a thousand years before Europe stopped writing on the skins of sheep.

A volcano may sleep for centuries. Villages grow on its sides, because the old ash makes the soil rich. Then small earthquakes begin, the wells turn warm, and smoke rises from the top. Those who know the signs pack their things and leave in time.

The heart is a muscle about the size of a fist. It beats once a second, more often when we run and less often when we sleep. It has two halves: one sends blood to the lungs to fetch oxygen, the other sends it through the rest of the body.

Cats were first kept by farmers who wanted to protect their grain from mice. Nobody trained them for it. The cats came because there were mice, and they stayed because there was a warm place by the fire. Both sides still seem content with the arrangement.

A map is always a little wrong. The earth is round and paper is flat, so something must be stretched. On many maps the countries in the north look far too large. Sailors accept this, since the same maps show true directions, and that is what a ship needs.

In spring the storks come back from Africa. They use the same nest every year and add new branches to it, until it weighs as much as a small car. People in the villages are proud of their storks and note the day of their return.
`;
