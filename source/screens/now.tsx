import {Box} from 'ink';
import type {ReactElement} from 'react';
import {keyNamed} from '../commands/key-words.ts';
import {sayAge} from '../resources/age.ts';
import {isSpaced} from '../store/geometry.ts';
import {staleSince} from '../store/link.ts';
import {measuringNow} from '../store/lists/divided-splits.ts';
import {holdViews} from '../store/lists/hold-notes.ts';
import type {NoteGroup, NoteRow} from '../store/lists/note.ts';
import {servedEngineViews} from '../store/lists/rollouts.ts';
import {splitSources} from '../store/lists/traffic-tables.ts';
import {areTroublesLoading} from '../store/lists/trouble-notes.ts';
import {isUnknownNamespace} from '../store/scope.ts';
import type {Screen} from '../store/screen.ts';
import {windowOf} from '../store/select.ts';
import type {State, Stream} from '../store/state.ts';
import {neutral} from '../terminal/neutral.ts';
import {displayWidth} from '../terminal/width.ts';
import {fadedLine} from '../ui/faded.tsx';
import {saySince} from '../ui/header.tsx';
import {cutLine, type Line, lineWidth, type Segment, segment, spread} from '../ui/line.ts';
import {Lines} from '../ui/lines.tsx';
import {panelLine} from '../ui/panel.tsx';
import {type Theme, useTheme} from '../ui/theme.ts';
import {firstStepLines} from './first-step.ts';
import type {ScreenProps} from './list.tsx';
import {lookNotes} from './look-notes.ts';
import {wrapWords} from './wrap.ts';

/** What an on-call engineer needs in the first five seconds: troubles, worst first, then what moves, then who changed what. */
export function NowScreen({state, screen, width, height}: ScreenProps): ReactElement {
	const theme = useTheme();
	const window = windowOf(state, screen, 10_000);
	const notes = window.rows as readonly NoteRow[];
	const room = height - 1;
	return (
		<Box flexDirection="column" width={width} height={height} flexShrink={0}>
			<Lines lines={[summaryLine(state, screen, notes, width)]} width={width} height={1} />
			<Box height={room} flexShrink={0}>
				{columnsOf(notes, width).map(({groups, width: column}) => {
					const shown = notes.filter(({group}) => groups.includes(group));
					const cursor = window.cursor === undefined ? -1 : shown.indexOf(notes[window.cursor]!);
					const noted = noteLines(theme, state, shown, cursor, column - 1);
					const isFirst = groups.includes('Troubles');
					const lines = [...noted.lines, ...(isFirst ? firstStepLines(state, screen, column - 1) : [])];
					const {cursorLine} = noted;
					const last = Math.max(0, lines.length - room);
					const first = Math.min(Math.max(0, cursorLine - Math.floor(room / 2)), last);
					return <Lines key={groups[0]} lines={lines.slice(first)} width={column} height={room} />;
				})}
			</Box>
		</Box>
	);
}

type NoteColumn = {readonly groups: readonly NoteGroup[]; readonly width: number};

/** From this width on, traffic and changes stand beside the troubles. */
const twoColumns = 130;

function columnsOf(notes: readonly NoteRow[], width: number): readonly NoteColumn[] {
	const left: NoteColumn = {groups: ['Troubles', 'In progress'], width};
	const right: NoteColumn = {groups: ['Traffic splits', 'Last changes'], width};
	const isTwo = width >= twoColumns && notes.some(({group}) => left.groups.includes(group));
	if (!isTwo) return [{groups: [...left.groups, ...right.groups], width}];
	const half = Math.ceil(width * 0.55);
	return [
		{...left, width: half},
		{...right, width: width - half},
	];
}

const roomForCounts = 60;

/** How things are in one line, so that a quiet night is seen to be quiet. */
function summaryLine(state: State, {list}: Screen, notes: readonly NoteRow[], width: number): Line {
	const {pods, nodes, deployments} = state.streams;
	const counts = [
		[pods, 'pod'],
		[deployments, 'deployment'],
		[nodes, 'node'],
	] as const;
	const said = counts.flatMap(([stream, name]) =>
		stream?.hasListed ? [sayCount(stream.table.rows.size, name)] : [],
	);
	const told = notes.filter(({group}) => group === 'Troubles');
	// A narrowed list may be short of troubles: it is no ground to call the night a quiet one.
	const isNarrowed = list.filter !== '' || list.faultsOnly;
	const left = isNarrowed && isQuiet(told) ? segment(` ${notes.length} shown.`) : moodOf(state, told);
	return spread(
		[left, ...lookNotes(state, list)],
		width < roomForCounts || isUnknownNamespace(state) ? [] : [segment(`${said.join(', ')} `, 'dim')],
		width,
	);
}

/** Pods that came back are worth a line, and no ground to call a night a loud one. */
function isQuiet(told: readonly NoteRow[]): boolean {
	return told.every(({tone}) => tone === 'dim');
}

