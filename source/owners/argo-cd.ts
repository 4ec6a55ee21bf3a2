import {heldOf} from '../model/held.ts';
import {holdsField, managedEntries, ourManager} from '../model/managed-fields.ts';
import {isObject, type KubernetesObject, objectIn, objectsIn, textIn, textsIn} from '../model/object.ts';
import type {Owner} from '../model/owner.ts';
import {foundOf, objectsFound, type Wanted} from './around.ts';
import {areIgnored, driftOf, isDrift} from './drift.ts';
import type {Holder, OwningObject} from './holder.ts';
import {sayHeld, sayHolding} from './holding-words.ts';
import type {OwnerFacts, OwnerKind} from './owner-facts.ts';

const trackingId = 'argocd.argoproj.io/tracking-id';
/** How the names begin that Argo CD's own writes go under. */
const fieldManagers = 'argocd-';
const instanceLabel = 'app.kubernetes.io/instance';

/** How an object says that Argo CD made it. A label alone proves nothing: Helm uses the same one. */
type Mark = {
	/** The Application's name; undefined where only the field manager tells. */
	readonly name?: string;
	/** Its namespace, where the mark names one. */
	readonly namespace?: string;
	readonly evidence: string;
	readonly isProof: boolean;
};

/**
 * Argo CD marks what it tracks with an annotation or a label; whether it heals
 * by itself stands on the Application, which may live in another cluster.
 */
export const argoCd: OwnerKind = {
	says: 'Argo CD applications',
	wants: facts => marksOf(facts).map(wantedOf),
	find(facts) {
		const marks = marksOf(facts);
		if (marks.length === 0 || !isDrift(facts)) return [];
		const [owning] = owningOf(facts);
		if (owning !== undefined) return ownerOf(owning.mark, owning.object, facts);
		const mark = marks.find(each => each.isProof);
		return mark === undefined ? [] : [unseen(mark, facts)];
	},
};

function marksOf({object}: OwnerFacts): readonly Mark[] {
	const tracked = object.metadata.annotations?.[trackingId]?.split(':')[0];
	if (tracked) return [{...named(tracked), evidence: `annotation ${trackingId}`, isProof: true}];
	const label = object.metadata.labels?.[instanceLabel];
	const manager = managedEntries(object)?.find(each => each.manager.startsWith(fieldManagers))?.manager;
	return [
		...(label ? [{...named(label), evidence: `label ${instanceLabel}`, isProof: false}] : []),
		...(manager ? [{evidence: `field manager ${manager}`, isProof: true}] : []),
	];
}

/** Applications outside Argo CD's own namespace carry theirs before the name. */
function named(text: string): Pick<Mark, 'name' | 'namespace'> {
	const at = text.indexOf('_');
	return at === -1 ? {name: text} : {namespace: text.slice(0, at), name: text.slice(at + 1)};
}

function wantedOf({name, namespace}: Mark): Wanted {
	return {
		group: 'argoproj.io',
		plural: 'applications',
		...(namespace !== undefined && {namespace}),
		...(name !== undefined && {name}),
	};
}

function owningOf(facts: OwnerFacts): ReadonlyArray<OwningObject & {readonly mark: Mark}> {
	return marksOf(facts).flatMap(mark =>
		objectsFound(facts.around, [wantedOf(mark)])
			.filter(({object}) => lists(object, facts) && (mark.isProof || isOfThisCluster(object)))
			.map(found => ({...found, mark})),
	);
}

function lists({status}: KubernetesObject, {ref}: OwnerFacts): boolean {
	return objectsIn(status?.resources).some(
		each =>
			each.kind === ref.resource.kind &&
			(textIn(each.group) ?? '') === ref.resource.group &&
			(textIn(each.namespace) ?? '') === ref.namespace &&
			each.name === ref.name,
	);
}

function isOfThisCluster({spec}: KubernetesObject): boolean {
	const {server, name} = objectIn(spec?.destination);
	return server === 'https://kubernetes.default.svc' || name === 'in-cluster';
}

