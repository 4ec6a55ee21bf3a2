// Who else wants the object that a row is about: an owner that heals it, somebody
// who writes it while the preview stands, somebody who replaced what we wrote twice.

import type {Entry} from '../../source/journal/entry.ts';
import type {Journal} from '../../source/journal/journal.ts';
import type {Cluster} from '../../source/model/cluster.ts';
import type {KubernetesObject} from '../../source/model/object.ts';
import {objectPath} from '../../source/model/path.ts';
import type {Edit, Plan, Step} from '../../source/model/plan.ts';
import {answer} from '../../source/model/trouble.ts';
import type {Connection} from '../conformance/connection.ts';

const applications = {
	group: 'argoproj.io',
	version: 'v1alpha1',
	plural: 'applications',
	kind: 'Application',
	namespaced: true,
};
const trackingId = 'argocd.argoproj.io/tracking-id';

/** The same cluster where an Application that heals has every object that is read. */
export function healed(cluster: Cluster): Cluster {
	const had: {kind: string; group: string; namespace: string; name: string}[] = [];
	const application = () =>
		({
			apiVersion: 'argoproj.io/v1alpha1',
			kind: 'Application',
			metadata: {name: 'healer', namespace: 'argocd', uid: 'healer'},
			spec: {
				destination: {server: 'https://kubernetes.default.svc'},
				syncPolicy: {automated: {selfHeal: true}},
			},
			status: {resources: had},
		}) as unknown as KubernetesObject;
	return {
		...cluster,
		async discover() {
			const discovered = await cluster.discover();
			if (!discovered.ok) return discovered;
			const {resources} = discovered.value;
			const others = resources.filter(({plural}) => plural !== applications.plural);
			const more = {...others[0]!, ...applications};
			return answer({...discovered.value, resources: [...others, more]});
		},
		async get(target, ...more) {
			const {resource, namespace, name} = target;
			if (resource.plural === applications.plural && name === 'healer') return answer(application());
			const read = await cluster.get(target, ...more);
			if (!read.ok) return read;
			had.push({kind: resource.kind, group: resource.group, namespace, name});
			const {metadata} = read.value;
			const annotations = {...metadata.annotations, [trackingId]: 'argocd_healer:it'};
			return answer({...read.value, metadata: {...metadata, annotations}});
		},
	};
}

/** The journal of somebody who wrote all that the plan writes twice, and had it replaced twice by what stands there now. */
export function replacedTwice(journal: Journal, plan: Plan | undefined): Journal {
	const now = Date.now();
	const fought = (minutesAgo: number): Entry => ({
		id: `${minutesAgo} minutes ago`,
		at: now - minutesAgo * 60_000,
		who: 'admin',
		context: 'test',
		server: 'test',
		action: 'shift',
		says: 'Fought over.',
		lines: [],
		undo: {way: 'none', because: 'It is made up.'},
		applied: plan!.steps.length,
		steps: plan!.steps,
	});
	if (plan === undefined) return journal;
	return {
		...journal,
		entries() {
			const read = journal.entries();
			return read.ok ? answer([...read.value, fought(60), fought(30)]) : read;
		},
	};
}

/** The first step that changes values. */
export function firstEdit({steps}: Plan): Step | undefined {
	return steps.find(({type}) => type === 'edit');
}

/** Somebody else writes just that; the answer puts back how it was. Undefined where the server would not take it of him. */
export async function writeAhead(step: Step, raw: Connection): Promise<(() => Promise<void>) | undefined> {
	const path = objectPath(step.target, step.subresource);
	const {body: before} = await raw.ask('GET', path);
	const patch = {type: 'application/json-patch+json', body: step.edits.map(patchOf)};
	const written = await raw.ask('PATCH', path, patch);
	if (written.status !== 200) return undefined;
	return () => putBack(path, before, raw);
}

/** Controllers write the same objects: what they were faster with is tried again. */
async function putBack(path: string, before: KubernetesObject, raw: Connection): Promise<void> {
	for (let tries = 0; ; tries += 1) {
		const {body: present} = await raw.ask('GET', path);
		const {resourceVersion} = present.metadata;
		const body = {...before, metadata: {...before.metadata, resourceVersion}};
		const {status, text} = await raw.ask('PUT', path, {body});
		if (status === 200) return;
		if (status !== 409 || tries === 50) throw new Error(`${path} was not put back: ${text}`);
		await new Promise(resolve => setTimeout(resolve, 50));
	}
}

/** With neither guards nor the parents of what is new: who is in the way takes no care. */
function patchOf({at, from, to}: Edit): object {
	if (to === undefined) return {op: 'remove', path: at};
	return {op: from === undefined ? 'add' : 'replace', path: at, value: to};
}
