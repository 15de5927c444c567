import { type Anneal, connectAnneal } from '../client/anneal.ts';

/** Connects, runs the body, and lets go of the connection whatever happens. */
export async function withAnneal<T>(body: (anneal: Anneal) => Promise<T>): Promise<T> {
  const anneal = await connectAnneal();
  try {
    return await body(anneal);
  } finally {
    await anneal.close();
  }
}
