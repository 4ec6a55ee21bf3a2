import {engines} from '../engines/index.ts';
import {deploymentMarks, type RevisionMarks} from '../model/revisions.ts';

/** A kind that keeps its revisions as ReplicaSets, and how it marks them. */
export type RevisionKeeper = RevisionMarks & {readonly kind: string};

/** Deployments first: nearly every ReplicaSet is one of theirs. */
export const revisionKeepers: readonly RevisionKeeper[] = [
	{kind: 'Deployment', ...deploymentMarks},
	...engines.flatMap(({source, revisions}) => (revisions ? [{kind: source.kind, ...revisions}] : [])),
];

type Marked = {readonly [name: string]: string} | undefined;

/** The hash that tells the revisions of one workload apart, as a ReplicaSet and its pods carry it; empty where they carry none. */
export function revisionHash(labels: Marked): string {
	return keeperOf(labels)?.hash ?? '';
}

/** What kind keeps the revision of these labels, and under which hash. */
export function keeperOf(labels: Marked): {readonly kind: string; readonly hash: string} | undefined {
	if (labels === undefined) return undefined;
	for (const {kind, hashLabel} of revisionKeepers) {
		const hash = labels[hashLabel];
		if (hash !== undefined) return {kind, hash};
	}
	return undefined;
}

/** The number of a ReplicaSet's revision as its workload counts them; 0 where it has none. */
export function revisionNumber(annotations: Marked): number {
	for (const {annotation} of revisionKeepers) {
		const number = annotations?.[annotation];
		if (number !== undefined) return Number(number);
	}
	return 0;
}
