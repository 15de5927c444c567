/** Paragraphs on ordinary days, an empty line between them. */
export const everydayLife = `
The kitchen is the warmest room of the old house. In the morning the kettle whistles, the cat stretches on the windowsill, and somebody always complains that the milk is nearly gone. By eight o'clock the plates are in the sink and the room is quiet again until noon.

On Saturdays the market fills the square from one end to the other. Farmers sell potatoes still covered with earth, and a woman with a red scarf offers pieces of cheese to everyone who passes. If you come late, the best bread is gone, but the prices are lower.

Learning to ride a bicycle takes one afternoon and a few bruises. At first the wheel turns wherever it wants. Then, without any warning, your body understands, and you roll down the street with your father running far behind you and shouting that you should brake.

My grandmother kept buttons in a tin that had once held cookies. There were hundreds of them, made of bone, glass, wood and brass. When we were ill she let us pour them out on the blanket and sort them by color, and an hour went by before we remembered the fever.

The bus was late again, so the people at the stop began to talk with each other. A student explained that the bridge was under repair. An old man said that thirty years ago one could set a watch by the bus, and everyone was polite enough not to doubt it.

Moving to a new apartment is mostly a matter of boxes. The first twenty are labeled with care: books, glasses, winter clothes. The last ten simply say "things". Those are the ones that stay closed for years, and nobody misses what is inside.

A good umbrella is light enough to carry on a sunny day and strong enough to face the wind. Most people own three: one that is broken, one that was left on a train, and one that is at home when it starts to rain.

We painted the bedroom ourselves to save money. The first coat looked gray instead of blue, and the second had stripes in it. By Sunday evening there was paint on the floor, on the door handle and on the dog, but the walls looked beautiful in the lamp light.

When the power failed, the whole street went dark at once. We found two candles and a flashlight with weak batteries. For the first time in weeks nobody looked at a screen. We played cards until the lights came back, and then we were almost sorry.

The neighbor's boy mows our lawn every second week. He charges five dollars and a glass of lemonade. He never cuts the corner by the fence because a hedgehog lives there, and we have agreed that the grass in that corner may grow as high as it likes.

Every family has a recipe that cannot be written down. Ours is a soup. You add salt until it is enough, and you cook it until it is done. My sister once measured everything with a scale, but her soup tasted of nothing, and she went back to guessing.

The library opens at ten, but the same four readers wait at the door from half past nine. They do not speak. Once inside, each of them walks to a favorite chair, unfolds a newspaper and gives a small sigh, as if coming home from a long trip.

Washing a wool sweater by hand is not difficult. Use cool water and very little soap, press it gently and never twist it. Then lay it flat on a towel away from the sun. If you hang it on a line, the sleeves will reach your knees by the evening.

The barber has cut hair in the same shop for forty years. He knows who got married, who moved away and who lost money on horses. He tells his customers only the happy half of what he hears, and that may be the reason why they trust him.

At the airport everyone is either too early or too late. The early ones sit beside their bags and study the screens. The late ones run with open coats and one shoe untied. Both kinds end up in the same line, waiting behind a man who cannot find his passport.

I once tried to keep a diary. The first week fills ten pages, with the weather, my meals and my opinion of the new teacher. The second week has three lines. After that there is one entry a year, always in January, promising to write every day.

Our first garden was a failure. The lettuce went to the snails, the tomatoes stayed green, and the carrots had legs. In the second year we planted beans and pumpkins, which grow whether one deserves it or not, and in autumn we gave pumpkins to everyone we knew.

The school play was about a lost king. My brother had only one sentence to say, and he practiced it for a month. On the evening itself he was so nervous that he said it twice, at the wrong time, and it got the loudest applause of all.

A long drive is easier with somebody who reads the map. My mother held it upside down, yet she always knew where we were. When she said that the next road would be prettier, my father took it, though it usually added an hour to the trip.

The repairman listened to the washing machine the way a doctor listens to a chest. He opened the back, reached inside and pulled out a single coin. It had made all that noise. He put it on the table and charged us for a full hour.

On the last day of the holidays we collected shells to take home. In the sunlight by the water they shone like jewels. A week later, in a bowl on the shelf, they were small and dull, but they still smelled faintly of the sea.

Our office has one plant, and nobody knows who brought it. Three people water it in secret because each believes that the others forget. It stands in a puddle beside the printer and, against every rule of gardening, it flowers twice a year.
`;