function moodOf(state: State, told: readonly NoteRow[]): Segment {
	const {pods} = state.streams;
	if (isUnknownNamespace(state)) {
		const keys = `:ns lists them, ${keyNamed('all-namespaces', state)} shows all.`;
		return segment(` There is no namespace ${neutral(state.namespace ?? '')}. ${keys}`, 'warning');
	}
	if (pods === undefined || (!pods.hasListed && pods.health.state !== 'denied')) return loadingMood(pods);
	if (!isQuiet(told)) {
		const troubles = told.filter(({isUnknown}) => !isUnknown);
		const worst = troubles.filter(({tone}) => tone === 'bad').length;
		return segment(` ${sayTroubles(troubles.length, worst)}`, worst > 0 ? 'bad' : 'warning');
	}
	if (isOld(pods)) return segment(' What is shown is not known to be so now.', 'warning');
	const measuring = measuringNow(state);
	if (areTroublesLoading(state) || measuring === 'asked') return lookingAround;
	const isAllKnown = measuring === 'told' && told.every(({isUnknown}) => !isUnknown);
	return isAllKnown ? segment(' All quiet.', 'good') : segment(' Quiet, as far as can be seen.', 'warning');
}

/** No trouble that is not known of is a quiet night. */
function isOld(pods: Stream | undefined): boolean {
	return pods?.health.state === 'stale';
}

/** Nothing was told yet: because it is on its way, or because nobody answers. */
function loadingMood(pods: Stream | undefined): Segment {
	return pods?.health.state === 'stale' ? segment(' Nothing is known yet.', 'bad') : lookingAround;
}

const lookingAround = segment(' Looking around.', 'progress');

function sayCount(count: number, name: string): string {
	return `${count} ${name}${count === 1 ? '' : 's'}`;
}

function sayTroubles(count: number, worst: number): string {
	const all = `${count} ${count === 1 ? 'thing' : 'things'} to look at`;
	return worst === 0 ? `${all}.` : `${all}, ${worst} of them serious.`;
}

function noteLines(
	theme: Theme,
	state: State,
	notes: readonly NoteRow[],
	cursor: number,
	width: number,
): {readonly lines: readonly Line[]; readonly cursorLine: number} {
	const lines: Line[] = [];
	let cursorLine = 0;
	for (const [n, note] of notes.entries()) {
		if (isSpaced(state) && n > 0) lines.push([]);
		const since = staleSince(state, feedsOf(state, note.group));
		if (note.group !== notes[n - 1]?.group) lines.push(groupLine(theme, state, note.group, since, width));
		if (n === cursor) cursorLine = lines.length;
		const told = oneNote(theme, state, note, n === cursor, width);
		// What is said of the line itself, and of what was done here, is true now.
		const isOld = since !== undefined && note.subject !== undefined;
		lines.push(...(isOld ? told.map(fadedLine) : told));
	}
	return {lines, cursorLine};
}

/** The views a part of the screen is made of; none for what is kept here. */
function feedsOf(state: State, group: NoteGroup): readonly string[] {
	switch (group) {
		case 'Troubles':
			return ['pods', 'deployments', 'nodes', 'services', 'endpointslices'];
		case 'In progress':
			return ['deployments', ...servedEngineViews(state), ...holdViews];
		case 'Traffic splits':
			return splitSources;
		case 'Last changes':
			return [];
	}
}

function groupLine(
	theme: Theme,
	{wallTime}: State,
	title: NoteGroup,
	since: number | undefined,
	width: number,
): Line {
	return panelLine(theme, {title, says: since === undefined ? '' : saySince(since, wallTime), width});
}

/** Why something stopped is worth more than one line. */
const mostHintLines = 3;

/** A trouble may have a culprit far from where it shows: both must be seen. */
const mostSaidLines = 3;

function saidLines(said: Segment, room: number, theme: Theme): readonly Line[] {
	const lines = wrapWords([said], room);
	const last = lines[mostSaidLines - 1];
	if (last === undefined || lines.length === mostSaidLines) return lines;
	return [...lines.slice(0, mostSaidLines - 1), cutLine([...last, segment(theme.glyphs.ellipsis)], room)];
}

/** A trouble takes a second line for what to do, as does what waits for a person and says too much for one; the rest fits on one. */
function oneNote(theme: Theme, state: State, note: NoteRow, isAtCursor: boolean, width: number): Line[] {
	const {tone, says, hint, namespace, since, group, isUnknown} = note;
	const place = state.namespace === undefined && namespace !== '' ? `${namespace}  ` : '';
	const age = since > 0 ? sayAge(since, state.now) : '';
	const gutter = [
		segment(isAtCursor ? theme.glyphs.cursor : ' ', 'accent'),
		segment(`${theme.signs[tone]} `, tone),
		segment(place, 'dim'),
	];
	const right = [segment(` ${age} `, 'dim')];
	const length = displayWidth(place) + displayWidth(says) + displayWidth(hint) + displayWidth(age) + 7;
	const isLong = (tone === 'warning' || isUnknown) && length > width;
	const isTwo = hint !== '' && ((group === 'Troubles' && !isUnknown) || isLong);
	const plain = isSpaced(state) ? 'title' : 'plain';
	const said = segment(neutral(says), tone === 'bad' ? 'bad' : plain);
	const text = [...gutter, said];
	if (isTwo) {
		const [first = [], ...rest] = saidLines(said, width - lineWidth(gutter) - lineWidth(right), theme);
		const hints = wrapWords([segment(neutral(hint), 'dim')], width - 6).slice(0, mostHintLines);
		return [
			spread([...gutter, ...first], right, width, theme.glyphs.ellipsis),
			...[...rest, ...hints.map(line => [segment('  '), ...line])].map(line => [
				segment(isAtCursor ? theme.glyphs.cursor : ' ', 'accent'),
				segment('  '),
				...line,
			]),
		];
	}
	const more = hint === '' ? [] : [segment(`  ${neutral(hint)}`, 'dim')];
	return [spread([...text, ...more], right, width, theme.glyphs.ellipsis)];
}
