import {type Json, pointerTo} from '../model/json.ts';
import {type KubernetesObject, numberIn, objectsIn, textIn} from '../model/object.ts';
import type {Also, Split} from '../model/split.ts';
import {podsWith} from './backend-pods.ts';
import type {Dialect} from './dialect.ts';
import {type ObjectHead, readHead, splitOf} from './object-head.ts';
import {roleOfTrack, type Unranked} from './roles.ts';
import {sharesOf} from './weights.ts';
import type {IndexedWorld} from './world.ts';

const predictorsAt = pointerTo('spec', 'predictors');

/**
 * Seldon Core 1: the predictors of a SeldonDeployment have whole percent of
 * 100, an absent one 0. A shadow gets copies, and is no part of the split.
 */
export const seldon: Dialect<SeldonPart> = {
	name: 'seldon',
	title: 'Seldon Core 1',
	sources: [
		{
			group: 'machinelearning.seldon.io',
			plural: 'seldondeployments',
			kind: 'SeldonDeployment',
			versions: ['v1', 'v1alpha3', 'v1alpha2'],
			aliases: ['sdep'],
		},
	],
	unproved: "It was never tried with Seldon's operator, nor against its own schema.",
	part: readPart,
	join: (parts, world) => parts.flatMap(part => splitsIn(part, world)),
};

type SeldonPart = ObjectHead & {
	readonly list: Json | undefined;
	readonly predictors: readonly Predictor[];
	/** Why Seldon could not deploy it; undefined where it could. */
	readonly failure: string | undefined;
};

type Predictor = {
	readonly place: number;
	readonly name: string;
	readonly isShadow: boolean;
	readonly stored: Json | undefined;
	readonly percent: number;
};

function readPart(object: KubernetesObject, ref: ObjectHead['ref']): SeldonPart {
	const {spec, status} = object;
	return {
		...readHead(object, ref),
		list: spec?.predictors,
		predictors: objectsIn(spec?.predictors).map(({name, traffic, shadow}, place) => ({
			place,
			name: textIn(name) ?? '',
			isShadow: shadow === true,
			stored: traffic,
			percent: numberIn(traffic) ?? 0,
		})),
		failure: status?.state === 'Failed' ? (textIn(status.description) ?? '') : undefined,
	};
}

function splitsIn(part: SeldonPart, world: IndexedWorld): Split[] {
	const serving = part.predictors.filter(({isShadow}) => !isShadow);
	// One predictor has everything, whatever its traffic says.
	if (serving.length < 2) return [];
	return [
		splitOf(part, {
			dialect: seldon.name,
			rule: '',
			match: '',
			total: 'sum100',
			sum: 100,
			bounds: {min: 0, max: 100},
			backends: backendsOf(part, serving, world),
			guards: [{ref: part.ref, at: predictorsAt, is: part.list}],
			also: part.predictors.filter(({isShadow}) => isShadow).map(sayShadow),
			warnings: [...wrongSum(serving), ...sayFailure(part)],
			lockedBecause: whyLocked(part.predictors),
		}),
	];
}

function backendsOf({ref}: SeldonPart, serving: readonly Predictor[], world: IndexedWorld): Unranked[] {
	const shares = sharesOf(serving.map(({percent}) => percent));
	return serving.map(({place, name, stored, percent}, index) => {
		const labels = {'seldon-deployment-id': ref.name, 'seldon-app': `${ref.name}-${name}`};
		const mark = roleOfTrack(name);
		return {
			name,
			namespace: ref.namespace,
			kind: 'Predictor',
			weight: percent,
			share: shares[index]!,
			weightAt: {
				ref,
				pointer: pointerTo('spec', 'predictors', place, 'traffic'),
				stored,
				form: 'number',
				identity: [{at: pointerTo('spec', 'predictors', place, 'name'), is: name}],
			},
			...podsWith(world, ref.namespace, labels),
			...(mark && {mark}),
		};
	});
}

/** Its traffic is the part of requests that is copied. */
function sayShadow({name, percent}: Predictor): Also {
	const part = percent > 0 && percent < 100 ? `${percent} % of ` : '';
	return {
		says: `a copy of ${part}its requests goes to ${name}, a shadow`,
		reaches: name,
		copies: part === '' ? 100 : percent,
	};
}

function wrongSum(serving: readonly Predictor[]): string[] {
	const sum = serving.reduce((total, {percent}) => total + percent, 0);
	return sum === 100
		? []
		: [
				`The traffic sums to ${sum}, not 100, which Seldon refuses where its webhook runs. A shift writes 100.`,
			];
}

function sayFailure({failure}: SeldonPart): string[] {
	return failure === undefined ? [] : [`Seldon could not deploy it${failure && `: ${failure}`}.`];
}

function whyLocked(predictors: readonly Predictor[]): string | undefined {
	const twin = predictors.find(({name}, place) => predictors.findIndex(each => each.name === name) < place);
	if (twin) return `Two predictors are called ${twin.name}, so neither can be shifted.`;
	const odd = predictors.find(
		({isShadow, stored, percent}) =>
			!isShadow && stored !== undefined && !(Number.isSafeInteger(stored) && percent >= 0 && percent <= 100),
	);
	return (
		odd &&
		`The traffic of ${odd.name} is ${JSON.stringify(odd.stored)}, which is no whole number from 0 to 100, so it cannot be shifted.`
	);
}
