import type {Json, JsonObject} from '../model/json.ts';
import {type KubernetesObject, objectIn, textIn} from '../model/object.ts';
import type {Split} from '../model/split.ts';
import type {Dialect} from './dialect.ts';
import {canariesIn, canarySplit, type PredictorPart} from './kserve-canaries.ts';
import {type ComponentPart, componentIn, revisionSplit} from './kserve-revisions.ts';
import {type ObjectHead, readConditions, readHead} from './object-head.ts';
import type {IndexedWorld} from './world.ts';

const group = 'serving.kserve.io';

/**
 * KServe's InferenceService, in both of its modes. On Knative each component
 * divides between its last two revisions, by one percentage that is of the
 * latest; on plain Deployments (Standard, since 0.20) a list of canaries each
 * says its own, and the stable predictor has the rest.
 */
export const kserve: Dialect<InferencePart> = {
	name: 'kserve',
	title: 'KServe',
	sources: [
		{
			group,
			plural: 'inferenceservices',
			kind: 'InferenceService',
			versions: ['v1beta1'],
			aliases: ['isvc', 'inferenceservice'],
		},
	],
	noChoiceBecause:
		'KServe copies every annotation of an InferenceService to its pods, so a choice written there would start new ones.',
	part: readPart,
	join: (parts, world) => parts.flatMap(part => splitsIn(part, world)),
};

type InferencePart = ObjectHead & {
	readonly mode: string | undefined;
	readonly components: readonly ComponentPart[];
	readonly predictor: PredictorPart;
};

const componentNames = ['predictor', 'transformer', 'explainer'] as const;

function readPart(object: KubernetesObject, ref: ObjectHead['ref']): InferencePart {
	const {spec = {}, status = {}, metadata} = object;
	const reported = objectIn(status.components);
	const components = componentNames.flatMap(name =>
		spec[name] === undefined
			? []
			: [
					componentIn(
						name,
						objectIn(spec[name]),
						objectIn(reported[name]),
						modelOf(name, status.modelStatus),
					),
				],
	);
	return {
		...readHead(object, ref),
		// The generation in its status is of what is made of it, so nothing tells which change these are about.
		conditions: readConditions(status.conditions),
		mode: modeOf(
			textIn(status.deploymentMode) ?? metadata.annotations?.[`${group}/deploymentMode`],
			components,
		),
		components,
		predictor: canariesIn(spec, status),
	};
}

/** The state of a model is told of the predictor only. */
function modelOf(component: string, modelStatus: Json | undefined): JsonObject {
	return component === 'predictor' ? objectIn(modelStatus) : {};
}

const legacyNames: Readonly<Record<string, string>> = {Serverless: 'Knative', RawDeployment: 'Standard'};

/** What the object says, or what only one mode would report; the default is the controller's own and stands nowhere here. */
function modeOf(said: string | undefined, components: readonly ComponentPart[]): string | undefined {
	if (said !== undefined) return legacyNames[said] ?? said;
	return components.some(({rolledOut}) => rolledOut !== undefined) ? 'Knative' : undefined;
}

function splitsIn(part: InferencePart, world: IndexedWorld): Split[] {
	const {mode, components, predictor} = part;
	const canary = () => canarySplit(part, predictor, world, kserve.name) ?? [];
	const revisions = () => components.flatMap(each => revisionSplit(part, each, world, kserve.name) ?? []);
	if (mode === 'Knative') return revisions();
	if (mode === 'Standard') return [canary()].flat();
	const says =
		mode === undefined
			? 'Nothing says in which mode KServe deploys it, so what its percentages do is unknown.'
			: `KServe deploys it in mode ${mode}, and what percentages do in that is unknown here.`;
	return [canary(), revisions()].flat().map(split => ({...split, lockedBecause: says}));
}
