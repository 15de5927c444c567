import { type Block, writtenBlocks } from '../block.ts';

const nextSteps = `
She cracked the eggs into the hot pan and then she | ate the omelet
She put the letter into the envelope and then she | mailed it
She filled the bathtub with warm water and then she | got in
She put the key into the lock and then she | opened the door

He put on his shoes and tied | the laces
He got into the car and fastened | his seat belt
He took a clean sheet of paper and sharpened | his pencil
He went out into the snow and buttoned | his coat

They bought the tickets at the counter and then they | got on the train
They set up the tent in the forest and then they | crawled into their sleeping bags
They put the candles on the cake and then they | sang happy birthday
They loaded the boxes into the truck and then they | drove to the new house

Before you eat a banana, you | peel it
Before you wear a dirty shirt, you | wash it
Before you enter a stranger's room, you | knock
Before you sleep, you | close your eyes

After the meal, they | washed the dishes
After the wedding, they | went on their honeymoon
After the exam, they | waited for their grades
After the shipwreck, they | swam to the shore

First the farmer plowed the field, then he | sowed the seeds
First the hunter aimed, then he | fired
First the fisherman cast his net, then he | pulled in the catch
First the barber washed the hair, then he | cut it

The plane landed, and the passengers | picked up their luggage
The movie began, and the audience | became quiet
The bell rang, and the pupils | ran out to play
The king entered, and the servants | bowed

The doctor looked at the sore throat and | wrote a prescription
The judge listened to both sides and | gave the verdict
The waiter brought the menu and | took the order
The teacher read the essay and | gave it a grade
`;

const purposes = `
She watered the garden so that the flowers would | grow
She locked the door so that thieves could not | get in
She whispered so that nobody else could | hear her
She ran so that the bus would not | leave without her

He set the alarm clock so that he would | wake up early
He wrote the number down so that he would not | forget it
He turned on the light so that he could | read
He climbed onto a chair so that he could | reach the shelf

They built a wall to | keep enemies out
They built a bridge to | cross the river
They dug a well to | get water
They lit a fire to | keep warm

People wear sunglasses to | protect their eyes
People wear gloves to | keep their hands warm
People wear seat belts to | be safe in the car
People wear watches to | know the time

We put food into the refrigerator so that it | stays fresh
We put bread into the toaster so that it | becomes crisp
We put money into the bank so that it | earns interest
We put clothes on a line so that they | dry

Schools exist so that children can | learn
Hospitals exist so that the sick can | be treated
Libraries exist so that readers can | borrow books
Roads exist so that cars can | get from town to town

The cat sat still by the hole to | catch the mouse
The bird collected twigs to | build a nest
The bee flew to the flower to | gather nectar
The squirrel hid nuts to | have food in winter

A lighthouse shines so that ships | find their way
A scarecrow stands there so that birds | leave the corn alone
A dam was built so that the river | does not flood the town
A fence was built so that the sheep | do not run away
`;

const deductions = `
Everything in the kitchen is clean. The plate is in the kitchen, so the plate is | clean
Everything in the cellar is dusty. The plate is in the cellar, so the plate is | dusty
Everything in the oven is hot. The plate is in the oven, so the plate is | hot
Everything in the freezer is cold. The plate is in the freezer, so the plate is | cold

All birds have feathers. A robin is a bird, so a robin has | feathers
All fish have gills. A trout is a fish, so a trout has | gills
All snakes have scales. A cobra is a snake, so a cobra has | scales
All cats have whiskers. A tiger is a cat, so a tiger has | whiskers

All of Anna's toys are red. The ball is Anna's toy, so the ball is | red
All of Ben's toys are blue. The ball is Ben's toy, so the ball is | blue
All of Carl's toys are green. The ball is Carl's toy, so the ball is | green
All of Dora's toys are yellow. The ball is Dora's toy, so the ball is | yellow

The Hills only keep dogs. The animal of the Hills is | a dog
The Woods only keep cats. The animal of the Woods is | a cat
The Lakes only keep horses. The animal of the Lakes is | a horse
The Fields only keep goats. The animal of the Fields is | a goat

The bakery sells only bread. Tom came out of the bakery with some | bread
The dairy sells only cheese. Tom came out of the dairy with some | cheese
The butcher sells only sausages. Tom came out of the butcher's with some | sausages
The florist sells only roses. Tom came out of the florist's with some | roses

Mary drinks either tea or coffee. Today she does not drink coffee. She drinks | tea
Mary drinks either milk or coffee. Today she does not drink coffee. She drinks | milk
Mary drinks either juice or coffee. Today she does not drink coffee. She drinks | juice
Mary drinks either water or coffee. Today she does not drink coffee. She drinks | water

Everyone in the choir sings. Kate is in the choir, so Kate | sings
Everyone in the club swims. Kate is in the club, so Kate | swims
Everyone in the class paints. Kate is in the class, so Kate | paints
Everyone in the troop marches. Kate is in the troop, so Kate | marches

Tim is either at home or at school. He is not at school, so he is | at home
Tim is either at work or at school. He is not at school, so he is | at work
Tim is either at sea or at school. He is not at school, so he is | at sea
Tim is either at church or at school. He is not at school, so he is | at church

Paul is in Paris, and Paris is in France. So Paul is in | France
Paul is in Rome, and Rome is in Italy. So Paul is in | Italy
Paul is in Cairo, and Cairo is in Egypt. So Paul is in | Egypt
Paul is in Lima, and Lima is in Peru. So Paul is in | Peru

Only nurses wear white in this town. Jane wears white, so Jane is | a nurse
Only pilots wear blue in this town. Jane wears blue, so Jane is | a pilot
Only farmers wear green in this town. Jane wears green, so Jane is | a farmer
Only judges wear black in this town. Jane wears black, so Jane is | a judge

The box holds a pen. The bag holds a book. When you open the box you find | a pen
The box holds a ring. The bag holds a hat. When you open the box you find | a ring
The box holds a cake. The bag holds a coat. When you open the box you find | a cake
The box holds a knife. The bag holds a map. When you open the box you find | a knife
`;

/** What comes next, what something is for, and what follows from given rules. */
export function everyday(): Block[] {
  return [...writtenBlocks('next-step', nextSteps), ...writtenBlocks('purpose', purposes), ...writtenBlocks('deduction', deductions)];
}
