import {sayTimeOfDay} from '../model/moment.ts';
import type {Account, NodeAccount, Shortfall} from '../recovery/account.ts';
import type {Gap} from '../recovery/gaps.ts';
import type {Move} from '../recovery/moves.ts';
import {type Exodus, exodusesOf, sayExodus} from '../recovery/moves-by-node.ts';
import type {NodeTurn} from '../recovery/recovery.ts';
import type {Stands} from '../recovery/standing.ts';
import {
	sayGapMoment,
	sayMove,
	sayReading,
	saySince,
	sayStanding,
	sayTurn,
	sayWorkload,
} from '../recovery/words.ts';
import type {NodeRow} from '../resources/nodes.ts';
import {sayCordonedBy} from '../store/cordons.ts';
import {lastHeard} from '../store/node-evidence.ts';
import {recoveryOf} from '../store/recovery.ts';
import type {State} from '../store/state.ts';
import {neutral} from '../terminal/neutral.ts';
import {type Line, segment} from '../ui/line.ts';
import type {Theme, Tone} from '../ui/theme.ts';
import type {Section} from './detail-text.ts';
import {wrapWords} from './wrap.ts';

const tones: Readonly<Record<Stands, Tone>> = {
	failed: 'bad',
	disconnected: 'bad',
	retired: 'warning',
	pressed: 'warning',
	cordoned: 'warning',
	new: 'progress',
	ready: 'good',
};

export function nodeSection(theme: Theme, state: State, account: Account, width: number): Section {
	const {nodes, nodeCount, turns} = account;
	const lines = nodes.flatMap(node => nodeLines(theme, state, node, width));
	const seen = turns.slice(0, mostTurns).flatMap(turn => turnLines(turn, width));
	return {
		title: 'Nodes',
		says: sayNodes(account),
		lines: [
			...(nodes.length === 0 && nodeCount > 0 ? [said(theme, 'good', `All ${nodeCount} are ready.`)] : lines),
			...(seen.length === 0 ? [] : [[segment('   What was seen of them', 'dim')] as Line, ...seen]),
		],
	};
}

const mostTurns = 12;

/** `7 nodes, 1 failed, 1 new`. */
export function sayNodes({nodes, nodeCount}: Account): string {
	const counts = Map.groupBy(nodes, ({standing}) => standing.is);
	const kinds = [...counts].map(([is, those]) => `${those.length} ${is}`);
	return [`${nodeCount} ${nodeCount === 1 ? 'node' : 'nodes'}`, ...kinds].join(', ');
}

/** How a node stands, what tells it, and who cordoned it. */
export function nodeLines(theme: Theme, state: State, account: NodeAccount, width: number): readonly Line[] {
	const {standing, node} = account;
	const tone = tones[standing.is];
	const says = [standing.says, ...(node === undefined ? [] : evidenceLines(state, node))].join('; ');
	const head = [
		segment(` ${theme.signs[tone]} `, tone),
		segment(neutral(sayStanding(account, state.now)), tone),
		segment(says === '' ? '' : neutral(`: ${says}`)),
	];
	return wrapWords(head, width - 1, 3);
}

/** Who cordoned it, and when it was heard of last, as far as that was read. */
function evidenceLines(state: State, node: NodeRow): readonly string[] {
	const heard = lastHeard(state, node);
	return [
		...(heard === undefined ? [] : [`its lease was renewed last at ${sayTimeOfDay(heard)}`]),
		...[sayCordonedBy(state, node)].filter(each => each !== undefined),
	];
}

/** Of one node: how it stands, what was seen of it, and which pods left it and came to it. */
export function ofNode(theme: Theme, state: State, name: string, width: number): readonly Section[] {
	const {nodes, moves, turns} = recoveryOf(state);
	const stands = nodes.filter(node => node.name === name);
	const seen = turns.filter(({node}) => node.name === name).slice(0, mostTurns);
	const lines = [
		...stands.flatMap(node => nodeLines(theme, state, node, width)),
		...seen.flatMap(turn => turnLines(turn, width)),
	];
	const own = moves.filter(({pod, successor}) => pod.node === name || successor?.node === name);
	return [
		...(lines.length === 0 ? [] : [{title: 'How it stands', lines}]),
		...(own.length === 0 ? [] : [moveSection(theme, own, width)]),
	];
}

function turnLines(turn: NodeTurn, width: number): readonly Line[] {
	const line = [segment(`   ${sayTimeOfDay(turn.at)}  `, 'dim'), segment(neutral(sayTurn(turn)))];
	return wrapWords(line, width - 1, 13);
}

const mostMoves = 60;

/** What left which node and why, then every pod of it. */
export function moveSection(theme: Theme, moves: readonly Move[], width: number): Section {
	const lines = exodusesOf(moves).flatMap(exodus => [
		...exodusLines(theme, exodus, width),
		...exodus.moves.slice(0, mostMoves).flatMap(move => moveLines(move, width)),
	]);
	const none = [[segment('   No pod was seen to move.', 'dim')] as Line];
	return {
		title: 'What moved',
		says: moves.length === 0 ? '' : sayPods(moves.length),
		lines: lines.length === 0 ? none : lines,
	};
}

export function exodusLines(theme: Theme, exodus: Exodus, width: number): readonly Line[] {
	const isWhole = exodus.moves.every(({successor}) => successor?.isReady);
	const tone: Tone = isWhole ? 'good' : 'progress';
	return wrapWords(
		[
			segment(` ${theme.signs[tone]} `, tone),
			segment(neutral(sayExodus(exodus))),
			segment(neutral(` (${exodus.why})`), 'dim'),
		],
		width - 1,
		3,
	);
}

function moveLines(move: Move, width: number): readonly Line[] {
	const {at, pod} = move;
	const line = [
		segment(`   ${sayTimeOfDay(at)}  `, 'dim'),
		segment(neutral(`${pod.namespace}/${pod.name}`), 'accent'),
		segment(neutral(` ${sayMove(move)}`)),
	];
	return wrapWords(line, width - 1, 13);
}

/** A workload that lacks pods, and how it came to where it is. */
export function shortLines(theme: Theme, shortfall: Shortfall, width: number): readonly Line[] {
	const {of, gap, since} = shortfall;
	const says = `: ${sayReading(shortfall)}, ${saySince(since)}`;
	return [
		...wrapWords(
			[
				segment(` ${theme.signs.warning} `, 'warning'),
				segment(neutral(sayWorkload(of)), 'accent'),
				segment(says),
			],
			width - 1,
			3,
		),
		...(gap === undefined ? [] : momentLines(gap, width)),
	];
}

export function momentLines({moments}: Gap, width: number): readonly Line[] {
	return moments.flatMap((moment, m) =>
		wrapWords(
			[
				segment(`   ${sayTimeOfDay(moment.at)}  `, 'dim'),
				segment(sayGapMoment(moment, moments[m - 1]), 'dim'),
			],
			width - 1,
			13,
		),
	);
}

function said(theme: Theme, tone: Tone, says: string): Line {
	return [segment(` ${theme.signs[tone]} `, tone), segment(says)];
}

function sayPods(count: number): string {
	return count === 1 ? '1 pod' : `${count} pods`;
}

export function upperFirst(text: string): string {
	return text.charAt(0).toUpperCase() + text.slice(1);
}
