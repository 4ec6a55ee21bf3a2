import {movesShares} from '../model/command.ts';
import {draftOf} from './draft.ts';
import type {Event} from './events.ts';
import {listHeight} from './geometry.ts';
import {splitOf} from './lists/splits.ts';
import {allFitted, moved} from './move.ts';
import type {Prompt} from './prompt.ts';
import {dialogRuns} from './runs.ts';
import {type ListState, newScreen, type Screen} from './screen.ts';
import {cursorIndex, cursorRow, rowsOf, subjectOf, viewOf} from './select.ts';
import {type State, topScreen} from './state.ts';

/** The stack of screens and how each is looked at. */
export function reduceScreens(state: State, event: Event): State {
	switch (event.type) {
		case 'screenOpened': {
			const screen = atPresent(state, newScreen(state.nextId, event.screen));
			const below = event.isFresh ? [] : state.stack.slice(-mostScreens);
			return {...state, stack: [...below, screen], nextId: state.nextId + 1};
		}
		case 'wentBack':
			return state.stack.length > 1 ? {...state, stack: state.stack.slice(0, -1)} : state;
		case 'told':
			return event.telling.type === 'applied' ? withoutDrafts(state, event.run) : state;
		case 'namespaceChosen':
			return withNamespace(state, event.namespace);
		case 'resized':
			return allFitted({...state, size: event.size});
		default: {
			const screen = topScreen(state);
			const next = reduceTop(state, screen, event);
			return next === screen ? state : {...state, stack: [...state.stack.slice(0, -1), next]};
		}
	}
}

/** Lists of what one can go to open at the place one is. */
function atPresent(state: State, screen: Screen): Screen {
	const present =
		screen.name === 'contexts'
			? state.context.name
			: screen.view === 'namespaces'
				? state.namespace
				: undefined;
	if (present === undefined || screen.list.cursorKey !== undefined) return screen;
	const rows = rowsOf(state, screen);
	const place = rows.findIndex(({name}) => name === present);
	if (place < 0) return screen;
	const cursorLine = Math.min(place, listHeight(state, screen) - 1);
	return {
		...screen,
		list: {...screen.list, cursorKey: rows[place]!.uid, cursorLine, first: place - cursorLine},
	};
}

const mostScreens = 30;
const mostFavourites = 9;

/** Places behind the number keys are only ever added, so that a key keeps its meaning. */
function withNamespace(state: State, namespace: string | undefined): State {
	const isKnown = namespace === undefined || state.favourites.includes(namespace);
	const favourites =
		isKnown || state.favourites.length >= mostFavourites
			? state.favourites
			: [...state.favourites, namespace];
	const stack = namespace === state.namespace ? state.stack : state.stack.map(atStart);
	return {...state, namespace, favourites, stack};
}

/** Another namespace is another list, and begins with its first row; that of namespaces is the same one. */
function atStart(screen: Screen): Screen {
	const {name, view, part, list} = screen;
	const isSame = (name !== 'list' && name !== 'now') || view === 'namespaces' || part !== undefined;
	return isSame ? screen : {...screen, list: {...list, cursorKey: undefined, cursorLine: 0, first: 0}};
}

function reduceTop(state: State, screen: Screen, event: Event): Screen {
	const {list, text} = screen;
	switch (event.type) {
		case 'cursorMoved':
			return moved(state, screen, event.move, event.total);
		case 'cursorPut':
			return {...screen, list: {...list, cursorKey: event.uid}};
		case 'scrolledAside':
			return {
				...screen,
				list: {...list, scrolledBy: Math.max(0, list.scrolledBy + event.by)},
				text: {...text, left: Math.max(0, text.left + event.by * 8)},
			};
		case 'scrolledTo':
			return {...screen, text: {...text, first: event.line}};
		case 'rowMarked':
			return withMark(state, screen);
		case 'marksCleared':
			return {...screen, list: {...list, marks: new Map()}};
		case 'rangeMarked':
			return withRange(state, screen);
		case 'filterChanged':
			return listedAnew(state, screen, {filter: event.filter});
		case 'faultsToggled':
			return listedAnew(state, screen, {faultsOnly: !list.faultsOnly});
		case 'sorted':
			return listedAnew(state, screen, {sort: event.sort});
		case 'widthToggled':
			return {...screen, list: {...list, isWide: !list.isWide}};
		case 'wrapToggled':
			return {...screen, text: {...text, isWrapped: !text.isWrapped, left: 0}};
		case 'holdToggled':
			return {...screen, list: list.isHolding ? released(list) : heldBy(state, screen, true)};
		case 'promptOpened':
			return isAboutRows(event.prompt) ? frozen(state, screen) : screen;
		case 'menuOpened':
		case 'asked':
			return frozen(state, screen);
		case 'promptClosed':
		case 'menuClosed':
			return thawed(screen);
		case 'dialogClosed':
			return repinned(state, thawed(screen));
		case 'draftChanged':
			return {...screen, draft: event.draft};
		case 'containerPicked':
			return {...screen, container: event.container, text: {...text, first: undefined}};
		case 'versionsShown':
			// What is new is read from its beginning, and logs at their end.
			return {
				...screen,
				shown: event.shown,
				text: {...text, first: event.shown === 'new' ? 0 : undefined, left: 0},
			};
		case 'chartChosen':
			return {...screen, chart: event.chart};
		case 'previousToggled':
			return {...screen, isPrevious: !screen.isPrevious};
		case 'backendPicked':
			return {...screen, backend: event.backend};
		case 'revealed':
			return screen.name === 'yaml' && screen.subject?.uid === event.of.uid
				? {...screen, revealed: event.key}
				: screen;
		case 'masked':
			return {...screen, revealed: undefined};
		default:
			return screen;
	}
}

