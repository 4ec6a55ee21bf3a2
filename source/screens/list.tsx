import {Box} from 'ink';
import type {ReactElement} from 'react';
import type {EventRow} from '../resources/events.ts';
import {isSpaced, noteHeight, rowsIn} from '../store/geometry.ts';
import {outOfDateSince, usageStaleSince} from '../store/link.ts';
import {hasRows, type Listing, listingOf, resourceView} from '../store/listing.ts';
import type {Screen} from '../store/screen.ts';
import {cursorRow, factsOf, markedOutOfSight, rowsOf, type Window, windowOf} from '../store/select.ts';
import type {State} from '../store/state.ts';
import {neutral} from '../terminal/neutral.ts';
import {saySince} from '../ui/header.tsx';
import {type Line, segment, spread} from '../ui/line.ts';
import {Lines} from '../ui/lines.tsx';
import {Table} from '../ui/table.tsx';
import {type Theme, useTheme} from '../ui/theme.ts';
import {sayWindow} from '../ui/window.ts';
import {emptyLines, sayWhole} from './empty.ts';
import {lookNotes} from './look-notes.ts';
import {nodeNews} from './node-news.ts';
import {measured, shownColumns, tableRow} from './table-columns.ts';
import {wrapWords} from './wrap.ts';

export type ScreenProps = {
	readonly state: State;
	readonly screen: Screen;
	readonly width: number;
	readonly height: number;
};

/** Any kind of row as a table: only the rows in sight are made into cells. */
export function ListScreen({state, screen, width, height}: ScreenProps): ReactElement {
	const listing = listingOf(state, screen);
	const theme = useTheme();
	const note = noteHeight(state, screen);
	const window = windowOf(state, screen, rowsIn(state, height - 2 - note));
	const title = titleLine(state, screen, listing, window);
	return (
		<Box flexDirection="column" width={width} height={height} flexShrink={0}>
			<Lines lines={[title]} width={width} height={1} />
			{listing !== undefined && window.total > 0 ? (
				<Rows
					state={state}
					screen={screen}
					listing={listing}
					window={window}
					width={width}
					height={height - 1 - note}
				/>
			) : (
				<Lines lines={emptyLines(state, screen, listing)} width={width} height={height - 1 - note} />
			)}
			{note > 0 && <Lines lines={noteLines(theme, state, screen, width, note)} width={width} height={note} />}
		</Box>
	);
}

function noteLines(
	theme: Theme,
	state: State,
	screen: Screen,
	width: number,
	height: number,
): readonly Line[] {
	return screen.view === 'nodes' ? nodeNews(theme, state, width, height) : messageLines(state, screen, width);
}

/** An event is its message, and that is rarely in sight whole: it stands beneath the list. */
function messageLines(state: State, screen: Screen, width: number): readonly Line[] {
	const row = cursorRow(state, screen) as EventRow | undefined;
	return row === undefined ? [] : wrapWords([segment(` ${neutral(row.message)}`, 'accent')], width - 1, 1);
}

function Rows({
	state,
	screen,
	listing,
	window,
	width,
	height,
}: ScreenProps & {readonly listing: Listing; readonly window: Window}): ReactElement {
	const {list} = screen;
	const columns = shownColumns(listing.view, state, screen);
	const facts = factsOf(state, screen.view);
	const isUsageOld = usageStaleSince(state, screen.view) !== undefined;
	const rows = window.rows.map(row => tableRow(row, columns, facts, list.marks.has(row.uid), isUsageOld));
	const sort = list.sort ?? listing.view.order;
	const place = columns.findIndex(({title}) => title === sort?.column);
	return (
		<Table
			columns={measured(screen, columns, rowsOf(state, screen), rows, facts, sort?.column)}
			rows={rows}
			width={width}
			height={height}
			cursorKey={window.cursor === undefined ? undefined : window.rows[window.cursor - window.first]?.uid}
			sort={sort && place >= 0 ? {column: place, isDescending: sort.isDescending} : undefined}
			scrolledBy={list.scrolledBy}
			isLarge={isSpaced(state)}
		/>
	);
}

