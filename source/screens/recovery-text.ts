import type {Account} from '../recovery/account.ts';
import type {Gap} from '../recovery/gaps.ts';
import {sayAll, sayEnd, sayWorkload} from '../recovery/words.ts';
import {recoveryOf} from '../store/recovery.ts';
import type {State} from '../store/state.ts';
import {neutral} from '../terminal/neutral.ts';
import {type Line, segment} from '../ui/line.ts';
import type {Theme, Tone} from '../ui/theme.ts';
import {inColumns, type Section, sectionLines} from './detail-text.ts';
import {momentLines, moveSection, nodeSection, shortLines, upperFirst} from './recovery-lines.ts';
import {wrapWords} from './wrap.ts';

/** From this width on, the way back stands beside the nodes and what moved. */
const twoColumns = 130;

/** The way back to what is declared: what is missing since when, the nodes, what moved where and why, and every gap by its moments. */
export function recoveryLines(theme: Theme, state: State, width: number): readonly Line[] {
	const account = recoveryOf(state);
	const isTwo = width >= twoColumns;
	const column = isTwo ? Math.floor((width - 1) / 2) : width;
	const nodes = [nodeSection(theme, state, account, column)];
	const moves = [moveSection(theme, account.moves, column)];
	const way = [waySection(theme, state, account, column)];
	if (isTwo) return inColumns(theme, [...way], [...nodes, ...moves], column);
	return [...way, ...nodes, ...moves].flatMap(section => sectionLines(theme, section, width));
}

const mostGaps = 40;

function waySection(theme: Theme, state: State, account: Account, width: number): Section {
	const {short, closed} = account;
	const lines = [
		...short.flatMap(each => shortLines(theme, each, width)),
		...closed.slice(0, mostGaps).flatMap(gap => gapLines(theme, gap, width)),
	];
	const tone: Tone = short.length === 0 ? 'good' : 'warning';
	const all = `${sayAll(account)}.`;
	return {
		title: 'Declared and actual',
		says: state.namespace === undefined ? 'all namespaces' : `namespace ${state.namespace}`,
		lines: [
			...wrapWords([segment(` ${theme.signs[tone]} `, tone), segment(upperFirst(all), tone)], width - 1, 3),
			...lines,
		],
	};
}

function gapLines(theme: Theme, gap: Gap, width: number): readonly Line[] {
	const tone: Tone = gap.end?.is === 'back' ? 'good' : 'dim';
	const head = [
		segment(` ${theme.signs[tone]} `, tone),
		segment(neutral(sayWorkload(gap.of)), 'accent'),
		segment(`: ${sayEnd(gap) ?? ''}`),
	];
	return [...wrapWords(head, width - 1, 3), ...momentLines(gap, width)];
}
