/** A word, then the ways in which it is often misspelt; none of these is a word itself. */
const list = `
about abuot abotu, absence absense abscence, accept acept, accident accidant, accommodation accomodation acommodation,
according acording, account acount, achieve acheive, acknowledge aknowledge acknowlege, acquire aquire, across accross,
actually actualy, additional aditional addtional, address adress addres, advertisement advertisment, again agian,
agreement agreemant aggreement, almost allmost, already allready, although altough, always allways, amendment ammendment amendmant,
amount ammount, analysis analisys, annual anual, another anohter, answer anwser, apparent apparant, application aplication,
appropriate apropriate, approval aproval, argument arguement, article artical, attached atached, available availible avaliable,
because becuase beacuse, become becomme, before befor, beginning begining, being bieng, believe beleive, benefit benifit,
between betwen beetween, breach breech, business buisness bussiness, calendar calender, cancel cancell, cannot cannott,
category catagory, certain certian, changes chages, character charachter, clause clasue, client cleint, collection colection,
coming comming, commission comission commision, committee commitee comittee, common commom, communication comunication,
company compnay, completely completly, compliance complience, condition condtion, confidential confidental confidencial,
consent concent, consider concider, contract contarct, control controll, correct corect, could coud, country contry, customer custumer,
damage dammage, date daet, deadline dedline, decision desicion, defendant defendent, definitely definately definitly, deliver delivar,
delivery delivary, department departement, dependent dependant, describe discribe, description discription, develop develope,
different diffrent differant, difficult dificult, disappear dissapear, discount discout, dispute disspute, document docuemnt documant,
during durring, each eahc, effective efective, eligible elligible, email emial, embarrass embarass, employee emploee,
employer employeer, ensure ensuer, environment enviroment, equipment equiptment, especially especialy, every evrey, evidence evidance,
example exemple, exceed excede, excellent excelent, except exept, exercise excercise, existence existance, expense expence,
experience experiance, extension extention, family famly, february febuary, finally finaly, following folowing, foreign foriegn,
forward foward, friend freind, further futher, general genral, government goverment, grateful greatful, guarantee garantee guarentee,
guidance guidence, happened hapened, having haveing, height heigth, however howerver, immediately immediatly imediately,
important importent, including includeing, incorrect incorect, indemnity indemnaty, independent independant,
information infomation informaton, insurance insurence, intellectual intelectual, interest intrest, invoice invioce, issue isue,
judgment judgemant, jurisdiction jurisdicton, knowledge knowlege, language langauge, learn laern, lease leese, legal leagal,
liability liabilty, library libary, licence lisence, license lisense, likely likley, little litle,
maintenance maintainance maintenence, management managment, material materal, maybe mabye, medical medicle, meeting meating,
message mesage, minute minuet, money mony, month mounth, necessary neccessary necesary, neighbour nieghbour, notice notise,
number nubmer, obligation obligaton, occasion ocassion, occur ocur, occurred occured, official offical, often offen,
operation opperation, opinion opinon, opportunity oppurtunity, option optoin, order oder, original orginal, other ohter, owner onwer,
parliament parliment, particular perticular, party prty, payment paymant paymnet, people poeple, perform peform,
performance performence, period peroid, permission permision, person persan, personal persoanl, please plese, policy polisy,
possess posess, possible posible, prefer perfer, previous previos, price prcie, privacy privicy, probably probly, problem probelm,
procedure proceedure, process proccess, product prodcut, professional proffesional, provide provde, provision provison, public publick,
purchase purchace, quality qualtiy, quarter quater, question queston quesiton, quickly quikly, really realy, reason reasen,
receipt reciept, receive recieve, received recieved, recommend recomend reccommend, reference referance, regarding reguarding,
relevant relevent, remember remeber, renewal renewel, reply repley, report repport, request reqeust, require requier,
required requried, responsible responsable, restaurant restaraunt, result reuslt, return retrun, right rigth, safety saftey,
schedule shedule, second secend, section secton, security securty, separate seperate, service servise, several severel, should shoud,
similar similiar, since sinse, sincerely sincerly, something somthing, statement statment, subject subjet, successful succesful,
sufficient sufficent, summary sumary, supplier suplier, support suport, surprise suprise, temporary temporery, termination terminaton,
their thier, there ther, these thees, third thrid, through thorugh, together togehter, tomorrow tommorow, transaction transacton,
transfer tranfer, trouble truoble, unfortunately unfortunatly, until untill, useful usefull, usually usualy, value vaule,
various varius, version verison, warranty warrenty, wednesday wensday, weight wieght, which wich, while whlie, without whithout,
would woud, writing writting, written writen, yesterday yesterdy
`;

/** English words that people often misspell, in lower case, with their wrong forms. A list of our own. */
export const misspellings: ReadonlyMap<string, readonly string[]> = new Map(
  list
    .trim()
    .split(/,\s+/u)
    .map((entry) => entry.split(' '))
    .map(([word = '', ...wrong]) => [word, wrong] as const),
);
