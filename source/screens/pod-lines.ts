import {sayAge} from '../resources/age.ts';
import type {PodRow} from '../resources/pod-row.ts';
import {pods as podsView} from '../resources/pods.ts';
import {factsOf} from '../store/select.ts';
import type {State} from '../store/state.ts';
import {neutral} from '../terminal/neutral.ts';
import {displayWidth} from '../terminal/width.ts';
import {cell, type Line, segment} from '../ui/line.ts';
import type {Theme} from '../ui/theme.ts';

/** Below this width a node's name would be cut to nothing. */
const roomForNode = 100;

const status = podsView.columns.find(({title}) => title === 'STATUS')!;
const restarts = podsView.columns.find(({title}) => title === 'RESTARTS')!;

/** Pods in a few words each, those that fare badly first, at most `most` of them. */
export function podLines(
	theme: Theme,
	state: State,
	pods: readonly PodRow[],
	{width, most}: {readonly width: number; readonly most: number},
): readonly Line[] {
	const sorted = [...pods].sort(
		(a, b) => Number(b.trouble !== undefined) - Number(a.trouble !== undefined) || a.created - b.created,
	);
	const shown = sorted.length > most ? sorted.slice(0, Math.max(0, most - 1)) : sorted;
	const longest = Math.max(20, ...shown.map(({name}) => displayWidth(neutral(name))));
	const nameWidth = Math.min(longest, Math.max(20, Math.min(46, width - 38)));
	const lines = shown.map(pod => podLine(theme, state, pod, {width, nameWidth}));
	if (shown.length === sorted.length) return lines;
	return [...lines, [segment(`   and ${sorted.length - shown.length} more`, 'dim')]];
}

function podLine(
	{signs}: Theme,
	state: State,
	pod: PodRow,
	{width, nameWidth}: {readonly width: number; readonly nameWidth: number},
): Line {
	const facts = factsOf(state, 'pods');
	const tone = status.tone?.(pod, facts) ?? 'plain';
	const head = [
		segment(` ${signs[tone]} `, tone),
		cell(neutral(pod.name), nameWidth, 'plain', {cut: 'middle'}),
		segment(` ${pod.ready}/${pod.total}  `),
	];
	const trouble = pod.trouble && neutral(pod.trouble.says);
	// What is wrong tells more than the columns it would be cut behind.
	if (trouble !== undefined && width < roomForNode) return [...head, segment(trouble, tone)];
	return [
		...head,
		cell(neutral(status.cell(pod, facts)), 18, tone),
		cell(` ${restarts.cell(pod, facts)}`, 14, 'dim'),
		cell(sayAge(pod.created, state.now), 7, 'dim'),
		trouble === undefined
			? segment(width < roomForNode ? '' : neutral(pod.node), 'dim')
			: segment(trouble, 'warning'),
	];
}
