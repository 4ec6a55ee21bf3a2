import type {Cluster} from '../cluster.ts';
import {isTrue} from '../controllers/conditions.ts';
import {
	addMachine,
	bringBackMachine,
	disconnectMachine,
	failMachine,
	retireMachine,
} from '../controllers/machine.ts';
import {deployments} from '../kinds/apps.ts';
import {nodes} from '../kinds/nodes.ts';
import {pods} from '../kinds/pods.ts';
import {controllerOf, type KubernetesObject} from '../object.ts';
import {boutique, boutiqueBehaviour, boutiqueDemand} from '../worlds/boutique.ts';
import {beatHearts} from '../worlds/ground.ts';
import {isAnySeen, isAsDeclared, podsDeclared} from './look.ts';
import type {Guidance, Scenario} from './scenario.ts';
import {later, onceSo} from './script.ts';

/** Two renewals that do not come are enough to give a node up, where five are usual. */
const graceMs = 20_000;

function isNodeReady({store}: Cluster, name: string): boolean {
	const node = store.get(nodes, undefined, name);
	return node !== undefined && isTrue(node.object, 'Ready');
}

/** It is there, and has not yet, or not for long, said that it is well. */
function isSilent(cluster: Cluster, name: string): boolean {
	return cluster.store.get(nodes, undefined, name) !== undefined && !isNodeReady(cluster, name);
}

function silentNodes(cluster: Cluster): string[] {
	const names = cluster.store.list(nodes).map(({object}) => object.metadata.name);
	return names.filter(name => !isNodeReady(cluster, name));
}

/** Pods on a node that can leave it. */
function guestsOf({store}: Cluster, name: string): KubernetesObject[] {
	const all = store.list(pods).map(({object}) => object);
	return all.filter(pod => pod.spec.nodeName === name && controllerOf(pod)?.kind !== 'Node');
}

function sayReady(cluster: Cluster): string {
	const {ready, wanted} = podsDeclared(cluster);
	return `${ready} of ${wanted} pods are ready`;
}

/** Loses its network, and is back shortly after somebody noticed: before its pods are given up. */
function cutOff(cluster: Cluster, name: string): void {
	disconnectMachine(cluster, name);
	const comeBack = () => bringBackMachine(cluster, name);
	onceSo(cluster, nodes, () => !isNodeReady(cluster, name), 12_000, comeBack);
}

/** How long it takes to mend the machine that fails among all the others, longer than its pods wait for it. */
const mendMs = 65_000;

function everythingAtOnce(cluster: Cluster): void {
	failMachine(cluster, 'node-6');
	later(cluster, mendMs, () => bringBackMachine(cluster, 'node-6'));
	cutOff(cluster, 'node-3');
	retireMachine(cluster, 'node-7');
	addMachine(cluster, {name: 'node-9', address: '10.0.0.19'});
}

function sayEverything(cluster: Cluster, shownMs: number): string {
	if (shownMs < 12_000) return 'All at once: node-6 fails, node-3 is cut off, node-7 goes, node-9 comes.';
	const ready = sayReady(cluster);
	const silent = silentNodes(cluster);
	if (silent.length > 0) return `${ready}. Silent: ${silent.join(', ')}; \`:nodes\` \`Enter\`.`;
	if (shownMs < mendMs) return `${ready}: it takes 20 s until a silence is noticed.`;
	return `${ready}. Was it you? \`U\` takes back what you changed.`;
}

const cartsDeclared = ({store}: Cluster) =>
	store.get(deployments, 'boutique', 'cart')?.object.spec.replicas ?? 0;

const guidance: readonly Guidance[] = [
	{
		says: () => 'A machine has failed, node-2, and its pods with it. `Enter`: what is known?',
		isDone: stage => isAnySeen(stage, 'detail', 'nodes', 'pods'),
	},
	{
		says: () => '`:nodes` `Enter` lists all nodes; `j` goes to node-2, `Enter` to its pods.',
		isDone: ({seen}) => seen.has('pods'),
	},
	{
		says: ({cluster}) => `What ran there is made anew elsewhere: ${sayReady(cluster)}.`,
		isDone: ({cluster, shownMs}) => isAsDeclared(cluster) && shownMs > 4000,
	},
	{
		begins(cluster) {
			bringBackMachine(cluster, 'node-2');
			cutOff(cluster, 'node-3');
		},
		says: () => 'As declared again. Now node-3 loses its network. `:nodes` `Enter`: seen yet?',
		isDone: ({cluster}) => !isNodeReady(cluster, 'node-3'),
	},
	{
		says: () => 'Nothing is heard of node-3, yet its pods run on. Wait: it may come back.',
		isDone: ({cluster}) => !isSilent(cluster, 'node-3'),
	},
	{
		begins: cluster => retireMachine(cluster, 'node-5'),
		says({cluster}) {
			const left = guestsOf(cluster, 'node-5').length;
			return `It is back, and no pod moved. Next, node-5 retires; pods to leave it: ${left}.`;
		},
		isDone: ({cluster}) => !cluster.store.get(nodes, undefined, 'node-5') && isAsDeclared(cluster),
	},
	{
		begins: cluster => addMachine(cluster, {name: 'node-8', address: '10.0.0.18'}),
		says: () => 'It is gone, and its pods are elsewhere. Next, node-8 joins: it starts.',
		isDone: ({cluster}) => !isSilent(cluster, 'node-8'),
	},
	{
		says: () => 'The new node is ready and idle: `:deploy`, cart, `s` `12` `Enter`, `y`.',
		isDone: ({cluster}) => cartsDeclared(cluster) > 8,
	},
	{
		says: ({cluster}) => `On node-8 by now: ${guestsOf(cluster, 'node-8').length}. ${sayReady(cluster)}.`,
		isDone: ({cluster, shownMs}) => shownMs > (isAsDeclared(cluster) ? 4000 : 20_000),
	},
	{
		begins: everythingAtOnce,
		says: ({cluster, shownMs}) => sayEverything(cluster, shownMs),
		isDone: ({cluster, shownMs}) =>
			shownMs > mendMs && silentNodes(cluster).length === 0 && isAsDeclared(cluster),
	},
	{
		says: ({cluster}) => `As declared: ${sayReady(cluster)}, and nobody had to do a thing.`,
		isDone: ({shownMs}) => shownMs > 8000,
	},
];

/** Machines fail, are cut off, retire and join, one after the other and all at once; the cluster sees to its pods. */
export const nodeDay: Scenario = {
	name: 'node-day',
	says: 'nodes that fail, are cut off, retire and join, at last all at once',
	isShopless: true,
	past: [
		...boutique,
		{agoMinutes: 2, does: cluster => beatHearts(cluster, graceMs)},
		{agoMinutes: 0.45, does: cluster => failMachine(cluster, 'node-2')},
	],
	demand: boutiqueDemand,
	behaviour: boutiqueBehaviour,
	guidance,
};
