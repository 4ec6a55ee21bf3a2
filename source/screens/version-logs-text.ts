import {aligned} from '../model/aligned.ts';
import {sayKind} from '../model/ref.ts';
import {filterOf} from '../store/filter.ts';
import {splitOf} from '../store/lists/splits.ts';
import {remembering} from '../store/remembering.ts';
import type {Screen} from '../store/screen.ts';
import type {State} from '../store/state.ts';
import {linesOfVersion, type VersionLine} from '../store/version-logs.ts';
import {type Compared, comparedOn, type Pair, podsCompared} from '../store/versions.ts';
import {neutral} from '../terminal/neutral.ts';
import {type Line, segment} from '../ui/line.ts';
import type {Theme} from '../ui/theme.ts';
import {newLines} from './new-lines.ts';
import {
	cellLines,
	gap,
	type Layout,
	type LayoutParts,
	padded,
	partsOf,
	timeCell,
	timeWidth,
} from './version-log-cells.ts';
import {versionNotes} from './version-log-notes.ts';

/** From this width on the versions stand side by side; below it one after the other, by their times. */
const sideBySide = 120;

export type VersionLogsText = {
	/** What stays in sight: what is shown, and what cannot be. */
	readonly head: readonly Line[];
	readonly rows: readonly Line[];
};

/** The logs of both versions of a split or a rollout, as they are looked at. */
export function versionLogsText(theme: Theme, state: State, screen: Screen, width: number): VersionLogsText {
	const pair = comparedOn(state, screen);
	if (pair === undefined) return {head: [], rows: goneLines(state, screen)};
	const lines = linesOf(state, screen, pair);
	const layout: Layout = {
		theme,
		width: width - 1,
		left: screen.text.left,
		isWrapped: screen.text.isWrapped,
		isWide: width >= sideBySide && isBoth(screen, pair),
	};
	const {champion, challenger} = lines;
	const names = `${pair.champion.name}\n${pair.challenger?.name ?? ''}`;
	const rows = rowsOf(champion, challenger, screen.shown, names, ...partsOf(layout));
	const head = [...headings(state, screen, pair, layout), ...versionNotes(theme, state, screen, pair, width)];
	return {head, rows: rows.length > 0 ? rows : [[segment(` ${sayNothing(state, screen)}`, 'dim')]]};
}

export function versionLogsTitle(state: State, {subject, isPrevious, container, shown}: Screen): Line {
	const split = splitOf(state, subject?.uid);
	const of = split === undefined ? 'rollout' : sayKind(split.ref.resource);
	const name = neutral(`${subject?.namespace}/${subject?.name}`);
	return [
		segment(shown === 'new' ? ' New in the log' : ' Logs by version', 'title'),
		segment(`  ${of} ${name}`),
		...(container === undefined ? [] : [segment(`  ${neutral(container)}`, 'accent')]),
		...(isPrevious ? [segment('  with lives before the last restart', 'warning')] : []),
	];
}

function goneLines(state: State, {subject}: Screen): readonly Line[] {
	return [
		[segment(` ${neutral(subject?.name ?? '')} has no versions that are known here, or is gone.`)],
		[segment(state.stack.length > 1 ? ' esc goes back.' : '', 'dim')],
	];
}

type Lines = {readonly champion: readonly VersionLine[]; readonly challenger: readonly VersionLine[]};

function linesOf(state: State, screen: Screen, {champion, challenger}: Pair): Lines {
	const of = (version: Compared | undefined) =>
		linesOfVersion(state, screen.subject?.uid, version?.name, screen.isPrevious);
	const {filter} = screen.list;
	return {
		champion: keptOfChampion(of(champion), filter),
		challenger: keptOfChallenger(of(challenger), filter),
	};
}

const kept = (lines: readonly VersionLine[], filter: string): readonly VersionLine[] => {
	if (filter === '') return lines;
	const {matches} = filterOf(filter);
	return lines.filter(({text, podName}) => matches(text.toLowerCase(), () => podName));
};
const keptOfChampion = remembering(kept);
const keptOfChallenger = remembering(kept);

/** How many lines of both a filter finds. */
export function countVersionLines(state: State, screen: Screen): number {
	const pair = comparedOn(state, screen);
	if (pair === undefined) return 0;
	const {champion, challenger} = linesOf(state, screen, pair);
	return champion.length + challenger.length;
}

function isBoth({shown}: Screen, {challenger}: Pair): boolean {
	return shown === undefined && challenger !== undefined;
}

