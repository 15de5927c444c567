/** Counts a base model's tokens. Implementations stand in src/tokens/; they never throw on text. */
export interface TokenCounter {
  /** Tokens of a text; special tokens in it count as ordinary text. */
  text(text: string): number;
  /** Tokens of messages as a chat, with what the chat format puts around them. */
  chat(messages: readonly { role: string; content: string; name?: string | undefined }[]): number;
  /**
   * No text has more tokens than this: its UTF-8 bytes for byte-level encodings, whose tokens each stand for one byte
   * or more; infinite where nothing is known.
   */
  mostTokens(text: string): number;
  /** No text has fewer tokens than this: its UTF-8 bytes ÷ the bytes of the longest token; 0 where nothing is known. */
  leastTokens(text: string): number;
  /** Tokens of one message beside those of its content, at most. */
  readonly messageOverhead: number;
  /** Tokens of a chat beside those of its messages, at most. */
  readonly chatOverhead: number;
}