/** What is listed, which part of it, and how many. */
function titleLine(state: State, screen: Screen, listing: Listing | undefined, window: Window): Line {
	const {list} = screen;
	const notes = [
		...lookNotes(state, list),
		...(list.marks.size > 0 ? [segment(`  ${sayMarks(state, screen)}`, 'accent')] : []),
		...staleNote(state, listing),
		...usageNote(state, screen),
		...unreadableNote(state, screen),
	];
	const total = listing?.table.rows.size ?? 0;
	const isPart = list.filter !== '' || list.faultsOnly;
	const count =
		isPart && screen.part === undefined
			? `${window.total} of ${total}`
			: sayWindow({first: window.first, height: window.rows.length}, window.total);
	return spread(
		[segment(` ${titleOf(state, screen)}`, 'title'), ...notes],
		[segment(`${count} `, 'dim')],
		state.size.columns,
	);
}

function usageNote(state: State, {view}: Screen): Line {
	const since = usageStaleSince(state, view);
	return since === undefined ? [] : [segment(`  CPU and MEM ${saySince(since, state.wallTime)}`, 'warning')];
}

/** What is left out of the list, as nobody can say what it is. */
function unreadableNote({streams}: State, {name, view}: Screen): Line {
	const names = name === 'list' ? (streams[view]?.unreadable ?? []) : [];
	if (names.length === 0) return [];
	const which = names.length === 1 ? names[0]! : String(names.length);
	return [segment(`  ${neutral(which)} cannot be read`, 'warning')];
}

/** Since when the rows are out of date, and why. */
function staleNote({wallTime, login}: State, listing: Listing | undefined): Line {
	if (listing?.health?.state !== 'stale' || login !== undefined) return [];
	const {health} = listing;
	const since = outOfDateSince({health, hasData: hasRows(listing)}, wallTime);
	const old = since === undefined ? '' : `${saySince(since, wallTime)}: `;
	return [segment(`  ${old}${neutral(health.trouble.says)}`, 'warning')];
}

/** Keys act on all that is marked: what is out of sight among it is counted. */
function sayMarks(state: State, screen: Screen): string {
	const hidden = markedOutOfSight(state, screen).length;
	return `${screen.list.marks.size} marked${hidden > 0 ? `, ${hidden} hidden` : ''}`;
}

function titleOf(state: State, {name, view, part, subject}: Screen): string {
	if (name === 'journal') return 'Journal: what was changed here';
	if (name === 'forwards') return 'Ports of this machine that lead to pods';
	if (name === 'contexts') return 'Contexts of the kubeconfig';
	if (name === 'revisions')
		return `Revisions of ${subject === undefined ? '' : sayWhole(part?.kind ?? 'Deployment', subject)}`;
	const title = joinedTitles[view] ?? sayView(state, view);
	if (part === undefined) return title;
	if (part.by === 'component') return 'Notebooks';
	const of = part.by === 'node' ? `on node ${part.of.name}` : `of ${sayWhole(part.kind, part.of)}`;
	return `${title} ${of}`;
}

/** Lists that are joined from several kinds. */
const joinedTitles: {readonly [view: string]: string} = {
	splits: 'Traffic splits',
	rollouts: 'Rollouts',
	models: 'Models',
};

/** `Pods`, `ReplicaSets`: the kind in the plural. */
function sayView(state: State, name: string): string {
	const {kind, plural} = resourceView(state, name) ?? {};
	if (kind === undefined || plural === undefined) return neutral(name);
	// As the plural of it is spelled, whose letters are all small.
	const ending = plural.endsWith('ies') && kind.endsWith('y') ? 'ies' : '';
	if (ending !== '') return `${kind.slice(0, -1)}${ending}`;
	if (plural === kind.toLowerCase()) return kind;
	return plural.endsWith('es') && kind.endsWith('s') ? `${kind}es` : `${kind}s`;
}
