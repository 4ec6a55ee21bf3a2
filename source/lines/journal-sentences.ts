import type {Entry} from '../journal/entry.ts';
import type {Picture} from './picture.ts';
import {type Sentence, said} from './sentence.ts';

/** What other programs of this operator, a shell's commands among them, wrote into the journal. */
export function journalSentences(former: Picture, present: Picture): readonly Sentence[] {
	if (former.journal === present.journal) return [];
	const known = new Map(former.journal.map(entry => [entry.id, entry]));
	// Newest first in the state; told in the order they were made.
	return [...present.journal].reverse().flatMap(entry => {
		const before = known.get(entry.id);
		const isForeign = entry.context !== present.context || present.own.has(entry.id);
		if (isForeign || (before !== undefined && before.end === entry.end)) return [];
		const whose = before === undefined ? `From a shell of yours, as ${entry.who || 'an unknown user'}: ` : '';
		return [said(`${whose}${entry.says}${entry.end === undefined ? '' : `: ${sayEnd(entry)}`}`)];
	});
}

function sayEnd({end, endSays}: Entry): string {
	return `${end ?? 'unfinished'}${endSays === undefined || endSays === end ? '' : `, ${endSays}`}`;
}