function sayNothing({versionLogs}: State, {list}: Screen): string {
	if (versionLogs === undefined) return 'Asking for the logs.';
	const isEmpty = Object.values(versionLogs.lines).every(lines => lines.length === 0);
	return isEmpty ? 'Nothing written yet.' : `No line matches ${list.filter}: esc clears the filter.`;
}

function columnOf({width}: Layout): number {
	return Math.floor((width - timeWidth - gap) / 2);
}

/** Which version stands where. */
function headings(
	state: State,
	{shown}: Screen,
	{champion, challenger}: Pair,
	layout: Layout,
): readonly Line[] {
	const {theme, isWide} = layout;
	const of = (version: Compared | undefined) =>
		version === undefined ? [] : headingOf(theme, state, version);
	if (!isWide) {
		const versions =
			shown === 'champion' ? [champion] : shown === 'challenger' ? [challenger] : [champion, challenger];
		return [versions.flatMap((version, v) => [segment(v === 0 ? ' ' : '   '), ...of(version)])];
	}
	const column = columnOf(layout);
	return [[segment(' '.repeat(timeWidth)), ...padded(of(champion), column + gap), ...of(challenger)]];
}

function headingOf({glyphs}: Theme, state: State, version: Compared): Line {
	const {name, role} = version;
	const isChampion = role === 'champion';
	const pods = podsCompared(state, version).length;
	return [
		segment(
			`${isChampion ? glyphs.champion : glyphs.arrow} ${neutral(name)}`,
			isChampion ? 'champion' : 'challenger',
		),
		segment(`  ${pods} ${pods === 1 ? 'pod' : 'pods'}`, 'dim'),
	];
}

/** Made anew only where something of it changed: that is every row that there is. */
const rowsOf = remembering(
	(
		champion: readonly VersionLine[],
		challenger: readonly VersionLine[],
		shown: Screen['shown'],
		names: string,
		...[theme, width, left, isWrapped, isWide]: LayoutParts
	): readonly Line[] => {
		const layout = {theme, width, left, isWrapped, isWide};
		switch (shown) {
			case 'new':
				return newLines({champion, challenger}, names.split('\n'), layout);
			case 'champion':
				return inOneColumn([champion, []], layout, false);
			case 'challenger':
				return inOneColumn([[], challenger], layout, false);
			default:
				return isWide
					? inTwoColumns({champion, challenger}, layout)
					: inOneColumn([champion, challenger], layout, true);
		}
	},
);

const alignedLines = remembering(aligned<VersionLine>);

function inTwoColumns({champion, challenger}: Lines, layout: Layout): readonly Line[] {
	const column = columnOf(layout);
	let before: number | undefined;
	return alignedLines(champion, challenger).flatMap(({at, left, right}) => {
		const time = timeCell(at, before);
		before = at;
		const [lefts, rights] = [cellLines(left, column, layout), cellLines(right, column, layout)];
		const height = Math.max(lefts.length, rights.length, 1);
		return Array.from(
			{length: height},
			(_, row): Line => [
				row === 0 ? time : segment(' '.repeat(timeWidth)),
				...padded(lefts[row] ?? [], column),
				segment(` ${layout.theme.glyphs.vertical} `, 'rule'),
				...(rights[row] ?? []),
			],
		);
	});
}

/** By their times, one below the other; a sign tells whose each is. */
function inOneColumn(
	[champion, challenger]: readonly [readonly VersionLine[], readonly VersionLine[]],
	layout: Layout,
	isSigned: boolean,
): readonly Line[] {
	const {glyphs} = layout.theme;
	const room = layout.width - timeWidth - (isSigned ? 2 : 0);
	let before: number | undefined;
	return inOrder(champion, challenger).flatMap(({line, isChampion}) => {
		const at = Math.floor(line.at / 1000) * 1000;
		const time = timeCell(at, before);
		before = at;
		const sign = isChampion ? glyphs.champion : glyphs.arrow;
		const look = isChampion ? 'champion' : 'challenger';
		return cellLines(line, room, layout).map(
			(cell, row): Line => [
				row === 0 ? time : segment(' '.repeat(timeWidth)),
				...(isSigned ? [segment(row === 0 ? `${sign} ` : '  ', look)] : []),
				...cell,
			],
		);
	});
}

const inOrder = remembering((champion: readonly VersionLine[], challenger: readonly VersionLine[]) =>
	[
		...champion.map(line => ({line, isChampion: true})),
		...challenger.map(line => ({line, isChampion: false})),
	].sort((a, b) => a.line.at - b.line.at),
);
