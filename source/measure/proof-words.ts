import {sayMoment} from '../model/moment.ts';
import type {Claim, Proof, VersionProof} from '../model/proof.ts';

/** One step of a proof, as a person reads it: `failed` and `unknown` are what is not proved. */
export type ProofStep = {
	readonly mood: 'done' | 'waiting' | 'failed' | 'unknown' | 'said' | 'unsaid';
	/** By the cluster's clock; undefined where nobody says when. */
	readonly at?: number;
	readonly says: string;
};

/** All but the verdict, in the order in which they come true. */
export function proofSteps({
	writtenAt,
	objects,
	accepted,
	programmed,
	versions,
	champion,
}: Proof): readonly ProofStep[] {
	return [
		{mood: 'done', at: writtenAt, says: sayWritten(objects)},
		claimStep('accepted', accepted),
		claimStep('programmed', programmed),
		...versions.map(versionStep),
		...(champion === undefined ? [] : [{mood: 'said', says: champion} as const]),
	];
}

/** The whole proof as plain lines, for a receipt or a shell: each step with its time, then what it comes to. */
export function proofText(proof: Proof): readonly string[] {
	const {verdict} = proof;
	return [
		...proofSteps(proof).map(({at, says}) => (at === undefined ? says : `${sayMoment(at)}  ${says}`)),
		'next' in verdict ? `${verdict.says} ${verdict.next}` : verdict.says,
	];
}

function sayWritten(objects: number): string {
	if (objects === 0) return 'was so already';
	return `written${objects > 1 ? ` on ${objects} objects` : ''}`;
}

function claimStep(name: string, made: Claim): ProofStep {
	switch (made.state) {
		case 'yes':
			return {mood: 'done', ...(made.at !== undefined && {at: made.at}), says: name};
		case 'waiting':
			return {mood: 'waiting', says: `${name}: ${made.says}`};
		case 'no':
			return {mood: 'failed', says: `not ${name}: ${made.says}`};
		case 'not-reported':
			return {mood: 'unsaid', says: `${name}: ${made.says}`};
	}
}

function versionStep(version: VersionProof): ProofStep {
	const {name} = version;
	switch (version.state) {
		case 'quiet':
			return version.lastAt === undefined
				? {
						mood: 'done',
						// What nobody counted is not claimed.
						says: `no request on ${name}${version.from === undefined ? '' : ` from ${sayMoment(version.from)}`} until ${sayMoment(version.until)}`,
					}
				: {
						mood: 'done',
						at: version.lastAt,
						says: `last request on ${name} by then, none more until ${sayMoment(version.until)}`,
					};
		case 'busy':
			return {
				mood: 'waiting',
				at: version.lastAt,
				says: `requests on ${name} so far, ${Math.round(version.perSecond * 10) / 10}/s`,
			};
		case 'early':
			return {mood: 'waiting', says: `requests on ${name}: being counted`};
		case 'unknown':
			return {mood: 'unknown', says: `requests on ${name}: not known`};
	}
}