/** A draft stays until something is written of it, so that whoever cancels can mend it. */
function withoutDrafts(state: State, id: number): State {
	const command = state.runs.find(run => run.id === id)?.command;
	if (command === undefined || !movesShares(command)) return state;
	const stack = state.stack.map(screen => {
		const split = screen.draft && splitOf(state, screen.subject?.uid);
		if (split?.ref.uid !== command.target.uid || (command.rule ?? split?.rule) !== split?.rule) return screen;
		return {...screen, draft: undefined};
	});
	return {...state, stack};
}

/** After a refusal, a draft is for the shares that have been seen since. */
function repinned(state: State, screen: Screen): Screen {
	const {draft, subject} = screen;
	const isRefused = dialogRuns(state).some(({outcome}) => outcome?.end === 'refused');
	const split = draft && isRefused ? splitOf(state, subject?.uid) : undefined;
	return split === undefined ? screen : {...screen, draft: draftOf(split, draft!.percents)};
}

/** What is typed for a filter works on the rows, and must see them move; all else is about rows as they are seen now. */
function isAboutRows({asks}: Prompt): boolean {
	return asks !== 'filter';
}

/** Nothing moves behind what stands in front; nor does the cursor, where it was on whichever row is first. */
function frozen(state: State, screen: Screen): Screen {
	const {list} = pinned(state, screen);
	return {...screen, list: list.isHolding ? list : heldBy(state, {...screen, list}, false)};
}

function thawed(screen: Screen): Screen {
	const {list} = screen;
	return list.isHolding || list.held === undefined ? screen : {...screen, list: released(list)};
}

/** The cursor on the row that it is seen on. */
function pinned(state: State, screen: Screen): Screen {
	const {list} = screen;
	const cursorKey = list.cursorKey ?? rowsOf(state, screen)[0]?.uid;
	return cursorKey === list.cursorKey ? screen : {...screen, list: {...list, cursorKey}};
}

function heldBy(state: State, screen: Screen, isHolding: boolean): ListState {
	return {...screen.list, held: rowsOf(state, screen), isHolding};
}

/** Other rows, or another order: the cursor stays on its row, or goes to the first where that is left out. */
function listedAnew(state: State, screen: Screen, asked: Partial<ListState>): Screen {
	const {list} = pinned(state, screen);
	const next = reheld(state, {...screen, list: {...list, ...asked}});
	if (cursorIndex(rowsOf(state, next), next) !== undefined) return next;
	return {...next, list: {...next.list, cursorKey: undefined, cursorLine: 0, first: 0}};
}

/** A held list that is asked for other rows, or another order, is held as it is then. */
function reheld(state: State, screen: Screen): Screen {
	if (screen.list.held === undefined) return screen;
	const {isHolding} = screen.list;
	return {...screen, list: heldBy(state, {...screen, list: released(screen.list)}, isHolding)};
}

function released({held: _held, ...list}: ListState): ListState {
	return {...list, isHolding: false};
}

function withMark(state: State, screen: Screen): Screen {
	const row = cursorRow(state, screen);
	if (row === undefined) return screen;
	const marks = new Map(screen.list.marks);
	if (!marks.delete(row.uid)) marks.set(row.uid, subjectOf(row, viewOf(screen)));
	return moved(state, {...screen, list: {...screen.list, marks}}, 'down', undefined);
}

/** Marks all rows from the nearest marked one to the cursor's; that one alone where none is marked. */
function withRange(state: State, screen: Screen): Screen {
	const rows = rowsOf(state, screen);
	const cursor = cursorIndex(rows, screen);
	if (cursor === undefined) return screen;
	const {marks} = screen.list;
	const marked = rows.flatMap((row, place) => (marks.has(row.uid) ? [place] : []));
	const nearest = marked.sort((a, b) => Math.abs(a - cursor) - Math.abs(b - cursor))[0] ?? cursor;
	const range = rows.slice(Math.min(nearest, cursor), Math.max(nearest, cursor) + 1);
	const view = viewOf(screen);
	const added = range.map(row => [row.uid, subjectOf(row, view)] as const);
	return {...screen, list: {...screen.list, marks: new Map([...marks, ...added])}};
}
