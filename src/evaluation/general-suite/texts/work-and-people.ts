/** Paragraphs on work, money, sport, health, short tales and opinions, an empty line between them. */
export const workAndPeople = `
A budget is nothing more than a list. On one side you write what comes in, on the other what goes out. Most people who try it are surprised by the small things: a coffee here and a magazine there cost more in a year than a new coat.

The nurse came on duty at ten at night. She read the notes of the day, looked into every room and turned down the lights. Around three in the morning an old patient woke and asked for the time. She sat with him until he slept again.

Two brothers inherited one field. The older plowed it from the left and the younger from the right, and each accused the other of taking too much. In the end they planted a row of apple trees in the middle, and their children played under them.

To learn a language, it helps to make mistakes in front of patient people. Books give you the rules, but only conversation gives you speed. A few minutes every day are better than a whole Sunday, and songs are better than lists of words.

The coach never shouted. When the team lost, he asked each player to name one thing that had gone well. It took a long time, and some of the answers were rather funny. The next week they ran more, passed better and lost by only one goal.

A good chair is hard to design. It must carry any person, fit under a table and survive being pushed around for years. Many famous builders tried and failed. The best chair in our house was made by a village carpenter, and nobody remembers his name.

The mayor wanted a new bridge and the citizens wanted a new school. There was money for only one of them. After many meetings somebody asked why the children had to cross the river at all, and the school was built on the other side.

If you want to sleep well, go to bed at the same time each night and keep the room dark and cool. Do not drink coffee after lunch. When you cannot sleep, get up and read something dull until your eyes close, then try again.

The detective looked at the wet umbrella and then at the dry shoes. "You did not walk here," he said. The butler grew pale. It had rained since morning, and the road from the village was nothing but mud. Somebody had brought him to the house in a car.

A letter of complaint should be short and polite. Say what you bought, when you bought it and what went wrong. Say what you would like to happen now. Anger feels good on paper, but the person who opens the letter is seldom the one who made the mistake.

The fox told the crow that she had the finest voice in the forest. The crow, who had a fish in her beak, thought about it for a while. Then she put the fish under her foot, sang an awful song, and asked the fox whether he would like to hear another.

Running a small restaurant means getting up before the sun. The owner buys vegetables at dawn, cooks until midnight and counts the money when the guests are gone. Her friends ask why she does it. She says that they should see the faces at table six.

The old teacher gave no grades in the first month. He said that he wanted to know his pupils before he judged them. Parents complained, but the children worked harder than ever, for nobody knew where they stood and everyone hoped to be among the best.

The chess club meets on Thursday in the back room of a cafe. The youngest member is nine and the oldest is ninety. They have played against each other every week for a year, and the score is almost even, though both claim to be ahead.

When the factory closed, half of the town lost its work. Some moved away. Others opened shops, repaired boats or learned to program computers. Ten years later the tall chimney still stands, and the old halls are full of painters, bakers and small companies.

A strong wind had blown the roof off the barn. By noon all the neighbors were there with ladders and hammers. Nobody had called them. They worked until dark, ate what there was, and went home, and the farmer wrote down every name so as not to forget.

It is easier to give advice than to take it. We see clearly what our friends should do about their jobs and their marriages. Our own case is always different and more complicated. Perhaps everyone should write down good advice and mail it to himself.

The lawyer read the contract twice and put her finger on one short sentence. It said that the rent could be changed at any time. Her client had not noticed it. They crossed it out, both sides signed again, and the landlord pretended that it had been an error.

A traveler asked a shepherd how long it would take to reach the town. "Walk," said the shepherd. The traveler was angry and walked on. "Two hours," the shepherd called after him. "I had to see first how fast you go."

The orchestra tunes before every concert. One oboe plays a single note, and all the others follow it. For a minute the hall is filled with a sound that belongs to no piece of music. Some listeners love this minute more than the symphony that follows.

Doctors recommend half an hour of walking a day. It costs nothing and needs no equipment. The heart grows stronger, the mood improves, and one learns where the neighbors keep their bicycles. Those who own a dog have no choice and are often the healthier for it.

The committee agreed on everything except the date. Monday was bad for the treasurer, Tuesday for the chair, and on Wednesday the room was taken by the choir. At last they decided to meet on a holiday, when everyone was free and nobody came.
`;
