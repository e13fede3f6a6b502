/** Splitting a command line into words, as Compose does with a `command` that is written as text. */

/** The words, or `undefined` where a quote is not closed or a backslash ends the text. */
export function shellWords(text: string): readonly string[] | undefined {
  const words: string[] = [];
  let word: string | undefined;
  let quote: '"' | "'" | undefined;
  for (let index = 0; index < text.length; index++) {
    const character = text.charAt(index);
    if (quote === undefined && /\s/.test(character)) {
      if (word !== undefined) words.push(word);
      word = undefined;
    } else if (quote === undefined && (character === '"' || character === "'")) {
      quote = character;
      word ??= "";
    } else if (character === quote) {
      quote = undefined;
    } else if (character === "\\" && quote !== "'") {
      index++;
      if (index === text.length) return undefined;
      word = (word ?? "") + escaped(text.charAt(index), quote);
    } else {
      word = (word ?? "") + character;
    }
  }
  if (quote !== undefined) return undefined;
  return word === undefined ? words : [...words, word];
}

/** Within double quotes a backslash escapes only a quote or a backslash, as in a POSIX shell. */
function escaped(character: string, quote: '"' | "'" | undefined): string {
  return quote === '"' && character !== '"' && character !== "\\" ? `\\${character}` : character;
}
