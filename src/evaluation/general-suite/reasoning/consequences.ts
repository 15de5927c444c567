import { type Block, writtenBlocks } from '../block.ts';

const people = `
Sam was very hungry, so he | made a sandwich
Sam was very tired, so he | went to bed
Sam was very thirsty, so he | drank some water
Sam was very dirty, so he | took a bath

It began to rain, so Lucy | opened her umbrella
It got very dark in the room, so Lucy | turned on the lamp
It got very cold in the room, so Lucy | lit the fireplace
The music was much too loud, so Lucy | covered her ears

Ben broke his leg, so he | was taken to the hospital
Ben lost his wallet, so he | had no money to pay
Ben forgot his key, so he | could not open the door
Ben missed the bus, so he | had to walk to work

Clara studied hard for the test, so she | got a good grade
Clara ran faster than everybody else, so she | won the race
Clara ate far too much cake, so she | felt sick
Clara stayed in the sun all day, so she | got a sunburn

The grass was too long, so Mr. Hill | mowed the lawn
The car was dirty, so Mr. Hill | washed it
The fence was broken, so Mr. Hill | repaired it
The plants were dry, so Mr. Hill | watered them

The baby was sleepy, so her mother | sang a lullaby
The baby was hungry, so her mother | warmed some milk
The baby was wet, so her mother | changed the diaper
The baby was ill, so her mother | called the doctor

Anna's hair was too long, so she went to | the barber
Anna's tooth hurt, so she went to | the dentist
Anna's car made strange noises, so she went to | the mechanic
Anna's eyes were getting weak, so she went to | the optician

Tom wanted to stay dry, so he put on | a raincoat
Tom wanted to see better, so he put on | his glasses
Tom wanted to protect his head, so he put on | a helmet
Tom wanted to swim, so he put on | his bathing suit

Emma saw a snake on the path, and she | ran away in fear
Emma heard a very funny joke, and she | laughed out loud
Emma heard that her dog had died, and she | began to cry
Emma got the present that she had wished for, and she | said thank you

The team scored in the last minute, and the fans | cheered
The play was over, and the audience | clapped and left
The speech was very boring, and the listeners | fell asleep
The fire alarm rang, and the guests | left the building

Paul planted the seeds and watered them, and soon | flowers grew
Paul poured water on the camp fire, and soon | the fire was out
Paul put the ice cubes in the sun, and soon | they melted
Paul left the bread in the hot oven, and soon | it was burned

Mary wanted to paint, so she bought | brushes and colors
Mary wanted to bake a cake, so she bought | flour and eggs
Mary wanted to write letters, so she bought | paper and stamps
Mary wanted to go camping, so she bought | a tent

Jack wanted to hear the news, so he turned on | the radio
Jack wanted to cook an egg, so he turned on | the stove
Jack wanted to dry his wet hair, so he turned on | the hair dryer
Jack wanted to cool the room, so he turned on | the fan
`;

const things = `
The glass fell on the stone floor, and it | broke
The balloon touched the needle, and it | burst
The snowman stood in the hot sun, and it | melted
The cup was filled too far, and it | overflowed

The dog saw a stranger at the gate, so it | barked
The cat saw a mouse, so it | jumped at it
The bird saw the cat coming, so it | flew away
The horse was very thirsty, so it | drank from the river

The lamp did not work because | the bulb was broken
The car did not start because | the battery was empty
The boat sank because | there was a hole in it
The plant died because | nobody watered it

The road was slippery because | there was ice on it
The soup was too salty because | the cook was careless
The room was dark because | the curtains were closed
The train was late because | there was snow on the tracks

The shirt got wet because | he walked in the rain
The shirt got dirty because | he fell into the mud
The shirt got torn because | he caught it on a nail
The shirt got too small because | he grew so much

The boy was proud because | he had won a prize
The boy was sad because | his friend had moved away
The boy was afraid because | he had heard a wolf
The boy was tired because | he had not slept

The shop was closed because | it was Sunday
The shop was crowded because | everything was half price
The shop was robbed because | the door was not locked
The shop was flooded because | a pipe had burst

After the heavy rain, the river was | very high
After the long drought, the river was | almost dry
After the icy night, the river was | frozen
After the factory spilled its waste, the river was | poisoned

If you drop a stone into a lake, it will | sink
If you drop a piece of dry wood into a lake, it will | float
If you put water in the freezer, it will | become ice
If you hold paper in a flame, it will | burn

If you heat butter in a pan, it | melts
If you heat water in a pot, it | boils
If you heat an egg in a pot, it | becomes hard
If you heat corn in a closed pan, it | pops

The knife was dull, so the cook | sharpened it
The knife was dirty, so the cook | washed it
The knife was gone, so the cook | looked for it
The knife was too expensive, so the cook | did not buy it

The window was open, so | fresh air came in
The window was dirty, so | nobody could see through it
The window was broken, so | somebody put in new glass
The window was painted on the wall, so | it could not be opened

The story was so sad that | everybody cried
The story was so funny that | everybody laughed
The story was so long that | nobody read to the end
The story was so scary that | the children could not sleep

The bag was so heavy that | she could not lift it
The bag was so small that | nothing fit inside
The bag was so beautiful that | everybody admired it
The bag was so old that | it fell apart

The coffee was so hot that | he burned his tongue
The coffee was so strong that | he could not sleep
The coffee was so expensive that | he drank tea instead
The coffee was so good that | he ordered another cup

The sun went down, and the sky | became dark
The sun came up, and the sky | became light
The storm came near, and the sky | was full of lightning
The rain stopped and the sun came out, and the sky | showed a rainbow
`;

/** What follows from what, in everyday life. */
export function consequences(): Block[] {
  return [...writtenBlocks('people-consequence', people), ...writtenBlocks('thing-consequence', things)];
}
