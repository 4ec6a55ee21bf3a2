/** What containers say, made up when somebody asks: the same line for the same pod, run and moment. */

import {endingLines, openingLines} from './log-milestones.ts';
import {requestLines} from './log-requests.ts';
import {fractionOf} from './luck.ts';
import type {KubernetesObject} from './object.ts';
import {queryOf, stageLines} from './spark.ts';
import type {Traffic} from './traffic/behaviour.ts';
import {epochLines, trainingOf} from './training.ts';

export type LogLine = {atMs: number; says: string};

/** One run of a container; `endMs` is infinite while it lasts, `reason` says why it ended. */
export type Run = {readonly startMs: number; readonly endMs: number; readonly reason?: string};

const stepMs = 1000;

/**
 * The lines of a container's run between two moments, oldest first. Something is said in most seconds, in
 * none more than a few lines; who asks for a long time gets no more than the last `most` lines.
 */
export function linesBetween(
	traffic: Traffic,
	pod: KubernetesObject,
	run: Run,
	fromMs: number,
	untilMs: number,
	most: number,
): LogLine[] {
	const last = Math.min(untilMs, run.endMs);
	const lines: LogLine[] = [];
	for (let step = Math.floor((last - run.startMs) / stepMs); step >= 0 && lines.length < most; step--) {
		const said = linesOf(traffic, pod, run, step);
		const told = said.filter(({atMs}) => atMs >= fromMs && atMs <= untilMs && atMs <= run.endMs);
		lines.push(...told.reverse());
		if (run.startMs + (step + 1) * stepMs < fromMs) break;
	}
	return lines.slice(0, most).reverse();
}

/** What is said in one second of a run. */
function linesOf(traffic: Traffic, pod: KubernetesObject, run: Run, step: number): LogLine[] {
	const {uid} = pod.metadata;
	const beginMs = run.startMs + step * stepMs;
	const atMs = beginMs + Math.floor(fractionOf(`${uid}${step}`) * (stepMs - 100));
	const timed = (texts: readonly string[], fromMs: number) =>
		texts.map((says, i) => ({atMs: fromMs + i, says}));
	const lines = timed(step === 0 ? openingLines(traffic, pod, atMs) : saying(traffic, pod, step, atMs), atMs);
	if (run.endMs >= beginMs + stepMs) return lines;
	const earlier = lines.filter(line => line.atMs < run.endMs);
	return [
		...earlier,
		...timed(endingLines(pod, run.reason), run.endMs).map(line => ({...line, atMs: run.endMs})),
	];
}

function saying(traffic: Traffic, pod: KubernetesObject, step: number, atMs: number): string[] {
	const luck = (of: string) => fractionOf(`${pod.metadata.uid}/${step}${of}`);
	const training = trainingOf(pod);
	if (training) return epochLines(training, step);
	const query = queryOf(pod);
	if (query) return stageLines(query, step);
	const behaviour = traffic.behaviourAt(pod.spec.containers[0].image, atMs);
	if (behaviour) return requestLines(traffic, pod, behaviour, atMs, luck);
	return luck('') > 0.8 ? [] : [`level=info msg="still working" version=${versionOf(pod)} step=${step}`];
}

export function versionOf(pod: KubernetesObject): string {
	return pod.spec.containers[0].image.split(':').at(-1);
}
