/** Raised with every change to a list or a rule: the same rows then become other texts. */
export const termsVersion = 1;

/**
 * Nouns and titles, masculine then feminine. Left out on purpose: words of law and trade where the pair is no pair (host,
 * landlord, actor, paternity leave), words with another common meaning (queen-size, miss, bachelor), and plurals such as
 * "guys" that name both.
 */
const nounList = `
man woman, men women, boy girl, boys girls, male female, males females, gentleman lady, gentlemen ladies, father mother, fathers mothers,
dad mom, dads moms, daddy mommy, papa mama, son daughter, sons daughters, brother sister, brothers sisters, husband wife,
husbands wives, uncle aunt, uncles aunts, nephew niece, nephews nieces, grandfather grandmother, grandfathers grandmothers,
grandpa grandma, grandson granddaughter, grandsons granddaughters, stepfather stepmother, stepson stepdaughter,
stepbrother stepsister, godfather godmother, boyfriend girlfriend, boyfriends girlfriends, bridegroom bride, widower widow,
widowers widows, fiancé fiancée, prince princess, princes princesses, duke duchess, emperor empress, baron baroness,
businessman businesswoman, businessmen businesswomen, chairman chairwoman, chairmen chairwomen, congressman congresswoman,
policeman policewoman, policemen policewomen, fireman firewoman, salesman saleswoman, salesmen saleswomen, spokesman spokeswoman,
spokesmen spokeswomen, sportsman sportswoman, sportsmen sportswomen, craftsman craftswoman, foreman forewoman,
waiter waitress, waiters waitresses, hero heroine, heroes heroines, heir heiress, heirs heiresses, monk nun, monks nuns, masculine feminine, fatherhood motherhood, manhood womanhood,
boyhood girlhood, fatherly motherly, brotherhood sisterhood, mr ms, sir madam`;

/** Titles and words that have no partner of their own; they go to the nearest one and do not come back. */
const oneWayList = { masculine: { mum: 'dad', mums: 'dads', mummy: 'daddy', mrs: 'mr', "ma'am": 'sir' } };

/** First names that are, in English texts, rarely anything but names of men, or of women; paired by about equal use. */
const firstNames: Record<'masculine' | 'feminine', Record<Origin, string>> = {
  masculine: {
    english:
      'James John Robert Michael William David Richard Joseph Thomas Charles Matthew Anthony Andrew Joshua Kenneth Kevin Brian George Edward Timothy',
    spanish:
      'José Juan Luis Carlos Jorge Pedro Miguel Alejandro Fernando Javier Diego Sergio Pablo Andrés Raúl Rafael Ricardo Eduardo Manuel Antonio',
    arabic:
      'Mohammed Ahmed Ali Omar Hassan Ibrahim Khalid Yusuf Mustafa Abdullah Karim Tariq Samir Bilal Hamza Rashid Faisal Nabil Walid Jamal',
    indian:
      'Rahul Amit Rajesh Sanjay Vijay Arjun Rohan Suresh Anil Vikram Ravi Deepak Manoj Ashok Nikhil Karthik Pradeep Sunil Ajay Gaurav',
    chinese: 'Wei Jun Qiang Ming Jian Hao Bo Chao Peng Tao Gang Feng Bin Yong Dong Lei Kai Long Hui Zhiwei',
    african:
      'Kwame Kofi Chinedu Emeka Tunde Sipho Thabo Jabari Kamau Oluwaseun Babajide Mandla Abebe Tendai Kwabena Ikenna Femi Segun Themba Ekon',
    slavic:
      'Ivan Dmitri Sergei Vladimir Andrei Nikolai Pavel Mikhail Oleg Igor Boris Tomasz Piotr Marek Jan Jiří Zoran Miloš Bogdan Stanislav',
  },
  feminine: {
    english:
      'Mary Patricia Jennifer Linda Elizabeth Barbara Susan Jessica Sarah Karen Nancy Lisa Margaret Sandra Ashley Emily Donna Michelle Carol Amanda',
    spanish:
      'María Carmen Ana Isabel Lucía Elena Rosa Teresa Pilar Marta Cristina Laura Beatriz Alejandra Gabriela Valentina Sofía Camila Paula Silvia',
    arabic: 'Fatima Aisha Mariam Zainab Khadija Layla Amina Noor Salma Yasmin Hana Rania Samira Nadia Huda Leila Amal Dalia Farah Iman',
    indian: 'Priya Anjali Pooja Neha Sunita Kavita Deepa Anita Lakshmi Divya Shreya Meera Radha Sneha Asha Rekha Geeta Swati Nisha Aarti',
    chinese: 'Li Fang Na Xiuying Min Jing Yan Ling Xia Mei Hua Ying Hong Lan Xiu Qing Yun Ting Ping Xiaoli',
    african:
      'Amara Ngozi Chioma Adaeze Folake Thandiwe Nomsa Zanele Wanjiru Akosua Abena Adwoa Yetunde Ifeoma Lindiwe Makena Nia Zuri Temitope Ayanda',
    slavic:
      'Olga Natalia Svetlana Irina Tatiana Anastasia Ekaterina Yelena Oksana Ludmila Katarzyna Agnieszka Małgorzata Jana Zuzana Milica Jelena Bojana Vesna Galina',
  },
};

