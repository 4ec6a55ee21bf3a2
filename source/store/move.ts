import type {Move} from './events.ts';
import {type Frame, listHeight, textHeight} from './geometry.ts';
import {splitOf} from './lists/splits.ts';
import {followsEnd, type ListState, type Screen, type TextState} from './screen.ts';
import {cursorIndex, firstInSight, rowsOf} from './select.ts';
import type {State} from './state.ts';

/** The screen after a move: of the cursor in a list, of the backend in a split, of the window over a text. */
export function moved(state: State, screen: Screen, move: Move, total: number | undefined): Screen {
	if (screen.name === 'split') return {...screen, backend: movedBackend(state, screen, move)};
	if (total !== undefined) return {...screen, text: movedText(screen, move, total, textHeight(state))};
	return {...screen, list: movedCursor(state, screen, move)};
}

function movedBackend(state: State, screen: Screen, move: Move): string | undefined {
	const names = splitOf(state, screen.subject?.uid)?.backends.map(({name}) => name) ?? [];
	const place = stepped(move, Math.max(0, names.indexOf(screen.backend ?? '')), names.length, 2);
	return names[place];
}

function movedText({name, text, shown}: Screen, move: Move, total: number, height: number): TextState {
	if (move === 'bottom' && followsEnd(name) && shown !== 'new') return {...text, first: undefined};
	const last = Math.max(0, total - height);
	const first = Math.min(text.first ?? last, last);
	if (move === 'top') return {...text, first: 0};
	const next = move === 'bottom' ? last : Math.min(Math.max(0, first + stepOf(move, height)), last);
	return {...text, first: next};
}

function movedCursor(state: State, screen: Screen, move: Move): ListState {
	const {list} = screen;
	const rows = rowsOf(state, screen);
	if (rows.length === 0) return list;
	const height = listHeight(state, screen);
	const index = cursorIndex(rows, screen);
	const place = placeAfter(list, move, index, rows.length, height);
	const first = firstWith(place, firstInSight(screen, index, rows.length, height), height);
	return {...list, cursorKey: rows[place]!.uid, cursorLine: place - first, first};
}

/** A cursor whose row vanished goes on from the line it stood on. */
function placeAfter(
	list: ListState,
	move: Move,
	index: number | undefined,
	total: number,
	height: number,
): number {
	if (index !== undefined) return stepped(move, index, total, height);
	if (move === 'top') return 0;
	return move === 'bottom' ? total - 1 : Math.min(list.first + list.cursorLine, total - 1);
}

function stepped(move: Move, from: number, total: number, height: number): number {
	if (move === 'top') return 0;
	if (move === 'bottom') return Math.max(0, total - 1);
	return Math.min(Math.max(0, from + stepOf(move, height)), Math.max(0, total - 1));
}

function firstWith(place: number, first: number, height: number): number {
	if (place < first) return place;
	return place >= first + height ? place - height + 1 : first;
}

function stepOf(move: Exclude<Move, 'top' | 'bottom'>, height: number): number {
	// A page keeps one row in sight, so that the eye finds its place.
	const page = Math.max(1, height - 1);
	const half = Math.max(1, Math.floor(height / 2));
	return {up: -1, down: 1, 'page-up': -page, 'page-down': page, 'half-up': -half, 'half-down': half}[move];
}

/** All screens after their windows were resized. */
export function allFitted(state: State): State {
	return {...state, stack: state.stack.map(screen => fitted(state, screen))};
}

/** The list after its window was resized: the cursor stays in sight. */
function fitted(state: Frame, screen: Screen): Screen {
	const line = Math.min(screen.list.cursorLine, listHeight(state, screen) - 1);
	return line === screen.list.cursorLine ? screen : {...screen, list: {...screen.list, cursorLine: line}};
}
