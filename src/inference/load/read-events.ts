/** Longest event that is read, in characters: an endpoint that sends no line's end must not fill the memory. */
const longestEvent = 16 * 1024 * 1024;

/**
 * Data of each server-sent event (HTML Standard, 9.2.6), as it comes. Comments and other fields are skipped; an event that
 * the stream ends in is none.
 */
export async function* readEvents(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let rest = '';
  let halfEnd = false;
  let data: string[] = [];
  for await (const chunk of chunks) {
    const text = decoder.decode(chunk, { stream: true });
    rest += text;
    if (rest.length > longestEvent) throw new Error('an event is longer than 16 MiB');
    if (!halfEnd && !/[\r\n]/.test(text)) continue; // a long line is not looked through at every part of it
    const lines = rest.split(/\r\n|\n|\r(?!$)/); // a last \r may be the first half of \r\n
    rest = lines.pop() ?? '';
    halfEnd = rest.endsWith('\r');
    for (const line of lines) {
      if (line === '' && data.length > 0) {
        yield data.join('\n');
        data = [];
      } else if (line.startsWith('data:')) data.push(line.slice(line[5] === ' ' ? 6 : 5));
    }
  }
}
