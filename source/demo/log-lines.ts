/** What containers say, made up when somebody asks: the same line for the same pod, run and moment. */
import {fractionOf} from './luck.ts';
import type {KubernetesObject} from './object.ts';

export type LogLine = {atMs: number; says: string};

const stepMs = 1000;

/**
 * The lines of a container that ran from `startMs`, between two moments, oldest first. Something is said
 * in most seconds; who asks for a long time gets no more than the last `most` lines.
 */
export function linesBetween(
	pod: KubernetesObject,
	startMs: number,
	fromMs: number,
	untilMs: number,
	most: number,
): LogLine[] {
	const lines: LogLine[] = [];
	for (let step = Math.floor((untilMs - startMs) / stepMs); step >= 0 && lines.length < most; step--) {
		const atMs = startMs + step * stepMs + Math.floor(fractionOf(`${pod.metadata.uid}${step}`) * stepMs);
		if (atMs < fromMs) break;
		const says = step === 0 ? opening(pod) : saying(pod, step);
		if (atMs <= untilMs && says) lines.push({atMs, says});
	}
	return lines.reverse();
}

function opening(pod: KubernetesObject): string {
	return `level=info msg="listening" addr=:8080 version=${versionOf(pod)}`;
}

function versionOf(pod: KubernetesObject): string {
	return pod.spec.containers[0].image.split(':').at(-1);
}

const paths: Record<string, readonly string[]> = {
	checkout: ['POST /checkout', 'GET /checkout/basket', 'POST /checkout/cards', 'POST /checkout/confirm'],
	'credit-risk': ['POST /v1/score', 'POST /v1/score', 'POST /v1/explain'],
	fraud: ['POST /v1/judge', 'POST /v1/judge', 'GET /v1/rules'],
	nginx: ['GET /', 'GET /favicon.ico', 'GET /static/app.css'],
};

/** One line of a request served, or nothing in the seconds in which there was none. */
function saying(pod: KubernetesObject, step: number): string | undefined {
	const luck = fractionOf(`${pod.metadata.uid}/${step}`);
	if (luck > 0.8) return undefined;
	const image: string = pod.spec.containers[0].image;
	const known = Object.keys(paths).find(name => image.includes(name));
	if (!known) return `level=info msg="still working" version=${versionOf(pod)} step=${step}`;
	const request = paths[known]![Math.floor(luck * 100) % paths[known]!.length];
	const isSlow = luck > 0.78;
	const tookMs = Math.round((isSlow ? 400 : 20) * (0.6 + fractionOf(`${step}${pod.metadata.uid}`)));
	const level = isSlow ? 'warn' : 'info';
	return `level=${level} msg="request" request="${request}" status=200 took=${tookMs}ms version=${versionOf(pod)}`;
}
