import type {Json} from '../model/json.ts';
import {numberIn, objectsIn, textIn} from '../model/object.ts';
import {trim} from './weights.ts';

/** Percent by revision, summed over its tags. */
export type Routed = ReadonlyMap<string, number>;

/** What Knative says that it routes, in a status; undefined where it said nothing yet. */
export function routedIn(traffic: Json | undefined): Routed | undefined {
	const targets = objectsIn(traffic);
	if (targets.length === 0) return undefined;
	return summed(
		targets.map(({revisionName, percent}) => [textIn(revisionName) ?? '', numberIn(percent) ?? 0]),
	);
}

export function summed(percents: ReadonlyArray<readonly [revision: string, percent: number]>): Routed {
	const sums = new Map<string, number>();
	for (const [revision, percent] of percents) sums.set(revision, (sums.get(revision) ?? 0) + percent);
	return sums;
}

/** That another split is routed than the one asked for; nothing where they agree, or where nobody knows. */
export function routedOtherwise(asked: Routed, routed: Routed | undefined): string[] {
	if (routed === undefined) return [];
	const revisions = [...new Set([...asked.keys(), ...routed.keys()])];
	if (revisions.every(each => (asked.get(each) ?? 0) === (routed.get(each) ?? 0))) return [];
	const says = [...routed].map(([revision, percent]) => `${revision} ${trim(percent)} %`).join(', ');
	return [`Knative routes otherwise than asked: ${says}.`];
}

/** A revision without pods is asleep, not gone: its requests wait in the activator until one is up. */
export function sayAsleep(name: string): string {
	return `${name} is scaled to zero: its first requests wait until a pod of it is up.`;
}
