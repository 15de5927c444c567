import { type Block, writtenBlocks } from '../block.ts';

const prepositions = `
Tom is very good | at it
Tom is afraid | of it
Tom is waiting | for it
Tom is looking forward | to it

Mary depends | on her friends
Mary agrees | with her friends
Mary listens | to her friends
Mary cares | for her friends

We arrived | at the airport
We flew away | from the airport
We waited inside | the airport
We drove straight | to the airport

She was born | in May
She was born on a Monday | at noon
She has lived here | since 1990
She was ill | for three weeks

The ship sailed | across the ocean
The train went | through the tunnel
The cat climbed | up the tree
The man fell | down the stairs

They paid | for the meal
They complained | about the meal
They took part | in the meal
They were full | after the meal

He is interested | in music
He is tired | of music
He is proud | of his music lessons
He is known | for his music

I put the milk | into the fridge
I took the milk | out of the fridge
I drank the milk | from the glass
I poured the milk | over the cereal

He is married | to a nurse
He is in love | with a nurse
He was helped | by a nurse
He was mistaken | for a nurse

She has been waiting | for hours
She will be back | in an hour
She left | an hour ago
She must finish | within the hour
`;

const idioms = `
Better late than | never
Easier said than | done
Slowly but | surely
Practice makes | perfect

An apple a day keeps | the doctor away
The early bird catches | the worm
When the cat is away, the mice | will play
You cannot teach an old dog | new tricks

Don't judge a book by | its cover
Don't put all your eggs in | one basket
Don't cry over | spilled milk
Don't bite the hand that | feeds you

Actions speak louder than | words
Blood is thicker than | water
The pen is mightier than | the sword
Two heads are better than | one

As cold as | ice
As busy as | a bee
As white as | snow
As blind as | a bat

Once upon | a time
Last but not | least
Safe and | sound
Sooner or | later

Ladies and | gentlemen
Salt and | pepper
Black and | white
Bread and | butter

It is raining cats and | dogs
He was as quiet as | a mouse
It was a piece of | cake
She let the cat out of | the bag

Rome was not built in | a day
All roads lead to | Rome
Time is | money
Honesty is the best | policy

Merry | Christmas
Happy | birthday
Good | morning
Best | regards
`;

const objects = `
He drank | a cup of tea
He wore | a warm coat
He drove | an old car
He sang | a sad song

She opened | the window
She solved | the problem
She told | the truth
She wiped | her tears

The girl rode | her bicycle
The girl combed | her hair
The girl did | her homework
The girl blew out | the candles

The pilot landed | the plane
The judge closed | the case
The chef tasted | the soup
The farmer milked | the cow

The old man smoked | a pipe
The old man leaned on | a stick
The old man read | the newspaper
The old man took off | his hat

They climbed | the mountain
They won | the match
They crossed | the river
They obeyed | the law

He made | a mistake
He took | a shower
He had | a dream last night
He did | his best

She paid | attention
She kept | a secret
She caught | a cold
She broke | the record
`;

const connectives = `
He was very tired, but | he kept on working
He was very tired, so | he went to bed early

The soup was cold, but | we ate it anyway
The soup was cold, so | we sent it back

It was raining hard, but | the children played outside
It was raining hard, so | the game was called off

She had no money, but | she was happy
She had no money, so | she could not buy food

The test was easy, but | half of the class failed
The test was easy, so | the whole class passed

The dog looked dangerous, but | it was very gentle
The dog looked dangerous, so | nobody went near it

I set the alarm, but | I still got up late
I set the alarm, so | I got up on time

The box was heavy, but | the boy lifted it easily
The box was heavy, so | two men had to carry it

They lived close by, but | they never came to see us
They lived close by, so | they came to see us often

He studied every day, but | he failed the exam
He studied every day, so | he passed the exam

The road was icy, but | she drove very fast
The road was icy, so | she drove very slowly

The shop was small, but | it had everything
The shop was small, so | there was little to choose from

You will be late unless | you hurry
You will be late if | you do not hurry

The plant will die unless | it gets water
The plant will die if | it gets no water

She smiled although | she was sad
She smiled because | she was happy

He bought it although | it was expensive
He bought it because | it was cheap

We went out although | it was cold and wet
We went out because | the weather was nice

The man was thin although | he ate all day
The man was thin because | he hardly ate
`;

const comparisons = `
This box is heavier | than the other one
This box is as heavy | as the other one
This box is the heaviest | of them all

My sister is older | than my brother
My sister is just as old | as my brother
My sister is the oldest | of the children

The red car is faster | than the blue car
The red car is as fast | as the blue car
The red car is the fastest | of all the cars

This book is more interesting | than that one
This book is as interesting | as that one
This book is the most interesting | of the three

Your answer is better | than mine
Your answer is as good | as mine
Your answer is the best | of all

The river is deeper | than the lake
The river is as deep | as the lake
The river is the deepest | in the country

Our house is smaller | than yours
Our house is as small | as yours
Our house is the smallest | on the street

Gold is more expensive | than silver
Gold today is as expensive | as ever
Gold is the most expensive | of these metals
`;

/** Prepositions, fixed phrases, verbs with their objects, connectives, comparisons. */
export function sentences(): Block[] {
  return [
    ...writtenBlocks('preposition', prepositions),
    ...writtenBlocks('fixed-phrase', idioms),
    ...writtenBlocks('object', objects),
    ...writtenBlocks('connective', connectives),
    ...writtenBlocks('comparison', comparisons),
  ];
}
