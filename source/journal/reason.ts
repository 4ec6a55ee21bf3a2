/** How long a reason may be: it goes into an Event beside everything else. */
const mostLetters = 200;

/** Why a text cannot be a reason, as a sentence; undefined where it can. */
export function whyNoReason(text: string): string | undefined {
	if (text.trim() === '') return 'A reason needs words.';
	if (/[\p{Cc}\p{Cs}\u2028\u2029]/u.test(text))
		return 'A reason is one line of text, without control characters.';
	const {length} = [...text.trim()];
	return length > mostLetters
		? `A reason has at most ${mostLetters} letters; this has ${length}.`
		: undefined;
}
