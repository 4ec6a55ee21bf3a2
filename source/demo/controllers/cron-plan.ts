/** Which of its times a cron job has not met yet. Pure, and as the cron job controller does it. */
import {nextTime, type Schedule} from '../cron.ts';
import type {KubernetesObject} from '../object.ts';

/** The last time that has come since, and whether suspiciously many have. */
export type Missed = {lastMs: number | undefined; isMany: boolean};

/** From when on a cron job's times count: its last one, its creation, or as far back as it may still start late. */
export function countsFromMs({metadata, spec, status}: KubernetesObject, nowMs: number): number {
	const sinceMs = Date.parse(status?.lastScheduleTime ?? metadata.creationTimestamp);
	const {startingDeadlineSeconds: seconds} = spec;
	return seconds === undefined ? sinceMs : Math.max(sinceMs, nowMs - seconds * 1000);
}

/** Steps over most of what was missed in a long time, as if all steps were as long as the first. */
export function missed(
	schedule: Schedule,
	sinceMs: number,
	nowMs: number,
	timeZone: string | undefined,
): Missed {
	const next = (afterMs: number) => nextTime(schedule, afterMs, timeZone) ?? Number.POSITIVE_INFINITY;
	const firstMs = next(sinceMs);
	const secondMs = next(firstMs);
	if (nowMs < firstMs) return {lastMs: undefined, isMany: false};
	if (nowMs < secondMs) return {lastMs: firstMs, isMany: false};
	const stepMs = secondMs - firstMs;
	const count = Math.floor((nowMs - firstMs) / stepMs) + 1;
	let lastMs: number | undefined;
	for (let atMs = next(firstMs + (count - 2) * stepMs); atMs <= nowMs; atMs = next(atMs)) lastMs = atMs;
	return {lastMs, isMany: count > 100};
}