/** Where a first name is at home, roughly; a name may be used anywhere. */
export type Origin = 'english' | 'spanish' | 'arabic' | 'indian' | 'chinese' | 'african' | 'slavic';
export const origins: readonly Origin[] = ['english', 'spanish', 'arabic', 'indian', 'chinese', 'african', 'slavic'];

export type Gender = 'masculine' | 'feminine';
export const otherGender: Record<Gender, Gender> = { masculine: 'feminine', feminine: 'masculine' };

/** A word's partner, and the gender that the word itself has. Keys in lower case. */
export interface GenderedWord {
  gender: Gender;
  partner: string;
}

/** Nouns, titles and a few adjectives. */
export const genderNouns: ReadonlyMap<string, GenderedWord> = new Map([
  ...nounList
    .trim()
    .split(/,\s+/u)
    .flatMap((pair): [string, GenderedWord][] => {
      const [he = '', she = ''] = pair.split(' ');
      return [
        [he, { gender: 'masculine', partner: she }],
        [she, { gender: 'feminine', partner: he }],
      ];
    }),
  ...Object.entries(oneWayList.masculine).map(([she, partner]): [string, GenderedWord] => [she, { gender: 'feminine', partner }]),
]);

/** A first name: whose it usually is, and where it is at home. */
export interface FirstName {
  gender: Gender;
  origin: Origin;
  /** In its list: names of men and of women at one place are partners. */
  place: number;
}

/** Names as they are written, with a capital. */
export const namesOf: Record<Gender, Record<Origin, readonly string[]>> = {
  masculine: splitNames(firstNames.masculine),
  feminine: splitNames(firstNames.feminine),
};

function splitNames(lists: Record<Origin, string>): Record<Origin, readonly string[]> {
  const { english, spanish, arabic, indian, chinese, african, slavic } = lists;
  const split = (names: string) => names.split(' ');
  return {
    english: split(english),
    spanish: split(spanish),
    arabic: split(arabic),
    indian: split(indian),
    chinese: split(chinese),
    african: split(african),
    slavic: split(slavic),
  };
}

/** Also words, months, or parts of the names of places ("Long", "Jan", "Hong Kong", "San José"): put in, but not recognised. */
const ambiguous = new Set(
  'Ali Bin Diego Gang Hong Hua Iman Jan José Juan Jun Lan Lei Li Long Mei Min Ming Na Nia Noor Ping Rosa Ting Wei Xia Yan Yong'.split(' '),
);

/** Names that are recognised in texts. */
export const knownNames: ReadonlyMap<string, FirstName> = new Map(
  (['masculine', 'feminine'] as const).flatMap((gender) =>
    origins.flatMap((origin) =>
      namesOf[gender][origin].flatMap((name, place) => (ambiguous.has(name) ? [] : [[name, { gender, origin, place }] as const])),
    ),
  ),
);
