import {keyNamed} from '../commands/key-words.ts';
import {templateDifferences} from '../model/template-difference.ts';
import type {ReplicaSetRow} from '../resources/replicasets.ts';
import {revisionPair} from '../store/revision-pair.ts';
import type {Screen} from '../store/screen.ts';
import type {State} from '../store/state.ts';
import {neutral} from '../terminal/neutral.ts';
import {type Line, segment} from '../ui/line.ts';
import {panelLine} from '../ui/panel.tsx';
import type {Theme} from '../ui/theme.ts';
import {wrapWords} from './wrap.ts';

/** Beneath the revisions: in what the one under the cursor differs from the present one, and so what a roll back to it would change. */
export function revisionNote(
	theme: Theme,
	state: State,
	screen: Screen,
	width: number,
	height: number,
): readonly Line[] {
	const pair = revisionPair(state, screen);
	if (pair === undefined) return [];
	const {shown, other, isPresent} = pair;
	const [from, to] = [templateOf(state, other), templateOf(state, shown)];
	const title = isPresent
		? `What revision ${shown.revision} changed after revision ${other.revision}`
		: `From the present revision ${other.revision} to revision ${shown.revision}`;
	const says = isPresent ? '' : `${keyNamed('rollback', state)} goes back to it`;
	const lines =
		from === undefined || to === undefined
			? [[segment(`  ${sayUnread(state, [other, shown])}`, 'dim')]]
			: differenceLines(theme, from, to, width);
	const room = height - 1;
	const more = lines.length - room;
	const kept =
		more > 0
			? [
					...lines.slice(0, room - 1),
					[segment(`  and ${more + 1} more lines: ${keyNamed('yaml', state)} on each shows all`, 'dim')],
				]
			: lines;
	return [panelLine(theme, {title, says, width}), ...kept];
}

function templateOf(state: State, {uid}: ReplicaSetRow) {
	return state.objects[uid]?.object?.spec?.template;
}

function sayUnread(state: State, rows: readonly ReplicaSetRow[]): string {
	const trouble = rows.map(({uid}) => state.objects[uid]?.trouble).find(Boolean);
	return trouble === undefined ? 'Reading both from the server.' : neutral(trouble.says);
}

function differenceLines(
	{glyphs}: Theme,
	from: Parameters<typeof templateDifferences>[0],
	to: Parameters<typeof templateDifferences>[1],
	width: number,
): readonly Line[] {
	const differences = templateDifferences(from, to);
	if (differences.length === 0) return [[segment('  Nothing: the templates are alike.', 'dim')]];
	return differences.flatMap(({subject, from: was, to: is}) =>
		wrapWords(
			[
				segment(`  ${neutral(subject)}  `, 'accent'),
				segment(neutral(was), 'dim'),
				segment(` ${glyphs.arrow} `, 'dim'),
				segment(neutral(is)),
			],
			width - 1,
			4,
		),
	);
}
