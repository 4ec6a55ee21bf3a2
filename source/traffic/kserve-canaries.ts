import {type Json, type JsonObject, pointerTo} from '../model/json.ts';
import {numberIn, objectIn, objectsIn, textIn} from '../model/object.ts';
import type {Split} from '../model/split.ts';
import {podsWith} from './backend-pods.ts';
import {sayFailedLoad} from './kserve-model.ts';
import {type ObjectHead, splitOf} from './object-head.ts';
import {roleOfTrack, type Unranked} from './roles.ts';
import {uniqueNames} from './unique-names.ts';
import {sharesOf} from './weights.ts';
import type {IndexedWorld} from './world.ts';

const canaryAt = pointerTo('spec', 'canary');

/** The predictor and its canaries, as plain Deployments. */
export type PredictorPart = {
	readonly name: string | undefined;
	readonly list: Json | undefined;
	readonly canaries: readonly Canary[];
	/** Why the stable one does not answer, where its model cannot be loaded. */
	readonly failedLoad: string | undefined;
};

type Canary = {
	readonly name: string | undefined;
	readonly stored: Json | undefined;
	readonly percent: number;
	/** As KServe reports it; undefined where it did not yet. */
	readonly isReady: boolean | undefined;
	readonly failedLoad: string | undefined;
};

export function canariesIn(spec: JsonObject, status: JsonObject): PredictorPart {
	const reported = objectsIn(status.canaryStatuses);
	return {
		name: textIn(objectIn(spec.predictor).name) || undefined,
		list: spec.canary,
		canaries: objectsIn(spec.canary).map(({predictor, trafficPercent}) => {
			const name = textIn(objectIn(predictor).name) || undefined;
			const own = reported.find(each => each.name === name);
			return {
				name,
				stored: trafficPercent,
				percent: numberIn(trafficPercent) ?? 0,
				isReady: typeof own?.ready === 'boolean' ? own.ready : undefined,
				failedLoad: sayFailedLoad(objectIn(own?.modelStatus)),
			};
		}),
		failedLoad: sayFailedLoad(objectIn(status.modelStatus)),
	};
}

/** The split between the stable predictor and its canaries; undefined where it has none. */
export function canarySplit(
	head: ObjectHead,
	predictor: PredictorPart,
	world: IndexedWorld,
	dialect: string,
): Split | undefined {
	const {canaries, list} = predictor;
	if (canaries.length === 0) return undefined;
	const {ref} = head;
	return splitOf(head, {
		dialect,
		rule: 'predictor',
		match: '',
		total: 'complement',
		sum: 100,
		bounds: {min: 0, max: 100},
		backends: backendsOf(head, predictor, world),
		guards: [{ref, at: canaryAt, is: list}],
		warnings: warningsOf(predictor),
		lockedBecause: whyLocked(canaries),
		unproved:
			'The canaries of KServe 0.20 were never tried with its controller, nor against their own schema.',
	});
}

function stableName({name}: PredictorPart): string {
	return name ?? 'stable';
}

function backendsOf({ref}: ObjectHead, predictor: PredictorPart, world: IndexedWorld): Unranked[] {
	const {canaries} = predictor;
	const stable = stableName(predictor);
	const names = uniqueNames([
		{name: stable},
		...canaries.map(({name}, place) => ({name: name ?? `canary ${place}`})),
	]);
	const percents = canaries.map(({percent}) => percent);
	const weights = [Math.max(0, 100 - percents.reduce((sum, percent) => sum + percent, 0)), ...percents];
	const shares = sharesOf(weights);
	const backend = (index: number, predictorName: string | undefined): Unranked => ({
		name: names[index]!,
		namespace: ref.namespace,
		kind: 'Predictor',
		weight: weights[index]!,
		share: shares[index]!,
		...podsWith(world, ref.namespace, {app: `isvc.${serviceOf(ref.name, predictorName)}`}),
	});
	return [
		{...backend(0, predictor.name), mark: 'champion'},
		...canaries.map(({name, stored, failedLoad}, place): Unranked => {
			const pointer = pointerTo('spec', 'canary', place, 'trafficPercent');
			const identity = [{at: pointerTo('spec', 'canary', place, 'predictor', 'name'), is: name}];
			return {
				...backend(place + 1, name),
				mark: canaries.length === 1 ? 'challenger' : (roleOfTrack(name) ?? 'other'),
				weightAt: {ref, pointer, stored, form: 'number', identity},
				withoutPods: `${names[place + 1]} has no ready pod: KServe leaves its share to ${stable} until it has one.`,
				...(failedLoad !== undefined && {brokenBecause: `${names[place + 1]}: ${failedLoad}`}),
			};
		}),
	];
}

/** What KServe calls the Deployment and the Service of a predictor (`PredictorServiceName`). */
function serviceOf(service: string, predictor: string | undefined): string {
	return predictor === undefined ? `${service}-predictor` : `${service}-${predictor}-predictor`;
}

function warningsOf(predictor: PredictorPart): string[] {
	const {canaries, failedLoad} = predictor;
	const stable = stableName(predictor);
	const sum = canaries.reduce((total, {percent}) => total + percent, 0);
	return [
		...(failedLoad === undefined ? [] : [`${stable}: ${failedLoad}`]),
		...(sum > 100
			? [
					`The canaries ask for ${sum} %, more than 100, which KServe refuses where its webhook runs. A shift writes 100 at most.`,
				]
			: []),
		...canaries.flatMap(({name, percent, isReady}) => {
			return isReady === false
				? [`${name} is not ready: KServe leaves its ${percent} % to ${stable} until it is.`]
				: [];
		}),
	];
}

function whyLocked(canaries: readonly Canary[]): string | undefined {
	const nameless = canaries.findIndex(({name}) => name === undefined);
	if (nameless !== -1)
		return `Canary ${nameless} has no name, which KServe asks for, so it cannot be shifted.`;
	const odd = canaries.find(
		({stored, percent}) => !Number.isSafeInteger(stored) || percent < 0 || percent > 100,
	);
	return (
		odd &&
		`trafficPercent of ${odd.name} is ${JSON.stringify(odd.stored) ?? 'absent'}, not a whole number from 0 to 100, so it cannot be shifted.`
	);
}
