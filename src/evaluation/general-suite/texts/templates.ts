import { cell, cells, withArticle } from '../block.ts';
import { manOf, nameOf, womanOf } from '../names.ts';

/** Thing that was lost | colour | place | what it holds or has. */
const lost = cells(`
backpack | green | train station | two school books and a lunch box
wallet | brown | market square | a bus card and some photographs
umbrella | black | city library | a wooden handle with a scratch
suitcase | red | airport | summer clothes and a straw hat
scarf | yellow | movie theater | small white flowers along the edge
bicycle | blue | swimming pool | a basket and a silver bell
jacket | gray | football field | a torn pocket and a club badge
notebook | purple | university cafe | lecture notes and a train ticket
guitar case | black | bus stop | stickers from many countries
camera | silver | old harbor | a leather strap and a broken lens cap
doll | pink | playground | one shoe and a knitted dress
key ring | golden | post office | three keys and a tiny flashlight
`);

/** Dish | first ingredients | how they are cooked | minutes | what goes with it. */
const recipes = cells(`
vegetable soup | carrots, leeks and potatoes | simmer them in salted water | 30 | a slice of dark bread
tomato sauce | onions, garlic and ripe tomatoes | stew them in a covered pan | 40 | fresh pasta
apple cake | apples, butter and sugar | bake them in a round tin | 45 | whipped cream
bean stew | white beans, onions and thyme | cook them slowly in a heavy pot | 90 | rice or flat bread
fried rice | cold rice, peas and two eggs | fry them in a very hot pan | 10 | soy sauce
pancakes | flour, milk and eggs | fry thin layers on both sides | 15 | sugar and lemon juice
roast chicken | a chicken, butter and herbs | roast it in a hot oven | 75 | potatoes and salad
lentil curry | red lentils, ginger and coconut milk | boil them until they are soft | 25 | plain rice
mushroom omelet | mushrooms, eggs and parsley | fry them gently without stirring | 8 | a green salad
fish pie | white fish, leeks and mashed potatoes | bake them until the top is golden | 35 | buttered peas
pumpkin soup | pumpkin, onions and cream | cook and mash them | 25 | roasted seeds
plum jam | plums, sugar and cinnamon | boil them while you stir | 50 | toast and butter
`);

/** Town | what is in its middle | what one eats there | what one sees near it. */
const towns = cells(`
Millford | a square with a fountain | fried trout | a mill from the days of steam
Harrow Bay | a harbor with fishing boats | mussels in cream | a beach of white sand
Stonebridge | a bridge with seven arches | lamb pies | the ruins of a castle
Oakhill | a church with a crooked tower | apple dumplings | a forest of very old oaks
Greenport | a row of painted houses | smoked eel | islands full of birds
Winterfold | a frozen lake for half of the year | venison stew | a hut at the foot of a glacier
Castle Moor | a market hall of iron and glass | cheese tarts | hills covered with heather
Riverside | a park along the water | grilled sausages | vineyards on steep slopes
Saltmere | a museum of mining | salted almonds | caves with blue water
Longacre | a windmill that still turns | rye bread with honey | fields of tulips
Fairhaven | a theater built by sailors | crab soup | a lighthouse on a rock
Deepwell | a well that never runs dry | goat cheese | a valley without a single road
`);

/** Day | sky in the morning | what comes after noon | temperature | advice. */
const forecasts = cells(`
Monday | clear and cold | light clouds | 8 | a warm coat in the early hours
Tuesday | foggy in the valleys | sunshine everywhere | 14 | careful driving before nine
Wednesday | gray and wet | heavy showers | 11 | rubber boots and patience
Thursday | bright with a fresh wind | gusts along the coast | 16 | keeping small boats in the harbor
Friday | mild and hazy | a thunderstorm in the west | 23 | bringing garden chairs inside
Saturday | sunny from the start | hardly a cloud | 27 | a hat and plenty of water
Sunday | cloudy but dry | slow clearing from the north | 19 | a walk in the late afternoon
Christmas Day | white after a night of snow | more snow on the hills | -3 | clearing the steps with care
New Year's Eve | icy | a starry night | -6 | gloves for those who watch the fireworks
Easter Monday | changeable | showers and rainbows | 12 | looking for eggs under cover
the first day of May | fresh and green | warm sunshine | 18 | a picnic by the river
the longest day of the year | bright before four o'clock | heat without wind | 31 | staying in the shade
`);

/** Job | what has to be carried or done | why it is hard | why it is loved. */
const jobs = cells(`
gardener | digs, plants and prunes | the weather obeys nobody | in May every bed is in flower
bus driver | knows each stop and each curve | the morning traffic is slow | regular passengers say hello
baker | kneads dough long before dawn | everyone else is asleep | the first bread smells wonderful
librarian | sorts, mends and lends books | some readers forget to return them | a shy child finds the right story
fisherman | mends nets and reads the sky | the sea can turn rough in minutes | the harbor glows at sunrise
tailor | measures, cuts and sews | a wrong cut cannot be undone | a suit fits like a second skin
teacher | explains the same thing in five ways | the class never ends on time | someone suddenly understands
carpenter | planes boards and joins them | wood bends as it dries | a table lasts for generations
mechanic | listens to engines and changes parts | screws rust in the worst places | an old car starts again
postman | walks ten miles with a heavy bag | dogs do not like him | people wait for good news
cook | chops, stirs and tastes | all orders come at once | empty plates return to the kitchen
nurse | checks, cleans and comforts | the nights are long | a patient walks home alone
`);

