import {podResource} from '../model/builtin-resources.ts';
import type {ActionCommand} from '../model/command.ts';
import {type KubernetesObject, objectsIn, refOf} from '../model/object.ts';
import type {Concern, Line, Plan, Refusal, Step, Undo} from '../model/plan.ts';
import {sayRef} from '../model/ref.ts';
import {type Action, plainPlan, recreated} from './action.ts';
import {budgetConcerns} from './budgets.ts';
import {cordonStep, isCordoned} from './cordon.ts';
import {gatherNode, type NodeFacts} from './gather-node.ts';
import {type Leaving, leavingOf, sayNames} from './leaving.ts';

type DrainNode = Extract<ActionCommand, {action: 'drain-node'}>;

/** Empties a node: nothing new starts on it, and what runs there is evicted as far as budgets allow. */
export const drainNode: Action<DrainNode, NodeFacts> = {
	name: 'drain-node',
	title: 'Drain',
	kinds: ['nodes'],
	gather: ({target}, reader) => gatherNode(target, reader),
	plan(command, facts) {
		const leaving = leavingOf(facts.pods);
		const {ref, node} = facts;
		const refusal = recreated(command.target, ref) ?? lossRefused(command, facts, leaving);
		if (refusal) return refusal;
		if (isCordoned(node) && leaving.evicted.length === 0 && leaving.ending.length === 0)
			return {refused: 'nothing-to-do', says: `${sayRef(ref)} is drained already.`};
		return planned(command, facts, leaving);
	},
};

function planned(command: DrainNode, facts: NodeFacts, leaving: Leaving): Plan {
	const {ref, node} = facts;
	const kubectl = kubectlOf(command);
	const cordoning = isCordoned(node) ? [] : [{...cordonStep(ref, node, true), kubectl}];
	const {evicted, ending} = leaving;
	return {
		...plainPlan,
		action: 'drain-node',
		says: `Drain ${sayRef(ref)} of ${sayPods(evicted.length)}`,
		lines: linesOf(facts, leaving),
		steps: [...cordoning, ...evicted.map(pod => evictionOf(pod, kubectl))],
		undo: undoOf(facts),
		settledWhen: [...evicted, ...ending].map(pod => ({seen: 'gone', of: refOf(podResource, pod)})),
		concerns: concernsOf(facts, leaving),
		blast: {word: ref.name, says: `${sayPods(evicted.length)} will be evicted.`},
	};
}

function kubectlOf({target, force, deleteEmptyDirData}: DrainNode): string {
	const flags = [
		'--ignore-daemonsets',
		...(force ? ['--force'] : []),
		...(deleteEmptyDirData ? ['--delete-emptydir-data'] : []),
	];
	return `drain ${target.name} ${flags.join(' ')}`;
}

function evictionOf(pod: KubernetesObject, kubectl: string): Step {
	return {type: 'evict', target: refOf(podResource, pod), guards: [], edits: [], kubectl};
}

function linesOf({ref, node}: NodeFacts, {evicted}: Leaving): Line[] {
	const cordoned = {subject: sayRef(ref), from: isCordoned(node) ? 'cordoned' : 'takes pods', to: 'cordoned'};
	if (evicted.length === 0) return [cordoned];
	return [cordoned, {subject: 'Pods to evict', from: String(evicted.length), to: '0'}];
}

/** What would be lost for good is only lost where that was asked for. */
function lossRefused(
	{target, force, deleteEmptyDirData}: DrainNode,
	{ref}: NodeFacts,
	{lost, withData}: Leaving,
): Refusal | undefined {
	const losses = [
		...(lost.length > 0 && !force
			? [{says: `No controller starts these again: ${sayNames(lost)}.`, flag: '--force'}]
			: []),
		...(withData.length > 0 && !deleteEmptyDirData
			? [
					{
						says: `These lose what they keep in an emptyDir: ${sayNames(withData)}.`,
						flag: '--delete-emptydir-data',
					},
				]
			: []),
	];
	if (losses.length === 0) return undefined;
	const kept = [...(force ? ['--force'] : []), ...(deleteEmptyDirData ? ['--delete-emptydir-data'] : [])];
	const flags = [...kept, ...losses.map(({flag}) => flag)].join(' ');
	return {
		refused: 'guarded',
		says: `${sayRef(ref)} cannot be drained without loss. ${losses.map(({says}) => says).join(' ')}`,
		hint: `Move them first, or ask for the loss: sluice drain-node ${target.name} ${flags}`,
	};
}

function undoOf({ref, node}: NodeFacts): Undo {
	return isCordoned(node)
		? {way: 'none', because: 'It was cordoned before, and stays so; evicted pods do not move back.'}
		: {
				way: 'compensate',
				command: {action: 'uncordon', target: {...ref}},
				says: 'Uncordons the node; evicted pods do not move back by themselves.',
			};
}

function concernsOf(facts: NodeFacts, leaving: Leaving): Concern[] {
	const {evicted, ending, lost, withData} = leaving;
	return [
		...lossesOf(lost, withData),
		...placesOf(facts, evicted),
		...budgetConcerns(evicted, facts.budgets),
		...stayingOf(leaving),
		...(ending.length > 0 ? [{says: `Ending already, and waited for: ${sayNames(ending)}.`}] : []),
	];
}

function lossesOf(lost: Leaving['lost'], withData: Leaving['withData']): Concern[] {
	return [
		...(lost.length > 0
			? [{says: `Lost for good, as no controller starts them again: ${sayNames(lost)}.`}]
			: []),
		...(withData.length > 0 ? [{says: `What they keep in an emptyDir is lost: ${sayNames(withData)}.`}] : []),
	];
}

function stayingOf({ofDaemonSets, mirrored}: Leaving): Concern[] {
	return [
		...(ofDaemonSets.length > 0 ? [{says: `Stay, as DaemonSets run them: ${sayNames(ofDaemonSets)}.`}] : []),
		...(mirrored.length > 0 ? [{says: `Stay, as its kubelet runs them: ${sayNames(mirrored)}.`}] : []),
	];
}

/** Where what is evicted may start again. */
function placesOf({others}: NodeFacts, evicted: Leaving['evicted']): Concern[] {
	if (others === undefined || evicted.length === 0) return [];
	const taking = others.filter(node => !isCordoned(node) && isReady(node));
	if (taking.length > 0) return [];
	return [{says: 'No other node takes pods: whatever is evicted waits for one.'}];
}

function isReady({status}: KubernetesObject): boolean {
	return objectsIn(status?.conditions).some(each => each.type === 'Ready' && each.status === 'True');
}

function sayPods(count: number): string {
	return count === 1 ? '1 pod' : `${count} pods`;
}
