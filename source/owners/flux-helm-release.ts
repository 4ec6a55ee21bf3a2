import {heldOf} from '../model/held.ts';
import {type KubernetesObject, objectIn, objectsIn, textsIn} from '../model/object.ts';
import type {Owner} from '../model/owner.ts';
import {foundOf, objectsFound, type Wanted} from './around.ts';
import {areIgnored, driftOf, isDrift} from './drift.ts';
import type {Holder} from './holder.ts';
import {sayHeld} from './holding-words.ts';
import {withinInterval} from './interval.ts';
import type {OwnerFacts, OwnerKind} from './owner-facts.ts';
import {suspending} from './suspending.ts';

const label = 'helm.toolkit.fluxcd.io/name';

/** A Flux HelmRelease writes its objects at each upgrade, and with drift detection at each interval. */
export const fluxHelmRelease: OwnerKind = {
	says: 'Flux HelmReleases',
	wants: wantsOf,
	find(facts) {
		const [wanted] = wantsOf(facts);
		if (wanted === undefined || !isDrift(facts)) return [];
		const [found] = objectsFound(facts.around, [wanted]);
		const told = found === undefined ? unseen(wanted, facts) : timing(found.object, facts);
		return [
			{
				name: `Flux HelmRelease ${wanted.name}`,
				effect: 'warned',
				instead: 'Change the values too, so that the next upgrade keeps it.',
				...told,
			},
		];
	},
};

type Told = Pick<Owner, 'evidence' | 'revertsWhen'>;

function timing(release: KubernetesObject, facts: OwnerFacts): Told {
	const {metadata, spec = {}} = release;
	const where = `HelmRelease ${metadata.namespace}/${metadata.name}`;
	const held = heldOf(release);
	if (spec.suspend === true) {
		return held === undefined
			? {revertsWhen: 'once it is resumed', evidence: `label ${label}; ${where} is suspended`}
			: {revertsWhen: 'once it is released', evidence: `${where} is ${sayHeld(held)}`};
	}
	if (correctsDrift(release, facts)) {
		return {
			revertsWhen: withinInterval(spec.interval) ?? 'at its next interval',
			evidence: `label ${label}; ${where} corrects drift`,
		};
	}
	return {revertsWhen: 'at the next upgrade', evidence: `label ${label}; ${where} leaves drift as it is`};
}

/** Only in mode `enabled`; neither of objects that are marked, nor of fields that a rule tells it to overlook. */
function correctsDrift({spec}: KubernetesObject, facts: OwnerFacts): boolean {
	const {mode, ignore} = objectIn(spec?.driftDetection);
	const {labels, annotations} = facts.object.metadata;
	const mark =
		annotations?.['helm.toolkit.fluxcd.io/driftDetection'] ??
		labels?.['helm.toolkit.fluxcd.io/driftDetection'];
	if (mode !== 'enabled' || /^disabled$/i.test(mark ?? '')) return false;
	const overlooked = objectsIn(ignore)
		.filter(({target}) => isMeant(objectIn(target), facts))
		.flatMap(({paths}) => textsIn(paths));
	return facts.edits === undefined || !areIgnored(driftOf(facts), overlooked);
}

/** Its targets are patterns; of those that are more than a name nothing is concluded. */
function isMeant(target: {readonly [member: string]: unknown}, {ref}: OwnerFacts): boolean {
	const is: {readonly [member: string]: string} = {
		group: ref.resource.group,
		version: ref.resource.version,
		kind: ref.resource.kind,
		namespace: ref.namespace,
		name: ref.name,
	};
	return Object.entries(target).every(([member, value]) => value === is[member]);
}

function unseen(wanted: Wanted, {around}: OwnerFacts): Told {
	const evidence = `label ${label}`;
	if (around === undefined)
		return {evidence, revertsWhen: 'at the next upgrade, or sooner with drift detection'};
	const isUnknown = foundOf(around, wanted).state === 'unknown';
	const why = isUnknown ? 'it could not be read' : 'it is not in this cluster';
	return {evidence: `${evidence}; ${why}`, revertsWhen: 'at an unknown time'};
}

function wantsOf({object}: OwnerFacts): readonly Wanted[] {
	const {labels = {}} = object.metadata;
	const name = labels[label];
	if (name === undefined) return [];
	const namespace = labels['helm.toolkit.fluxcd.io/namespace'] ?? object.metadata.namespace ?? '';
	return [{group: 'helm.toolkit.fluxcd.io', plural: 'helmreleases', namespace, name}];
}

export const fluxHelmReleaseHolder: Holder = {
	...suspending,
	group: 'helm.toolkit.fluxcd.io',
	plural: 'helmreleases',
	says: 'Flux HelmRelease',
	markOf: facts => wantsOf(facts).map(({namespace, name}) => `Flux HelmRelease ${namespace}/${name}`)[0],
	wants: wantsOf,
	owning: facts => objectsFound(facts.around, wantsOf(facts)),
	countOf: () => undefined,
};