function ownerOf(mark: Mark, application: KubernetesObject, facts: OwnerFacts): readonly Owner[] {
	const {namespace = '', name} = application.metadata;
	const ignored = ignoredPointers(application, facts);
	const isOverlooked = facts.edits !== undefined && areIgnored(driftOf(facts), ignored);
	const keepsOverlooking = textsIn(objectIn(application.spec?.syncPolicy).syncOptions).includes(
		'RespectIgnoreDifferences=true',
	);
	if (isOverlooked && keepsOverlooking) return [];
	const {heals, syncs} = policyOf(application);
	const held = heldOf(application);
	const where = `Application ${namespace}/${name}`;
	const owner = {name: `Argo CD application ${name}`, effect: 'warned', instead: commitToo} as const;
	if (held !== undefined && !syncs) {
		return [{...owner, revertsWhen: 'once it is released', evidence: `${where} is ${sayHeld(held)}`}];
	}
	const says = heals ? 'heals by itself' : syncs ? 'syncs by itself' : 'syncs by hand';
	const evidence = `${mark.evidence}; ${where} ${says}`;
	if (heals && !isOverlooked && isUnclaimed(facts)) {
		const says = `${evidence}, and never set what is written here, as far as its field manager tells`;
		return [{...owner, revertsWhen: 'within seconds, if Git sets it', evidence: says}];
	}
	if (heals && !isOverlooked) {
		return [
			{...owner, revertsWhen: 'within seconds', evidence, effect: 'undone', instead: sayHolding(facts.ref)},
		];
	}
	return [
		{...owner, revertsWhen: syncs ? 'at the next sync, with the next commit' : 'at the next sync', evidence},
	];
}

/**
 * Whoever heals lets no drift stand: a field that is there, and that its manager
 * is not on record for though it is for others, is none that Git sets.
 */
function isUnclaimed(facts: OwnerFacts): boolean {
	const {object} = facts;
	const entries = managedEntries(object)?.filter(({manager}) => manager.startsWith(fieldManagers)) ?? [];
	const isClaimed = (at: string) => entries.some(entry => holdsField(entry, object, at));
	return facts.edits !== undefined && entries.length > 0 && !driftOf(facts).some(isClaimed);
}

const commitToo = 'Commit the change too, so that the next sync keeps it.';

/** There are marks, and no Application that goes with them: it is elsewhere, or may not be read, or nobody looked. */
function unseen(mark: Mark, facts: OwnerFacts): Owner {
	const found = foundOf(facts.around, wantedOf(mark));
	const name = mark.name === undefined ? 'Argo CD' : `Argo CD application ${mark.name}`;
	const owner = {
		name,
		effect: 'warned',
		instead: 'Commit the change too, or hold it where it lives.',
	} as const;
	if (facts.around === undefined) {
		const revertsWhen = 'within seconds if it heals by itself, else at the next sync';
		return {...owner, evidence: mark.evidence, revertsWhen};
	}
	const why =
		found.state === 'unknown'
			? 'its Application could not be read'
			: found.state === 'found' && found.objects.length > 0 && mark.name !== undefined
				? 'the Application of that name in this cluster does not list it'
				: 'its Application is not in this cluster';
	return {...owner, evidence: `${mark.evidence}; ${why}`, revertsWhen: 'at an unknown time'};
}

/** What its comparison overlooks of the object, as far as pointers say; a manager of ours makes it overlook all we write. */
function ignoredPointers({spec}: KubernetesObject, {ref}: OwnerFacts): readonly string[] {
	const isMeant = (value: unknown, is: string) =>
		value === undefined || value === '' || value === '*' || value === is;
	return objectsIn(spec?.ignoreDifferences)
		.filter(
			({group, kind, name, namespace}) =>
				isMeant(group, ref.resource.group) &&
				(kind === '*' || kind === ref.resource.kind) &&
				isMeant(name, ref.name) &&
				isMeant(namespace, ref.namespace),
		)
		.flatMap(({jsonPointers, managedFieldsManagers}) =>
			textsIn(managedFieldsManagers).includes(ourManager) ? [''] : textsIn(jsonPointers),
		);
}

function policyOf({spec}: KubernetesObject): {readonly syncs: boolean; readonly heals: boolean} {
	const {automated} = objectIn(spec?.syncPolicy);
	const syncs = isObject(automated) && automated.enabled !== false;
	return {syncs, heals: syncs && automated.selfHeal === true};
}

/** Without its automated policy an Application syncs by hand only, whatever drifts and whatever is committed. */
export const argoCdHolder: Holder = {
	group: 'argoproj.io',
	plural: 'applications',
	says: 'Argo CD application',
	policyAt: '/spec/syncPolicy/automated',
	heldAs: undefined,
	markOf: facts => {
		const mark = marksOf(facts).find(each => each.isProof);
		return mark && `Argo CD application ${mark.name ?? ''}`.trimEnd();
	},
	wants: facts => marksOf(facts).map(wantedOf),
	owning: owningOf,
	whyIdle: application => (policyOf(application).syncs ? undefined : 'syncs by hand only'),
	sayPolicy: automated => {
		const {syncs, heals} = policyOf({spec: {syncPolicy: {automated}}} as unknown as KubernetesObject);
		return heals ? 'syncs and heals by itself' : syncs ? 'syncs by itself' : 'syncs by hand';
	},
	countOf: ({status}) => (Array.isArray(status?.resources) ? status.resources.length : undefined),
};