/** Game or hobby | what one needs | how one begins | after some weeks. */
const hobbies = cells(`
chess | a board and a partner | learn how each piece moves | see threats two moves ahead
knitting | two needles and a ball of wool | make a plain scarf | manage a hat without holes
photography | any camera at all | take pictures of one street at different hours | notice light before anything else
running | a pair of good shoes | run slowly enough to talk | finish three miles without a pause
baking | an oven and a scale | try a simple loaf | judge dough with your fingers
bird watching | binoculars and an early morning | sit still in one place | know ten birds by their songs
swimming | a pool and a towel | practice breathing out under water | cross the pool without stopping
drawing | a pencil and cheap paper | draw your own hand | see shapes instead of names
gardening | a pot, soil and some seeds | grow herbs on a windowsill | cook with your own basil
playing the piano | an instrument and quiet neighbors | play with one hand at a time | play a short song by heart
hiking | boots and a map | choose a path of five miles | read the weather in the clouds
singing | nothing but your voice | hum along with the radio | hold a tune beside a different one
`);

/** Occasion | what was done together | what is sent with the letter | what to do next time. */
const letters = cells(`
birthday party | sang until midnight | the picture of the cake | meet in the mountains
summer visit | swam in the lake every day | the book we spoke about | stay a week longer
wedding | danced in the rain | two photographs of the bride | bring the children too
boat trip | caught nothing but one small fish | the hat that was left on board | leave earlier in the day
house warming | carried the piano up the stairs | a plant for the balcony | use the elevator
school reunion | laughed about our old teachers | a list of all addresses | invite the teachers as well
concert | lost our way in the fog | the program with the signatures | take the last train home
fishing weekend | repaired the roof of the cabin | the recipe for the sauce | bring more blankets
chess tournament | played until the lights went out | the notes of our best game | choose a quieter room
harvest festival | picked apples for three days | a jar of apple jelly | rent a second ladder
family dinner | told the same stories as always | the missing silver spoon | cook half as much
skiing holiday | spent more time in the hut than on the snow | the red glove from the car | try the longer slope
`);

type Writing = (row: readonly string[], index: number) => string;

const notice: Writing = (row, index) =>
  `Lost near the ${cell(row, 2)} on Tuesday evening: ${withArticle(cell(row, 1))} ${cell(row, 0)} with ${cell(row, 3)}. It is not worth much money, but it means a lot to its owner. If you have found it, please leave a message for ${nameOf(index)} at the front desk. A small reward is waiting for you, and so is a cup of coffee.`;

const recipe: Writing = (row) =>
  `For a simple ${cell(row, 0)} you need ${cell(row, 1)}. Wash and prepare everything first, then ${cell(row, 2)}. After about ${cell(row, 3)} minutes it should be done; taste it before you add more salt. Serve it while it is hot, together with ${cell(row, 4)}. What is left over can be kept until the next day.`;

const journey: Writing = (row, index) =>
  `${womanOf(index)} and ${manOf(index)} spent a weekend in ${cell(row, 0)}. In the middle of the town there is ${cell(row, 1)}, and around it are small hotels and shops. On the first evening they ate ${cell(row, 2)}, which everybody had told them to try. The next day they went out to see ${cell(row, 3)}. They came home tired and happy.`;

const forecast: Writing = (row) =>
  `The weather on ${cell(row, 0)} begins ${cell(row, 1)}. After noon we expect ${cell(row, 2)}, and the temperature will reach ${cell(row, 3)} degrees. We recommend ${cell(row, 4)}. The following night stays quiet in most places, and there is no change in sight until the middle of the week.`;

const portrait: Writing = (row, index) =>
  `${nameOf(index + 7)} is a ${cell(row, 0)}. A ${cell(row, 0)} ${cell(row, 1)}, day after day. The work is not easy, because ${cell(row, 2)}, and the pay could be better. Still, there are moments that make up for everything: ${cell(row, 3)}. Asked about other plans, ${nameOf(index + 7)} only laughs and goes back to work.`;

const hobby: Writing = (row) =>
  `Anyone can take up ${cell(row, 0)}. All you need to start is ${cell(row, 1)}. In the beginning, ${cell(row, 2)}, and do not compare yourself with others. A little every day is worth more than a great effort once a month. After some weeks you will ${cell(row, 3)}, and by then you will not want to stop.`;

const letter: Writing = (row, index) =>
  `Dear ${nameOf(index + 4)}, thank you for coming to the ${cell(row, 0)}. It was a pleasure to see you after such a long time, and I still smile when I remember how we ${cell(row, 1)}. With this letter I am sending you ${cell(row, 2)}. Next time we should ${cell(row, 3)}. Write soon and give my love to everyone at home. Yours, ${nameOf(index + 11)}`;

/** Short paragraphs from tables: notices, recipes, journeys, forecasts, portraits, hobbies, letters. */
export function templateTexts(): string[] {
  return [
    ...lost.map(notice),
    ...recipes.map(recipe),
    ...towns.map(journey),
    ...forecasts.map(forecast),
    ...jobs.map(portrait),
    ...hobbies.map(hobby),
    ...letters.map(letter),
  ];
}
