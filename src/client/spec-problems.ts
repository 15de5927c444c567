import { z } from 'zod';

/** A place in a JSON schema, as far as it is read here. */
interface Place {
  description?: string;
  properties?: Record<string, Place>;
  items?: Place;
  anyOf?: Place[];
}

/** Every problem with its path, and what the schema says of the place: the fields there, or what the field is for. */
export function problemsText(error: z.ZodError, schema: z.ZodType): string {
  const whole = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) as Place;
  const explained = error.issues.map((issue) => {
    const place = placeAt(whole, issue.path);
    const fields = Object.keys(place?.properties ?? {});
    if (issue.code === 'unrecognized_keys' && fields.length > 0)
      return { ...issue, message: `${issue.message}; allowed here: ${fields.join(', ')}` };
    return place?.description === undefined ? issue : { ...issue, message: `${issue.message} (${place.description})` };
  });
  return z.prettifyError(new z.ZodError(explained));
}

function placeAt(whole: Place, path: readonly PropertyKey[]): Place | undefined {
  return path.reduce<Place | undefined>((place, part) => {
    const forms = [place, ...(place?.anyOf ?? [])];
    return typeof part === 'number'
      ? forms.find((form) => form?.items !== undefined)?.items
      : forms.find((form) => form?.properties !== undefined)?.properties?.[String(part)];
  }, whole);
}
