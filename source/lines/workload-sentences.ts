import {deploymentResource} from '../model/builtin-resources.ts';
import type {Ref} from '../model/ref.ts';
import type {DeploymentRow} from '../resources/deployments.ts';
import type {NodeRow} from '../resources/nodes.ts';
import type {PodRow} from '../resources/pod-row.ts';
import type {Row} from '../resources/view.ts';
import type {Picture} from './picture.ts';
import {count, listed, type Sentence, said} from './sentence.ts';
import {shortened} from './trouble-sentences.ts';

/** Deployments that were scaled, given other images, began to move and came to rest. */
export function deploymentSentences(
	{deployments: former}: Picture,
	{deployments}: Picture,
): readonly Sentence[] {
	if (former === undefined || deployments === undefined) return [];
	const changed = [...deployments.values()].flatMap(row => {
		const before = former.get(row.uid);
		return before === undefined ? said(`New: ${nameOf(row)}, ${sayWanted(row)}`) : changesOf(before, row);
	});
	const gone = goneFrom(former, deployments).map(row => said(`${nameOf(row)} is gone`));
	return [
		...shortened(changed, 'change', 'of deployments: deployments lists all'),
		...shortened(gone, 'deployment', 'are gone'),
	];
}

function nameOf({namespace, name}: Row): string {
	return `Deployment ${namespace}/${name}`;
}

function sayWanted({wanted, ready}: DeploymentRow): string {
	return `${ready} of ${count(wanted, 'pod')} ready`;
}

function changesOf(before: DeploymentRow, after: DeploymentRow): readonly Sentence[] {
	const asked = askedOf(before, after);
	const changed: Ref = {
		resource: deploymentResource,
		namespace: after.namespace,
		name: after.name,
		uid: after.uid,
	};
	const [was, is] = [before.rollout.progress, after.rollout.progress];
	const rested = is === 'settled' || is === 'idle';
	const rests = was !== is && rested ? `Settled, ${sayWanted(after)}` : undefined;
	if (asked.length > 0) return [{...said(`${nameOf(after)}: ${asked.join('; ')}`, rests), changed}];
	if (rests !== undefined && was !== 'short') return [said(`${nameOf(after)}: ${rests}`)];
	// What is stuck or short of pods is told as a trouble.
	return was !== is && (is === 'moving' || is === 'paused') && was !== 'short'
		? [said(`${nameOf(after)}: ${after.rollout.says}`)]
		: [];
}

/** What somebody asked of it, as far as the list tells. */
function askedOf(before: DeploymentRow, after: DeploymentRow): readonly string[] {
	const images = after.containers.flatMap(({name, image}) => {
		const former = before.containers.find(each => each.name === name);
		if (former === undefined) return [`container ${name} is new, with image ${image}`];
		return former.image === image ? [] : [`container ${name} went from image ${former.image} to ${image}`];
	});
	return [
		...(before.wanted === after.wanted ? [] : [`scaled from ${before.wanted} to ${after.wanted}`]),
		...images,
		...(before.paused === after.paused ? [] : [after.paused ? 'paused' : 'goes on']),
	];
}

/** Nodes that joined and left, and those that take no new pods; those not ready are troubles. */
export function nodeSentences({nodes: former}: Picture, {nodes}: Picture): readonly Sentence[] {
	if (former === undefined || nodes === undefined) return [];
	const fresh = [...nodes.values()].filter(({uid}) => !former.has(uid)).map(({name}) => name);
	const gone = goneFrom(former, nodes).map(({name}) => name);
	const turned = [...nodes.values()].filter(row => isOtherwise(former.get(row.uid), row));
	return [
		...(fresh.length === 0 ? [] : [said(`${nodesNamed(fresh)} joined`)]),
		...(gone.length === 0 ? [] : [said(`${nodesNamed(gone)} left`)]),
		...turned.map(({name, isSchedulable}) =>
			said(`Node ${name} takes ${isSchedulable ? 'new pods again' : 'no new pods'}`),
		),
	];
}

function nodesNamed(names: readonly string[]): string {
	return `${names.length === 1 ? 'Node' : `${names.length} nodes:`} ${listed(names, 5)}`;
}

function isOtherwise(before: NodeRow | undefined, after: NodeRow): boolean {
	return before !== undefined && before.isSchedulable !== after.isSchedulable;
}

/** What became of pods since the former picture, counted: they come and go by the hundred. */
export function podSentences({pods: former}: Picture, {pods}: Picture): readonly Sentence[] {
	if (former === undefined || pods === undefined) return [];
	const came = [...pods.values()].filter(row => row.isReady && former.get(row.uid)?.isReady !== true);
	const fell = [...pods.values()].filter(row => !row.isReady && former.get(row.uid)?.isReady === true);
	const begun = [...pods.values()].filter(row => !row.isReady && !former.has(row.uid));
	const gone = goneFrom(former, pods);
	const counts = [
		...counted(came, 'became ready'),
		...counted(fell, 'are not ready any more', 'is not ready any more'),
		...counted(begun, 'were started', 'was started'),
		...counted(gone, 'are gone', 'is gone'),
	];
	return counts.length === 0 ? [] : [said(listed(counts))];
}

/** Of few the name, of many the number and where. */
function counted(rows: readonly PodRow[], many: string, one = many): readonly string[] {
	const [first] = rows;
	if (first === undefined) return [];
	if (rows.length === 1) return [`Pod ${first.namespace}/${first.name} ${one}`];
	const whose = [...new Set(rows.map(({namespace, workload}) => `${namespace}/${workload?.name ?? '-'}`))];
	return [`${rows.length} pods ${whose.length > 3 ? '' : `of ${listed(whose)} `}${many}`];
}

function goneFrom<R extends Row>(
	former: ReadonlyMap<string, R>,
	present: ReadonlyMap<string, unknown>,
): readonly R[] {
	return [...former.values()].filter(({uid}) => !present.has(uid));
}
