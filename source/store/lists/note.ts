import type {Row, Tone} from '../../resources/view.ts';
import type {Subject} from '../screen.ts';

export type NoteGroup = 'Troubles' | 'In progress' | 'Traffic splits' | 'Last changes';

/** One line of the first screen: something an on-call engineer should know now. */
export type NoteRow = Row & {
	readonly group: NoteGroup;
	readonly tone: Tone;
	readonly says: string;
	readonly hint: string;
	/** When it began; 0 where that means nothing. */
	readonly since: number;
	readonly subject?: Subject;
	/** It is no trouble: it cannot be told whether there is one. */
	readonly isUnknown?: true;
};

/** A line that is about no object. */
export function note(group: NoteGroup, uid: string, said: Pick<NoteRow, 'tone' | 'says' | 'hint'>): NoteRow {
	return {uid, namespace: '', name: '', created: 0, since: 0, group, ...said};
}
