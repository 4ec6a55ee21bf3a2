import {sayTimeOfDay} from '../model/moment.ts';
import {sayAge} from '../resources/age.ts';
import {autoscalerReasons} from '../resources/autoscaler-words.ts';
import type {EventRow} from '../resources/events.ts';
import {type PendingReason, readPending} from '../resources/pending-words.ts';
import type {PodRow} from '../resources/pod-row.ts';
import {type Restarts, restartsOf} from '../resources/restart-words.ts';
import type {Subject} from '../store/screen.ts';
import {keyIn, type State} from '../store/state.ts';
import {autoscalerOf, rowOf, rowsIn} from '../store/targets.ts';
import {neutral} from '../terminal/neutral.ts';
import {type Line, segment} from '../ui/line.ts';
import type {Theme, Tone} from '../ui/theme.ts';
import type {Section} from './detail-text.ts';
import {wrapWords} from './wrap.ts';

/** The whys of one object: why a pod is pending, why its containers were started anew, why an autoscaler is where it is. */
export function whySections(theme: Theme, state: State, subject: Subject, width: number): readonly Section[] {
	if (subject.view === 'pods')
		return [...pendingSection(theme, state, subject, width), ...restartSection(theme, state, subject, width)];
	return autoscalerSection(theme, state, subject, width);
}

function pendingSection(theme: Theme, state: State, {uid}: Subject, width: number): readonly Section[] {
	const trouble = rowOf<PodRow>(state, 'pods', uid)?.trouble;
	if (trouble?.cause === 'gated')
		return [
			why(
				theme,
				'Why it is pending',
				['A scheduling gate holds it back: whoever set the gate has to take it away.'],
				width,
			),
		];
	if (trouble?.cause !== 'unschedulable') return [];
	const pending = readPending(trouble.detail);
	if (pending === undefined)
		return [
			why(
				theme,
				'Why it is pending',
				[`No node takes it: ${trouble.detail || 'the scheduler does not say why'}`],
				width,
			),
		];
	const {nodes, reasons} = pending;
	return [
		{
			title: 'Why it is pending',
			says: `none of ${nodes} ${nodes === 1 ? 'node' : 'nodes'} takes it`,
			lines: reasons.flatMap(reason => pendingLines(theme, reason, width)),
		},
	];
}

function pendingLines(theme: Theme, {nodes, says, next}: PendingReason, width: number): readonly Line[] {
	const head = nodes === 0 ? '' : `${nodes} `;
	const line = [
		segment(` ${theme.signs.warning} `, 'warning'),
		segment(`${head}${neutral(says)}.`),
		segment(next === '' ? '' : ` ${next}`, 'dim'),
	];
	return wrapWords(line, width - 1, 3);
}

function why(theme: Theme, title: string, texts: readonly string[], width: number): Section {
	return {
		title,
		lines: texts.flatMap(text =>
			wrapWords([segment(` ${theme.signs.warning} `, 'warning'), segment(neutral(text))], width - 1, 3),
		),
	};
}

function restartSection(theme: Theme, state: State, {uid}: Subject, width: number): readonly Section[] {
	const object = state.objects[uid]?.object;
	if (object === undefined) return [];
	const events = [...rowsIn<EventRow>(state, 'events')].filter(({regarding}) => regarding.uid === uid);
	const restarts = restartsOf(object, events);
	if (restarts.length === 0) return [];
	const key = keyIn(state, 'previous-logs', 'p');
	return [
		{
			title: restarts.some(({count}) => count > 0) ? 'Why it restarted' : 'Why it is not well',
			says: `${key} is the log before`,
			lines: restarts.flatMap(each => restartLines(theme, state, each, width)),
		},
	];
}

function restartLines(theme: Theme, state: State, restarts: Restarts, width: number): readonly Line[] {
	const {container, count, at, ended, means, message, probes} = restarts;
	const times = count === 1 ? 'once' : `${count} times`;
	const last =
		ended === ''
			? ''
			: `; last ${ended}${at === undefined ? '' : ` at ${sayTimeOfDay(at)} (${sayAge(at, state.now)} ago)`}`;
	const line = (text: string, look?: Tone) =>
		wrapWords([segment('   '), segment(neutral(text), look)], width - 1, 3);
	return [
		...wrapWords(
			[
				segment(` ${theme.signs.warning} `, 'warning'),
				segment(neutral(container), 'accent'),
				segment(neutral(` restarted ${count === 0 ? 'never yet' : times}${last}`)),
			],
			width - 1,
			3,
		),
		...(means === '' ? [] : line(means)),
		...(message === '' ? [] : line(`It left: ${message}`, 'dim')),
		...probes.slice(0, 3).flatMap(probe => {
			const often = probe.times > 1 ? `${probe.times} times until ` : 'at ';
			return line(`${probe.says}; ${often}${sayTimeOfDay(probe.last)}`, 'warning');
		}),
	];
}

const scaling: readonly string[] = ['horizontalpodautoscalers', 'deployments', 'rollouts'];

function autoscalerSection(theme: Theme, state: State, subject: Subject, width: number): readonly Section[] {
	const row = scaling.includes(subject.view) ? autoscalerOf(state, subject) : undefined;
	if (row === undefined) return [];
	return [
		{
			title:
				subject.view === 'horizontalpodautoscalers'
					? 'Why it scales or not'
					: `Autoscaler ${neutral(row.name)}`,
			lines: autoscalerReasons(row).flatMap(({says, isHindrance}) => {
				const tone: Tone = isHindrance ? 'warning' : 'plain';
				return wrapWords(
					[segment(` ${theme.signs[isHindrance ? 'warning' : 'dim']} `, tone), segment(neutral(says), tone)],
					width - 1,
					3,
				);
			}),
		},
	];
}
