const women = ['Anna', 'Lucy', 'Mary', 'Emma', 'Kate', 'Jane', 'Ruth', 'Rose', 'Clara', 'Helen', 'Susan', 'Laura', 'Julia', 'Sarah'];
const men = ['Tom', 'Ben', 'Paul', 'Jack', 'Sam', 'Mark', 'Bill', 'Carl', 'Peter', 'David', 'John', 'Henry', 'Frank', 'James'];

/** A first name by number, going around; women's and men's names take turns. */
export function nameOf(index: number): string {
  return index % 2 === 0 ? womanOf(index / 2) : manOf((index - 1) / 2);
}

/** A woman's first name by number, going around. */
export function womanOf(index: number): string {
  return women[index % women.length] ?? '';
}

/** A man's first name by number, going around. */
export function manOf(index: number): string {
  return men[index % men.length] ?? '';
}
