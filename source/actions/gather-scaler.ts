import type {Clock} from '../model/clock.ts';
import type {Target} from '../model/command.ts';
import {type KubernetesObject, objectIn, refOf, textIn} from '../model/object.ts';
import {type Ref, type Resource, resourceName} from '../model/ref.ts';
import {type Answer, answer} from '../model/trouble.ts';
import {type Around, foundOf, objectsFound} from '../owners/around.ts';
import {autoscalersOf, autoscalersWanted, madeBy} from '../owners/horizontal-pod-autoscaler.ts';
import {scaledObjectsOf, scaledObjectsWanted} from '../owners/keda.ts';
import {isTarget} from '../owners/scale-target.ts';
import type {Gathered, Reader, Subject} from './action.ts';
import {readAround} from './read-around.ts';

/** What scales a workload by itself, between bounds of its own. */
export type ScalerFacts = {
	/** What was named: a workload, or a scaler. */
	readonly named: Ref;
	/** An autoscaler that KEDA made is none: KEDA would write it again. */
	readonly scalers: readonly Subject[];
	/** What is scaled, where it could be read. */
	readonly workload?: Subject;
	/** Why something that scales it may be there unseen, as sentences. */
	readonly unknown: readonly string[];
};

const scalerKinds = ['horizontalpodautoscalers.autoscaling', 'scaledobjects.keda.sh'];

/** Reads what was named, what scales it, and what that scales. */
export async function gatherScaler(
	target: Target,
	reader: Reader,
	clock: Clock,
): Promise<Answer<Gathered<ScalerFacts>>> {
	const read = await reader.get(target);
	if (!read.ok) return read;
	const named = {ref: refOf(target.resource, read.value), object: read.value};
	const isScaler = scalerKinds.includes(resourceName(target.resource));
	const workload = isScaler ? await scaledBy(named, reader) : named;
	// Where the workload cannot be read, the scaler itself is all that is known of.
	const around = await readAround(wantsOf(workload ?? named), reader, clock);
	const found = workload ? scalersOf(workload.ref, around) : [];
	const scalers = isScaler ? meantBy(named, found) : found;
	return answer({
		facts: {
			named: named.ref,
			scalers,
			...(workload && {workload}),
			unknown: [...(isScaler ? [] : unknownOf(named.ref, around)), ...unreadOf(named, workload, around)],
		},
		subjects: scalers,
		concerns: [],
	});
}

function wantsOf({ref}: Subject) {
	const facts = {ref, replicas: 1};
	return [...autoscalersWanted(facts), ...scaledObjectsWanted(facts)];
}

function scalersOf(ref: Ref, around: Around): Subject[] {
	const facts = {ref, replicas: 1, around};
	const autoscalers = objectsFound(around, autoscalersWanted(facts)).filter(
		({object}) => isTarget(object.spec?.scaleTargetRef, ref) && madeBy(object) === undefined,
	);
	return [...autoscalers, ...scaledObjectsOf(facts)].map(({resource, object}) => ({
		ref: refOf(resource, object),
		object,
	}));
}

/** The scaler that was named; of an autoscaler that KEDA made, the ScaledObject it was made from. */
function meantBy(named: Subject, found: readonly Subject[]): readonly Subject[] {
	if (madeBy(named.object) === undefined) return [named];
	return found.filter(({ref}) => ref.resource.kind === 'ScaledObject');
}

/** What a scaler scales, in its own namespace. */
async function scaledBy({ref, object}: Subject, reader: Reader): Promise<Subject | undefined> {
	const resource = await scaledKind(object, reader);
	const name = textIn(objectIn(object.spec?.scaleTargetRef).name);
	if (resource === undefined || name === undefined) return undefined;
	const read = await reader.get({resource, namespace: ref.namespace, name});
	return read.ok ? {ref: refOf(resource, read.value), object: read.value} : undefined;
}

async function scaledKind({spec}: KubernetesObject, reader: Reader): Promise<Resource | undefined> {
	const target = objectIn(spec?.scaleTargetRef);
	const kind = textIn(target.kind) ?? 'Deployment';
	const group = (textIn(target.apiVersion) ?? 'apps/v1').replace(/\/?[^/]*$/, '');
	const discovery = await reader.discover();
	const served = discovery.ok ? discovery.value.resources : [];
	const found = served.find(each => each.kind === kind && each.group === group);
	return found && resourceIn(found);
}

function resourceIn({group, version, plural, kind, namespaced}: Resource): Resource {
	return {group, version, plural, kind, namespaced};
}

/** An autoscaler that KEDA made tells of a ScaledObject, even where nobody may read that. */
function unreadOf(named: Subject, workload: Subject | undefined, around: Around): string[] {
	const facts = {ref: (workload ?? named).ref, replicas: 1, around};
	const made = [named.object, ...autoscalersOf(facts)].flatMap(each => madeBy(each) ?? []);
	const [name] = scaledObjectsOf(facts).length > 0 ? [] : made;
	return name === undefined ? [] : [`KEDA does, by ScaledObject ${name}, which could not be read.`];
}

function unknownOf(ref: Ref, around: Around): string[] {
	return wantsOf({ref, object: {metadata: {name: ref.name, uid: ref.uid}}}).flatMap(each => {
		const found = foundOf(around, each);
		return found.state === 'unknown' ? [found.says] : [];
	});
}
