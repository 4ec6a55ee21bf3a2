import {exodusesOf} from '../recovery/moves-by-node.ts';
import {sayAll} from '../recovery/words.ts';
import {recoveryOf} from '../store/recovery.ts';
import type {State} from '../store/state.ts';
import {cutLine, type Line, lineWidth, segment} from '../ui/line.ts';
import {panelLine} from '../ui/panel.tsx';
import type {Theme} from '../ui/theme.ts';
import {exodusLines, nodeLines, sayNodes, shortLines, upperFirst} from './recovery-lines.ts';

/** Beneath the list of nodes: how they stand, what moved, and what is still missing of what is declared. */
export function nodeNews(theme: Theme, state: State, width: number, height: number): readonly Line[] {
	const account = recoveryOf(state);
	const {nodes, moves, short} = account;
	const tone = short.length === 0 ? 'good' : 'warning';
	const all: Line = [
		segment(` ${theme.signs[tone]} `, tone),
		segment(upperFirst(`${sayAll(account)}.`), tone),
	];
	const told = [
		...short.slice(0, 2).map(each => shortLines(theme, {...each, gap: undefined}, width)),
		...exodusesOf(moves).map(exodus => exodusLines(theme, exodus, width)),
	];
	// The nodes leave some room for what came of them.
	const reserved = Math.min(told.flat().length, Math.floor((height - 2) / 2));
	const standing = whole(
		nodes.map(node => nodeLines(theme, state, node, width)),
		height - 2 - reserved,
	);
	const rest = whole(told, height - 2 - standing.length);
	return [
		panelLine(theme, {title: sayNodes(account), says: ':recovery tells all', width}),
		cut(all, width),
		...standing,
		...rest,
	];
}

/** As many of them as fit, none of them in part; where not even the first does, what fits of it. */
function whole(told: ReadonlyArray<readonly Line[]>, room: number): readonly Line[] {
	const lines: Line[] = [];
	for (const each of told) {
		if (lines.length > 0 && lines.length + each.length > room) break;
		lines.push(...each);
	}
	return lines.slice(0, Math.max(0, room));
}

function cut(line: Line, width: number): Line {
	return lineWidth(line) > width ? cutLine(line, width) : line;
}
